"""Evidence: what kinds of thing a sentence mentions, and how well they suit a question.

>>> evidence = mentions("Igor Ivanov said on 29 November 2002 that trade had doubled.", "en")
>>> [(mention.kind.value, mention.text) for mention in evidence.mentions if mention.kind in OFFERED]
[('person', 'Igor Ivanov'), ('date', '29 November 2002')]
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple

from retrieval.languages import language_table
from retrieval.languages.names import capital_runs
from retrieval.languages.phrasebook import Phrasebook
from retrieval.questions import AnswerType, Question


class Kind(StrEnum):
    """A kind of thing that a sentence mentions, or a sign of what it does."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    NAME = "name"  # a name that nothing near it says more of
    DATE = "date"
    DURATION = "duration"
    NUMBER = "number"  # with the kind of unit ("money"), or the word that follows it, as its unit
    REASON = "reason"
    MANNER = "manner"
    DEFINITION = "definition"
    QUOTATION = "quotation"
    SPEECH = "speech"
    ENUMERATION = "enumeration"
    NEGATION = "negation"
    PRONOUN = "pronoun"  # begins with one: it leans on the sentence before


OFFERED = frozenset(
    {Kind.PERSON, Kind.PLACE, Kind.ORGANISATION, Kind.NAME, Kind.DATE, Kind.DURATION, Kind.NUMBER}
)


class Mention(NamedTuple):
    """One thing mentioned: ``sentence[start:end]`` (code points), and the keys its words are compared by."""

    kind: Kind
    start: int
    end: int
    text: str
    keys: tuple[str, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a sentence mentions, in order of place."""

    sentence: str
    language: str
    mentions: tuple[Mention, ...]

    def of(self, kind: Kind) -> tuple[Mention, ...]:
        """The mentions of one kind."""
        return tuple(mention for mention in self.mentions if mention.kind is kind)


def mentions(sentence: str, language: str) -> Evidence:
    """What *sentence* mentions, by the table of *language* (ISO 639-1); any text will do, none raises."""
    reading = _Reading(sentence, language)
    numbers = list(_numbers(reading))
    names = list(_names(reading))
    signs = list(_signs(reading))
    ordered = sorted([*numbers, *names, *signs], key=lambda mention: (mention.start, mention.end))
    return Evidence(sentence, language, tuple(ordered))


def candidates(sentence: str, language: str) -> tuple[Mention, ...]:
    """The names, dates and numbers of *sentence*, each of which might be an answer."""
    return tuple(mention for mention in mentions(sentence, language).mentions if mention.kind in OFFERED)


# --- how well a sentence suits a question

# How far each kind of mention goes towards what is asked for; what is not listed goes no way.
_SUITS: dict[AnswerType, dict[Kind, float]] = {
    AnswerType.PERSON: {Kind.PERSON: 1, Kind.NAME: 0.8, Kind.ORGANISATION: 0.5, Kind.PLACE: 0.3},
    AnswerType.PLACE: {Kind.PLACE: 1, Kind.NAME: 0.7, Kind.ORGANISATION: 0.3},
    AnswerType.ORGANISATION: {Kind.ORGANISATION: 1, Kind.NAME: 0.7, Kind.PLACE: 0.3, Kind.PERSON: 0.3},
    AnswerType.DATE: {Kind.DATE: 1, Kind.DURATION: 0.3},
    AnswerType.DURATION: {Kind.DURATION: 1, Kind.DATE: 0.5, Kind.NUMBER: 0.3},
    AnswerType.NUMBER: {Kind.NUMBER: 0.7, Kind.DURATION: 0.3},
    AnswerType.REASON: {Kind.REASON: 1},
    AnswerType.MANNER: {Kind.MANNER: 1, Kind.REASON: 0.3},
    AnswerType.DEFINITION: {Kind.DEFINITION: 0.5},
    AnswerType.QUOTATION: {Kind.QUOTATION: 1, Kind.SPEECH: 0.7},
    AnswerType.LIST: {Kind.ENUMERATION: 1, Kind.NAME: 0.3, Kind.NUMBER: 0.3},
    AnswerType.YES_NO: {Kind.NEGATION: 0.5},
    AnswerType.THING: {Kind.DEFINITION: 0.5, Kind.ENUMERATION: 0.5},
}


def matches(question: Question, evidence: Evidence) -> float:
    """How well a sentence offers what *question* asks for and does not itself say, from 0 to 1.

    >>> from retrieval.questions import understand
    >>> asked = understand("When did Ivanov visit India?", "en")
    >>> matches(asked, mentions("Ivanov visited India in 2001.", "en"))
    1.0
    >>> matches(asked, mentions("Ivanov visited India and China.", "en"))
    0.0
    """
    known = _keys(question.words)
    suits = _SUITS[question.expected]
    return max(
        (
            suits[mention.kind] + _bonus(question, mention)
            for mention in evidence.mentions
            if mention.kind in suits and is_new(mention, known)
        ),
        default=0.0,
    )


def is_new(mention: Mention, known: frozenset[str]) -> bool:
    """Whether a name, date or number is another than those known (by the keys of their words).

    It is not when half of its words are: to one who asks of Blair, "Tony Blair" is no news.
    """
    if mention.kind not in OFFERED:
        return True
    return 2 * sum(each in known for each in mention.keys) < len(mention.keys)


@lru_cache(256)
def _keys(words: frozenset[str]) -> frozenset[str]:
    return frozenset(key(word) for word in words)


def _bonus(question: Question, mention: Mention) -> float:
    """What a number gains by the right unit, and a definition by standing beside its subject."""
    if mention.kind is Kind.NUMBER and question.unit and key(question.unit) == key(mention.unit or " "):
        return 0.3
    return 0.0


class _Reading:
    """A sentence's words with the table's phrases found in them, by kind and place."""

    __slots__ = ("_from", "_to", "found", "sentence", "spans", "table", "words")

    def __init__(self, sentence: str, language: str) -> None:
        book = _phrasebook(language)
        self.table = language_table(language)
        self.sentence = sentence
        self.words, self.spans = book.read(sentence)
        first = next((at for at, word in enumerate(self.words) if word.letters or word.digits), 0)
        self.found = book.find(self.words, first)
        self._from = {(found.kind, found.start): found.end for found in self.found}
        self._to = {(found.kind, found.end): found.start for found in self.found}

    def after(self, kind: str, at: int) -> int:
        """The word after the phrase of the kind that starts with word ``at``; ``at`` if there is none."""
        return self._from.get((kind, at), at)

    def before(self, kind: str, at: int) -> int:
        """The first word of the phrase of the kind that ends before word ``at``; ``at`` if there is none."""
        return self._to.get((kind, at), at)

    def mention(self, kind: Kind, start: int, end: int, unit: str = "") -> Mention:
        """The words from ``start`` to before ``end`` as a mention."""
        first, last = self.spans[start][0], self.spans[end - 1][1]
        keys = tuple(key(word.text) for word in self.words[start:end] if word.letters or word.digits)
        return Mention(kind, first, last, self.sentence[first:last], keys, unit)


@cache
def _phrasebook(language: str) -> Phrasebook:
    table = language_table(language)
    return Phrasebook(
        table.evidence, spaced=table.spaced, prefixes=table.prefixes, stop_words=table.stop_words
    )


def key(word: str) -> str:
    """What a word is compared by: its beginning, as names are inflected ("Russians"), or all its digits."""
    return word if word[0].isdigit() else word[:4]


# --- numbers, dates and durations

_UNITS = ("percent", "money", "length", "area", "weight", "speed", "temperature", "age", "times")


def _numbers(reading: _Reading) -> Iterator[Mention]:
    taken = 0
    dated = _dates_by_month(reading)
    for at, word in enumerate(reading.words):
        if at < taken:
            continue
        if at in dated:
            taken = dated[at]
            yield reading.mention(Kind.DATE, at, taken)
        elif word.digits or reading.after("numeral", at) > at:
            taken = _number_end(reading, at)
            yield _number(reading, at, taken)
        elif (taken := max(reading.after("time", at), reading.after("weekday", at))) > at:
            yield reading.mention(Kind.DATE, at, taken)


def _dates_by_month(reading: _Reading) -> dict[int, int]:
    """First word -> end of each date that names its month: "29 November 2002", "November 29, 2002"."""
    dates = {}
    for found in reading.found:
        if found.kind == "month":
            dates[_over_digits(reading, found.start, -1)] = _over_digits(reading, found.end, 1)
    return dates


def _over_digits(reading: _Reading, edge: int, step: int) -> int:
    """The edge of a date moved over the days and years beside it, and the "of" or comma between."""
    words = reading.words
    at = edge if step > 0 else edge - 1
    while 0 <= at < len(words):
        if words[at].digits:
            edge = at + 1 if step > 0 else at
        elif not (words[at].stop or words[at].text in ",.") or abs(at - edge) > 1:
            break
        at += step
    return edge


def _number_end(reading: _Reading, at: int) -> int:
    """The end of a number of one or more words: "10.5 million", "twenty-five"."""
    end = at
    while end < len(reading.words):
        joined = end + (end > at and reading.words[end].text == "-")
        if joined < len(reading.words) and reading.words[joined].digits:
            end = joined + 1
        elif reading.after("numeral", joined) > joined:
            end = reading.after("numeral", joined)
        else:
            break
    return end


def _number(reading: _Reading, start: int, end: int) -> Mention:
    unit = _unit(reading, start, end)
    if _is_year(reading.words[start].text) and end == start + 1 and unit in {"", "span", "time"}:
        return reading.mention(Kind.DATE, start, end)
    if unit == "time":
        return reading.mention(Kind.DATE, start, reading.after("time", end))
    if unit == "span":
        return reading.mention(Kind.DURATION, start, reading.after("span", end))
    counted = reading.words[end].text if end < len(reading.words) else ""
    return reading.mention(Kind.NUMBER, start, end, unit or counted)


def _unit(reading: _Reading, start: int, end: int) -> str:
    """The kind of the unit beside a number, the longest that follows it first ("years old", then "years")."""
    if reading.before("money", start) < start:
        return "money"
    following = {kind: reading.after(kind, end) for kind in (*_UNITS, "span", "time")}
    kind = max(following, key=lambda kind: following[kind])
    return kind if following[kind] > end else ""


def _is_year(text: str) -> bool:
    return "1000" <= text[:4] <= "2100" and ((len(text) == 4 and text.isdigit()) or text[4:] == "s")


# --- names


def _names(reading: _Reading) -> Iterator[Mention]:
    if not reading.table.cased:
        yield from _names_by_cue(reading)
        return
    for start, end in capital_runs(reading.words, reading.table):
        if not _is_dated(reading, start):
            yield reading.mention(_name_kind(reading, start, end), start, end)


def _is_dated(reading: _Reading, at: int) -> bool:
    return reading.after("month", at) > at or reading.after("weekday", at) > at


def _name_kind(reading: _Reading, start: int, end: int) -> Kind:
    inside = {found.kind for found in reading.found if start <= found.start < end}
    if reading.before("title", start) < start or ("title" in inside and end - start > 1):
        return Kind.PERSON
    if "institution" in inside or (end - start == 1 and reading.words[start].acronym):
        return Kind.ORGANISATION
    if "geography" in inside or _after_preposition(reading, start):
        return Kind.PLACE
    if reading.after("speech", end) > end or reading.before("speech", start) < start:
        return Kind.PERSON
    return Kind.NAME


def _after_preposition(reading: _Reading, at: int) -> bool:
    article = at - 1 if at and reading.words[at - 1].stop else at
    return reading.before("in", at) < at or reading.before("in", article) < article


_BESIDE = 4  # words beside a cue that may belong to the name, in scripts without capitals
_CUES = {
    "title": Kind.PERSON,
    "institution": Kind.ORGANISATION,
    "geography": Kind.PLACE,
    "speech": Kind.PERSON,
}


def _names_by_cue(reading: _Reading) -> Iterator[Mention]:
    for found in reading.found:
        if found.kind in _CUES:
            start = max(0, found.start - _BESIDE)
            yield reading.mention(_CUES[found.kind], start, min(len(reading.words), found.end + _BESIDE))


# --- signs

_SIGNS = {
    "reason": Kind.REASON,
    "manner": Kind.MANNER,
    "definition": Kind.DEFINITION,
    "speech": Kind.SPEECH,
    "negation": Kind.NEGATION,
    "pronoun": Kind.PRONOUN,
    "enumeration": Kind.ENUMERATION,
}
_QUOTES = re.compile(r"[\"“”„«»「『]|``|''")


def _signs(reading: _Reading) -> Iterator[Mention]:
    for found in reading.found:
        if found.kind in _SIGNS:
            yield reading.mention(_SIGNS[found.kind], found.start, found.end)
    quote = _QUOTES.search(reading.sentence)
    if quote:
        yield Mention(Kind.QUOTATION, *quote.span(), quote[0], ())
