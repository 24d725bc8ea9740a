"""What has a date in a text, in the order of the dates."""

from collections.abc import Iterator, Sequence

import regex

from corpus.structure.dates import PartialDate, partial
from retrieval.overviews.scope import Scope, ScopedSentence, sentences_of
from retrieval.records import Citation
from retrieval.store.snapshot import Snapshot
from retrieval.text.entities import EntityKind

_UNKNOWN_YEAR = 9999
_REST_OF_A_DATE = regex.compile(r"(?:\s?年)?(?:\s?\d{1,2}月)?(?:\s?\d{1,2}日)?")
"""What follows a year in Chinese and Japanese."""


def timeline(scope: Scope, snapshot: Snapshot) -> tuple[Citation, ...]:
    """The sentences with a date, in the order of their first ones; each labelled with that date's words.

    A day without a year counts in the year of its document, or else in the year named last before it.  Dates
    like "Monday" and "last year" are left out: when they are depends on the day of writing.
    """
    dated = sorted(_dated(sentences_of(scope, snapshot)), key=lambda pair: pair[0])
    return _once(each for _, each in dated)


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
    """The first date of a sentence that names a year or a day of a month: its words, and what they name."""
    for mention in each.sentence.evidence.of(EntityKind.DATE):
        rest = _REST_OF_A_DATE.match(each.sentence.text, mention.end)
        words = mention.text + (rest[0] if rest else "")
        date = partial(words)
        if date is not None:
            return words, date
    return None


def _once(citations: Iterator[Citation]) -> tuple[Citation, ...]:
    """The same sentence of several documents once."""
    return tuple({" ".join(each.text.split()): each for each in citations}.values())
