"""Binary files made by hand: good ones, and hostile ones."""

import io
import zipfile
import zlib
from collections.abc import Sequence

import docx
from docx.document import Document


def pdf(*pages: Sequence[str], title: str = "", encode: bool = False) -> bytes:
    """A PDF in which each page has these lines, one below the other."""
    contents = [
        b"BT /F1 12 Tf 14 TL 72 720 Td %s ET" % b" T* ".join(b"(%s) Tj" % _escaped(line) for line in lines)
        for lines in pages
    ]
    return _pdf_of(contents, title, encode=encode)


def pdf_with_tables(*pages: Sequence[str | Sequence[Sequence[str]]]) -> bytes:
    """A PDF in which each page has these lines and tables, one below the other, each cell in a box."""
    return _pdf_of([_drawn(parts) for parts in pages])


def pdf_with_broken_font(*pages: Sequence[str | Sequence[Sequence[str]]]) -> bytes:
    """A PDF like `pdf_with_tables` whose first page uses a font without what a font must have."""
    first, *others = map(_drawn, pages)
    contents = [first + b"\nBT /F2 9 Tf (x) Tj ET", *others]
    return _pdf_of(contents, fonts=b"/F2 << /Type /Font /Subtype /Type3 >>")


def _drawn(parts: Sequence[str | Sequence[Sequence[str]]]) -> bytes:
    drawn: list[bytes] = []
    y = 740
    for part in parts:
        rows = [[part]] if isinstance(part, str) else part
        for row in rows:
            y -= 20
            for column, cell in enumerate(row):
                x = 60 + 160 * column
                drawn.append(b"BT /F1 12 Tf %d %d Td (%s) Tj ET" % (x + 4, y + 5, _escaped(cell)))
                if not isinstance(part, str):
                    drawn.append(b"%d %d 160 20 re S" % (x, y))
    return b"\n".join(drawn)


def _pdf_of(contents: Sequence[bytes], title: str = "", *, encode: bool = False, fonts: bytes = b"") -> bytes:
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for content in contents:
        objects.append(_stream(content, packed=encode))
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R %s >> >> >>" % (len(objects), fonts if len(kids) == 1 else b"")
        )
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (
        len(kids),
        b" ".join(b"%d 0 R" % kid for kid in kids),
    )
    objects.append(b"<< /Title (%s) >>" % _escaped(title))
    return pdf_of_objects(objects)


def pdf_bomb(size: int) -> bytes:
    """A PDF whose page unpacks to *size* zeros."""
    packed = zlib.compress(b"0" * size, 9)
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 3 0 R /Resources << >> >>"
    pages = b"<< /Type /Pages /Count 1 /Kids [4 0 R] >>"
    return pdf_of_objects([b"<< /Type /Catalog /Pages 2 0 R >>", pages, stream, page, b"<< >>"])


def encrypted_pdf(password: str) -> bytes:
    """A PDF that opens with a password only."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(["Secret pines."]))))
    writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _escaped(text: str) -> bytes:
    return text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _stream(content: bytes, *, packed: bool) -> bytes:
    if packed:
        content = zlib.compress(content)
    how = b" /Filter /FlateDecode" if packed else b""
    return b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(content), how, content)


def pdf_of_objects(objects: Sequence[bytes]) -> bytes:
    """A PDF of numbered objects: the first is the catalog, the last the document information."""
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return b"".join([out, head, table, trailer % (len(objects) + 1, len(objects), len(out))])


def word(fill: "object" = None) -> bytes:
    """A Word document; *fill*, a function, puts things into it."""
    document: Document = docx.Document()
    if callable(fill):
        fill(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(package: bytes, name: str, content: bytes) -> bytes:
    """A packed file with one of its parts replaced, or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


def part_of(package: bytes, name: str) -> bytes:
    """One of the parts of a packed file."""
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return opened.read(name)


ENTITY_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE d ['
    + b'<!ENTITY a "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 20) for n in range(10))
    + b"]><d>&k;</d>"
)


def page(body: str, head: str = "") -> bytes:
    """A web page."""
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()
