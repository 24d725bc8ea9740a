"""Find a table of contents without page numbers: lines that occur again, each above a part of the text.

1. Do they bend?
2. What they cost
   in the town
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.scripts import only_letters
from corpus.structure.lines.rows import Row

_MIN_ENTRIES = 3
_MAX_ROWS = 3
_LONGEST = 200
_MIN_LETTERS = 2
_MAX_WORDS_OF_A_TITLE = 3
_BULLET = "o "

Rows = Sequence[Row]


class ListOfParts(NamedTuple):
    """The rows of a text's contents, with their title, and the headings that they list."""

    rows: tuple[Row, ...] = ()
    listed: tuple[Rows, ...] = ()


class _Entry(NamedTuple):
    """An entry: its rows, the number of their run, and that of the heading."""

    rows: Rows
    run: int
    heading: int


def contents_of(found: Sequence[Rows]) -> ListOfParts:
    r"""The contents of a text that is divided into runs of rows.

    >>> from corpus.structure.lines.rows import runs_of_rows
    >>> text = "1 Oak\n2 Pine\n3 Elm\n\n1 Oak\n\nIt stands.\n\n2 Pine\n\nIt bends.\n\n3 Elm\n\nIt fell."
    >>> [row.text for row in contents_of(list(runs_of_rows(text, text))).rows]
    ['1 Oak', '2 Pine', '3 Elm']
    """
    places = {key: number for number, rows in enumerate(found) if (key := _key(rows))}
    rows: list[Row] = []
    listed: list[Rows] = []
    for entries in _lists(found, places):
        if _are_above_text([entry.heading for entry in entries], after=entries[-1].run):
            rows += _title(found, entries[0]) + [row for entry in entries for row in entry.rows]
            listed += [found[entry.heading] for entry in entries]
    return ListOfParts(tuple(rows), tuple(listed))


def _key(rows: Rows) -> str:
    """The letters of a short run of rows, without numbers and marks, or "" if it is not a heading."""
    text = " ".join(row.text for row in rows[: _MAX_ROWS + 1])
    if len(rows) > _MAX_ROWS or len(text) > _LONGEST:
        return ""
    letters = only_letters(text.removeprefix(_BULLET))
    return letters if len(letters) >= _MIN_LETTERS else ""


def _lists(found: Sequence[Rows], places: Mapping[str, int]) -> Iterator[list[_Entry]]:
    """Runs of entries with nothing between them."""
    entries: list[_Entry] = []
    for number, rows in enumerate(found):
        at = 0
        while at < len(rows):
            entry = _entry(rows, at, number, places)
            if entry is None and entries:
                yield entries
                entries = []
            entries += [entry] if entry else []
            at += len(entry.rows) if entry else 1
    if entries:
        yield entries


def _entry(rows: Rows, at: int, number: int, places: Mapping[str, int]) -> _Entry | None:
    for end in range(at + 1, min(at + _MAX_ROWS, len(rows)) + 1):
        heading = places.get(_key(rows[at:end]), number)
        if heading > number:
            return _Entry(rows[at:end], number, heading)
    return None


def _are_above_text(headings: Sequence[int], *, after: int) -> bool:
    """Whether headings come in order, below the contents, and most of them above a text of their own."""
    if len(headings) < _MIN_ENTRIES or headings[0] <= after:
        return False
    steps = [following - heading for heading, following in pairwise(headings)]
    return all(step > 0 for step in steps) and 2 * sum(step > 1 for step in steps) >= len(steps)


def _title(found: Sequence[Rows], first: _Entry) -> list[Row]:
    """The title right above the contents, if there is one: "Table of Contents"."""
    above = found[first.run - 1] if first.run > 1 and first.rows[0] == found[first.run][0] else ()
    is_title = len(above) == 1 and above[0].words <= _MAX_WORDS_OF_A_TITLE and not above[0].ended
    return list(above) if is_title else []
