"""Refuse web pages and chapters that would take too long to read, by counting before a tree is built.

Counting takes only the parser's time.  Later steps take a hundred times as long for each element, and still
longer for many attributes of one element or many cells in one row.
"""

from collections.abc import Mapping

from corpus.extraction.refusal import Refused
from corpus.limits import MAX_ATTRIBUTES, MAX_CHILDREN, MAX_COLUMNS, MAX_DEPTH, MAX_ELEMENTS

_AS_TEXT = "save only its text, or split it"
_CELLS = frozenset({"td", "th"})


def check_markup(markup: str) -> None:
    """Raise Refused if a page has too many elements, cells in a row or attributes, or is nested too deeply.

    >>> check_markup("<div>" * 300)
    Traceback (most recent call last):
    corpus.extraction.refusal.Refused: ('has elements nested too deeply', 'save only its text, or split it')
    """
    from lxml import etree

    if markup.strip():
        counter = _Counter()
        etree.fromstring(
            markup.encode("utf-8", "replace"), etree.HTMLParser(target=counter, encoding="utf-8")
        )


class _Counter:
    """Counts what a parser finds: all elements, the children of each open element, and the cells of a row."""

    def __init__(self) -> None:
        self._elements = self._cells = 0
        self._children = [0]

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Count an element."""
        self._elements += 1
        self._cells = 0 if tag == "tr" else self._cells + (tag in _CELLS)
        self._children[-1] += 1
        if self._children[-1] > MAX_CHILDREN:
            raise Refused(f"has more than {MAX_CHILDREN:,} elements in one", _AS_TEXT)
        self._children.append(0)
        if self._elements > MAX_ELEMENTS:
            raise Refused(f"has more than {MAX_ELEMENTS:,} elements", _AS_TEXT)
        if len(self._children) > MAX_DEPTH:
            raise Refused("has elements nested too deeply", _AS_TEXT)
        if self._cells > MAX_COLUMNS:
            raise Refused(f"has a table of more than {MAX_COLUMNS:,} columns", _AS_TEXT)
        if len(attributes) > MAX_ATTRIBUTES:
            raise Refused(f"has an element with more than {MAX_ATTRIBUTES:,} attributes", _AS_TEXT)

    def end(self, tag: str) -> None:
        """Leave an element."""
        if len(self._children) > 1:
            self._children.pop()

    def close(self) -> None:
        """Do nothing; the parser expects this method."""
