"""The records of a corpus, all immutable; they are tuples because a large corpus has a million of them.

A span is a pair of offsets into a document's text, in Unicode code points, end exclusive.  Spans are passed
along and never recovered by searching, so ``document.text[start:end]`` is always the text that was meant.
"""

import datetime
from enum import StrEnum
from typing import NamedTuple


class Span(NamedTuple):
    """Offsets into a document's text: code points, end exclusive."""

    start: int
    end: int


class Metadata(NamedTuple):
    """The metadata of a document; a field is "" if nothing states it.

    ``date`` is in ISO form ("1999-05-03"), ``source`` is the publisher, ``language`` an ISO 639-1 code, and
    ``address`` a web address.
    """

    title: str = ""
    author: str = ""
    date: str = ""
    source: str = ""
    language: str = ""
    address: str = ""


NO_METADATA = Metadata()


class Source(NamedTuple):
    """A document as it was read, before it is analysed.

    ``title`` is the one that its file states (a JSON line's ``title``), or "" if it has to be found in the
    text.  ``format`` is "text", "markdown" or "json".  If the text was extracted from another kind of file,
    ``headings`` are its headings with their ``levels``, and ``pages`` the offsets at which its pages begin.
    ``stated`` is the metadata in its file, and ``edited`` the metadata written by an admin.
    """

    id: str
    title: str
    text: str
    format: str
    headings: tuple[Span, ...] = ()
    pages: tuple[int, ...] = ()
    levels: tuple[int, ...] = ()
    stated: Metadata = NO_METADATA
    edited: Metadata = NO_METADATA


class Heading(NamedTuple):
    """The span of a heading, and its level: 1 is the highest."""

    start: int
    end: int
    level: int = 1


class BlockKind(StrEnum):
    """What a block is: prose, a list item, a table row."""

    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"


class Block(NamedTuple):
    """A part of the body that no sentence crosses: a paragraph, a list item, a table row.

    Line ends within it are only wrapping.  ``context`` has a line for each thing above it: headings from the
    highest down, the question it answers, the term it describes.  Blocks of one ``group`` belong together.
    """

    start: int
    end: int
    context: str
    group: int
    kind: BlockKind = BlockKind.PARAGRAPH


class Document(NamedTuple):
    """A document with everything that was found in its text.

    ``language`` is an ISO 639-1 code.  ``dateline`` is the line with place, date and agency, word for word
    ("Moscow, 29 November 2002 (RFE/RL)"), ``agency`` its last part and ``date`` its day.  ``outside_body``
    are ordered, disjoint spans that are not part of the body: navigation, headings, bylines, the dateline.
    They stay in the text and never become passages.  ``headings`` are the headings among them, each with its
    level in ``levels`` (1 is the highest), and ``terms`` the terms that a block describes.  ``pages`` are the
    offsets at which pages begin, if there are pages.  ``blocks`` are the rest, in order; if there are none,
    blank lines separate the paragraphs.  ``author`` and ``address`` (a web address) are stated by the
    document's file or by an admin; "" if by neither.
    """

    id: str
    title: str
    text: str
    language: str
    date: datetime.date | None = None
    dateline: str | None = None
    agency: str | None = None
    outside_body: tuple[Span, ...] = ()
    headings: tuple[Span, ...] = ()
    pages: tuple[int, ...] = ()
    blocks: tuple[Block, ...] = ()
    levels: tuple[int, ...] = ()
    terms: tuple[Span, ...] = ()
    author: str = ""
    address: str = ""


class Passage(NamedTuple):
    """A paragraph of a document, or part of a long one.

    ``number`` counts from 1 within the document.  ``sentences`` are ordered, disjoint, within the passage,
    and contain every character of it except white space.  ``context`` has a line for each thing above it:
    headings, the question it answers, the term it describes; "" if there is none.
    """

    number: int
    start: int
    end: int
    sentences: tuple[Span, ...]
    context: str = ""
