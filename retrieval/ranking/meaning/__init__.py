"""Ranking by meaning as well as words: features from cosines, their weights, questions in other languages."""
