"""The nouns of a corpus, all frozen; tuples, since a library makes a million of them.

Every place is a pair of offsets into a document's text, in Unicode code points, end exclusive.  A place is
carried along and never found again by searching, so ``document.text[start:end]`` is always what was meant.
"""

import datetime
from typing import NamedTuple


class Span(NamedTuple):
    """A place in a document's text: code points, end exclusive."""

    start: int
    end: int


class Source(NamedTuple):
    """A document as it was read, before anything was made of it.

    ``title`` is the one its file states outright (a JSON line's ``title``); "" where the text must tell.
    ``format`` is "text", "markdown" or "json".  Where the text was made of a file of another kind,
    ``headings`` are places in it with their ``levels``, and ``pages`` say where each page begins.
    """

    id: str
    title: str
    text: str
    format: str
    headings: tuple[Span, ...] = ()
    pages: tuple[int, ...] = ()
    levels: tuple[int, ...] = ()


class Heading(NamedTuple):
    """The words of a heading, and its level: 1 is the highest."""

    start: int
    end: int
    level: int = 1


class Block(NamedTuple):
    """A stretch of the account that no sentence leaves: a paragraph, an item of a list, a row of a table.

    Its line ends only wrap.  ``context`` is what it stands under, line by line: headings from the highest on,
    the question that it answers, the term that it describes.  Blocks of one ``group`` stand together.
    """

    start: int
    end: int
    context: str
    group: int


class Document(NamedTuple):
    """A document with what its text tells about itself.

    ``language`` is an ISO 639-1 code.  ``dateline`` is the place, date and agency line as it stands in the
    text ("Moscow, 29 November 2002 (RFE/RL)"), ``agency`` its last part, ``date`` its day.  ``furniture``
    are the places, in order and apart, that belong to the page and not to the account: navigation crumbs,
    headings, bylines, the dateline.  They stay in the text and never become passages.  ``headings`` are
    those of them that head what follows.  ``pages`` say where each page begins, of a document that has them.
    ``blocks`` are what is left, in order; where there are none, blank lines part the paragraphs.
    """

    id: str
    title: str
    text: str
    language: str
    date: datetime.date | None = None
    dateline: str | None = None
    agency: str | None = None
    furniture: tuple[Span, ...] = ()
    headings: tuple[Span, ...] = ()
    pages: tuple[int, ...] = ()
    blocks: tuple[Block, ...] = ()


class Passage(NamedTuple):
    """A paragraph of a document, or a part of a long one.

    ``number`` counts from 1 within the document.  ``sentences`` are in order, lie within the passage, never
    overlap, and hold every character of it but white space.  ``context`` is what it stands under, line by
    line: headings, the question that it answers, the term that it describes; "" where there is nothing.
    """

    number: int
    start: int
    end: int
    sentences: tuple[Span, ...]
    context: str = ""
