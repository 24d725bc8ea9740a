"""Feedback on answers: good, or bad and why."""

from bot.messages.callback_data import Rate
from bot.messages.message import Button, Keyboard, button
from bot.texts.catalog import Texts

GOOD = "good"
BAD = "bad"
REASONS = ("wrong", "unasked", "incomplete", "elsewhere")
"""Why an answer is bad: not what the text says to it, not what was asked, a part only, better elsewhere."""
VERDICTS = (GOOD, BAD, *REASONS)


def rating_row(answer: str) -> tuple[Button, ...]:
    """The buttons to rate the answer of that id."""
    return button("👍", Rate(answer, GOOD)), button("👎", Rate(answer, BAD))


def reasons_keyboard(answer: str, texts: Texts) -> Keyboard:
    """The buttons to say why an answer is bad, two in a row."""
    reasons = [button(texts.reason(reason), Rate(answer, reason)) for reason in REASONS]
    return tuple(reasons[:2]), tuple(reasons[2:])
