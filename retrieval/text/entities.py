"""Extract what a sentence mentions: names, dates and numbers, and cues such as a verb of saying.

>>> entities = extract_entities("Igor Ivanov said on 29 November 2002 that trade had doubled.", "en")
>>> [(mention.kind.value, mention.text) for mention in entities.mentions if mention.kind in OFFERED]
[('person', 'Igor Ivanov'), ('date', '29 November 2002')]
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import regex

from languages.matched_patterns import MatchedPatterns
from retrieval.text.capitalized import capital_runs
from retrieval.text.pattern_sets import Purpose, match_patterns, pattern_set

_NUMBER_IN_FRONT = regex.compile(r"\(?\d{1,3}(?:(?:\.\d{1,3})+[.)]?|[.)])(?=\s+[\p{Lu}\"“(\[])")


class EntityKind(StrEnum):
    """A kind of thing that a sentence mentions, or a kind of cue."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    NAME = "name"  # a name without any word near it that shows its kind
    DATE = "date"
    DURATION = "duration"
    NUMBER = "number"  # its unit is the kind of unit ("money"), or the word that follows
    LOCATION = "location"  # "in the north of", "situated"
    PEOPLE = "people"  # people without a name: "teachers", "was born"
    PURPOSE = "purpose"  # "to protect", which may be a reason
    REASON = "reason"
    MANNER = "manner"
    DEFINITION = "definition"  # with the keys of the words around it, one of which is defined
    QUOTATION = "quotation"  # quotation marks
    SPEECH = "speech"  # a verb of saying
    ENUMERATION = "enumeration"
    NEGATION = "negation"
    PRONOUN = "pronoun"  # begins with one, so it refers to the sentence before


# The kinds of entities that can themselves be answers.
OFFERED = frozenset(
    {
        EntityKind.PERSON,
        EntityKind.PLACE,
        EntityKind.ORGANISATION,
        EntityKind.NAME,
        EntityKind.DATE,
        EntityKind.DURATION,
        EntityKind.NUMBER,
    }
)


_SPEAKING = frozenset({EntityKind.SPEECH, EntityKind.QUOTATION})


class Entity(NamedTuple):
    """One thing mentioned: ``sentence[start:end]`` (code points), and the keys to compare its words by."""

    kind: EntityKind
    start: int
    end: int
    text: str
    keys: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class SentenceEntities:
    """The entities of a sentence, in order.

    ``telling`` are those that may be news to a question: all except possible answers without a key, such as
    "a week".  ``keys`` are those of all its possible answers.
    """

    sentence: str
    language: str
    mentions: tuple[Entity, ...]
    telling: tuple[Entity, ...]
    keys: frozenset[str]

    def of(self, kind: EntityKind) -> tuple[Entity, ...]:
        """The mentions of one kind."""
        return tuple(mention for mention in self.mentions if mention.kind is kind)

    @property
    def speaks(self) -> bool:
        """Whether somebody may be speaking: there is a verb of saying, or a quotation mark."""
        return any(mention.kind in _SPEAKING for mention in self.mentions)


def extract_entities(sentence: str, language: str) -> SentenceEntities:
    """The entities of *sentence*, by the table of *language* (ISO 639-1); accepts any text.

    The number of a paragraph or an item in front of it, as in "2.1 The rent", is not one of them.
    """
    reading = match_patterns(sentence, language, Purpose.ENTITIES)
    mark = _NUMBER_IN_FRONT.match(sentence)
    numbers = [each for each in _numbers(reading) if mark is None or each.end > mark.end()]
    names = list(_names(reading))
    signs = list(_signs(reading))
    ordered = sorted([*numbers, *names, *signs], key=lambda mention: (mention.start, mention.end))
    telling = tuple([mention for mention in ordered if mention.keys or mention.kind not in OFFERED])
    keys = frozenset([key for mention in telling if mention.kind in OFFERED for key in mention.keys])
    return SentenceEntities(sentence, language, tuple(ordered), telling, keys)


def candidates(sentence: str, language: str) -> tuple[Entity, ...]:
    """The names, dates and numbers of *sentence*, which are possible answers."""
    return tuple(
        mention for mention in extract_entities(sentence, language).mentions if mention.kind in OFFERED
    )


@lru_cache(256)
def keys_of(text: str, language: str) -> frozenset[str]:
    """The keys of the content words of *text*, to compare them with those of entities.

    >>> sorted(keys_of("the Russians in 2002", "en"))
    ['2002', 'russ']
    """
    words, _ = pattern_set(language, Purpose.ENTITIES).read(text)
    return frozenset(word.key for word in words if (word.letters and not word.stop) or word.digits)


def _mention(reading: MatchedPatterns, kind: EntityKind, start: int, end: int, unit: str = "") -> Entity:
    first, last = reading.span(start, end)
    return Entity(kind, first, last, reading.text[first:last], _keys(reading, start, end), unit)


def _sign(reading: MatchedPatterns, kind: EntityKind, start: int, end: int) -> Entity:
    first, last = reading.span(start, end)
    return Entity(kind, first, last, reading.text[first:last])


def _keys(reading: MatchedPatterns, start: int, end: int) -> tuple[str, ...]:
    return tuple([word.key for word in reading.words[start:end] if word.letters or word.digits])


# --- numbers, dates and durations

UNITS = ("percent", "money", "length", "area", "weight", "speed", "temperature", "age", "times")
"""Kinds of units of measurement; any other number counts things."""


def _numbers(reading: MatchedPatterns) -> Iterator[Entity]:
    taken = 0
    dated = _dates_by_month(reading)
    for at in _countable(reading, dated):
        if at < taken:
            continue
        if at in dated:
            taken = dated[at]
            yield _mention(reading, EntityKind.DATE, at, taken)
        elif reading.words[at].digits or reading.starts("numeral", at):
            taken = _number_end(reading, at)
            yield _number(reading, at, taken)
        else:
            taken = max(reading.after("time", at), reading.after("weekday", at))
            yield _mention(reading, EntityKind.DATE, at, taken)


def _countable(reading: MatchedPatterns, dated: Collection[int]) -> list[int]:
    """The words at which a number or a date may begin."""
    digits = [at for at, word in enumerate(reading.words) if word.digits]
    timed = [found.start for found in reading.found if found.kind in {"numeral", "time", "weekday"}]
    return sorted({*dated, *digits, *timed})


def _dates_by_month(reading: MatchedPatterns) -> dict[int, int]:
    """First word -> end of each date with a month's name: "29 November 2002", "November 29, 2002"."""
    dates = {}
    for found in reading.found:
        if found.kind == "month":
            dates[_over_digits(reading, found.start, -1)] = _over_digits(reading, found.end, 1)
    return dates


def _over_digits(reading: MatchedPatterns, edge: int, step: int) -> int:
    """The edge of a date, extended over adjacent days and years and the "of" or comma between."""
    words = reading.words
    at = edge if step > 0 else edge - 1
    while 0 <= at < len(words):
        if words[at].digits:
            edge = at + 1 if step > 0 else at
        elif not (words[at].stop or words[at].text in ",.") or abs(at - edge) > 1:
            break
        at += step
    return edge


def _number_end(reading: MatchedPatterns, at: int) -> int:
    """The end of a number of one or more words: "10.5 million", "twenty-five"."""
    end = at
    while end < len(reading.words):
        joined = end + (end > at and reading.words[end].text == "-")
        if joined == end and reading.words[end].digits:
            end += 1
        elif reading.starts("numeral", joined):
            end = reading.after("numeral", joined)
        else:
            break
    return end


def _number(reading: MatchedPatterns, start: int, end: int) -> Entity:
    unit = _unit(reading, start, end)
    if _is_year(reading.words[start].text) and end == start + 1 and unit in {"", "span", "time"}:
        return _mention(reading, EntityKind.DATE, start, end)
    if not unit and _is_early_year(reading, start, end):
        return _mention(reading, EntityKind.DATE, start, end)
    if unit == "time":
        return _mention(reading, EntityKind.DATE, start, reading.after("time", end))
    if unit == "span":
        return _mention(reading, EntityKind.DURATION, start, reading.after("span", end))
    counted = reading.words[end].key if end < len(reading.words) else ""
    return _mention(reading, EntityKind.NUMBER, start, end, unit or counted)


def _unit(reading: MatchedPatterns, start: int, end: int) -> str:
    """The kind of the unit beside a number; the longest phrase wins ("years old" before "years")."""
    for kind in ("money", "percent", "age"):  # "$5", "百分之五", "aged 57"
        if reading.ends(kind, start):
            return kind
    end = _over_particles(reading, end)
    following = {kind: reading.after(kind, end) for kind in (*UNITS, "span", "time")}
    kind = max(following, key=lambda kind: following[kind])
    return kind if following[kind] > end else ""


def _over_particles(reading: MatchedPatterns, at: int) -> int:
    """The word after the particles at ``at``: "millones de euros", "millions d'euros"."""
    while at < len(reading.words) and (
        reading.words[at].text in reading.table.name_particles or reading.words[at].text == "'"
    ):
        at += 1
    return at


def _is_year(text: str) -> bool:
    return "1000" <= text[:4] <= "2100" and ((len(text) == 4 and text.isdigit()) or text[4:] == "s")


def _is_early_year(reading: MatchedPatterns, start: int, end: int) -> bool:
    """Whether a bare number of three digits after "in" or the like is a year: "in 911 as a fief"."""
    alone = end == len(reading.words) or reading.words[end].stop or not reading.words[end].letters
    bare = reading.words[start].text.isdigit() and len(reading.words[start].text) == 3
    return bare and alone and end == start + 1 and reading.ends("since", start)


# --- names


def _names(reading: MatchedPatterns) -> Iterator[Entity]:
    if not reading.table.cased:
        yield from _names_by_cue(reading)
        return
    for start, end in capital_runs(reading.words, reading.table):
        if _is_dated(reading, start) or _is_common(reading, start, end):
            continue
        yield _mention(reading, _name_kind(reading, start, end), start, end)
        if _is_explained(reading, start, end):
            yield _mention(reading, EntityKind.DEFINITION, start, end)


def _is_common(reading: MatchedPatterns, start: int, end: int) -> bool:
    """Whether a capital means nothing, because it begins the sentence or the language capitalises nouns."""
    word = reading.words[start]
    if end - start > 1 or word.acronym:
        return reading.starts("numeral", start)
    if start == reading.first:
        return True
    if not reading.table.nouns_capitalised:
        return False
    before = reading.words[start - 1]
    return bool(word.nodes) or not before.stop or reading.ends("article", start)


_APPOSITION = 5  # words after a name's comma within which a title explains it


def _is_explained(reading: MatchedPatterns, start: int, end: int) -> bool:
    """Whether a name is explained: "Rollo, a Viking", "Rollo, Norway's king", "the poet Rollo"."""
    if reading.ends("title", start) or any(reading.starts("title", at) for at in range(start, end - 1)):
        return True
    mark = reading.words[end].text if end < len(reading.words) else ""
    if mark != ",":
        return mark == "("
    following = range(end + 1, end + 1 + _APPOSITION)
    return reading.starts("article", end + 1) or any(reading.starts("title", at) for at in following)


def _is_dated(reading: MatchedPatterns, at: int) -> bool:
    return reading.starts("month", at) or reading.starts("weekday", at)


def _name_kind(reading: MatchedPatterns, start: int, end: int) -> EntityKind:
    """The kind of a name, by the words in it and directly beside it, the strongest cue first."""
    lone = end - start == 1
    if reading.ends("agent", start) or reading.ends("title", start):
        return EntityKind.PERSON
    if not lone and reading.starts_within("title", start, end):
        return EntityKind.PERSON
    if _is_marked(reading, "institution", start, end) or (lone and reading.words[start].acronym):
        return EntityKind.ORGANISATION
    if _is_marked(reading, "geography", start, end) or _after_preposition(reading, start):
        return EntityKind.PLACE
    if reading.ends("speech", start) or reading.starts("speech", end):
        return EntityKind.PERSON
    return EntityKind.NAME


def _is_marked(reading: MatchedPatterns, kind: str, start: int, end: int) -> bool:
    """Whether a word of the kind is in a name or right before it."""
    return reading.ends(kind, start) or reading.starts_within(kind, start, end)


def _after_preposition(reading: MatchedPatterns, at: int) -> bool:
    article = at - 1 if at and reading.words[at - 1].stop and not reading.table.nouns_capitalised else at
    return reading.ends("in", at) or reading.ends("in", article)


_BESIDE = 4  # words next to a cue that may belong to the name, in scripts without capitals
_CUES = {"title": EntityKind.PERSON, "institution": EntityKind.ORGANISATION, "geography": EntityKind.PLACE}


def _names_by_cue(reading: MatchedPatterns) -> Iterator[Entity]:
    """Guess names in scripts without capitals: a cue ("president", "city") with content words around it."""
    taken = dict.fromkeys(_CUES.values(), 0)
    for found in reading.found:
        kind = _CUES.get(found.kind)
        if kind and found.start >= taken[kind]:
            start = reading.content_start(found.start, _BESIDE)
            taken[kind] = reading.content_end(found.end, _BESIDE)
            yield _mention(reading, kind, start, taken[kind])


# --- signs

_SIGNS = {
    "duration": EntityKind.DURATION,
    "location": EntityKind.LOCATION,
    "people": EntityKind.PEOPLE,
    "purpose": EntityKind.PURPOSE,
    "reason": EntityKind.REASON,
    "manner": EntityKind.MANNER,
    "speech": EntityKind.SPEECH,
    "negation": EntityKind.NEGATION,
    "pronoun": EntityKind.PRONOUN,
    "enumeration": EntityKind.ENUMERATION,
}
# An alternation of literals, which is twice as fast as a character class and two pairs.
_QUOTES = re.compile("|".join([*'"“”„«»「『', "``", "''"]))


def _signs(reading: MatchedPatterns) -> Iterator[Entity]:
    for found in reading.found:
        if found.kind == "definition":
            yield _definition(reading, found.start, found.end)
        elif found.kind in _SIGNS and (found.kind != "purpose" or _is_verb(reading, found.end - 1)):
            yield _sign(reading, _SIGNS[found.kind], found.start, found.end)
    quote = _QUOTES.search(reading.text)
    if quote:
        yield Entity(EntityKind.QUOTATION, *quote.span(), quote[0])


def _is_verb(reading: MatchedPatterns, at: int) -> bool:
    """Whether the word after "to" may be a verb: "to win", but not "to the" or "to Moscow"."""
    word = reading.words[at]
    return word.letters and not word.stop and not word.capital


_BEFORE_CUE, _AFTER_CUE = 6, 3  # words; the term that is defined usually comes first


def _definition(reading: MatchedPatterns, start: int, end: int) -> Entity:
    """A cue of a definition, with the keys of the words around it, which include its subject."""
    sign = _sign(reading, EntityKind.DEFINITION, start, end)
    return sign._replace(keys=_keys(reading, max(0, start - _BEFORE_CUE), end + _AFTER_CUE))
