"""DOCX -> blocks: paragraphs, headings, lists and tables, in order."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.extraction.blocks import Kind, PageBlock, rows_as_items, taken
from corpus.extraction.lists.word import WordLists
from corpus.extraction.packages import check_package
from corpus.extraction.refusal import Refused, is_out_of_memory
from corpus.extraction.result import Extracted
from corpus.limits import MAX_COLUMNS
from corpus.metadata import usable_metadata

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

_BROKEN = "save it again as .docx"


def read_docx(data: bytes) -> Extracted:
    """The text of a DOCX file's bytes; raises Refused if it is broken, protected or a decompression bomb."""
    import docx

    check_package(data, "a Word document", _BROKEN)
    try:
        document = docx.Document(io.BytesIO(data))
        reader = _DocumentReader(document)
        blocks = taken(reader.blocks())
        title = document.core_properties.title or ""
        said = usable_metadata({"author": document.core_properties.author})
    except Refused:
        raise
    except Exception as error:  # the library raises whatever its parts do
        if is_out_of_memory(error):
            raise MemoryError from error
        raise Refused(f"is a broken Word document ({type(error).__name__})", _BROKEN) from error
    first = next((block for block in blocks if block.kind is Kind.HEADING), None)
    return Extracted.of(first.without_mark if first else title, blocks, stated=said)


class _DocumentReader:
    """Reads the blocks of a document, counting its lists."""

    def __init__(self, document: "Document") -> None:
        self._document = document
        self._styles = _style_names(document)
        self._lists = WordLists(document)

    def blocks(self) -> Iterator[PageBlock]:
        """The blocks in order."""
        from docx.table import Table

        for part in self._document.iter_inner_content():
            if isinstance(part, Table):
                yield from rows_as_items(_rows(part))
            else:
                yield self._block(part)

    def _block(self, paragraph: "Paragraph") -> PageBlock:
        """A paragraph; the number of a heading is part of its text, as readers see it."""
        text = paragraph.text
        mark = self._lists.mark_of(paragraph._p) if text.strip() else None
        style = self._styles.get(paragraph._p.style or "", "")
        if style.startswith(("Heading", "Title")):
            return PageBlock(Kind.HEADING, f"{mark or ''}{text}", mark=mark or "")
        is_item = mark is not None or style.startswith("List")
        return PageBlock(Kind.ITEM if is_item else Kind.PARAGRAPH, text, mark=mark or "")


def _rows(table: "Table") -> list[list[str]]:
    """The texts of a table's cells, row by row.

    A cell that spans several columns is listed once, and one that spans several rows in each of them.  This
    does not use the library's own way, which counts all rows above again for each cell.
    """
    from docx.table import _Cell

    above: dict[int, str] = {}
    rows: list[list[str]] = []
    for row in table._tbl.tr_lst:
        column, cells = row.grid_before, []
        if len(row.tc_lst) > MAX_COLUMNS:
            raise Refused(f"has a table of more than {MAX_COLUMNS:,} columns", "save the table as .csv")
        for cell in row.tc_lst:
            continues = cell.vMerge == "continue"
            above[column] = above.get(column, "") if continues else _Cell(cell, table).text
            cells.append(above[column])
            column += cell.grid_span
        rows.append(cells)
    return rows


def _style_names(document: "Document") -> dict[str, str]:
    """The names of a document's styles by id; the library would search all of them for each paragraph."""
    from docx.styles import BabelFish

    styles = document.styles.element.style_lst
    return {style.styleId: BabelFish.internal2ui(style.name_val or "") for style in styles}
