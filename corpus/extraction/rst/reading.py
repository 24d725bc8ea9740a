"""reStructuredText -> blocks: title, sections, lists, tables and code of a document, as readers see them."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from docutils import nodes

from corpus.extraction.blocks import MIN_QUESTIONS, Kind, asks_or_is_numbered, taken, with_questions
from corpus.extraction.decoding import decode
from corpus.extraction.refusal import Refused
from corpus.extraction.result import Extracted, PageProblem
from corpus.extraction.rst.parsing import parse
from corpus.extraction.rst.tree import TreeReader, is_bold, problems_of
from corpus.limits import MAX_COLUMNS, MAX_RST_LINES
from corpus.metadata import usable_metadata
from corpus.records import Metadata
from corpus.scripts import only_letters
from corpus.structure import dates

_ADDRESS = re.compile(r"\s*[<(]?[^\s<>()]+(?:@| at )[^\s<>()]+\.[^\s<>()]+[>)]?")
_DRAWN = re.compile(r"^[ \t]*(?:\+[-=][-=+]*|=[= ]*)$", re.MULTILINE)
_AUTHOR, _DATE, _SOURCE = ("author", "authors"), ("date", "created"), ("organization",)
_MOST_PROBLEMS = 20


def read_rst(data: bytes) -> Extracted:
    """The text of a reStructuredText file's bytes; raises Refused if it is not text, or too long."""
    try:
        text = decode(data)
    except ValueError as error:
        raise Refused(str(error), "save it as UTF-8 text") from None
    if text.count("\n") >= MAX_RST_LINES:
        raise Refused(f"has more than {MAX_RST_LINES:,} lines", "split it")
    check_columns(text)
    document = parse(text)
    reader = TreeReader(document)
    blocks = with_questions(taken(reader.blocks(document)), _asked_in_bold(document))
    if all(block.kind in (Kind.HEADING, Kind.END) for block in blocks):  # as in an index of other files
        raise Refused("contains no text but headings", "add text below them, or leave the file out")
    leads = blocks[0].kind is Kind.HEADING
    return Extracted.of(
        blocks[0].text if leads else "",
        blocks,
        problems=tuple(islice(_problems(document), _MOST_PROBLEMS)),
        stated=_stated(reader),
    )


def check_columns(text: str) -> None:
    """Raise Refused if the drawn border of a table has too many columns; parsing it would take minutes.

    >>> check_columns("+--" * 1_001 + "+")
    Traceback (most recent call last):
    corpus.extraction.refusal.Refused: ('has a table of more than 1,000 columns', 'save the table as .csv')
    """
    for line in _DRAWN.finditer(text):
        if max(line[0].count("-+"), line[0].count("=+"), line[0].count(" =")) > MAX_COLUMNS:
            raise Refused(f"has a table of more than {MAX_COLUMNS:,} columns", "save the table as .csv")


def _asked_in_bold(document: Any) -> frozenset[str]:
    """The letters of bold paragraphs that ask or are numbered, if there are several, as in an FAQ."""
    bold = (each.astext() for each in document.findall(nodes.paragraph) if is_bold(each))
    asked = [only_letters(text) for text in bold if asks_or_is_numbered(text)]
    return frozenset(asked) if len(asked) >= MIN_QUESTIONS else frozenset()


def _problems(document: Any) -> Iterator[PageProblem]:
    for line, what in problems_of(document):
        yield PageProblem(f"line {line}", f"has a mistake in its markup ({what})", "correct it")


def _stated(reader: TreeReader) -> Metadata:
    """The author, date and organisation that the fields at the beginning of a document state."""
    fields = reader.header.children if reader.header is not None else ()
    values = {reader.words(field.children[0]).lower(): field.children[1] for field in fields}

    def said(names: tuple[str, ...]) -> str:
        return next((reader.words_below(values[name]) for name in names if name in values), "")

    day = dates.find(said(_DATE))
    author = "; ".join(_ADDRESS.sub("", said(_AUTHOR)).split(";"))
    return usable_metadata({"author": author, "date": day and day.isoformat(), "source": said(_SOURCE)})
