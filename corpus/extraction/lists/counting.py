"""Count the lists of a word processor's document, whose numbers are not in its text."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from corpus.extraction.lists.ordinals import ordinal

_LONGEST_TEMPLATE = 60  # characters; a longer one would multiply the text of a hostile file
_LEVEL = re.compile(r"%([1-9])")


class ListLevel(NamedTuple):
    """How a list writes the numbers of one of its levels.

    In ``template``, "%2" stands for the number of the second level: "%1.%2)"; "" if the level has no numbers.
    ``style`` is one of `corpus.extraction.lists.ordinals`, and ``start`` the first number.
    """

    template: str = ""
    style: str = ""
    start: int = 1


ListLevels = Mapping[int, ListLevel]
"""The levels of a list, counted from 1."""


class ListNumbers:
    """Counts the items of lists, level by level."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[int, int]] = {}

    def start_again(self, name: str) -> None:
        """Count the list of that name from its first number again."""
        self._counts.pop(name, None)

    def mark(self, name: str, levels: ListLevels, level: int, start: int | None = None) -> str:
        """The number of the next item on a level of a list, with a blank: "2.1) "; "" if it has none.

        *start* is the item's number, if it is stated.

        >>> levels = {1: ListLevel("%1.", "1"), 2: ListLevel("%1.%2)", "1")}
        >>> numbers = ListNumbers()
        >>> [numbers.mark("list", levels, level) for level in (1, 2, 2, 1, 2)]
        ['1. ', '1.1) ', '1.2) ', '2. ', '2.1) ']
        """
        own = levels.get(level)
        if own is None or len(own.template) > _LONGEST_TEMPLATE:
            return ""
        counts = self._counts.setdefault(name, {})
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        counts[level] = start if start is not None else counts.get(level, own.start - 1) + 1

        def number_of(match: re.Match[str]) -> str:
            which = int(match[1])
            described = levels.get(which, ListLevel())
            return ordinal(counts.setdefault(which, described.start), described.style)

        written = _LEVEL.sub(number_of, own.template).strip()
        return f"{written} " if written else ""
