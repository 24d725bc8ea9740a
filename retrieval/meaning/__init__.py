"""Sentence embeddings: an optional addition to matching words."""
