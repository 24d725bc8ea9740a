"""DOCX -> blocks: paragraphs, headings, lists and tables in their order."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.extraction.blocks import Kind, PageBlock, rows_as_items
from corpus.extraction.packages import check_package
from corpus.extraction.refusal import Refused
from corpus.extraction.result import Extracted
from corpus.particulars import stated

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Row
    from docx.text.paragraph import Paragraph

_BROKEN = "save it again as .docx"


def read_docx(data: bytes) -> Extracted:
    """The text of a DOCX file's bytes; raises Refused if it is broken, protected or a decompression bomb."""
    import docx

    check_package(data, "a Word document", _BROKEN)
    try:
        document = docx.Document(io.BytesIO(data))
        blocks = list(_blocks(document))
        title = document.core_properties.title or ""
        said = stated({"author": document.core_properties.author})
    except Refused:
        raise
    except Exception as error:  # the library raises whatever its parts do
        raise Refused(f"is a broken Word document ({type(error).__name__})", _BROKEN) from error
    first = next((block.text for block in blocks if block.kind is Kind.HEADING), "")
    return Extracted.of(first or title, blocks, stated=said)


def _blocks(document: "Document") -> Iterator[PageBlock]:
    from docx.table import Table

    for part in document.iter_inner_content():
        if isinstance(part, Table):
            yield from rows_as_items([_cells(row) for row in part.rows])
        else:
            yield PageBlock(_kind(part), part.text)


def _cells(row: "_Row") -> list[str]:
    """The texts of a row's cells; a cell that spans several columns is listed once."""
    cells = {id(cell._tc): cell for cell in row.cells}
    return [cell.text for cell in cells.values()]


def _kind(paragraph: "Paragraph") -> Kind:
    style = (paragraph.style.name if paragraph.style else "") or ""
    if style.startswith(("Heading", "Title")):
        return Kind.HEADING
    numbered = paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None
    return Kind.ITEM if numbered or style.startswith("List") else Kind.PARAGRAPH
