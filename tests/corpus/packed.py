"""Books, office documents and e-mails, made by hand."""

import io
import zipfile
from collections.abc import Sequence
from email.message import EmailMessage

from openpyxl import Workbook

ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def packed(**parts: str | bytes) -> bytes:
    """A packed file with these parts; two underscores in a name stand for a slash, three for a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("___", ".").replace("__", "/"), content)
    return out.getvalue()


def epub(*chapters: str, title: str = "Old pines") -> bytes:
    """A book with these chapters, which are the bodies of pages."""
    names = [f"chapter{number}.xhtml" for number in range(len(chapters))]
    items = "".join(f'<item id="i{at}" href="{name}"/>' for at, name in enumerate(names))
    spine = "".join(f'<itemref idref="i{at}"/>' for at in range(len(names)))
    book = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata>'
        f'<dc:title xmlns:dc="http://purl.org/dc/elements/1.1/">{title}</dc:title></metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    container = '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
    pages = {
        f"OPS__{name.replace('.', '___')}": f'<?xml version="1.0"?><html><body>{chapter}</body></html>'
        for name, chapter in zip(names, chapters, strict=True)
    }
    return packed(**{"META-INF__container___xml": container, "OPS__book___opf": book, **pages})


def odt(body: str, title: str = "", styles: str = "") -> bytes:
    """A text document with this body, and perhaps list styles."""
    inside = f"<office:body><office:text>{body}</office:text></office:body>"
    named = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    content = f"<office:document-content {ODF}>{named}{inside}</office:document-content>"
    stated = f"<office:meta><dc:title>{title}</dc:title></office:meta>"
    meta = f"<office:document-meta {ODF}>{stated}</office:document-meta>"
    return packed(content___xml=content, meta___xml=meta)


def xlsx(*sheets: Sequence[Sequence[object]]) -> bytes:
    """A workbook with these sheets of rows."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for number, rows in enumerate(sheets, 1):
        sheet = workbook.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def mail(text: str, html: str = "", attachment: bytes = b"") -> bytes:
    """A message about the lamp, from Edda Quist."""
    message = EmailMessage()
    message["From"] = "Edda Quist <edda@selmouth.example>"
    message["Subject"] = "The lamp of Selmouth"
    message["Date"] = "Mon, 03 May 1999 10:00:00 +0000"
    if text:
        message.set_content(text)
    if html:
        (message.add_alternative if text else message.set_content)(html, subtype="html")
    if attachment:
        message.add_attachment(attachment, maintype="application", subtype="pdf", filename="plan.pdf")
    return message.as_bytes()
