"""The dated sentences of a text, in the order of their dates."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from corpus.structure.dates import PartialDate, partial
from retrieval.overviews.scope import Scope, ScopedSentence, sentences_of
from retrieval.records import Citation
from retrieval.store.snapshot import Snapshot
from retrieval.text.entities import EntityKind

_UNKNOWN_YEAR = 9999
_A_YEAR = regex.compile(r"[12]\d{3}")
_REST_OF_A_DATE = regex.compile(r"(?:\s?年)?(?:\s?\d{1,2}月)?(?:\s?\d{1,2}日)?")
"""The rest of a date after its year, in Chinese and Japanese."""


def timeline(scope: Scope, snapshot: Snapshot) -> tuple[Citation, ...]:
    """The sentences with a date, in the order of their first dates; the label is that date as written.

    If the words of the scope are a year, only dates in that year count, though no sentence may name it.
    A day without a year is placed in the year of its document, or else in the last year mentioned before it.
    Dates like "Monday" and "last year" are left out, because they depend on the day of writing.
    """
    year = int(scope.words) if is_year(scope.words) else 0
    covered = replace(scope, words="") if year else scope
    dated = sorted(_dated(sentences_of(covered, snapshot)), key=lambda pair: pair[0])
    return _once(each for date, each in dated if not year or date.year == year)


def is_year(words: str) -> bool:
    """Whether *words* are a year.

    >>> is_year("2002"), is_year("agenda 2002")
    (True, False)
    """
    return _A_YEAR.fullmatch(words) is not None


def _dated(sentences: Sequence[ScopedSentence]) -> Iterator[tuple[PartialDate, Citation]]:
    document, year = "", 0
    for each in sentences:
        if each.card.id != document:
            document, year = each.card.id, 0
        found = _first_date(each)
        if found is None:
            continue
        label, date = found
        year = date.year or year
        own = each.card.date.year if each.card.date else 0
        yield date._replace(year=date.year or own or year or _UNKNOWN_YEAR), each.cited(label)


def _first_date(each: ScopedSentence) -> tuple[str, PartialDate] | None:
    """The first date of a sentence that has a year or a day of a month: as written, and parsed."""
    for mention in each.sentence.entities.of(EntityKind.DATE):
        rest = _REST_OF_A_DATE.match(each.sentence.text, mention.end)
        words = mention.text + (rest[0] if rest else "")
        date = partial(words)
        if date is not None:
            return words, date
    return None


def _once(citations: Iterator[Citation]) -> tuple[Citation, ...]:
    """The citations without the same sentence from several documents."""
    return tuple({" ".join(each.text.split()): each for each in citations}.values())
