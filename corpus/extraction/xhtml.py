"""Markup -> blocks: all text of a chapter or an e-mail, in order; none of it is navigation."""

from collections.abc import Iterator
from typing import Any

from corpus.extraction.blocks import (
    QUESTION_LEVEL,
    Kind,
    PageBlock,
    as_item,
    preformatted,
    rows_as_items,
    taken,
)
from corpus.extraction.lists.html import mark_of, number_items
from corpus.extraction.markup import check_markup
from corpus.extraction.packages import local_name, words_of

_HEADINGS = {**{f"h{level}": level for level in range(1, 7)}, "dt": QUESTION_LEVEL}
_UNSEEN = frozenset({"head", "script", "style", "template", "nav", "title", "svg", "math"})
_CONTAINERS = (
    "address article aside blockquote body center dd details div dl dt figcaption figure footer form header "
    "html li main ol p pre section table tbody td tfoot th thead tr ul"
)
_PARTS = frozenset(_CONTAINERS.split(" ")) | frozenset(_HEADINGS)


def blocks_of_markup(markup: str) -> list[PageBlock]:
    """The blocks of HTML or XHTML; raises Refused if there are too many, or nested too deeply.

    >>> [block.text for block in blocks_of_markup("<h2>Pines</h2><p>They <b>bend</b>.</p>")]
    ['Pines', 'They bend.']
    """
    from lxml import html

    check_markup(markup)
    if not markup.strip():
        return []
    document = html.document_fromstring(markup.encode("utf-8", "replace"), parser=_parser())
    for line_break in document.iter("br"):
        line_break.tail = f"\n{line_break.tail or ''}"
    number_items(document)
    return taken(_blocks(document))


def _parser() -> Any:
    from lxml import html

    return html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)


def _blocks(element: Any) -> Iterator[PageBlock]:
    """The blocks of an element; text directly in it becomes a paragraph of its own."""
    match local_name(element):
        case name if name in _UNSEEN:
            return
        case "table":
            yield from _rows(element)
        case "pre":
            yield from preformatted("".join(element.itertext()))
        case "li":
            yield from as_item(_blocks_within(element), mark_of(element))
        case "dl":
            yield from _blocks_within(element)
            yield PageBlock(Kind.END, "", level=QUESTION_LEVEL)
        case _:
            yield from _blocks_within(element)


def _blocks_within(element: Any) -> Iterator[PageBlock]:
    """The blocks of what is in an element, with the loose text between them."""
    level = _HEADINGS.get(local_name(element), 0)
    kind = Kind.HEADING if level else Kind.PARAGRAPH
    loose = [element.text or ""]
    if not any(local_name(inner) in _PARTS for inner in element.iterdescendants()):
        loose, element = [words_of(element)], ()
    for inner in element:
        if local_name(inner) in _PARTS | _UNSEEN:
            yield PageBlock(kind, "".join(loose), level=level or 1)
            loose = []
            yield from _blocks(inner)
        else:
            loose += [*inner.itertext()]
        loose.append(inner.tail or "")
    yield PageBlock(kind, "".join(loose), level=level or 1)


def _rows(table: Any) -> Iterator[PageBlock]:
    rows = [[cell for cell in row if local_name(cell) in ("td", "th")] for row in table.iter("tr")]
    headed = bool(rows) and all(local_name(cell) == "th" for cell in rows[0]) and len(rows) > 1
    yield from rows_as_items(
        [[words_of(cell) for cell in row] for row in rows], headed=True if headed else None
    )
