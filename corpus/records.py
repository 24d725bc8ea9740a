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
    ``headings`` are places in it, and ``pages`` say where each page begins.
    """

    id: str
    title: str
    text: str
    format: str
    headings: tuple[Span, ...] = ()
    pages: tuple[int, ...] = ()


class Document(NamedTuple):
    """A document with what its text tells about itself.

    ``language`` is an ISO 639-1 code.  ``dateline`` is the place, date and agency line as it stands in the
    text ("Moscow, 29 November 2002 (RFE/RL)"), ``agency`` its last part, ``date`` its day.  ``furniture``
    are the places, in order and apart, that belong to the page and not to the account: navigation crumbs,
    headings, bylines, the dateline.  They stay in the text and never become passages.  ``headings`` are
    those of them that head what follows.  ``pages`` say where each page begins, of a document that has them.
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


class Passage(NamedTuple):
    """A paragraph of a document, or a part of a long one.

    ``number`` counts from 1 within the document.  ``sentences`` are in order, lie within the passage, never
    overlap, and hold every character of it but white space.  ``heading`` is the text of the nearest heading
    above it, "" where there is none.
    """

    number: int
    start: int
    end: int
    sentences: tuple[Span, ...]
    heading: str = ""
