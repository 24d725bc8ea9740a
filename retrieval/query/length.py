"""A bound on what is read of a question, so that no message costs much more than a long question does."""

from bisect import bisect_right
from itertools import accumulate
from unicodedata import east_asian_width

LONGEST_QUESTION = 600
"""Letters that are read of a question; what people ask has some fifty."""
_LETTERS_OF_AN_IDEOGRAPH = 4
"""One says as much, and is a word to search for by itself."""


def within_length(question: str, most: int = LONGEST_QUESTION) -> str:
    """A question, or of one that is very long its beginning and its end, cut between words.

    >>> within_length("Who lit the lamp, " + "please, " * 9 + "this morning?", 40)
    'Who lit the lamp, this morning?'
    """
    if len(_fitting(question, most)) == len(question):
        return question
    half = most // 2
    beginning, *_ = _fitting(question, half).rsplit(maxsplit=1) or [""]
    *_, end = _fitting(question[: -half - 1 : -1], half)[::-1].split(maxsplit=1) or [""]
    return f"{beginning} {end}"


def _fitting(text: str, most: int) -> str:
    """The beginning of a text that has at most so many letters.

    >>> _fitting("灯塔是谁点亮的", 8)
    '灯塔'
    """
    return text[: bisect_right(list(accumulate(map(_letters, text[: most + 1]))), most)]


def _letters(character: str) -> int:
    return _LETTERS_OF_AN_IDEOGRAPH if east_asian_width(character) in ("W", "F") else 1
