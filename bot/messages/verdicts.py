"""Ratings of an answer: good, or bad with a reason."""

GOOD = "good"
BAD = "bad"
ELSEWHERE = "elsewhere"
REASONS = ("wrong", "unasked", "incomplete", ELSEWHERE)
"""The text says something else; not what was asked; incomplete; there is a better sentence."""
VERDICTS = (GOOD, BAD, *REASONS)
