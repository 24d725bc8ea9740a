"""Retrieval: given a question and a snapshot of the corpus, answer with the corpus's own sentences."""
