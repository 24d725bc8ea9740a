"""What a sentence mentions: names, dates and numbers, and the signs of what it does.

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


class Kind(StrEnum):
    """A kind of thing that a sentence mentions, or a sign of what it does."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    NAME = "name"  # a name that nothing near it says more of
    DATE = "date"
    DURATION = "duration"
    NUMBER = "number"  # with the kind of unit ("money"), or the word that follows it, as its unit
    LOCATION = "location"  # "in the north of", "situated"
    PEOPLE = "people"  # people without a name: "teachers", "was born"
    PURPOSE = "purpose"  # "to protect", which may be a reason and may be anything
    REASON = "reason"
    MANNER = "manner"
    DEFINITION = "definition"  # with the keys of the words around it: one of them is what is defined
    QUOTATION = "quotation"  # quotation marks
    SPEECH = "speech"  # a verb of saying
    ENUMERATION = "enumeration"
    NEGATION = "negation"
    PRONOUN = "pronoun"  # begins with one: it leans on the sentence before


# What may itself be an answer.
OFFERED = frozenset(
    {Kind.PERSON, Kind.PLACE, Kind.ORGANISATION, Kind.NAME, Kind.DATE, Kind.DURATION, Kind.NUMBER}
)


class Mention(NamedTuple):
    """One thing mentioned: ``sentence[start:end]`` (code points), and the keys its words are compared by."""

    kind: Kind
    start: int
    end: int
    text: str
    keys: tuple[str, ...] = ()
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


@lru_cache(256)
def keys_of(text: str, language: str) -> frozenset[str]:
    """What the content words of *text* are compared by with those of mentions.

    >>> sorted(keys_of("the Russians in 2002", "en"))
    ['2002', 'russ']
    """
    words = _phrasebook(language).read(text).words
    return frozenset(word.key for word in words if (word.letters and not word.stop) or word.digits)


class _Reading:
    """A sentence's words with the table's phrases found in them, by kind and place."""

    __slots__ = ("_from", "_to", "first", "found", "sentence", "table", "text", "words")

    def __init__(self, sentence: str, language: str) -> None:
        book = _phrasebook(language)
        self.table = language_table(language)
        self.sentence = sentence
        self.text = book.read(sentence)
        self.words = self.text.words
        self.first = next((at for at, word in enumerate(self.words) if word.letters or word.digits), 0)
        self.found = book.find(self.words, self.first)
        self._from = {(found.kind, found.start): found.end for found in self.found}
        self._to = {(found.kind, found.end): found.start for found in self.found}

    def after(self, kind: str, at: int) -> int:
        """The word after the phrase of the kind that starts with word ``at``; ``at`` if there is none."""
        return self._from.get((kind, at), at)

    def before(self, kind: str, at: int) -> int:
        """The first word of the phrase of the kind that ends before word ``at``; ``at`` if there is none."""
        return self._to.get((kind, at), at)

    def places(self, *kinds: str) -> list[int]:
        """The first words of the phrases of these kinds."""
        return [found.start for found in self.found if found.kind in kinds]

    def digits(self) -> list[int]:
        """The words that begin with a digit."""
        return [at for at, word in enumerate(self.words) if word.digits]

    def mention(self, kind: Kind, start: int, end: int, unit: str = "") -> Mention:
        """The words from ``start`` to before ``end`` as a mention."""
        first, last = self.text.span(start, end)
        return Mention(kind, first, last, self.sentence[first:last], self.keys(start, end), unit)

    def keys(self, start: int, end: int) -> tuple[str, ...]:
        """The keys of the words from ``start`` to before ``end``, without punctuation."""
        return tuple([word.key for word in self.words[start:end] if word.letters or word.digits])

    def sign(self, kind: Kind, start: int, end: int) -> Mention:
        """The words from ``start`` to before ``end`` as a mere sign, which names nothing."""
        first, last = self.text.span(start, end)
        return Mention(kind, first, last, self.sentence[first:last])


@cache
def _phrasebook(language: str) -> Phrasebook:
    table = language_table(language)
    return Phrasebook(
        table.evidence, spaced=table.spaced, prefixes=table.prefixes, stop_words=table.stop_words
    )


# --- numbers, dates and durations

_UNITS = ("percent", "money", "length", "area", "weight", "speed", "temperature", "age", "times")


def _numbers(reading: _Reading) -> Iterator[Mention]:
    taken = 0
    dated = _dates_by_month(reading)
    for at in sorted({*dated, *reading.places("numeral", "time", "weekday"), *reading.digits()}):
        if at < taken:
            continue
        if at in dated:
            taken = dated[at]
            yield reading.mention(Kind.DATE, at, taken)
        elif reading.words[at].digits or reading.after("numeral", at) > at:
            taken = _number_end(reading, at)
            yield _number(reading, at, taken)
        else:
            taken = max(reading.after("time", at), reading.after("weekday", at))
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
        if joined == end and reading.words[end].digits:
            end += 1
        elif reading.after("numeral", joined) > joined:
            end = reading.after("numeral", joined)
        else:
            break
    return end


def _number(reading: _Reading, start: int, end: int) -> Mention:
    unit = _unit(reading, start, end)
    if _is_year(reading.words[start].text) and end == start + 1 and unit in {"", "span", "time"}:
        return reading.mention(Kind.DATE, start, end)
    if not unit and _is_early_year(reading, start, end):
        return reading.mention(Kind.DATE, start, end)
    if unit == "time":
        return reading.mention(Kind.DATE, start, reading.after("time", end))
    if unit == "span":
        return reading.mention(Kind.DURATION, start, reading.after("span", end))
    counted = reading.words[end].key if end < len(reading.words) else ""
    return reading.mention(Kind.NUMBER, start, end, unit or counted)


def _unit(reading: _Reading, start: int, end: int) -> str:
    """The kind of the unit beside a number, the longest that follows it first ("years old", then "years")."""
    for kind in ("money", "percent"):  # "$5", "百分之五"
        if reading.before(kind, start) < start:
            return kind
    end = _over_particles(reading, end)
    following = {kind: reading.after(kind, end) for kind in (*_UNITS, "span", "time")}
    kind = max(following, key=lambda kind: following[kind])
    return kind if following[kind] > end else ""


def _over_particles(reading: _Reading, at: int) -> int:
    """The word after the particles that stand from ``at`` on: "millones de euros", "millions d'euros"."""
    while at < len(reading.words) and (
        reading.words[at].text in reading.table.name_particles or reading.words[at].text == "'"
    ):
        at += 1
    return at


def _is_year(text: str) -> bool:
    return "1000" <= text[:4] <= "2100" and ((len(text) == 4 and text.isdigit()) or text[4:] == "s")


def _is_early_year(reading: _Reading, start: int, end: int) -> bool:
    """A bare number of three digits after "in" or the like: "in 911 as a fief"."""
    alone = end == len(reading.words) or reading.words[end].stop or not reading.words[end].letters
    bare = reading.words[start].text.isdigit() and len(reading.words[start].text) == 3
    return bare and alone and end == start + 1 and reading.before("since", start) < start


# --- names


def _names(reading: _Reading) -> Iterator[Mention]:
    if not reading.table.cased:
        yield from _names_by_cue(reading)
        return
    for start, end in capital_runs(reading.words, reading.table):
        if _is_dated(reading, start) or _is_common(reading, start, end):
            continue
        yield reading.mention(_name_kind(reading, start, end), start, end)
        if _is_explained(reading, start, end):
            yield reading.mention(Kind.DEFINITION, start, end)


def _is_common(reading: _Reading, start: int, end: int) -> bool:
    """Whether a capital tells nothing: it begins the sentence, or a plain noun where every noun has one."""
    word = reading.words[start]
    if end - start > 1 or word.acronym:
        return reading.after("numeral", start) > start
    if start == reading.first:
        return True
    if not reading.table.nouns_capitalised:
        return False
    before = reading.words[start - 1]
    return bool(word.nodes) or not before.stop or reading.before("article", start) < start


def _is_explained(reading: _Reading, start: int, end: int) -> bool:
    """Whether more is told of a name right beside it: "Rollo, a Viking", "the poet Rollo"."""
    if reading.before("title", start) < start:
        return True
    mark = reading.words[end].text if end < len(reading.words) else ""
    return mark == "(" or (mark == "," and reading.after("article", end + 1) > end + 1)


def _is_dated(reading: _Reading, at: int) -> bool:
    return reading.after("month", at) > at or reading.after("weekday", at) > at


def _name_kind(reading: _Reading, start: int, end: int) -> Kind:
    """What a name is of, by the words in it and right beside it, the surest sign first."""

    def inside(cue: str) -> bool:
        return any(reading.after(cue, at) > at for at in range(start, end))

    def before(cue: str) -> bool:
        return reading.before(cue, start) < start

    lone = end - start == 1
    if before("agent") or before("title") or (inside("title") and not lone):
        return Kind.PERSON
    if inside("institution") or before("institution") or (lone and reading.words[start].acronym):
        return Kind.ORGANISATION
    if inside("geography") or before("geography") or _after_preposition(reading, start):
        return Kind.PLACE
    if before("speech") or reading.after("speech", end) > end:
        return Kind.PERSON
    return Kind.NAME


def _after_preposition(reading: _Reading, at: int) -> bool:
    article = at - 1 if at and reading.words[at - 1].stop and not reading.table.nouns_capitalised else at
    return reading.before("in", at) < at or reading.before("in", article) < article


_BESIDE = 4  # words beside a cue that may belong to the name, in scripts without capitals
_CUES = {"title": Kind.PERSON, "institution": Kind.ORGANISATION, "geography": Kind.PLACE}


def _names_by_cue(reading: _Reading) -> Iterator[Mention]:
    """Without capitals a name is guessed: a cue ("president", "city") with the content words around it."""
    taken = dict.fromkeys(_CUES.values(), 0)
    for found in reading.found:
        kind = _CUES.get(found.kind)
        if kind and found.start >= taken[kind]:
            start = _content_end(reading, found.start - 1, -1) + 1
            taken[kind] = _content_end(reading, found.end, 1)
            yield reading.mention(kind, start, taken[kind])


def _content_end(reading: _Reading, at: int, step: int) -> int:
    """The first word from ``at`` on, in steps of ``step``, that can belong to no name, or else is too far."""
    limit = at + step * _BESIDE
    while at != limit and 0 <= at < len(reading.words):
        word = reading.words[at]
        if word.stop or not word.letters:
            break
        at += step
    return at


# --- signs

_SIGNS = {
    "duration": Kind.DURATION,
    "location": Kind.LOCATION,
    "people": Kind.PEOPLE,
    "purpose": Kind.PURPOSE,
    "reason": Kind.REASON,
    "manner": Kind.MANNER,
    "speech": Kind.SPEECH,
    "negation": Kind.NEGATION,
    "pronoun": Kind.PRONOUN,
    "enumeration": Kind.ENUMERATION,
}
_QUOTES = re.compile(r"[\"“”„«»「『]|``|''")


def _signs(reading: _Reading) -> Iterator[Mention]:
    for found in reading.found:
        if found.kind == "definition":
            yield _definition(reading, found.start, found.end)
        elif found.kind in _SIGNS and (found.kind != "purpose" or _is_verb(reading, found.end - 1)):
            yield reading.sign(_SIGNS[found.kind], found.start, found.end)
    quote = _QUOTES.search(reading.sentence)
    if quote:
        yield Mention(Kind.QUOTATION, *quote.span(), quote[0])


def _is_verb(reading: _Reading, at: int) -> bool:
    """Whether the word after a "to" may be a verb: "to win", but not "to the", "to Moscow"."""
    word = reading.words[at]
    return word.letters and not word.stop and not word.capital


_BESIDE_CUE = 6


def _definition(reading: _Reading, start: int, end: int) -> Mention:
    """A sign of a definition, with the keys of the words around it, among which its subject must be."""
    sign = reading.sign(Kind.DEFINITION, start, end)
    return sign._replace(keys=reading.keys(max(0, start - _BESIDE_CUE), end + _BESIDE_CUE))
