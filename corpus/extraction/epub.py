"""EPUB -> blocks: the chapters of a book in the order of its spine."""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from corpus.extraction.blocks import PageBlock, taken
from corpus.extraction.decoding import decode
from corpus.extraction.packages import check_package, first_words, local_name, xml_part
from corpus.extraction.refusal import Refused
from corpus.extraction.result import Extracted, PageProblem
from corpus.extraction.xhtml import blocks_of_markup
from corpus.limits import MAX_PARTS
from corpus.metadata import usable_metadata

_KIND, _BROKEN = "an EPUB book", "convert it again, or save its text as .txt"
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FOR_FONTS = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
"""Encryption methods used only for fonts, so that the text of the book can be read."""


def read_epub(data: bytes) -> Extracted:
    """The text of a book's bytes; raises Refused if it is broken, protected or a decompression bomb."""
    check_package(data, _KIND, _BROKEN)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if _is_protected(package):
            raise Refused("is protected against copying", "use a copy without protection")
        place = _package_file(package)
        book = xml_part(package, place)
        problems: list[PageProblem] = []
        blocks = taken(_chapters(package, book, posixpath.dirname(place), problems))
    parts = {"author": "creator", "date": "date", "source": "publisher", "language": "language"}
    said = usable_metadata({field: first_words(book, name) for field, name in parts.items()})
    return Extracted.of(first_words(book, "title"), blocks, problems=tuple(problems), stated=said)


def _is_protected(package: zipfile.ZipFile) -> bool:
    """Whether more than the fonts of a book are encrypted; an unknown method is assumed to be for text."""
    if _ENCRYPTION not in package.namelist():
        return False
    methods = [
        each.get("Algorithm")
        for each in xml_part(package, _ENCRYPTION).iter()
        if local_name(each) == "EncryptionMethod"
    ]
    return not methods or not _FOR_FONTS.issuperset(methods)


def _package_file(package: zipfile.ZipFile) -> str:
    try:
        container = xml_part(package, _CONTAINER)
    except KeyError:
        raise Refused(f"is not {_KIND}: it has no {_CONTAINER}", _BROKEN) from None
    for element in container.iter():
        if local_name(element) == "rootfile" and element.get("full-path"):
            return str(element.get("full-path"))
    raise Refused("names no book in it", _BROKEN)


def _chapters(
    package: zipfile.ZipFile, book: Any, folder: str, problems: list[PageProblem]
) -> Iterator[PageBlock]:
    """The blocks of each chapter; a missing or broken chapter becomes a problem."""
    for href in _spine(book):
        name = posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))
        try:
            markup = decode(package.read(name))
        except (KeyError, ValueError):
            problems.append(PageProblem(name, "is a chapter that cannot be read", _BROKEN))
            continue
        yield from blocks_of_markup(_without_declaration(markup))


def _spine(book: Any) -> list[str]:
    """The files of the chapters in reading order, each once, without the table of contents."""
    files = {
        item.get("id"): item.get("href")
        for item in book.iter()
        if local_name(item) == "item" and "nav" not in (item.get("properties") or "").split()
    }
    listed = [item.get("idref") for item in book.iter() if local_name(item) == "itemref"]
    named = list(dict.fromkeys(files[name] for name in listed if files.get(name)))
    if len(named) > MAX_PARTS:
        raise Refused(f"names more than {MAX_PARTS:,} chapters", _BROKEN)
    return named


def _without_declaration(markup: str) -> str:
    """Markup without its XML declaration, whose encoding no longer applies to the decoded text."""
    start = markup.lstrip("\ufeff \r\n\t")
    return start.partition("?>")[2] if start.startswith("<?xml") else start
