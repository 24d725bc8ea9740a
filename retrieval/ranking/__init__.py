"""Ranking: features of candidate sentences, trees that score them, confidence and ambiguity."""
