"""Recognise sentences that only point elsewhere."""

import re
from functools import lru_cache

_LONGEST = 200
_REMEMBERED = 20_000  # sentences
_POINTER = re.compile(
    r"\(?(?:for [^.:]{1,80}?,? (?:please )?)?(?:please )?(?:also )?(?:see|refer to|consult)\b[^.:]*"
    r"(?:\.[^\s.:][^.:]*)*[.)]{0,2}",
    re.IGNORECASE,
)
_MANUAL_PAGES = re.compile(r"(?:[\w.+:-]+\(\w{1,4}\)[,.]?(?: |\Z))+")


@lru_cache(_REMEMBERED)
def only_points(sentence: str) -> bool:
    """Whether a sentence only says where to read more, and answers nothing itself.

    >>> only_points("For details see flock(2) and nfs(5)."), only_points("See it bend: it does.")
    (True, False)
    """
    return bool(_POINTER.fullmatch(_short(sentence)))


def lists_manual_pages(sentence: str) -> bool:
    """Whether a sentence is a list of manual pages, as below SEE ALSO.

    >>> lists_manual_pages("login(1), wtmp(5)"), lists_manual_pages("login(1) writes wtmp(5).")
    (True, False)
    """
    may_be = ")" in sentence[-2:]
    return may_be and _MANUAL_PAGES.fullmatch(_short(sentence)) is not None


def _short(sentence: str) -> str:
    """A sentence on one line; "" if it is too long to do nothing but point."""
    return " ".join(sentence.split()) if len(sentence) <= _LONGEST else ""
