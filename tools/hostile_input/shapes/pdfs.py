"""PDFs that are slow or large to read."""

import zlib
from collections.abc import Callable, Sequence

from tests.corpus.documents import pdf_of_objects
from tools.hostile_input.shapes.making import Make, sentences

_CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_MAPPED = b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /ToUnicode 4 0 R >>"
_LINE = b"(A boat waits for the tide) Tj T* "


def _stream(content: bytes, more: bytes = b"", *, is_packed: bool = False) -> bytes:
    content = zlib.compress(content) if is_packed else content
    how = b"/Filter /FlateDecode" if is_packed else b""
    return b"<< %s %s /Length %d >>\nstream\n%s\nendstream" % (more, how, len(content), content)


def _book(pages: Sequence[bytes], others: Sequence[bytes], font: bytes = _FONT) -> bytes:
    """A PDF of pages and of other objects, which are numbered from 4."""
    first = 4 + len(others)
    kids = b" ".join(b"%d 0 R" % (first + number) for number in range(len(pages)))
    tree = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), kids)
    return pdf_of_objects([_CATALOG, tree, font, *others, *pages])


def _page(content: int, more: bytes = b"") -> bytes:
    return (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
        b"/Resources << /Font << /F1 3 0 R >> %s >> >>" % (content, more)
    )


def _text(drawn: bytes) -> bytes:
    return b"BT /F1 12 Tf 14 TL 72 720 Td %s ET" % drawn


def _one_page(drawn: Callable[[int], bytes], *, is_packed: bool = False) -> Make:
    return lambda size: _book([_page(4)], [_stream(drawn(size), is_packed=is_packed)])


def _lines(size: int) -> bytes:
    return _text(_LINE * (size // len(_LINE)))


def _pages(count: int) -> Make:
    """A PDF of so many pages of sentences."""

    def make(size: int) -> bytes:
        words = sentences(size).encode()
        each = len(words) // count + 1
        shown = [words[at : at + each] for at in range(0, len(words), each)]
        drawn = [
            _text(b"".join(b"(%s) Tj T* " % page[at : at + 80] for at in range(0, len(page), 80)))
            for page in shown
        ]
        return _book([_page(4 + number) for number in range(len(drawn))], list(map(_stream, drawn)))

    return make


def _shared(size: int) -> bytes:
    """A PDF whose thousand pages all show the same long text."""
    return _book([_page(4)] * 1_000, [_stream(_lines(size))])


def _forms(size: int) -> bytes:
    """A PDF whose page draws a form ten times, which draws another ten times, and so on."""
    forms = [
        _stream(
            b"/X Do " * 10,
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>"
            % (number + 1),
        )
        for number in range(5, 14)
    ]
    last = _stream(_lines(size // 100), b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    return _book([_page(4, b"/XObject << /X 5 0 R >>")], [_stream(b"/X Do " * 10), *forms, last])


def _small_pages(size: int) -> bytes:
    return _book([_page(4)] * (size // 180), [_stream(_text(_LINE))])


def _map(size: int) -> bytes:
    """A PDF with a font whose map to letters has endless ranges."""
    ranges = b"<0000> <ffff> <0041>\n" * (size // 22)
    mapping = b"begincmap\n%d beginbfrange\n%sendbfrange\nendcmap" % (size // 22, ranges)
    return _book([_page(5)], [_stream(mapping), _stream(_text(b"<0041> Tj"))], _MAPPED)


def _objects(size: int) -> bytes:
    return _book([_page(4)], [_stream(_text(_LINE)), *[b"<< /A 1 >>"] * (size // 50)])


def _boxes(size: int) -> bytes:
    """A PDF whose pages have as many boxes as the search for tables looks at."""
    boxes = b"".join(
        b"BT /F1 9 Tf %d %d Td (a) Tj ET %d %d 20 20 re S " % (x, y, x, y)
        for x in range(0, 600, 20)
        for y in range(0, 640, 20)
    )
    count = max(1, size // len(boxes))
    return _book([_page(4 + number) for number in range(count)], [_stream(boxes)] * count)


def _without_a_table(size: int) -> bytes:
    """A PDF without its table of objects, so that a reader has to search for them."""
    return _objects(size).partition(b"xref\n")[0]


PDFS: dict[str, Make] = {
    "pdf: 100 pages": _pages(100),
    "pdf: 4,000 pages": _pages(4_000),
    "pdf: one page of lines": _one_page(_lines),
    "pdf: one page of short lines": _one_page(lambda size: _text(b"(a,) Tj T* " * (size // 11))),
    "pdf: one page of empty lines": _one_page(
        lambda size: _text(b"(A boat) Tj " + b"T* ( ) Tj " * (size // 10))
    ),
    "pdf: one page of page numbers": _one_page(
        lambda size: _text(b"(A boat) Tj " + b"T* (7) Tj " * (size // 10))
    ),
    "pdf: one line": _one_page(lambda size: _text(b"(%s) Tj" % sentences(size).encode())),
    "pdf: a page that unpacks": _one_page(lambda size: _lines(10 * size), is_packed=True),
    "pdf: a bomb": _one_page(lambda size: b" " * 100 * size, is_packed=True),
    "pdf: lists in lists": _one_page(lambda size: b"[" * size),
    "pdf: one text on all pages": _shared,
    "pdf: forms in forms": _forms,
    "pdf: small pages": _small_pages,
    "pdf: a map of letters": _map,
    "pdf: objects": _objects,
    "pdf: objects without a table": _without_a_table,
    "pdf: boxes": _boxes,
    "pdf: drawing": _one_page(lambda size: b"0 0 m 9 9 l S " * (size // 14) + _text(_LINE)),
}
