"""The meaning of sentences as vectors: an optional second opinion beside their words."""
