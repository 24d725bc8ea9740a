"""HTML -> blocks: the article of a page, without what stands around it on every page of its site."""

import codecs
import re
from collections.abc import Iterator
from typing import Any

from corpus.extraction.blocks import Block, Kind, rows_as_items
from corpus.extraction.decoding import decode
from corpus.extraction.result import Extracted, Refused

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_HEAD = 4096
_DEEPEST = 400
"""Elements within elements; browsers themselves stop near that."""
_TAG = re.compile(rb"<(/?)([a-zA-Z][\w-]*)[^<>]*?(/?)>")
_APART = frozenset(["lb", "p", "item", "cell", "row", "list"])
_VOID = frozenset(
    b"area base br col embed hr img input link meta source track wbr p li td th tr dd dt option".split()
)


def read_html(data: bytes) -> Extracted:
    """The article of a page's bytes; raises Refused where there is none."""
    from trafilatura import bare_extraction

    if depth_of(data) > _DEEPEST:
        raise Refused("has elements nested beyond reason", "save the page's article alone")
    page = _decoded(data)
    found: Any = bare_extraction(
        page, include_comments=False, include_tables=True, favor_recall=True, with_metadata=True
    )
    if found is None or found.body is None:
        raise Refused("has no article in it", "save the text as .txt or .md")
    blocks = list(_blocks(found.body))
    return Extracted.of(found.title or "", blocks)


def depth_of(data: bytes) -> int:
    """How deeply elements are nested, those left out that are rarely closed.

    >>> depth_of(b"<div><div><p>a<p>b</div></div>")
    2
    """
    depth = deepest = 0
    for closing, name, closed in _TAG.findall(data):
        if closed or name.lower() in _VOID:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _decoded(data: bytes) -> str:
    """The page as it says it is encoded, or else as its bytes tell."""
    stated = _CHARSET.search(data[:_HEAD])
    if stated and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode(stated[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    try:
        return decode(data)
    except ValueError as error:
        raise Refused(str(error), "save the page as UTF-8") from None


def _blocks(body: Any) -> Iterator[Block]:
    """The blocks of an extracted article, an XML element of trafilatura's own kind."""
    if body.text:
        yield Block(Kind.PARAGRAPH, body.text)
    for element in body:
        yield from _blocks_of(element)
        if element.tail:
            yield Block(Kind.PARAGRAPH, element.tail)


def _blocks_of(element: Any) -> Iterator[Block]:
    match element.tag:
        case "head":
            yield Block(Kind.HEADING, _words(element))
        case "list":
            yield from (Block(Kind.ITEM, _words(item)) for item in element.iter("item", "dt", "dd"))
        case "table":
            rows = [[_words(cell) for cell in row.iter("cell")] for row in element.iter("row")]
            first = element.find("row")
            heads = [] if first is None else [cell.get("role") == "head" for cell in first.iter("cell")]
            yield from rows_as_items(rows, headed=all(heads) if any(heads) else None)
        case "p" | "quote" | "code" | "fw" | "hi" | "ref" | "ab":
            yield Block(Kind.PARAGRAPH, _words(element))
        case "lb" | "graphic":
            return
        case _:
            yield from _blocks(element)


def _words(element: Any) -> str:
    """The words of an element without those of a list within it; a line break is a space."""
    words = [element.text or ""]
    for inner in element:
        words.append(" " if inner.tag in _APART else "")
        words.append("" if inner.tag == "list" else _words(inner))
        words.append(inner.tail or "")
    return "".join(words)
