"""Excel workbooks that are slow or large to read."""

import io
from collections.abc import Callable

from openpyxl import Workbook

from tests.corpus.documents import part_of
from tools.hostile_input.shapes.making import Make, bomb, of_many_parts, unpacking, with_parts

_SHEET = "xl/worksheets/sheet1.xml"
_TYPES = "[Content_Types].xml"
_STRINGS = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType='
    b'"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
_NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def _rows(columns: int, name: str, cell: str) -> Make:
    """A workbook whose sheet unpacks to the size."""

    def make(size: int) -> bytes:
        workbook = Workbook(write_only=True)
        sheet = workbook.create_sheet("Boats")
        sheet.append([f"{name}{number}" for number in range(columns)])
        for number in range(size // (columns * (len(cell) + 40))):
            sheet.append([f"{cell}{number % 97}"] * columns)
        return _saved(workbook)

    return make


def _saved(workbook: Workbook) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _small() -> bytes:
    workbook = Workbook()
    workbook.worksheets[0].append(["Boat", "Owner"])
    return _saved(workbook)


def _sheet(data: Callable[[int], bytes], strings: Callable[[int], bytes] | None = None) -> Make:
    """A workbook whose sheet has this data, with these shared strings."""

    def make(size: int) -> bytes:
        sheet = b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (_NAMESPACE, data(size))
        parts = {_SHEET: sheet}
        if strings:
            types = part_of(_small(), _TYPES)
            parts[_TYPES] = types.replace(b"</Types>", _STRINGS + b"</Types>")
            parts["xl/sharedStrings.xml"] = b"<sst %s>%s</sst>" % (_NAMESPACE, strings(size))
        return with_parts(_small(), parts)

    return make


def _of_sheets(size: int) -> bytes:
    """A workbook of sheets of one cell."""
    workbook = Workbook()
    for number in range(min(2_000, size // 2_000)):
        workbook.create_sheet(f"Sheet {number}").append(["A boat"])
    return _saved(workbook)


def _with_more(part: str, at: bytes, piece: bytes) -> Make:
    """A workbook with a repeated piece of XML inserted before *at* in one of its parts."""

    def make(size: int) -> bytes:
        had = part_of(_small(), part)
        return with_parts(_small(), {part: had.replace(at, piece * (size // len(piece)) + at, 1)})

    return make


def _numbered(piece: bytes) -> Callable[[int], bytes]:
    return lambda size: b"".join(piece % number for number in range(1, size // (len(piece) + 4)))


WORKBOOKS: dict[str, Make] = {
    "xlsx: rows": _rows(4, "Name ", "boat "),
    "xlsx: short cells below long names": _rows(1000, "A very long name of a column of boats " * 3, "b"),
    "xlsx: rows that unpack": unpacking(_rows(4, "Name ", "boat ")),
    "xlsx: rows of one cell": _sheet(_numbered(b'<row r="%d"><c><v>1</v></c></row>')),
    "xlsx: empty rows": _sheet(lambda size: b"<row/>" * (size // 6)),
    "xlsx: a row far below": _sheet(
        lambda size: b'<row r="999999999"><c t="str"><v>boat</v></c></row>' * (size // 50)
    ),
    "xlsx: cells far to the right": _sheet(
        _numbered(b'<row><c t="str"><v>boat</v></c><c r="SF%d"><v>1</v></c></row>')
    ),
    "xlsx: one long string everywhere": _sheet(
        lambda size: b'<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>' * (size // 80),
        lambda size: b"<si><t>" + b"A boat waits. " * 2_000 + b"</t></si>",
    ),
    "xlsx: shared strings": _sheet(
        lambda size: b'<row><c t="s"><v>0</v></c></row>',
        lambda size: b"<si><t>A boat</t></si>" * (size // 22),
    ),
    "xlsx: a string of runs": _sheet(
        lambda size: b'<row><c t="s"><v>0</v></c></row>',
        lambda size: b"<si>" + b"<r><t>a </t></r>" * (size // 16) + b"</si>",
    ),
    "xlsx: elements in elements": _sheet(lambda size: b"<a>" * (size // 7) + b"</a>" * (size // 7)),
    "xlsx: unknown elements": _sheet(lambda size: b"<a/>" * (size // 4)),
    "xlsx: sheets": _of_sheets,
    "xlsx: formats": _with_more("xl/styles.xml", b"</cellXfs>", b'<xf numFmtId="0" fontId="0"/>'),
    "xlsx: fonts": _with_more("xl/styles.xml", b"</fonts>", b'<font><sz val="11"/></font>'),
    "xlsx: names": _with_more(
        "xl/workbook.xml", b"<calcPr", b'<definedNames><definedName name="a">b</definedName></definedNames>'
    ),
    "xlsx: content types": _with_more(_TYPES, b"</Types>", b'<Override PartName="/a" ContentType="b"/>'),
    "xlsx: merged cells": _with_more(
        _SHEET, b"<pageMargins", b'<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    ),
    "xlsx: a bomb": bomb("[Content_Types].xml", "xl/workbook.xml"),
    "xlsx: many parts": of_many_parts,
}
