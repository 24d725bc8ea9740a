"""PDF -> text by page, with tables as rows; pages that are garbled or have no text are reported."""

import io
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import regex

from corpus.extraction.blocks import Kind
from corpus.extraction.pdf.paragraphs import blocks_of, page_lines, without_running_heads
from corpus.extraction.pdf.tables import TABLE_SECONDS, TablePages, may_hold_table, pages_with_tables
from corpus.extraction.refusal import Refused
from corpus.extraction.result import Extracted, PageProblem
from corpus.limits import EXTRACTION_SECONDS, MAX_PAGES
from corpus.metadata import usable_metadata
from corpus.records import NO_METADATA, Metadata

if TYPE_CHECKING:
    from pypdf import PdfReader

# What replaces letters in garbled text: glyph numbers, private-use, replacement and control characters.
_NO_CHARACTERS = regex.compile(r"\(cid:\d+\)|/g\d+|/G[0-9A-F]{2}|[\p{Co}\p{Cc}\uFFFD--\s]", regex.VERSION1)
_MAX_NONSENSE = 0.25
_NO_MAP = "its font does not say which letters it shows"
_EXPORT_AGAIN = "export the PDF again with its fonts, or run text recognition (OCR) on it"
_ADD_IT = "add the text if it matters"
_ROWS_AS_LINES = "may hold tables that were read as plain lines, because finding them failed or took too long"
_SPLIT_IT = "split the PDF if the tables matter"
_PAGES_NAMED = 5
_SHARE_BEFORE_TABLES = 2 / 3
"""The share of the time for a file after which, once its text is read, tables are left as plain lines."""
_MAX_CHARACTERS = 20_000
"""On a page with tables."""


def read_pdf(data: bytes) -> Extracted:
    """The text of a PDF's bytes by page; raises Refused if it is protected, broken or too long."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    begun = time.process_time()
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("is protected by a password", "save it without one")
        if len(reader.pages) > MAX_PAGES:
            raise Refused(f"has more than {MAX_PAGES:,} pages", "split it")
        texts = [page.extract_text() for page in reader.pages]
        ruled = _pages_with_rules(reader, texts)
        title = (reader.metadata.title if reader.metadata else None) or ""
        said = usable_metadata({"author": reader.metadata.author}) if reader.metadata else NO_METADATA
    except PyPdfError as error:
        raise Refused(f"is a broken or unusual PDF ({error})", "print it to a new PDF") from error
    left = max(0.0, _SHARE_BEFORE_TABLES * EXTRACTION_SECONDS - (time.process_time() - begun))
    return _extracted(str(title), texts, pages_with_tables(data, ruled, min(left, TABLE_SECONDS)), said)


def _pages_with_rules(reader: "PdfReader", texts: Sequence[str]) -> list[int]:
    """The numbers of the pages with text that may hold a table."""
    contents = (page.get_contents() for page in reader.pages)
    return [
        number
        for number, (content, text) in enumerate(zip(contents, texts, strict=True), 1)
        if content is not None
        and 0 < len(text.strip()) <= _MAX_CHARACTERS
        and may_hold_table(content.get_data())
    ]


def is_garbled(text: str) -> bool:
    """Whether a page's text is glyph numbers instead of letters, because its font has no map to characters.

    >>> is_garbled("(cid:3)(cid:17)(cid:5) (cid:9)"), is_garbled("The old pines bend in the gales (cid:3)")
    (True, False)
    """
    shown = sum(not character.isspace() for character in text)
    nonsense = sum(len(match[0]) for match in _NO_CHARACTERS.finditer(text))
    return nonsense > _MAX_NONSENSE * shown


def _extracted(title: str, texts: Sequence[str], tables: TablePages, said: Metadata) -> Extracted:
    garbled = [number for number, text in enumerate(texts, 1) if is_garbled(text)]
    if garbled and len(garbled) == sum(map(bool, map(str.strip, texts))):
        raise Refused(f"has no readable letters ({_pages(garbled)}: {_NO_MAP})", _EXPORT_AGAIN)
    texts = ["" if number in garbled else text for number, text in enumerate(texts, 1)]
    pages = without_running_heads(
        [tables.lines.get(number) or page_lines(text) for number, text in enumerate(texts, 1)]
    )
    empty = [number for number, lines in enumerate(pages, 1) if not any(lines) and number not in garbled]
    if len(empty) == len(pages) - len(garbled):
        raise Refused("has no text on any page (it may be a scan)", "run text recognition (OCR) on it")
    blocks = list(blocks_of(pages))
    leading = blocks[0].text if blocks[0].kind is Kind.HEADING else ""
    return Extracted.of(
        leading or (title if len(title.split()) > 1 else ""),  # a single word is usually just a file name
        blocks,
        pages=len(pages),
        problems=tuple(_problems(garbled, empty, tables.unread)),
        stated=said,
    )


def _problems(garbled: Sequence[int], empty: Sequence[int], unread: Sequence[int]) -> Iterator[PageProblem]:
    """Problems for the admin: pages that were left out, and pages whose tables were not read."""
    for number in garbled:
        yield PageProblem(f"page {number}", f"was left out: {_NO_MAP}", _EXPORT_AGAIN)
    for number in empty:
        yield PageProblem(f"page {number}", "has no text (it may be a picture)", _ADD_IT)
    if unread:
        yield PageProblem(_pages(unread), _ROWS_AS_LINES, _SPLIT_IT)


def _pages(numbers: Sequence[int]) -> str:
    """Page numbers in words: ``_pages([1, 2]) == "pages 1, 2"``."""
    shown = ", ".join(map(str, numbers[:_PAGES_NAMED])) + (", …" if len(numbers) > _PAGES_NAMED else "")
    return f"page {shown}" if len(numbers) == 1 else f"pages {shown}"
