"""CSV, TSV and XLSX -> blocks: a row is an item that names its columns, so that it can be cited by itself."""

import csv
import datetime
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from corpus.extraction.blocks import Kind, PageBlock, filled_rows, rows_as_items
from corpus.extraction.decoding import decode
from corpus.extraction.packages import check_package, local_name, xml_part
from corpus.extraction.refusal import Refused, check_length
from corpus.extraction.result import Extracted, PageProblem
from corpus.limits import MAX_COLUMNS, MAX_LINES

Row = TypeVar("Row")

_KIND, _BROKEN = "an Excel workbook", "save it again as .xlsx, or as .csv"
_STYLES = "xl/styles.xml"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_LAST_ROW = 1 << 20
"""Excel's last possible row; a file may name a later one, and the reader creates all rows before it."""
_MAX_EMPTY_CELLS = 50_000_000
"""In a workbook: cells with only a format, and gaps before cells far below or to the right."""
_MAX_CELL = 1 << 20
"""Characters in a cell; more means a quotation mark that is never closed."""
_SNIFFED = 64 << 10
_QUOTATION_MARK = re.compile("[\"']")
_QUOTATION_MARKS_SNIFFED = 400
_LONGEST_NAME = 120
_SEPARATORS = ",;\t|"
_MIN_COLUMNS = 2
_LINES_NAMED = 10


def read_csv(data: bytes) -> Extracted:
    """The rows of a table in a text file, with any separator."""
    try:
        text = decode(data)
    except ValueError as error:
        raise Refused(str(error), "save it as UTF-8") from None
    csv.field_size_limit(_MAX_CELL)
    try:
        rows = _within_limit(csv.reader(io.StringIO(text, newline=""), _dialect(text)))
    except csv.Error as error:
        raise Refused(f"is a broken table ({error})", "save it again as CSV") from None
    return Extracted.of("", _table(rows), problems=_ragged(rows))


def _within_limit(rows: Iterable[Row]) -> list[Row]:
    """The rows; raises Refused if there are too many, since nobody would notice that some are missing."""
    taken = list(islice(rows, MAX_LINES + 1))
    if len(taken) > MAX_LINES:
        raise Refused(f"has more than {MAX_LINES:,} rows", "split it")
    return taken


def _ragged(rows: Sequence[Sequence[str]]) -> tuple[PageProblem, ...]:
    """The problem of rows that have fewer or more cells than most rows; titles and notes do not count.

    >>> [problem.what for problem in _ragged([["a", "b"], ["1", "2"], ["3"], ["4", "5", "6"], ["7", "8"]])]
    ['has 2 rows with more or fewer cells than the others (2)']
    """
    widths = Counter(len(row) for row in rows if any(row))
    usual = widths.most_common(1)[0][0] if widths else 0
    start = next((at for at, row in enumerate(rows) if len(row) == usual), 0)
    odd = [at + 1 for at, row in enumerate(rows) if at >= start and any(row) and len(row) != usual]
    if usual < _MIN_COLUMNS or not odd:
        return ()
    lines = ", ".join(map(str, odd[:_LINES_NAMED])) + (", …" if len(odd) > _LINES_NAMED else "")
    what = f"has {len(odd)} rows with more or fewer cells than the others ({usual})"
    return (PageProblem(f"rows {lines}", what, "check their separators and quotation marks"),)


def read_xlsx(data: bytes) -> Extracted:
    """The rows of each sheet of a workbook, with the values that its formulas had last."""
    check_package(data, _KIND, _BROKEN)
    workbook = _opened(data)
    blocks: list[PageBlock] = []
    sheets = workbook.worksheets
    limited = _WorkbookRows()
    for sheet in sheets:
        sheet.reset_dimensions()  # a sheet may state a wrong size
        table = _table(limited.of(sheet.iter_rows(values_only=True, max_row=_LAST_ROW)))
        if table and len(sheets) > 1:
            blocks.append(PageBlock(Kind.HEADING, sheet.title))
        blocks += table
    return Extracted.of(str(workbook.properties.title or ""), blocks)


class _WorkbookRows:
    """Collects the rows of a workbook's sheets; raises Refused as soon as there are too many in total."""

    def __init__(self) -> None:
        self._rows = self._characters = self._empty = 0

    def of(self, rows: Iterable[Sequence[object]]) -> list[list[str]]:
        """The rows of a sheet that are not empty, as displayed text."""
        return [[shown(value) for value in row] for row in self._filled(rows)]

    def _filled(self, rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
        for whole in rows:
            row = without_empty_end(whole)
            self._empty += 1 + len(whole) - len(row)
            if self._empty > _MAX_EMPTY_CELLS:
                raise Refused("has too many empty cells", "copy what is filled into a new workbook")
            if row:
                self._count(row)
                yield row

    def _count(self, row: Sequence[object]) -> None:
        self._rows += 1
        if self._rows > MAX_LINES:
            raise Refused(f"has more than {MAX_LINES:,} rows", "split it")
        if len(row) > MAX_COLUMNS:
            raise Refused(f"has more than {MAX_COLUMNS:,} columns", "keep those with the text")
        self._characters += sum(len(value) for value in row if isinstance(value, str))
        check_length(self._characters)


def without_empty_end(row: Sequence[object]) -> Sequence[object]:
    """A row without the empty cells at its end; there may be thousands, so half are cut off at a time.

    >>> without_empty_end(("Oak", None, 12, None, None, None, None))
    ('Oak', None, 12)
    """
    width = len(row)
    while width and row[width // 2 : width].count(None) == width - width // 2:
        width //= 2
    while width and row[width - 1] is None:
        width -= 1
    return row[:width]


def _opened(data: bytes) -> Any:
    """The workbook; if its styles are incomplete, which Excel forgives, they are completed first."""
    from openpyxl import load_workbook

    how = {"read_only": True, "data_only": True, "keep_links": False}
    try:
        return load_workbook(io.BytesIO(data), **how)
    except TypeError:
        return load_workbook(io.BytesIO(_with_complete_fills(data)), **how)


def _with_complete_fills(data: bytes) -> bytes:
    """A workbook in which each fill has a pattern; some programs do not write one."""
    from lxml import etree

    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as package,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        styles = xml_part(package, _STYLES)
        for fill in [each for each in styles.iter() if local_name(each) == "fill" and not len(each)]:
            etree.SubElement(fill, fill.tag.replace("}fill", "}patternFill"))
        for name in package.namelist():
            made.writestr(name, etree.tostring(styles) if name == _STYLES else package.read(name))
    return out.getvalue()


def shown(value: object) -> str:
    """The displayed text of a cell.

    >>> shown(12.0), shown(0.1 + 0.2), shown(datetime.datetime(1999, 5, 3)), shown(None)
    ('12', '0.3', '1999-05-03', '')
    >>> shown("Oak_x000D_pine")  # a line break, as Excel writes it
    'Oak pine'
    """
    if isinstance(value, str):
        return _ESCAPED.sub(_unescaped, value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)


def _unescaped(escaped: re.Match[str]) -> str:
    """The character for an escape such as _x000D_; a blank for a control character."""
    character = chr(int(escaped[1], 16))
    return character if character.isprintable() else " "


def _dialect(text: str) -> type[csv.Dialect]:
    """The separator of cells: the one that divides the first lines evenly, or else a comma."""
    try:
        return csv.Sniffer().sniff(_sample(text), _SEPARATORS)
    except csv.Error:
        return csv.excel


def _sample(text: str) -> str:
    """The beginning of a table, with few quotation marks: for each, sniffing searches to the end."""
    marks = islice(_QUOTATION_MARK.finditer(text, 0, _SNIFFED), _QUOTATION_MARKS_SNIFFED, None)
    return text[: next((mark.start() for mark in marks), _SNIFFED)]


def _table(rows: Iterable[Sequence[str]]) -> list[PageBlock]:
    """The rows of a table as items, those above its header as paragraphs."""
    filled = filled_rows(rows)
    width = max((sum(map(bool, row)) for row in filled), default=0)
    start = next((at for at, row in enumerate(filled) if _may_be_header(row, width)), None)
    if start is None or start == len(filled) - 1:
        return rows_as_items(filled, headed=False)
    above = [PageBlock(Kind.PARAGRAPH, " ".join(filter(None, row))) for row in filled[:start]]
    return [*above, *rows_as_items(list(_as_wide(filled[start:])), headed=True)]


def _may_be_header(row: Sequence[str], width: int) -> bool:
    """Whether a row names the columns: one for each column, distinct, short, with letters."""
    names = [cell for cell in row if cell]
    return (
        len(names) == width > 1
        and len(set(names)) == width
        and all(len(name) <= _LONGEST_NAME and any(map(str.isalpha, name)) for name in names)
    )


def _as_wide(rows: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    """Rows cut to the columns that are not empty."""
    width = max(at + 1 for row in rows for at, cell in enumerate(row) if cell)
    yield from (row[:width] for row in rows)
