"""PDF -> blocks: rebuild paragraphs from the lines of each page, without headers and page numbers.

A PDF knows where characters are printed and hardly ever what they belong to, so line lengths show where
paragraphs end.
"""

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import regex

from corpus.extraction.blocks import Kind, PageBlock, separator
from corpus.extraction.refusal import Refused
from corpus.extraction.result import Extracted, PageProblem
from corpus.limits import MAX_PAGES
from corpus.particulars import stated
from corpus.records import NOTHING_STATED, Particulars

_PAGE_NUMBER = regex.compile(r"\W*(?:\p{L}{1,9}\.?\s*)?\d{1,4}(?:\s*(?:/|of|von|из|de|sur)\s*\d{1,4})?\W*")
_HYPHENATED = regex.compile(r"(\p{L}+)[-\u00ad‐]\Z")
_LOWER = regex.compile(r"\p{Ll}\p{L}*")
_HYPHENS_WITHIN = regex.compile(r"\p{L}+[-‐]\p{L}+")
_ENDS = regex.compile(r"[.!?…:。！？।؟۔][\"'”’»)\]]*\Z")
_BULLET = regex.compile(r"(?:[•·‣▪●○–—*-]|\(?\d{1,2}[.)])\s+(?=\S)")
_LONGEST_HEADING = 80
# What stands in the place of letters: numbers of glyphs, characters of private use, replacements, controls.
_NO_CHARACTERS = regex.compile(r"\(cid:\d+\)|/g\d+|/G[0-9A-F]{2}|[\p{Co}\p{Cc}\uFFFD--\s]", regex.VERSION1)
_MAX_NONSENSE = 0.25
_NO_MAP = "its font does not say which letters it shows"
_EXPORT_AGAIN = "export the PDF again with its fonts, or run text recognition (OCR) on it"
_ADD_IT = "add the text if it matters"
_PAGES_NAMED = 5
_SHORT = 0.8
"""A line that fills a smaller share of the page's width was ended by its author."""
_REPEATED = 3
"""A first or last line is a running head if it occurs on at least so many pages."""


def read_pdf(data: bytes) -> Extracted:
    """The text of a PDF's bytes by page; raises Refused if it is protected, broken or too long."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("is protected by a password", "save it without one")
        if len(reader.pages) > MAX_PAGES:
            raise Refused(f"has more than {MAX_PAGES:,} pages", "split it")
        texts = [page.extract_text() for page in reader.pages]
        garbled = [number for number, text in enumerate(texts, 1) if is_garbled(text)]
        title = (reader.metadata.title if reader.metadata else None) or ""
        said = stated({"author": reader.metadata.author}) if reader.metadata else NOTHING_STATED
    except PyPdfError as error:
        raise Refused(f"is a broken or unusual PDF ({error})", "print it to a new PDF") from error
    return _extracted(str(title), texts, garbled, said)


def is_garbled(text: str) -> bool:
    """Whether a page's text is numbers of glyphs and not letters: its font has no map to characters.

    >>> is_garbled("(cid:3)(cid:17)(cid:5) (cid:9)"), is_garbled("The old pines bend in the gales (cid:3)")
    (True, False)
    """
    shown = sum(not character.isspace() for character in text)
    nonsense = sum(len(match[0]) for match in _NO_CHARACTERS.finditer(text))
    return nonsense > _MAX_NONSENSE * shown


def _extracted(
    title: str, texts: Sequence[str], garbled: Sequence[int] = (), said: Particulars = NOTHING_STATED
) -> Extracted:
    if garbled and len(garbled) == sum(map(bool, map(str.strip, texts))):
        raise Refused(f"has no readable letters ({_pages(garbled)}: {_NO_MAP})", _EXPORT_AGAIN)
    texts = ["" if number in garbled else text for number, text in enumerate(texts, 1)]
    pages = _without_running_heads([_lines(text) for text in texts])
    empty = [number for number, lines in enumerate(pages, 1) if not any(lines) and number not in garbled]
    if len(empty) == len(pages) - len(garbled):
        raise Refused("has no text on any page (it may be a scan)", "run text recognition (OCR) on it")
    blocks = list(blocks_of(pages))
    leading = blocks[0].text if blocks[0].kind is Kind.HEADING else ""
    return Extracted.of(
        leading or (title if len(title.split()) > 1 else ""),  # a single word is mostly a file's name
        blocks,
        pages=len(pages),
        problems=(
            *(PageProblem(f"page {number}", f"was left out: {_NO_MAP}", _EXPORT_AGAIN) for number in garbled),
            *(
                PageProblem(f"page {number}", "has no text (it may be a picture)", _ADD_IT)
                for number in empty
            ),
        ),
        stated=said,
    )


def _pages(numbers: Sequence[int]) -> str:
    """Page numbers in words: ``_pages([1, 2]) == "pages 1, 2"``."""
    shown = ", ".join(map(str, numbers[:_PAGES_NAMED])) + (", …" if len(numbers) > _PAGES_NAMED else "")
    return f"page {shown}" if len(numbers) == 1 else f"pages {shown}"


def blocks_of(pages: Sequence[Sequence[str]]) -> Iterator[PageBlock]:
    r"""The blocks of pages, given as lines; a paragraph may continue on the next page.

    >>> [block.text for block in blocks_of([["The old pines bend in gales that come from the north-",
    ...                                      "ern sea."]])]
    ['The old pines bend in gales that come from the northern sea.']
    """
    hyphens = {word.casefold() for lines in pages for line in lines for word in _HYPHENS_WITHIN.findall(line)}
    before = ""
    width = max((len(line) for lines in pages for line in lines), default=0)
    for number, lines in enumerate(pages, 1):
        for place, paragraph in enumerate(_paragraphs(lines, width)):
            text = _joined(paragraph, hyphens)
            torn = not place and bool(before) and not _ENDS.search(before) and bool(_LOWER.match(text))
            yield PageBlock(
                _kind(paragraph, text, width), _BULLET.sub("", text, count=1), number, continues=torn
            )
            before = text


def _lines(text: str) -> list[str]:
    """The lines of a page, without characters that do not belong in text."""
    return [
        "".join(character for character in line if character.isprintable()).strip()
        for line in text.replace("\t", " ").replace("\u00a0", " ").splitlines()
    ]


def _without_running_heads(pages: Sequence[list[str]]) -> list[list[str]]:
    """The pages without page numbers, and without first and last lines that occur on many pages."""
    edges = Counter(edge for lines in pages for edge in {_without_digits(line) for line in _edges(lines)})
    repeated = {edge for edge, times in edges.items() if times >= max(_REPEATED, len(pages) // 3)}
    return [_trimmed(lines, repeated) for lines in pages]


def _edges(lines: Sequence[str]) -> list[str]:
    filled = [line for line in lines if line]
    return [*filled[:1], *filled[-1:]]


def _without_digits(line: str) -> str:
    """A line without figures, which may be page numbers: "Report – 7" becomes "report – "."""
    return "".join(character for character in line if not character.isdigit()).casefold()


def _trimmed(lines: list[str], repeated: set[str]) -> list[str]:
    kept = list(lines)
    for place in (0, -1):
        while kept and (
            not kept[place] or _PAGE_NUMBER.fullmatch(kept[place]) or _without_digits(kept[place]) in repeated
        ):
            kept.pop(place)
    return kept


def _paragraphs(lines: Sequence[str], width: int) -> Iterator[list[str]]:
    """The lines grouped into paragraphs."""
    paragraph: list[str] = []
    for line, following in pairwise([*lines, ""]):
        if line:
            paragraph.append(line)
        if paragraph and (not following or _is_line_ended(line, following, width)):
            yield paragraph
            paragraph = []


def _is_line_ended(line: str, following: str, width: int) -> bool:
    """Whether the author ended a line, and not the page's width."""
    if _BULLET.match(following):
        return True
    if len(line) >= _SHORT * width:
        return False
    return bool(_ENDS.search(line)) or not _LOWER.match(following)


def _joined(lines: Sequence[str], hyphens: set[str]) -> str:
    """The lines joined, with hyphenated words at their ends made whole."""
    text = lines[0]
    for line in lines[1:]:
        torn, rest = _HYPHENATED.search(text), _LOWER.match(line)
        if torn and rest:
            kept = f"{torn[1]}-{rest[0]}".casefold() in hyphens and not text.endswith("\u00ad")
            text = text if kept else text[:-1]
            text += line
        else:
            text += separator(text, line) + line
    return text.replace("\u00ad", "")


def _kind(lines: Sequence[str], text: str, width: int) -> Kind:
    if _BULLET.match(lines[0]):
        return Kind.ITEM
    short = len(lines) == 1 and len(text) <= min(_LONGEST_HEADING, _SHORT * width)
    headed = short and text[:1].isupper() and not _ENDS.search(text) and not text.endswith((",", ";", "-"))
    return Kind.HEADING if headed else Kind.PARAGRAPH
