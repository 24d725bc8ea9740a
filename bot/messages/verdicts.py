"""What people can say about an answer: good, or bad and why."""

GOOD = "good"
BAD = "bad"
ELSEWHERE = "elsewhere"
REASONS = ("wrong", "unasked", "incomplete", ELSEWHERE)
"""The text says otherwise; not what was asked; a part is missing; a better sentence stands elsewhere."""
VERDICTS = (GOOD, BAD, *REASONS)
