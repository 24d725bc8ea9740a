"""Relative dates, which depend on the day of writing: "last year", "yesterday", "two years ago"."""

from corpus.records import Span
from languages.matched_patterns import MatchedPatterns
from retrieval.text.pattern_sets import Purpose, match_patterns


def relative_dates(sentence: str, language: str) -> tuple[Span, ...]:
    """The spans in *sentence* (code points) of dates relative to the day it was written, in order.

    "Last year of the war" is relative to the war.  Bare weekdays, which may be of any week, are ignored.

    >>> text = "It burned two years ago and, again, last year."
    >>> [text[start:end] for start, end in relative_dates(text, "en")]
    ['two years ago', 'last year']
    """
    reading = match_patterns(sentence, language, Purpose.RELATIVE_DATES)
    found = sorted(_found(reading), key=lambda place: (place[0], -place[1]))
    dates, taken = [], 0
    for start, end in found:
        if start >= taken:
            taken = end
            dates.append(Span(*reading.span(start, end)))
    return tuple(dates)


def _found(reading: MatchedPatterns) -> list[tuple[int, int]]:
    """First and last words of all such dates, including numbers before them; some are within others."""
    others = {
        at for found in reading.found if found.kind == "not_relative" for at in range(found.start, found.end)
    }
    places = []
    for kind, start, end, _ in reading.found:
        first = _number_start(reading, start) if kind == "counted" else start
        if (kind == "relative" or first < start) and others.isdisjoint(range(start, end)):
            places.append((first, end))
    return places


def _number_start(reading: MatchedPatterns, at: int) -> int:
    """The first word of the number that ends before word ``at``; ``at`` if there is none.

    "Twenty-five" is two numbers with a hyphen between them.
    """
    begins = {found.end: found.start for found in reading.found if found.kind == "numeral"}
    first = at
    while at and (at in begins or reading.words[at - 1].digits or reading.words[at - 1].text == "-"):
        if reading.words[at - 1].text == "-":
            at -= 1
        else:
            first = at = begins.get(at, at - 1)
    return first
