"""Building a version: documents in, an immutable folder out."""
