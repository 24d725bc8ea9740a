"""ODT -> blocks: headings, paragraphs, lists and tables of a text document, in their order."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from corpus.extraction.blocks import Kind, PageBlock, as_item, rows_as_items, taken
from corpus.extraction.lists.counting import ListLevels, ListNumbers
from corpus.extraction.lists.odt import OUTLINE, continues, odt_lists, start_of
from corpus.extraction.packages import attribute, check_package, first_words, local_name, whole, xml_part
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
        styles = xml_part(package, "styles.xml") if "styles.xml" in names else None
        meta = xml_part(package, "meta.xml") if "meta.xml" in names else None
    body = next((each for each in content.iter() if local_name(each) == "text"), None)
    if body is None:
        raise Refused(f"is not {_KIND}", "give a text document, or a spreadsheet as .xlsx or .csv")
    blocks = taken(_BodyReader(odt_lists(styles, content)).blocks(body))
    first = next((block.without_mark for block in blocks if block.kind is Kind.HEADING), "")
    parts = ("title", "initial-creator", "creator")
    title, author, editor = (first_words(meta, part) if meta is not None else "" for part in parts)
    return Extracted.of(first or title, blocks, stated=usable_metadata({"author": author or editor}))


class _BodyReader:
    """Reads the blocks of a text document, counting its lists, whose levels are given by their style."""

    def __init__(self, lists: Mapping[str, ListLevels]) -> None:
        self._lists = lists
        self._numbers = ListNumbers()

    def blocks(self, element: Any) -> Iterator[PageBlock]:
        """The blocks within an element, in order."""
        for inner in element:
            match local_name(inner):
                case "h":
                    yield self._heading(inner)
                case "p":
                    yield PageBlock(Kind.PARAGRAPH, _words(inner))
                case "list":
                    yield from self._list(inner)
                case "table":
                    yield from rows_as_items([_within_width(_cells(row)) for row in _rows(inner)])
                case name if name and name not in _APART:
                    yield from self.blocks(inner)

    def _heading(self, heading: Any) -> PageBlock:
        """A heading; its number is part of its text, as readers see it."""
        level, words = _level(heading), _words(heading)
        mark = self._numbers.mark(OUTLINE, self._lists.get(OUTLINE, {}), level) if words.strip() else ""
        return PageBlock(Kind.HEADING, f"{mark}{words}", level=level, mark=mark)

    def _list(self, found: Any, style: str = "", level: int = 1) -> Iterator[PageBlock]:
        """The blocks of a list; one within it has its style, unless it has its own."""
        style = attribute(found, "style-name") or style
        if level == 1 and not continues(found):
            self._numbers.start_again(style)
        for item in found:
            name = local_name(item)
            if name == "list-item" and any(local_name(inner) in ("p", "h") for inner in item):
                mark = self._numbers.mark(style, self._lists.get(style, {}), level, start_of(item))
            else:
                mark = ""  # a header of the list, or only an inner list
            if name in ("list-item", "list-header"):
                yield from as_item(self._of_item(item, style, level), mark)

    def _of_item(self, item: Any, style: str, level: int) -> Iterator[PageBlock]:
        for inner in item:
            if local_name(inner) == "list":
                yield from self._list(inner, style, level + 1)
            else:
                yield from self.blocks((inner,))


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
            times = whole(attribute(cell, "number-columns-repeated")) or 1
            words = " ".join(_words(part) for part in cell if local_name(part) in ("p", "h"))
            yield from [words] * min(times, _MAX_REPEATED)


def _level(heading: Any) -> int:
    """The level of a heading, 1 if it states none."""
    return whole(attribute(heading, "outline-level")) or 1


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
