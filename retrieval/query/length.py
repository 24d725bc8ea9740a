"""Limit the length of a question, so that no message costs much more than a long question does."""

from bisect import bisect_right
from itertools import accumulate
from unicodedata import east_asian_width

LONGEST_QUESTION = 600
"""The most letters of a question that are read; typical questions have about fifty."""
_LETTERS_OF_AN_IDEOGRAPH = 4
"""An ideograph conveys as much as this many letters, and is searched as a word of its own."""


def within_length(question: str, limit: int = LONGEST_QUESTION) -> str:
    """A question, or the beginning and the end of a very long one, cut between words.

    >>> within_length("Who lit the lamp, " + "please, " * 9 + "this morning?", 40)
    'Who lit the lamp, this morning?'
    """
    if len(question) * _LETTERS_OF_AN_IDEOGRAPH <= limit or len(_fitting(question, limit)) == len(question):
        return question
    half = limit // 2
    beginning, *_ = _fitting(question, half).rsplit(maxsplit=1) or [""]
    *_, end = _fitting(question[: -half - 1 : -1], half)[::-1].split(maxsplit=1) or [""]
    return f"{beginning} {end}"


def _fitting(text: str, limit: int) -> str:
    """The beginning of a text, with at most *limit* letters.

    >>> _fitting("灯塔是谁点亮的", 8)
    '灯塔'
    """
    return text[: bisect_right(list(accumulate(map(_letters, text[: limit + 1]))), limit)]


def _letters(character: str) -> int:
    return _LETTERS_OF_AN_IDEOGRAPH if east_asian_width(character) in ("W", "F") else 1
