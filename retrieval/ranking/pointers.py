"""Recognise sentences that only point elsewhere."""

import re

_LONGEST = 200
_POINTER = re.compile(
    r"\(?(?:for [^.:]{1,80}?,? (?:please )?)?(?:please )?(?:also )?(?:see|refer to|consult)\b[^.:]*"
    r"(?:\.[^\s.:][^.:]*)*[.)]{0,2}",
    re.IGNORECASE,
)
_MANUAL_PAGES = re.compile(r"(?:[\w.+:-]+\(\w{1,4}\)[,.]?(?: |\Z))+")


def only_points(sentence: str) -> bool:
    """Whether a sentence only says where to read on, which answers nothing itself.

    >>> only_points("For details see flock(2) and nfs(5)."), only_points("See it bend: it does.")
    (True, False)
    """
    text = " ".join(sentence.split()) if len(sentence) <= _LONGEST else ""
    return bool(_POINTER.fullmatch(text) or _MANUAL_PAGES.fullmatch(text))
