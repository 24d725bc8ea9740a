"""Candidate sentences: features, trees, confidence, ambiguity."""
