"""Buttons to rate an answer."""

from bot.messages.callback_data import RateAnswer
from bot.messages.message import Button, Keyboard, button
from bot.messages.verdicts import BAD, GOOD, REASONS
from bot.texts.catalog import Texts


def rating_row(answer: str) -> tuple[Button, ...]:
    """The buttons to rate the answer with that id."""
    return button("👍", RateAnswer(answer, GOOD)), button("👎", RateAnswer(answer, BAD))


def reasons_keyboard(answer: str, texts: Texts) -> Keyboard:
    """The buttons to say why an answer is bad, two in a row."""
    reasons = [button(texts.feedback.reason(reason), RateAnswer(answer, reason)) for reason in REASONS]
    return tuple(reasons[:2]), tuple(reasons[2:])
