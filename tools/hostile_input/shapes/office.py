"""Books, OpenDocument texts and Word documents that are slow or large to read."""

from collections.abc import Callable, Iterator

from tests.corpus.documents import part_of, word
from tools.hostile_input.shapes.making import (
    ENTITIES,
    Make,
    bomb,
    nested,
    nested_to,
    numbered,
    of_many_parts,
    packed,
    paragraphs,
    unpacking,
    with_parts,
)

_ODF = 'xmlns:office="o" xmlns:text="t" xmlns:table="b"'
_CONTAINER = (
    b'<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    b'<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
_STYLE = '<w:style w:type="paragraph" w:styleId="s{}"><w:name w:val="s{}"/></w:style>'


def _odt(content: Callable[[int], str], before: str = "") -> Make:
    def parts(size: int) -> Iterator[tuple[str, bytes]]:
        body = f"<office:body><office:text>{content(size)}</office:text></office:body>"
        yield "mimetype", b"application/vnd.oasis.opendocument.text"
        yield "content.xml", f"{before}<office:document {_ODF}>{body}</office:document>".encode()

    return packed(parts, stored=True)


def _epub(
    chapters: Callable[[int], list[str]], before: str = "", spine: Callable[[int], list[int]] | None = None
) -> Make:
    """A book of chapters; *spine* gives the numbers of the chapters in reading order, by default all."""

    def parts(size: int) -> Iterator[tuple[str, bytes]]:
        texts = chapters(size)
        items = "".join(
            f'<item id="c{number}" href="c{number}.xhtml" media-type="application/xhtml+xml"/>'
            for number in range(len(texts))
        )
        named = spine(size) if spine else range(len(texts))
        order = "".join(f'<itemref idref="c{number}"/>' for number in named)
        yield "mimetype", b"application/epub+zip"
        yield "META-INF/container.xml", _CONTAINER
        book = f"<manifest>{items}</manifest><spine>{order}</spine>"
        yield "book.opf", f'<package xmlns="http://www.idpf.org/2007/opf">{book}</package>'.encode()
        for number, words in enumerate(texts):
            page = f'{before}<html xmlns="http://www.w3.org/1999/xhtml"><body>{words}</body></html>'
            yield f"c{number}.xhtml", page.encode()

    return packed(parts, stored=True)


def _missing_chapters(size: int) -> Iterator[tuple[str, bytes]]:
    count = size // 60
    items = "".join(f'<item id="c{number}" href="{number}.x"/>' for number in range(count))
    order = "".join(f'<itemref idref="c{number}"/>' for number in range(count))
    yield "META-INF/container.xml", _CONTAINER
    yield "book.opf", f"<package><manifest>{items}</manifest><spine>{order}</spine></package>".encode()


def _docx(body: Callable[[int], str], styles: Callable[[int], str] | None = None) -> Make:
    """A Word document with this body, and with further styles."""

    def make(size: int) -> bytes:
        whole = word()
        before, _, after = part_of(whole, "word/document.xml").partition(b"<w:body>")
        parts = {"word/document.xml": before + b"<w:body>" + body(size).encode() + after}
        if styles:
            had = part_of(whole, "word/styles.xml")
            more = styles(size).encode() + b"</w:styles>"
            parts["word/styles.xml"] = had.replace(b"</w:styles>", more)
        return with_parts(whole, parts)

    return make


def _paragraph(words: str, style: str = "") -> str:
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}<w:r><w:t>{words}</w:t></w:r></w:p>"


def _times(piece: str, before: str = "", after: str = "") -> Callable[[int], str]:
    return lambda size: before + piece * (size // len(piece)) + after


def _cell(inside: str = "", how: str = "") -> str:
    return f"<w:tc><w:tcPr>{how}</w:tcPr>{inside or _paragraph('a')}</w:tc>"


def _row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


_TABLE = ("<w:tbl><w:tblPr/><w:tblGrid/>", "</w:tbl>")
_BOX = ("<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc>", "<w:p/></w:tc></w:tr></w:tbl>")
_ODT_BOX = (
    "<table:table><table:table-row><table:table-cell>",
    "</table:table-cell></table:table-row></table:table>",
)
_ODT_CELL = '<table:table-cell table:number-columns-repeated="999"><text:p>boat</text:p></table:table-cell>'
_ODT_ROW = ("<table:table><table:table-row>", "</table:table-row></table:table>")

_SHORT_CHAPTER = _epub(lambda size: ["<p>a</p>" * (size // 8)])
_SHORT_TEXT = _odt(_times("<text:p>a</text:p>"))
_SHORT_WORDS = _docx(_times(_paragraph("a")))

OFFICE: dict[str, Make] = {
    "epub: one chapter": _epub(lambda size: [paragraphs(size, ("<p>", "</p>"))]),
    "epub: small chapters": _epub(lambda size: ["<p>A boat waits.</p>"] * min(9000, size // 300)),
    "epub: chapters of a thousand paragraphs": _epub(lambda size: ["<p>a</p>" * 1000] * (size // 8000)),
    "epub: one chapter again and again": _epub(
        lambda size: [paragraphs(size // 2, ("<p>", "</p>"))], spine=lambda size: [0] * (size // 60)
    ),
    "epub: missing chapters": packed(_missing_chapters, stored=True),
    "epub: divisions in divisions": _epub(lambda size: ["<div>" * (size // 11) + "</div>" * (size // 11)]),
    "epub: divisions 390 deep": _epub(lambda size: [_times(nested_to(390, "<div>a", "</div>"))(size)]),
    "epub: tables 190 deep": _epub(
        lambda size: [_times(nested_to(190, "<table><tr><td>a", "</td></tr></table>"))(size)]
    ),
    "epub: short paragraphs": _SHORT_CHAPTER,
    "epub: short paragraphs that unpack": unpacking(_SHORT_CHAPTER),
    "epub: line breaks": _epub(lambda size: [_times("a<br/>", "<p>", "</p>")(size)]),
    "epub: table cells": _epub(
        lambda size: [_times("<tr><td>a</td><td>b</td></tr>", "<table>", "</table>")(size)]
    ),
    "epub: a bomb": bomb("META-INF/container.xml", "c0.xhtml"),
    "epub: many parts": of_many_parts,
    "epub: entities in entities": _epub(lambda size: ["<p>&lol9;</p>" * (size // 13)], before=ENTITIES),
    "odt: a bomb": bomb("mimetype", "content.xml"),
    "odt: many parts": of_many_parts,
    "odt: entities in entities": _odt(_times("<text:p>&lol9;</text:p>"), before=ENTITIES),
    "odt: paragraphs": _odt(lambda size: paragraphs(size, ("<text:p>", "</text:p>"))),
    "odt: short paragraphs": _SHORT_TEXT,
    "odt: short paragraphs that unpack": unpacking(_SHORT_TEXT),
    "odt: empty elements": _odt(_times("<a/>")),
    "odt: attributes": _odt(lambda size: numbered('a{}="b" ')(size).join(("<text:p ", "/>"))),
    "odt: spans in spans": _odt(lambda size: nested("<text:span>", "</text:span>")(size).decode()),
    "odt: sections 200 deep": _odt(_times(nested_to(200, "<text:section>", "</text:section>"))),
    "odt: line breaks": _odt(_times("a<text:line-break/>", "<text:p>", "</text:p>")),
    "odt: repeated cells": _odt(_times(_ODT_CELL, *_ODT_ROW)),
    "odt: rows of repeated cells": _odt(_times(_ODT_CELL.join(_ODT_ROW))),
    "odt: tables in tables": _odt(lambda size: nested(*_ODT_BOX)(size).decode()),
    "odt: tables 60 deep": _odt(_times(nested_to(60, *_ODT_BOX))),
    "docx: paragraphs": _docx(lambda size: paragraphs(size, ("<w:p><w:r><w:t>", "</w:t></w:r></w:p>"))),
    "docx: short paragraphs": _SHORT_WORDS,
    "docx: short paragraphs that unpack": unpacking(_SHORT_WORDS),
    "docx: empty paragraphs": _docx(_times("<w:p/>")),
    "docx: styles": _docx(
        lambda size: "".join(_paragraph("a", f"s{number}") for number in range(size // 200)),
        lambda size: "".join(_STYLE.replace("{}", str(number)) for number in range(size // 200)),
    ),
    "docx: runs": _docx(_times("<w:r><w:t>a </w:t></w:r>", "<w:p>", "</w:p>")),
    "docx: line breaks": _docx(_times("<w:t>a</w:t><w:br/>", "<w:p><w:r>", "</w:r></w:p>")),
    "docx: table rows": _docx(_times(_row(_cell(), _cell()), *_TABLE)),
    "docx: one table row": _docx(_times(_cell(), f"{_TABLE[0]}<w:tr>", f"</w:tr>{_TABLE[1]}")),
    "docx: one cell over all rows": _docx(_times(_row(_cell(how="<w:vMerge/>"), _cell()), *_TABLE)),
    "docx: wide cells": _docx(_times(_row(_cell(how='<w:gridSpan w:val="999999"/>'), _cell()), *_TABLE)),
    "docx: tables 60 deep": _docx(_times(nested_to(60, *_BOX).replace("word", ""))),
    "docx: a bomb": bomb("[Content_Types].xml", "word/document.xml"),
    "docx: many parts": of_many_parts,
}
