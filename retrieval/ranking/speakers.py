"""Attribute sentences: find who says one, or whom its "She" refers to, and the sentences that show it.

Only text outside of quotations counts: a name next to a verb of saying, or a name with a role ("Edda Quist,
the mayor").  If the speaker is unnamed ("a fisherman said"), nobody else is named instead.  A text can still
mislead this analysis, so the sentences it relies on are cited with the name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, zip_longest
from typing import NamedTuple

from corpus.records import Span
from languages.matched_patterns import MatchedPatterns
from retrieval.records import Citation, PassageText
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzed_passages import entities_of
from retrieval.text.entities import Entity, EntityKind
from retrieval.text.pattern_sets import Purpose, match_patterns

PASSAGES_BACK = 2
"""Passages before the cited one that are searched for a speaker whom the passage does not name."""
INTRODUCED_WITHIN = 40
"""Passages before the cited one that are searched for a person's introduction by role."""

_CLOSED_BY = {"“": "”", "„": "“”", "«": "»", "»": "«", "「": "」", "『": "』", '"': '"'}
_QUOTED_SHARE = 0.3  # quoted share from which a sentence that names its speaker is a quotation …
_WHOLLY_QUOTED = 0.6  # … or one that does not: a smaller share may be scare quotes or a title
_FAR = 100  # code points between a name and its verb of saying
_NEAR = 40  # … and between a name and its role
_INVERTED = 20  # … behind its verb: "said the nurse Ida Falk"
_BESIDE = 3  # … and if only punctuation may be between
_NAMES = frozenset({EntityKind.PERSON, EntityKind.NAME, EntityKind.ORGANISATION})
_MARKED = frozenset("".join([*_CLOSED_BY, *_CLOSED_BY.values()]))
_REMEMBERED = 2_000  # passages whose speakers are cached
_STAND_IN = "x"  # replaces quoted text
_MARKS = (*",(–—-:、，（：،", *_MARKED)


class Speaker(NamedTuple):
    """A speaker's fullest name, and the sentences besides the cited one that show it."""

    name: str
    shown_by: tuple[Citation, ...]


def speaker(cited: Citation, snapshot: Snapshot) -> Speaker | None:
    """The speaker of *cited*, or the person meant by its pronoun.

    None if the sentence itself names them, or if the text does not.
    """
    lines = _lines(snapshot.passage(cited.document, cited.passage))
    at = next((at for at, line in enumerate(lines) if line.start == cited.start), None)
    if at is None or not (lines[at].is_quotation or lines[at].begins_with_pronoun):
        return None
    named = _named(lines, at, snapshot)
    if named is None:
        return None
    person, naming = named
    name, introduction = _introduction(person, naming, snapshot)
    near = (introduction, naming)
    shown_by = dict.fromkeys(line.citation() for line in near if line.start != cited.start)
    return Speaker(name, tuple(shown_by))


class AttributedSpeaker(NamedTuple):
    """The name of a sentence's speaker, and whether the sentence itself gives it."""

    name: Entity
    here: bool


@lru_cache(_REMEMBERED)
def speakers_in(passage: PassageText) -> tuple[AttributedSpeaker | None, ...]:
    """The speaker of each sentence of a passage, as far as the passage itself shows."""
    lines = _lines(passage)
    return tuple(_speaker_of(lines, at) for at in range(len(lines)))


class NamedMention(NamedTuple):
    """A name outside of quotations, and whether its sentence gives a role."""

    name: Entity
    has_role: bool


@lru_cache(_REMEMBERED)
def mentions_in(passage: PassageText) -> tuple[tuple[NamedMention, ...], ...]:
    """The names in each sentence of a passage."""
    return tuple(
        tuple(NamedMention(name, len(name.keys) > 1 and line.has_role(name)) for name in line.names)
        for line in _lines(passage)
    )


def quotations(text: str) -> list[Span]:
    """The spans of quotations in *text*, including the marks; an unclosed one extends to the end.

    >>> quotations('He said: "Yes." And: «No')
    [Span(start=9, end=15), Span(start=21, end=24)]
    """
    found, opened = [], None
    for at, character in enumerate(text):
        if opened is None:
            opened = at if character in _CLOSED_BY else None
        elif character in _CLOSED_BY[text[opened]]:
            found.append(Span(opened, at + 1))
            opened = None
    return [*found, Span(opened, len(text))] if opened is not None else found


@dataclass(frozen=True, slots=True)
class _ReadSentence:
    """A sentence, analysed without its quotations.

    ``goes_on``: it begins within a quotation; ``quoted`` is the share of it that is quoted.  Offsets are
    relative to its start.
    """

    passage: PassageText
    span: Span
    goes_on: bool
    quoted: float
    reading: MatchedPatterns
    names: tuple[Entity, ...]

    @property
    def start(self) -> int:
        return self.span.start

    def citation(self) -> Citation:
        passage, text = self.passage, self.passage.sentence(self.span)
        return Citation(passage.document, passage.title, passage.number, *self.span, text, 0.0)

    @property
    def is_quotation(self) -> bool:
        """Whether it is mainly somebody's words, rather than a sentence with a few quoted words."""
        return self.quoted >= (_QUOTED_SHARE if self.speaks else _WHOLLY_QUOTED)

    @property
    def begins_with_pronoun(self) -> bool:
        return self._is_pronoun(self.reading.first)

    @property
    def speaks(self) -> bool:
        """Whether the sentence says, outside of quotations, that somebody speaks."""
        return self.reading.has("speech")

    @property
    def refers_to_earlier_speaker(self) -> bool:
        """Whether the speaker is only referred to by a pronoun or implied: "… she said", "… dijo"."""
        words = [word for word in self.reading.words if word.letters and word.text != _STAND_IN]
        beside = (
            self._is_pronoun(at)
            for found in self.reading.found
            if found.kind == "speech"
            for at in (found.end, found.end + 1, found.start - 1, found.start - 2)
        )
        return len(words) <= 2 or any(beside)

    def _is_pronoun(self, at: int) -> bool:
        return self.reading.starts("pronoun", at) and not self.reading.starts("impersonal", at)

    def speaker(self) -> Entity | None:
        """The speaker whom the sentence names."""
        if self.refers_to_earlier_speaker:
            return None
        verbs = [
            self._place(found.start, found.end) for found in self.reading.found if found.kind == "speech"
        ]
        apart = [
            (gap, name) for name in self.names for verb in verbs if (gap := self._gap(name, verb)) <= _FAR
        ]
        # Prefer people to the organisations that they speak for: "Quist, who heads the Harbour Trust, said".
        return (
            min(apart, key=lambda pair: (pair[1].kind is EntityKind.ORGANISATION, pair[0]))[1]
            if apart
            else None
        )

    def _gap(self, name: Entity, verb: Span) -> float:
        """The distance of a name from a verb of saying; infinite if it cannot be its subject."""
        if name.end <= verb.start:
            between = self.reading.text[name.end : verb.start]
            return float("inf") if between.startswith(("’s", "'s")) else len(between)
        before = self.reading.text[: verb.start].rstrip()
        gap = name.start - verb.end
        return gap if gap <= _INVERTED and (not before or before.endswith(_MARKS)) else float("inf")

    def _place(self, start: int, end: int) -> Span:
        return Span(*self.reading.span(start, end))

    def has_role(self, name: Entity) -> bool:
        """Whether it gives a role: "mayor Quist", "Quist, the mayor", or "is" after its first name."""
        if name == self.names[0] and len(name.keys) > 1 and self._follows_copula(name):
            return True
        titles = [
            self._place(found.start, found.end) for found in self.reading.found if found.kind == "title"
        ]
        return any(self._is_role_of(name, title) for title in titles)

    def _is_role_of(self, name: Entity, title: Span) -> bool:
        text = self.reading.text
        if title.end <= name.start:
            between = text[title.end : name.start].strip()
            return not between or (between.endswith(",") and len(between) <= _NEAR)
        if title.start < name.end:
            return name.start <= title.start and title.end - title.start < name.end - name.start
        between = text[name.end : title.start].lstrip()
        return len(between) <= _NEAR and (between.startswith(_MARKS) or self._follows_copula(name))

    def _follows_copula(self, name: Entity) -> bool:
        return any(
            found.kind == "copula" and 0 <= self._place(found.start, found.end).start - name.end <= _BESIDE
            for found in self.reading.found
        )


def _lines(passage: PassageText) -> list[_ReadSentence]:
    quoted = [Span(start + passage.start, end + passage.start) for start, end in quotations(passage.text)]
    return [_line(passage, span, quoted) for span in passage.sentences]


def _line(passage: PassageText, span: Span, quoted: Sequence[Span]) -> _ReadSentence:
    inside = [Span(max(start, span.start), min(end, span.end)) for start, end in quoted]
    inside = [Span(start - span.start, end - span.start) for start, end in inside if start < end]
    account = _with_stand_ins(inside, passage.sentence(span))
    reading = match_patterns(account, passage.language, Purpose.SPEAKERS)
    return _ReadSentence(
        passage,
        span,
        goes_on=any(start < span.start < end for start, end in quoted),
        quoted=sum(end - start for start, end in inside) / len(account),
        reading=reading,
        names=tuple(_names(reading, passage.language)),
    )


def _names(reading: MatchedPatterns, language: str) -> Iterator[Entity]:
    """The names in a sentence; in scripts without capitals, a leading verb of saying is cut off."""
    verbs = [reading.span(found.start, found.end) for found in reading.found if found.kind == "speech"]
    names = [name for name in entities_of(reading.text, language).mentions if name.kind in _NAMES]
    for name, following in zip_longest(names, names[1:]):
        if not _begins(following, name, reading):
            start = max(
                (end for begin, end in verbs if begin == name.start < end < name.end), default=name.start
            )
            text = reading.text[start : name.end].lstrip()
            yield name._replace(start=name.end - len(text), text=text)


def _begins(body: Entity | None, name: Entity, reading: MatchedPatterns) -> bool:
    """Whether *name* is only the first part of a *body* joined by "and": "Foreign and Defense Council"."""
    if body is None or body.kind is not EntityKind.ORGANISATION or len(name.keys) > 1:
        return False
    between = [reading.span(found.start, found.end) for found in reading.found if found.kind == "and"]
    return any(name.end <= start <= name.end + 1 and end <= body.start <= end + 1 for start, end in between)


def _with_stand_ins(quoted: Sequence[Span], sentence: str) -> str:
    """A sentence with each quotation replaced by a stand-in word and spaces, so that offsets stay the same.

    >>> _with_stand_ins([Span(0, 7)], '"We go," Quist said.')
    '"x     " Quist said.'
    """
    for start, end in quoted:
        inner = sentence[start:end]
        blank = [
            mark if at in {0, end - start - 1} and mark in _MARKED else " " for at, mark in enumerate(inner)
        ]
        word = next((at for at, mark in enumerate(blank) if mark == " "), None)
        if word is not None:
            blank[word] = _STAND_IN
        sentence = sentence[:start] + "".join(blank) + sentence[end:]
    return sentence


def _speaker_of(lines: Sequence[_ReadSentence], at: int) -> AttributedSpeaker | None:
    """The speaker of line *at*, named in it or in the lines around it."""
    line = lines[at]
    name = line.speaker()
    if name is not None:
        return AttributedSpeaker(name, here=True)
    refers = line.is_quotation or (line.speaks and line.refers_to_earlier_speaker)
    named = _named(lines, at) if refers else None
    return AttributedSpeaker(named[0], here=False) if named else None


def _named(
    lines: Sequence[_ReadSentence], at: int, snapshot: Snapshot | None = None
) -> tuple[Entity, _ReadSentence] | None:
    """The speaker of line *at* and the line that names them; without a *snapshot*, only in its passage."""
    first, last = at, at + 1
    while first and lines[first].goes_on:
        first -= 1
    while last < len(lines) and lines[last].goes_on:
        last += 1
    within = [] if lines[at].begins_with_pronoun else [line for line in lines[first:last] if line.speaks]
    for line in within:
        name = line.speaker()
        if name is not None:
            return name, line
    if within and not any(line.refers_to_earlier_speaker for line in within):
        return None  # the speaker is unnamed
    after = () if within or lines[at].begins_with_pronoun else lines[last:]
    before = reversed(lines[:first])
    earlier = _before(lines[at].passage, snapshot) if snapshot else ()
    return next(filter(None, map(_named_in, chain(before, after, earlier))), None)


def _named_in(line: _ReadSentence) -> tuple[Entity, _ReadSentence] | None:
    """The speaker of a line, or else the first person whose role it gives, with the line."""
    name = line.speaker()
    if name is None and not line.begins_with_pronoun and line.names and line.has_role(line.names[0]):
        name = line.names[0]
    return None if name is None or name.kind is EntityKind.ORGANISATION else (name, line)


def _before(passage: PassageText, snapshot: Snapshot, limit: int = PASSAGES_BACK) -> Iterator[_ReadSentence]:
    """The lines of the passages before *passage*, the nearest first."""
    for number in range(passage.number - 1, max(0, passage.number - limit - 1), -1):
        yield from reversed(_lines(snapshot.passage(passage.document, number)))


def _introduction(person: Entity, naming: _ReadSentence, snapshot: Snapshot) -> tuple[str, _ReadSentence]:
    """The fullest name of *person*, and the nearest line before (or else after) that gives a role."""
    if naming.has_role(person):
        return person.text, naming
    passage = naming.passage
    here = _lines(passage)
    before = reversed([line for line in here if line.start < naming.start])
    after = [line for line in here if line.start > naming.start]
    for line in chain(before, after, _before(passage, snapshot, INTRODUCED_WITHIN)):
        for name in line.names:
            if _is_same(name, person, cased=naming.reading.table.cased) and line.has_role(name):
                return max(name.text, person.text, key=len), line
    return person.text, naming


def _is_same(name: Entity, person: Entity, *, cased: bool) -> bool:
    """Whether two names may belong to one person: the same surname, or mostly the same characters."""
    if cased:
        return name.keys[-1] == person.keys[-1]
    return 2 * len(set(name.keys) & set(person.keys)) > len(set(person.keys))
