"""Find tables of exit statuses and other codes: a number, and beside it or below it what it means.

    0      if it succeeds                  0
                                               success
    123    if any command failed
                                           15
                                               can't find the file

Such a number is a term, like the name of an option, although alone on its line it looks like a page number.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.structure.lines.rows import LEADS_ON, Row

Statuses = Mapping[int, int]
"""Offset of each status's row -> offset within the row at which its meaning begins, 0 if that is below."""

NO_STATUSES: Statuses = {}

_NUMBER = re.compile(r"[<>]?\d{1,3}(?:[-–]\d{1,3})?")
_BESIDE = re.compile(rf"(?P<number>{_NUMBER.pattern})(?:  |[ ]?\t)[ \t]*(?P<meaning>[^\d\s].*)")
_ANOTHER_COLUMN = re.compile(r" {3}| \t|\t[ \t]{2}")
_MIN_STATUSES = 2
_MAX_ROWS_OF_A_MEANING = 12
_ABOUT = 2  # columns: numbers of different lengths may be right-aligned


class _Status(NamedTuple):
    """A row with a number, the column of its meaning, and how it differs from a row of any other table."""

    row: Row
    column: int
    meaning: int
    led_on_to: bool
    apart: bool


def statuses_in(found: Sequence[Sequence[Row]]) -> Statuses:
    r"""The statuses of a text that is divided into runs of rows.

    Numbers right below each other need an introduction, since in other small tables they count the rows.

    >>> from corpus.structure.lines.rows import runs_of_rows
    >>> text = "0\n    bent\n\n9\n    broken\n\n15  gone"
    >>> dict(statuses_in(list(runs_of_rows(text, text))))
    {0: 0, 12: 0, 26: 4}
    """
    return {
        status.row.start: status.meaning
        for table in _tables(found)
        if len(table) >= _MIN_STATUSES and (table[0].led_on_to or any(each.apart for each in table[1:]))
        for status in table
    }


def _tables(found: Sequence[Sequence[Row]]) -> Iterator[list[_Status]]:
    """Runs of statuses with nothing between them but their meanings."""
    table: list[_Status] = []
    rows_since = 0
    for row, status in _rows(found):
        rows_since += 1
        if (
            status is None
            and table
            and _is_of_meaning(row, table[-1])
            and rows_since < _MAX_ROWS_OF_A_MEANING
        ):
            continue
        if not (status and table and _are_aligned(table[-1], status)):
            yield table
            table = []
        table += [status] if status else []
        rows_since = 0
    yield table


def _rows(found: Sequence[Sequence[Row]]) -> Iterator[tuple[Row, _Status | None]]:
    before = ""
    for run in found:
        for at, (row, following) in enumerate(pairwise([*run, None])):
            assert row is not None  # noqa: S101 - only what follows the last one is
            yield row, _status(row, following, led_on_to=before.endswith(LEADS_ON), is_first=at == 0)
            before = row.text


def _status(row: Row, following: Row | None, *, led_on_to: bool, is_first: bool) -> _Status | None:
    if row.mark:
        return None
    if _NUMBER.fullmatch(row.text):
        below = following is not None and following.margin > row.margin + 1 and not following.mark
        return _Status(row, following.margin, 0, led_on_to, apart=True) if following and below else None
    beside = _BESIDE.fullmatch(row.text)
    if not beside or _ANOTHER_COLUMN.search(beside["meaning"]):
        return None
    meaning = beside.start("meaning")
    return _Status(row, row.column_at(meaning), meaning, led_on_to, apart=is_first)


def _is_of_meaning(row: Row, status: _Status) -> bool:
    return row.margin > status.row.margin + 1


def _are_aligned(status: _Status, following: _Status) -> bool:
    return status.column == following.column and abs(status.row.margin - following.row.margin) <= _ABOUT
