"""HTML -> blocks: the article of a page, without the navigation around it."""

import codecs
import re
from collections.abc import Iterator, Sequence
from typing import Any

from corpus.extraction.blocks import (
    MIN_QUESTIONS,
    QUESTION_LEVEL,
    Kind,
    PageBlock,
    as_item,
    asks_or_is_numbered,
    is_question,
    preformatted,
    rows_as_items,
    taken,
    with_questions,
)
from corpus.extraction.decoding import decode
from corpus.extraction.lists.html import mark_of, number_items
from corpus.extraction.markup import check_markup
from corpus.extraction.refusal import Refused
from corpus.extraction.result import Extracted
from corpus.metadata import usable_metadata
from corpus.scripts import only_letters

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_HEAD = 4096
_APART = frozenset(["lb", "p", "item", "cell", "row", "list"])
_END = PageBlock(Kind.END, "", level=QUESTION_LEVEL)
_PREFORMATTED = frozenset(["code", "quote"])
_PARAGRAPHS = frozenset(["p", "quote", "code", "list", "head"])
_ENTRIES = frozenset(["li", "dt", "dd", "td", "p"])
_HOLDS_LINKS = _ENTRIES | frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "summary", "caption", "body"])
_ALL_BUT = 0.9
_LONGEST_CELL = 200
_LONGEST_OPENING = 200
_ENDS = (".", ":", ",", ";", "。", "：")
_LOWEST = 7
_NUMBER = re.compile(r"(?:[A-Za-z]{0,2}\.?)?\d{1,3}(?:\.\d{1,3})*[.)]?|[QF][.:]?")
_BOLD = ("b", "strong")
_SECTION = re.compile(r"\d{1,3}(?:\.\d{1,3})*[.)]? [^.!?:]{1,80}")


def read_html(data: bytes) -> Extracted:
    """Extract the article from a page's bytes; raises Refused if there is none."""
    from trafilatura import bare_extraction, load_html

    markup = _decoded(data)
    check_markup(markup)
    page = load_html(markup)
    if page is not None:
        number_items(page)
    named = _drop_contents(page) | _in_bold(page) if page is not None else frozenset[str]()
    found: Any = page is not None and bare_extraction(
        page, include_comments=False, include_tables=True, favor_recall=True, with_metadata=True
    )
    if not found or found.body is None:
        raise Refused("has no article", "save the text as .txt or .md")
    said = {"author": found.author, "date": found.date, "source": found.sitename}
    return Extracted.of(
        found.title or "", with_questions(taken(_blocks(found.body)), named), stated=usable_metadata(said)
    )


def _decoded(data: bytes) -> str:
    """Decode a page with the encoding that it declares, or else with a detected one."""
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


def _blocks(body: Any) -> Iterator[PageBlock]:
    """The blocks of an extracted article, which is an XML element of trafilatura's format."""
    if body.text:
        yield PageBlock(Kind.PARAGRAPH, body.text)
    for element in body:
        yield from _blocks_of(element)
        if element.tail:
            yield PageBlock(Kind.PARAGRAPH, element.tail)


def _blocks_of(element: Any) -> Iterator[PageBlock]:
    match element.tag:
        case "head":
            yield PageBlock(Kind.HEADING, _words(element), level=_level(element.get("rend", "")))
        case "list":
            yield from _blocks_of_list(element)
        case "table":
            yield from _blocks_of_table(element)
        case "quote":
            yield from _described(element)
        case "p" | "code" | "fw" | "hi" | "ref" | "ab":
            yield from _paragraph(element)
        case "lb" | "graphic":
            return
        case _:
            yield from _blocks(element)


def _level(rend: str) -> int:
    """The level of a heading by its element: ``_level("h2") == 2``; the lowest level if it has none."""
    return int(rend[1]) if re.fullmatch(r"h[1-6]", rend) else _LOWEST


def _paragraph(element: Any) -> Iterator[PageBlock]:
    """The words of an element as a paragraph, or line by line if most of its lines are code."""
    words = _words(element)
    yield from preformatted(words) if element.tag in _PREFORMATTED else (PageBlock(Kind.PARAGRAPH, words),)


def _blocks_of_list(found: Any) -> Iterator[PageBlock]:
    """The blocks of a list and its inner lists; only descriptions and inner entries are below its terms."""
    is_below = False
    for item in found.iter("item", "dt", "dd"):
        if is_below and item.getparent() is found and not item.get("rend", item.tag).startswith("d"):
            yield _END
            is_below = False
        for block in _blocks_of_item(item):
            yield block
            is_below = is_below or block.kind is Kind.HEADING
    if is_below:
        yield _END


def _blocks_of_item(item: Any) -> Iterator[PageBlock]:
    """The blocks of a list item; a term is a heading of its descriptions, which stay separate paragraphs."""
    rend = item.get("rend", item.tag)
    if rend.startswith("dt"):
        yield PageBlock(Kind.HEADING, _words(item), level=QUESTION_LEVEL)
    elif rend.startswith("dd"):  # the items of lists within it come in their own turn
        yield from (block for block in _described(item) if block.kind is not Kind.ITEM)
    else:
        yield from _blocks_of_entry(item)


def _blocks_of_entry(item: Any) -> Iterator[PageBlock]:
    """The blocks of an entry in a list; words right above its paragraphs are their heading, as in an FAQ."""
    mark = mark_of(item)
    first = next((at for at, inner in enumerate(item) if inner.tag == "p"), None)
    if first is None:
        asks = item.find("list") is not None and is_question(_words(item))
        yield _heading_of(item, _words(item)) if asks else PageBlock(Kind.ITEM, _words(item), mark=mark)
        return
    opening = _words_before(item, first).strip()
    if opening and len(opening) <= _LONGEST_OPENING and not opening.endswith(_ENDS):
        yield _heading_of(item, opening)
    elif opening:
        yield PageBlock(Kind.ITEM, opening, mark=mark)
    for at, inner in enumerate(item[first:]):
        if inner.tag != "list":  # its entries come in their own turn
            yield from as_item(_blocks_of(inner), mark) if not (at or opening) else _blocks_of(inner)
        if inner.tail and inner.tail.strip():
            yield PageBlock(Kind.PARAGRAPH, inner.tail)


def _heading_of(item: Any, words: str) -> PageBlock:
    """The words of an entry as the heading of the rest of it, with the number that readers know it by."""
    return PageBlock(Kind.HEADING, f"{mark_of(item)}{words.strip()}", level=QUESTION_LEVEL)


def _words_before(item: Any, first: int) -> str:
    """The words of an entry before its first paragraph."""
    return (item.text or "") + "".join(_words(inner) + (inner.tail or "") for inner in item[:first])


def _described(element: Any) -> Iterator[PageBlock]:
    """The content of an element, paragraph by paragraph if it has paragraphs."""
    if any(map(_is_paragraph, element)):
        yield from _blocks(element)
    else:
        yield from _paragraph(element)


def _is_paragraph(element: Any) -> bool:
    """Whether an element is a paragraph, and not inline code or the like."""
    return element.tag in _PARAGRAPHS and (element.tag != "code" or "\n" in (element.text or ""))


def _blocks_of_table(element: Any) -> Iterator[PageBlock]:
    rows = [list(row.iter("cell")) for row in element.iter("row")]
    words = [[_words(cell) for cell in row] for row in rows]
    if any(_is_laid_out(cell) for row in rows for cell in row):
        yield from _blocks_of_layout(rows, words)
        return
    heads = [cell.get("role") == "head" for cell in rows[0]] if rows else []
    yield from rows_as_items(words, headed=all(heads) if any(heads) else None)


def _is_laid_out(cell: Any) -> bool:
    """Whether a cell contains paragraphs: the table is then used for layout only."""
    return sum(map(_is_paragraph, cell)) > 1 or len(_words(cell)) > _LONGEST_CELL


def _blocks_of_layout(rows: Sequence[Sequence[Any]], words: Sequence[Sequence[str]]) -> Iterator[PageBlock]:
    """The content of a table that is used for layout; numbered rows are headings of what is below them."""
    for row, texts in zip(rows, words, strict=True):
        filled = [text.strip() for text in texts if text.strip()]
        if len(filled) > 1 and _NUMBER.fullmatch(filled[0]):
            yield PageBlock(Kind.HEADING, " ".join(filled), level=QUESTION_LEVEL)
        elif len(filled) == 1 and _SECTION.fullmatch(filled[0]):
            yield PageBlock(Kind.HEADING, filled[0], level=_LOWEST)
        else:
            for cell, text in zip(row, texts, strict=True):
                yield from _described(cell) if text.strip() else ()


def _drop_contents(page: Any) -> frozenset[str]:
    """Remove the table of contents: entries that are only links to parts of the same page.

    Return the letters of each entry, by which the headings of those parts are recognised.
    """
    named = {name for element in page.iter() for name in (element.get("id"), element.get("name")) if name}
    linked: dict[Any, int] = {}
    for link in page.iter("a"):
        target = (link.get("href") or "").rpartition("#")
        if target[1] and target[2] in named and link.get("id") != target[2] != link.get("name"):
            block = next((each for each in link.iterancestors() if each.tag in _HOLDS_LINKS), None)
            if block is not None and block.tag in _ENTRIES:
                linked[block] = linked.get(block, 0) + _letters(link)
    entries = [block for block, letters in linked.items() if letters >= _ALL_BUT * _letters(block)]
    headings = frozenset(only_letters(block.text_content()) for block in entries) - {""}
    for block in entries:
        if block.getparent() is not None:
            block.drop_tree()
    return headings


def _in_bold(page: Any) -> frozenset[str]:
    """The letters of bold paragraphs that ask or are numbered, if there are several, as in an FAQ."""
    bold = (inner for name in _BOLD for inner in page.iter(name))
    paragraphs = {each.getparent(): each for each in bold if each.getparent() is not None}
    found = [
        only_letters(paragraph.text_content())
        for paragraph, inner in paragraphs.items()
        if paragraph.tag == "p"
        and _letters(inner) == _letters(paragraph)
        and asks_or_is_numbered(inner.text_content())
    ]
    return frozenset(found) if len(found) >= MIN_QUESTIONS else frozenset()


def _letters(element: Any) -> int:
    return sum(map(str.isalpha, element.text_content()))


def _words(element: Any) -> str:
    """The words of an element, without those of a list within it; a line break becomes a space."""
    words = [element.text or ""]
    for inner in element:
        is_apart = inner.tag in _APART or (inner.tag == "code" and "\n" in (inner.text or ""))
        words.append(" " if is_apart else "")
        words.append("" if inner.tag == "list" else _words(inner))
        words.append(inner.tail or "")
    return "".join(words)
