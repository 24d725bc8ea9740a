"""The layout of a document as a version stores it: its headings, terms and blocks, each with its span.

A version has one row for each document with a layout; a document without one is a series of paragraphs.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import chain
from struct import iter_unpack, pack
from typing import NamedTuple

from corpus.records import BlockKind, Document


class PartKind(StrEnum):
    """The kind of a part of a document."""

    HEADING = "heading"
    TERM = "term"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"


class LayoutPart(NamedTuple):
    """A part of a document and its span; ``level`` is the level of a heading, 1 the highest, or 0."""

    start: int
    end: int
    kind: PartKind
    level: int = 0


_FORM = "<iii"
_FIRST_CODE = 100
"""Codes from here on are kinds; smaller ones are the levels of headings."""
_KINDS = (PartKind.TERM, PartKind.PARAGRAPH, PartKind.ITEM, PartKind.ROW)
_OF_BLOCKS = {
    BlockKind.PARAGRAPH: PartKind.PARAGRAPH,
    BlockKind.ITEM: PartKind.ITEM,
    BlockKind.ROW: PartKind.ROW,
}


def layout_of(document: Document) -> list[LayoutPart]:
    """The parts of a document in order; none if it is a single paragraph, or was given as one text."""
    headings = [
        LayoutPart(start, end, PartKind.HEADING, level)
        for (start, end), level in zip(document.headings, document.levels, strict=True)
    ]
    terms = [LayoutPart(start, end, PartKind.TERM) for start, end in document.terms]
    blocks = [LayoutPart(block.start, block.end, _OF_BLOCKS[block.kind]) for block in document.blocks]
    if not headings and not terms and len(blocks) < 2:
        return []
    return sorted([*headings, *terms, *blocks])


def pack_layout(parts: Iterable[LayoutPart]) -> bytes:
    """The parts as they are stored: three little-endian 32-bit integers each.

    >>> unpack_layout(pack_layout([LayoutPart(0, 5, PartKind.HEADING, 2)]))
    (LayoutPart(start=0, end=5, kind=<PartKind.HEADING: 'heading'>, level=2),)
    """
    numbers = list(chain.from_iterable((part.start, part.end, _code(part)) for part in parts))
    return pack(f"<{len(numbers)}i", *numbers)


def unpack_layout(stored: bytes) -> tuple[LayoutPart, ...]:
    """The inverse of pack_layout."""
    return tuple(_parts(stored))


def _parts(stored: bytes) -> Iterator[LayoutPart]:
    for start, end, code in iter_unpack(_FORM, stored):
        if code < _FIRST_CODE:
            yield LayoutPart(start, end, PartKind.HEADING, code)
        else:
            yield LayoutPart(start, end, _KINDS[code - _FIRST_CODE])


def _code(part: LayoutPart) -> int:
    if part.kind is PartKind.HEADING:
        return part.level
    return _FIRST_CODE + _KINDS.index(part.kind)
