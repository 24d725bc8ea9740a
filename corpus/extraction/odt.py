"""ODT -> blocks: headings, paragraphs, lists and tables of a text document, in their order."""

import io
import zipfile
from collections.abc import Iterator
from itertools import islice
from typing import Any

from corpus.extraction.blocks import Kind, PageBlock, rows_as_items, taken
from corpus.extraction.packages import check_package, first_words, local_name, xml_part
from corpus.extraction.refusal import Refused
from corpus.extraction.result import Extracted
from corpus.limits import MAX_COLUMNS
from corpus.metadata import usable_metadata

_KIND, _BROKEN = "an OpenDocument text", "save it again as .odt"
_MAX_REPEATED = 64
"""Maximum repetitions of one cell; the empty end of a sheet claims thousands."""
_APART = frozenset({"tracked-changes", "annotation", "note", "table-of-content", "forms", "sequence-decls"})


def read_odt(data: bytes) -> Extracted:
    """The text of an ODT file's bytes; raises Refused if it is broken, protected or a decompression bomb."""
    check_package(data, _KIND, _BROKEN)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        if "content.xml" not in names:
            raise Refused(f"is not {_KIND}: it has no content.xml", _BROKEN)
        content = xml_part(package, "content.xml")
        meta = xml_part(package, "meta.xml") if "meta.xml" in names else None
    body = next((each for each in content.iter() if local_name(each) == "text"), None)
    if body is None:
        raise Refused(f"is not {_KIND}", "give a text document, or a spreadsheet as .xlsx or .csv")
    blocks = taken(_blocks(body))
    first = next((block.text for block in blocks if block.kind is Kind.HEADING), "")
    parts = ("title", "initial-creator", "creator")
    title, author, editor = (first_words(meta, part) if meta is not None else "" for part in parts)
    return Extracted.of(first or title, blocks, stated=usable_metadata({"author": author or editor}))


def _blocks(element: Any, kind: Kind = Kind.PARAGRAPH) -> Iterator[PageBlock]:
    for inner in element:
        match local_name(inner):
            case "h":
                yield PageBlock(Kind.HEADING, _words(inner), level=_level(inner))
            case "p":
                yield PageBlock(kind, _words(inner))
            case "list-item":
                yield from _blocks(inner, Kind.ITEM)
            case "table":
                yield from rows_as_items([_within_width(_cells(row)) for row in _rows(inner)])
            case name if name and name not in _APART:
                yield from _blocks(inner, kind)


def _rows(table: Any) -> Iterator[Any]:
    yield from (each for each in table.iter() if local_name(each) == "table-row")


def _within_width(cells: Iterator[str]) -> list[str]:
    """The cells of a row; raises Refused if there are too many."""
    row = list(islice(cells, MAX_COLUMNS + 1))
    if len(row) > MAX_COLUMNS:
        raise Refused(f"has a table of more than {MAX_COLUMNS:,} columns", "save the table as .csv")
    return row


def _cells(row: Any) -> Iterator[str]:
    for cell in row:
        if local_name(cell) == "table-cell":
            repeated = [value for name, value in cell.attrib.items() if name.endswith("columns-repeated")]
            times = int(repeated[0]) if repeated and repeated[0].isdecimal() else 1
            words = " ".join(_words(part) for part in cell if local_name(part) in ("p", "h"))
            yield from [words] * min(times, _MAX_REPEATED)


def _level(heading: Any) -> int:
    """The level of a heading, 1 if it states none."""
    stated = next((value for name, value in heading.attrib.items() if name.endswith("outline-level")), "1")
    return int(stated) if stated.isdecimal() else 1


def _words(paragraph: Any) -> str:
    """The words of a paragraph, without its notes; tabs, line breaks and written-out blanks become blanks."""
    words = [paragraph.text or ""]
    for inner in paragraph:
        name = local_name(inner)
        if name in ("s", "tab", "line-break"):
            words.append(" ")
        elif name and name not in _APART:
            words.append(_words(inner))
        words.append(inner.tail or "")
    return "".join(words)
