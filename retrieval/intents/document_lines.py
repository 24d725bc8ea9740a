"""Find the lines in which a document states its author, date, source and title.

Titles, datelines and bylines are not part of any passage; such a line is cited with the passage after it.
"""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import regex

from corpus.records import Span
from corpus.structure import dates
from retrieval.records import Citation, DocumentCard
from retrieval.store.snapshot import Snapshot

_SHORT = 80
"""Up to this many characters, a line may be a dateline rather than a sentence."""
_AT_AN_END = 6
LINES = 60
"""Lines read at the beginning of a document, and as many at its end."""

_NAME = r"\p{Lu}[\p{L}\p{M}.'’-]+"
_BYLINE = regex.compile(
    rf"(?:By|BY|Von|Por|Par) {_NAME}(?: (?:(?:de|van|von|der|la|al|and|und|y|et|и|&) )*{_NAME})+.{{0,80}}"
    r"|\(?(?i:(?:written|writing|story|reporting|reported|compiled|posted) by|authors?\s?:|"
    r"автор(?:ы)?\s?:|текст\s?:|autor(?:in|es|a)?\s?:|auteurs?\s?:|作者\s?[:：]?|记者\s?[:：]?|記者\s?[:：]?).{2,120}"
)
_BYLINE_AFTER_DATE = regex.compile(
    rf".{{0,40}}\d.{{0,20}}[,·|–—-]\s*(?:by|von|por|par) {_NAME}(?: {_NAME}){{1,4}}"
)
# Within a clause ("a table that was compiled by …"), it is about something else.
_WRITTEN_BY = regex.compile(
    r"(?<!\b(?i:that|(?<!, )which) (?i:(?:was|were|is|are|has been|have been|had been) )?(?i:originally )?)"
    rf"\b(?i:(?:was |been )?(?:originally )?(?:written|authored|maintained|developed|created|compiled) by) "
    rf"(?:the )?{_NAME}"
)
_AUTHOR_HEADING = regex.compile(r"(?i)\W*(?:authors?|maintainers?|credits|autor(?:en|es)?|авторы?)\W*")
_SIGNATURE = regex.compile(rf"\W{{0,4}}{_NAME}(?: {_NAME}){{1,4}}\s*[<(]\S{{1,60}}@\S{{1,60}}[>)]\W{{0,2}}")
_RIGHTS = regex.compile(rf"(?:(?i:©|\(c\))\W|(?i:copyright)\W{{1,3}}\d{{4}}).{{0,40}}{_NAME}")
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
    """The byline, or else the lines that name the authors, the signature, or the copyright holder."""
    lines = _lines(card, snapshot)
    return (
        _cited([line for line in lines if _is_byline(line.text)], card, snapshot)
        or _cited(_below_a_heading(lines), card, snapshot)
        or _cited([line for line in lines if _SIGNATURE.fullmatch(line.text)], card, snapshot)
        or _cited([line for line in lines if _WRITTEN_BY.search(line.text)], card, snapshot)
        or _cited([line for line in lines if _RIGHTS.search(line.text)], card, snapshot)
    )


def _is_byline(line: str) -> bool:
    """Whether a line names the author, alone or after the day: "4 March 2026, by Ann Lee".

    It may be a list item: "- Author: Ann Lee".
    """
    words = line.removeprefix("- ")
    return bool(_BYLINE.fullmatch(words) or _BYLINE_AFTER_DATE.fullmatch(words))


def date_lines(card: DocumentCard, snapshot: Snapshot) -> tuple[Citation, ...]:
    """The dateline, or else the line with the document's date or the date of its revision."""
    lines = _lines(card, snapshot)
    if card.dateline is not None and dates.find(card.dateline) is not None:
        return _cited(_with(card.dateline, lines), card, snapshot)
    dated = [line for line in lines if dates.find(line.text) is not None]
    own = [line for line in dated if dates.find(line.text) == card.date]
    versions = [line for line in lines if _VERSION.match(line.text)]
    short = [line for line in dated if len(" ".join(line.text.split())) < _SHORT]
    at_the_ends = [line for line in short if line in lines[:_AT_AN_END] or line in lines[-_AT_AN_END:]]
    return _cited(own or at_the_ends or versions or short, card, snapshot)


def source_lines(card: DocumentCard, snapshot: Snapshot) -> tuple[Citation, ...]:
    """The dateline with its agency, or else the sentence that names the text's source."""
    lines = _lines(card, snapshot)
    if card.dateline is not None and card.agency is not None:
        return _cited(_with(card.dateline, lines), card, snapshot)
    named = [line for line in lines if card.agency is not None and card.agency in line.text]
    said = [line for line in lines if _ATTRIBUTION.search(line.text)]
    opening = [line for line in lines[:3] if _STARTS_WITH_AGENCY.match(line.text)]
    return _cited(said or opening or named, card, snapshot)


def title_lines(card: DocumentCard, snapshot: Snapshot) -> tuple[Citation, ...]:
    """The line with the document's title, if its text has one."""
    return _cited(_with(card.title, _lines(card, snapshot)), card, snapshot) if card.title else ()


def _with(words: str, lines: list[_Line]) -> list[_Line]:
    """The line that contains *words*, narrowed down to the words themselves."""
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
    """The sentences and the lines between passages of a document, in order; of a long one, both ends."""
    text = snapshot.document_text(card.id)
    if card.passages <= 2 * LINES:
        found = list(_lines_of(range(1, card.passages + 1), 0, len(text), text, card, snapshot))
        return found if len(found) <= 2 * LINES else [*found[:LINES], *found[-LINES:]]
    last = card.passages - LINES + 1
    before = snapshot.passage(card.id, LINES).end, snapshot.passage(card.id, last).start
    opening = list(_lines_of(range(1, LINES + 1), 0, before[0], text, card, snapshot))
    closing = list(_lines_of(range(last, card.passages + 1), before[1], len(text), text, card, snapshot))
    return [*opening[:LINES], *closing[-LINES:]]


def _lines_of(
    numbers: range, start: int, end: int, text: str, card: DocumentCard, snapshot: Snapshot
) -> Iterator[_Line]:
    """The sentences of some passages, and the lines around them, from *start* to *end* of the document."""
    at = start
    for number in numbers:
        passage = snapshot.passage(card.id, number)
        yield from _between(text, at, passage.start)
        yield from (_Line(text[span.start : span.end], span) for span in passage.sentences)
        at = passage.end
    yield from _between(text, at, end)


def _between(text: str, start: int, end: int) -> Iterator[_Line]:
    at = start
    written = text[start:end].splitlines(keepends=True)
    for number, line in enumerate(written):
        kept = line.strip()
        if kept and (number < LINES or number >= len(written) - LINES):
            begin = at + line.index(kept[0])
            yield _Line(kept, Span(begin, begin + len(kept)))
        at += len(line)


def _cited(lines: list[_Line], card: DocumentCard, snapshot: Snapshot) -> tuple[Citation, ...]:
    return tuple(_citation(line, card, snapshot) for line in lines[:2])


def _citation(line: _Line, card: DocumentCard, snapshot: Snapshot) -> Citation:
    """The citation of a line, with the passage that contains it or else the next one."""
    numbers = range(1, card.passages + 1)
    before = bisect_left(numbers, line.span.end, key=lambda number: snapshot.passage(card.id, number).end)
    return Citation(card.id, card.title, min(before + 1, card.passages), *line.span, line.text, 0.0)
