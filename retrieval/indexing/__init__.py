"""Build a version: turn documents into an immutable folder."""
