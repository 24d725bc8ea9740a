"""What a document says of itself: who wrote it, when, for whom, as it stands in its own lines.

Titles, datelines and bylines are part of no passage; a line of them is cited with the passage that follows.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import regex

from corpus.records import Span
from corpus.structure import dates
from retrieval.records import Citation, DocumentCard
from retrieval.store.snapshot import Snapshot

LINES = 60
"""Lines looked at from the beginning of a document, and as many from its end."""

_NAME = r"\p{Lu}[\p{L}\p{M}.'’-]+"
_BYLINE = regex.compile(
    rf"(?:By|BY|Von|Por|Par) {_NAME}(?: (?:(?:de|van|von|der|la|al|and|und|y|et|и|&) )*{_NAME})+.{{0,80}}"
    r"|(?i:(?:written|story|reporting|reported|compiled|posted) by|authors?\s?:|автор(?:ы)?\s?:|текст\s?:|"
    r"autor(?:in|es|a)?\s?:|auteurs?\s?:|作者\s?[:：]?|记者\s?[:：]?|記者\s?[:：]?).{2,120}"
)
_WRITTEN_BY = regex.compile(
    rf"\b(?i:(?:was |been )?(?:originally )?(?:written|authored|maintained|developed|created|compiled) by) "
    rf"(?:the )?{_NAME}"
)
_AUTHOR_HEADING = regex.compile(r"(?i)\W*(?:authors?|maintainers?|credits|autor(?:en|es)?|авторы?)\W*")
_RIGHTS = regex.compile(rf"(?i:©|\(c\)|copyright)\W.{{0,40}}{_NAME}")
_VERSION = regex.compile(
    r"(?i:(?:last |date )?(?:updated|modified|revised|published|posted|written|released)|version|date\b)"
    r".*\b(?:19|20)\d\d\b"
)
_ATTRIBUTION = regex.compile(
    r"(?i:according to|reported|reports|told|citing|quoted by)\b.{0,80}"
    r"(?i:\b(?:news agency|news service|agency|newspaper|magazine|daily|broadcaster|television|radio|network|"
    r"press|times|post|journal|herald|CNN|BBC|AFP|AP|Reuters|Xinhua|Interfax|TASS|RIA|dpa)\b)"
)
_STARTS_WITH_AGENCY = regex.compile(r"\((?P<agency>[A-Z][\w./ ]{1,30})\) ?(?:--|-|—|–)")


class _Line(NamedTuple):
    text: str
    span: Span


def author_lines(card: DocumentCard, snapshot: Snapshot) -> tuple[Citation, ...]:
    """The byline, or else what the text says of its authors, or who has its rights."""
    lines = _lines(card, snapshot)
    return (
        _cited([line for line in lines if _BYLINE.fullmatch(line.text)], card, snapshot)
        or _cited(_below_a_heading(lines), card, snapshot)
        or _cited([line for line in lines if _WRITTEN_BY.search(line.text)], card, snapshot)
        or _cited([line for line in lines if _RIGHTS.search(line.text)], card, snapshot)
    )


def date_lines(card: DocumentCard, snapshot: Snapshot) -> tuple[Citation, ...]:
    """The dateline, or else the line with the document's date, or one that says when it was revised."""
    lines = _lines(card, snapshot)
    if card.dateline is not None and card.date is not None:
        return _cited(_with(card.dateline, lines), card, snapshot)
    dated = [line for line in lines if dates.find(line.text) is not None]
    own = [line for line in dated if dates.find(line.text) == card.date]
    versions = [line for line in lines if _VERSION.match(line.text)]
    return _cited(own or [line for line in dated if len(line.text) < 80] or versions, card, snapshot)


def source_lines(card: DocumentCard, snapshot: Snapshot) -> tuple[Citation, ...]:
    """The dateline with its agency, or else the sentence that says after whom the text reports."""
    lines = _lines(card, snapshot)
    if card.dateline is not None and card.agency is not None:
        return _cited(_with(card.dateline, lines), card, snapshot)
    named = [line for line in lines if card.agency is not None and card.agency in line.text]
    said = [line for line in lines if _ATTRIBUTION.search(line.text)]
    opening = [line for line in lines[:3] if _STARTS_WITH_AGENCY.match(line.text)]
    return _cited(said or opening or named, card, snapshot)


def title_lines(card: DocumentCard, snapshot: Snapshot) -> tuple[Citation, ...]:
    """The line with the document's title, where its text has one."""
    return _cited(_with(card.title, _lines(card, snapshot)), card, snapshot) if card.title else ()


def _with(words: str, lines: list[_Line]) -> list[_Line]:
    """The place of some words that stand in a line, alone."""
    for line in lines:
        at = line.text.find(words)
        if at >= 0:
            start = line.span.start + at
            return [_Line(words, Span(start, start + len(words)))]
    return []


def _below_a_heading(lines: list[_Line]) -> list[_Line]:
    return [
        after
        for line, after in pairwise(lines)
        if len(line.text) < 40 and _AUTHOR_HEADING.fullmatch(line.text)
    ]


def _lines(card: DocumentCard, snapshot: Snapshot) -> list[_Line]:
    """The sentences of a document and the lines between its passages, in order; of a long one both ends."""
    text, passages = snapshot.document_text(card.id), list(_passages(card, snapshot))
    found: list[_Line] = []
    at = 0
    for start, end, sentences in passages:
        found += _between(text, at, start)
        found += [_Line(text[span.start : span.end], span) for span in sentences]
        at = end
    found += _between(text, at, len(text))
    return found if len(found) <= 2 * LINES else [*found[:LINES], *found[-LINES:]]


def _passages(card: DocumentCard, snapshot: Snapshot) -> Iterator[tuple[int, int, tuple[Span, ...]]]:
    numbers = range(1, card.passages + 1)
    if card.passages > 2 * LINES:
        numbers = range(1, LINES + 1)
    for number in numbers:
        passage = snapshot.passage(card.id, number)
        yield passage.start, passage.end, passage.sentences


def _between(text: str, start: int, end: int) -> Iterator[_Line]:
    at = start
    for line in text[start:end].splitlines(keepends=True)[: 2 * LINES]:
        kept = line.strip()
        if kept:
            begin = at + line.index(kept[0])
            yield _Line(kept, Span(begin, begin + len(kept)))
        at += len(line)


def _cited(lines: list[_Line], card: DocumentCard, snapshot: Snapshot) -> tuple[Citation, ...]:
    return tuple(_citation(line, card, snapshot) for line in lines[:2])


def _citation(line: _Line, card: DocumentCard, snapshot: Snapshot) -> Citation:
    """A line as it is cited: with the passage that holds it, or else the next one."""
    number = next(
        (each for each in range(1, min(card.passages, 2 * LINES) + 1)
         if snapshot.passage(card.id, each).end >= line.span.end),
        card.passages,
    )  # fmt: skip
    return Citation(card.id, card.title, number, *line.span, line.text, 0.0)
