"""Pages of a PDF whose tables have ruling lines -> their lines of text, with each table as rows of cells.

pdfplumber finds the cells.  It takes four times as long as reading a page's text, so it only sees pages that
draw a fair number of lines or boxes.
"""

import io
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import regex

from corpus.extraction.pdf.paragraphs import Line, RuledTable, page_lines

if TYPE_CHECKING:
    from pdfplumber.page import Page

TABLE_SECONDS = 13.0
"""Processor time for the tables of a file, a third of what its extraction may take."""
_MAX_CONTENT_BYTES = 1 << 20
_MAX_RULES = 1_000
"""A page with more lines and boxes is a drawing, and finding cells in it takes long."""
_MIN_RULES = 4
_MIN_ROWS, _MIN_COLUMNS = 2, 2
_MIN_FILLED = 0.5
_RULE = regex.compile(rb"\s(?:re|l)(?=\s)")
_NEW_LINE = 0.5
"""A word is on another line if its top differs by this share of its height."""
_GAP = 0.9
"""Lines that are this share of their height apart belong to different paragraphs."""

_Box = tuple[float, float, float, float]
_Rows = tuple[tuple[str, ...], ...]


class TablePages(NamedTuple):
    """The lines of pages with tables, by number, and the numbers of pages that were not looked at."""

    lines: Mapping[int, list[Line]]
    unread: Sequence[int]


def may_hold_table(content: bytes) -> bool:
    r"""Whether a page draws about as many lines as a table: not just a few, nor thousands as in a picture.

    >>> [may_hold_table(b"0 0 9 9 re f\n" * count) for count in (1, 8, 5000)]
    [False, True, False]
    """
    if len(content) > _MAX_CONTENT_BYTES:
        return False
    return _MIN_RULES <= sum(1 for _ in _RULE.finditer(content)) <= _MAX_RULES


def pages_with_tables(data: bytes, numbers: Sequence[int], seconds: float = TABLE_SECONDS) -> TablePages:
    """The pages among *numbers* (from 1) that do have tables.

    Pages that are not reached in time, or that the library cannot read, are listed as ``unread``.
    """
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every odd font
    read: dict[int, list[Line]] = {}
    # The library raises all kinds of errors; the text of the pages is known without it.
    with suppress(Exception):
        read.update(_read_pages(data, numbers, time.process_time() + seconds))  # keeps those before an error
    with_tables = {number: lines for number, lines in read.items() if lines}
    return TablePages(with_tables, [number for number in numbers if number not in read])


def _read_pages(data: bytes, numbers: Sequence[int], deadline: float) -> Iterator[tuple[int, list[Line]]]:
    """The lines of the pages that the library can read before *deadline*; empty if there is no table."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data), pages=list(numbers)) as file:
        for page in file.pages:
            if time.process_time() > deadline:
                return
            with suppress(Exception):  # one broken page does not end the search on the others
                yield page.page_number, _lines_with_tables(page)
            page.close()  # frees what was found on it


def _lines_with_tables(page: "Page") -> list[Line]:
    """The lines of a page with its tables among them; empty if it has no table."""
    found = [(table.bbox, _cells(table.extract())) for table in page.find_tables()]
    tables = [(box, rows) for box, rows in found if _is_table(rows)]
    return list(_lines(page.extract_words(use_text_flow=True), tables)) if tables else []


def _cells(rows: Sequence[Sequence[str | None]]) -> _Rows:
    r"""The cells of rows without breaks within them: ``_cells([["a\nb", None]]) == (("a b", ""),)``."""
    cleaned = (tuple(" ".join(map(str, page_lines(cell or ""))) for cell in row) for row in rows)
    return tuple(row for row in cleaned if any(row))


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows are a table, and not a frame around text or the boxes of a drawing.

    >>> _is_table([["Tree", "Height"], ["Oak", "9 m"]]), _is_table([["All of this is framed."]])
    (True, False)
    """
    filled = [sum(map(bool, row)) for row in rows]
    cells = sum(map(len, rows))
    wide = sum(count >= _MIN_COLUMNS for count in filled)
    return wide >= _MIN_ROWS and sum(filled) >= _MIN_FILLED * cells


def _lines(words: Sequence[Mapping[str, Any]], tables: Sequence[tuple[_Box, _Rows]]) -> Iterator[Line]:
    """The words in the order in which they are printed, as lines; each table where its first word is."""
    line: list[str] = []
    shown: set[_Box] = set()
    last: Mapping[str, Any] | None = None
    for word in words:
        box, rows = next((table for table in tables if _is_within(word, table[0])), (None, ()))
        if box or (last and _is_elsewhere(last, word)):
            yield from page_lines(" ".join(line))
            line = []
        if box and box not in shown:
            shown.add(box)
            yield RuledTable(rows)
        if box:
            last = None
            continue
        if last and word["top"] - last["bottom"] > _GAP * _height(last):
            yield ""
        line.append(word["text"])
        last = word
    yield from page_lines(" ".join(line))


def _is_within(word: Mapping[str, Any], box: _Box) -> bool:
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _is_elsewhere(last: Mapping[str, Any], word: Mapping[str, Any]) -> bool:
    """Whether a word is on another line, or in another column, than the one before it."""
    return bool(abs(word["bottom"] - last["bottom"]) > _NEW_LINE * _height(last) or word["x0"] < last["x0"])


def _height(word: Mapping[str, Any]) -> float:
    return float(word["bottom"] - word["top"])
