"""Analyse a question: which type of answer it asks for, judging by its words.

>>> q = analyze_question("Which newspaper carried Ivanov's article?", "en")
>>> q.expected, q.focus, q.names
(<AnswerType.ORGANISATION: 'organisation'>, 'newspaper', ('Ivanov',))
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from languages import LANGUAGES, Languages
from languages.matched_patterns import MatchedPatterns
from languages.patterns import PatternMatch, Word
from retrieval.text.capitalized import capital_runs
from retrieval.text.pattern_sets import BACK_REFERENCE, NOUN, QUANTITY, Purpose, pattern_set
from retrieval.text.several_questions import QUESTION_MARKS, parts


class AnswerType(StrEnum):
    """The kind of thing a question asks for; THING is any other kind, which the question's focus may name."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    DATE = "date"
    DURATION = "duration"
    NUMBER = "number"
    REASON = "reason"
    MANNER = "manner"
    DEFINITION = "definition"
    QUOTATION = "quotation"
    LIST = "list"
    YES_NO = "yes_no"
    THING = "thing"


class BackReference(NamedTuple):
    """A phrase at ``question[start:end]`` that refers to something mentioned before.

    ``kind`` is "pronoun", "opening" ("What about …") or "comparing" ("else").  ``words_before`` counts the
    content words before it; ``impersonal`` means that it looks like a pronoun but refers to nothing ("is it
    true").
    """

    kind: str
    start: int
    end: int
    words_before: int
    impersonal: bool = False


@dataclass(frozen=True, slots=True)
class AnalyzedQuestion:
    """What a question asks, as far as its words show.

    ``unit``, for numbers, is the kind of unit ("percent", "money", "length") or the thing counted ("people").
    ``focus`` is the noun asked for ("treaty" in "What kind of treaty …"), ``subject`` the term whose
    definition is asked for.  ``names`` are its capitalised names, ``quoted`` the text in quotation marks.
    ``asking`` is the span, in code points, of the words that only ask: "What kind of", "In what year".
    ``keys`` are the keys of its content words, to compare them with those of entities.  ``about_speech``
    means that it has a verb of saying.  ``parts`` are the spans of separate questions in it, none for a
    single question.  ``qualifiers`` are the spans of words such as "first", "new", "only", which an answer
    has to confirm.
    """

    text: str
    language: str
    expected: AnswerType
    unit: str | None = None
    focus: str | None = None
    subject: str | None = None
    names: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()
    negated: bool = False
    asks_several: bool = False
    asking: tuple[int, int] = (0, 0)
    back_references: tuple[BackReference, ...] = ()
    keys: frozenset[str] = frozenset()
    about_speech: bool = False
    parts: tuple[tuple[int, int], ...] = ()
    qualifiers: tuple[tuple[int, int], ...] = ()

    @property
    def pronouns(self) -> tuple[tuple[int, int], ...]:
        """The spans of its pronouns, in code points.

        >>> analyze_question("What about the first one?", "en").pronouns
        ((21, 24),)
        """
        return tuple((each.start, each.end) for each in self.back_references if each.kind == "pronoun")


def analyze_question(question: str, language: str, languages: Languages = LANGUAGES) -> AnalyzedQuestion:
    """Analyse *question* by the table of *language* (ISO 639-1); accepts any text.

    >>> analyze_question("The treaty was signed in what year?", "en").expected
    <AnswerType.DATE: 'date'>
    >>> analyze_question("how many people live there", "en").unit
    'people'
    """
    reading = _AnalyzedAsking(question, language, languages)
    asked = _asked(reading)
    return AnalyzedQuestion(
        text=question,
        language=language,
        expected=_listed(reading, asked),
        unit=asked.unit,
        focus=reading.slice(*asked.head) if asked.head else None,
        subject=asked.subject,
        names=_names(reading),
        quoted=_quoted(question),
        negated=_is_negated(reading),
        asks_several=_asks_several(reading, asked),
        asking=_asking(reading, asked),
        back_references=tuple(_back_references(reading)),
        keys=_keys(reading),
        about_speech=reading.has("speech"),
        parts=parts(reading, reading.asking),
        qualifiers=_qualifiers(reading),
    )


_ANSWER_TYPES = frozenset(AnswerType)
_WINDOW = 6  # words beside a question word that are searched for the noun asked for
_LONGEST_SUBJECT = 8
_LONGEST_NAME = 3  # words; in a longer text with only capitalised words, capitals mean nothing
_SHORTEST_SENTENCE = 4  # words and marks; a shorter question without a question word is a fragment
_QUOTED = re.compile(
    r"""“([^”]{1,200})” | „([^“”]{1,200})[“”] | «([^»]{1,200})» | "([^"]{1,200})" | ``(.{1,200}?)''
      | 「([^」]{1,200})」 | 『([^』]{1,200})』 | 《([^》]{1,200})》 | (?<!\w)'([^']{1,200})'(?!\w)""",
    re.VERBOSE,
)


class _Asked(NamedTuple):
    """The answer type, and the phrase that shows it (None if the question has no question word).

    ``head`` is the range of the words that name it, end exclusive.
    """

    expected: AnswerType
    phrase: PatternMatch | None = None
    unit: str | None = None
    head: tuple[int, int] | None = None
    subject: str | None = None


class _AnalyzedAsking(MatchedPatterns):
    """A question with its asking phrases and its references back."""

    __slots__ = ("asking", "referring")

    def __init__(self, question: str, language: str, languages: Languages) -> None:
        patterns = pattern_set(language, Purpose.QUESTION, languages)
        super().__init__(question, languages.phrases(language), patterns, opening="and")
        self.asking = _asking_phrases(self.found)
        # "And" is itself a reference back, so these are read from the first word on.
        begins = next((at for at, word in enumerate(self.words) if word.letters or word.digits), 0)
        found = self.found if begins == self.first else patterns.find(self.words, begins)
        self.referring = [
            each._replace(kind=each.kind.removeprefix(BACK_REFERENCE))
            for each in found
            if each.kind.startswith(BACK_REFERENCE)
        ]


def _asking_phrases(found: Sequence[PatternMatch]) -> list[PatternMatch]:
    """The asking phrases in order; of those that start at the same word, the longest."""
    longest: dict[int, PatternMatch] = {}
    for phrase in found:
        asks = phrase.kind in _ASKING or phrase.kind.startswith(QUANTITY)
        if asks and (phrase.start not in longest or phrase.end > longest[phrase.start].end):
            longest[phrase.start] = phrase
    return list(longest.values())


# --- which phrase asks, and for what


def _asked(reading: _AnalyzedAsking) -> _Asked:
    phrase = _asking_phrase(reading)
    if phrase is None:
        return _without_question_word(reading)
    if phrase.kind == "identity":
        return _definition_or_person(reading, phrase)
    if phrase.kind == AnswerType.THING:
        return _named_noun(reading, phrase)
    if phrase.kind.startswith(QUANTITY):
        return _counted(reading, phrase)
    return _Asked(AnswerType(phrase.kind), phrase, subject=_subject(reading, phrase))


def _without_question_word(reading: _AnalyzedAsking) -> _Asked:
    """For a question without a question word: "capital of France", or yes-or-no: "Китай покупает оружие?"."""
    named = _named_noun(reading, None)
    sentence = len(reading.words) > _SHORTEST_SENTENCE and reading.words[-1].text in QUESTION_MARKS
    if named.expected is AnswerType.THING and sentence:
        return _Asked(AnswerType.YES_NO)
    return named


def _counted(reading: _AnalyzedAsking, phrase: PatternMatch) -> _Asked:
    """A number in the phrase's kind of unit ("how tall"), or of the things counted ("how many people")."""
    unit = phrase.kind.removeprefix(QUANTITY)
    if unit:
        return _Asked(AnswerType.NUMBER, phrase, unit=unit)
    measured = _noun_before(reading, phrase) if reading.table.asks_in_place else None
    if measured and (kind := measured.kind.removeprefix(NOUN)) not in _ANSWER_TYPES:
        return _Asked(AnswerType.NUMBER, phrase, unit=kind, head=(measured.start, measured.end))
    start, end = _noun_phrase(reading, phrase.end)
    head = _head(reading, start, end) if reading.table.spaced or start == end else (start, start + 1)
    counted = reading.slice(*head).lower() if head else None
    return _Asked(AnswerType.NUMBER, phrase, unit=counted, head=head)


def _asking_phrase(reading: _AnalyzedAsking) -> PatternMatch | None:
    """The first asking phrase, unless it only opens a clause: "When the war began, who ruled?"."""
    if not reading.asking:
        return None
    first, *others = reading.asking
    if first.kind in _OPENING and not reading.starts("auxiliary", first.end):
        return next((other for other in others if _follows_comma(reading.words, other)), first)
    return first


def _follows_comma(words: Sequence[Word], phrase: PatternMatch) -> bool:
    """Whether a comma precedes the phrase, directly or one word earlier (", by whom")."""
    return any(word.text in {",", "，", "،", "、"} for word in words[max(0, phrase.start - 2) : phrase.start])


def _definition_or_person(reading: _AnalyzedAsking, phrase: PatternMatch) -> _Asked:
    """Distinguish "What is X?" and "Who is X?", which ask for a definition, from "Who is the king?"."""
    asks_who = reading.starts(AnswerType.PERSON, phrase.start)
    named = _named_noun(reading, phrase)
    subject = _subject(reading, phrase)
    typed = named.expected is not AnswerType.THING and not reading.starts("indefinite", phrase.end)
    if subject is not None and not typed and (not asks_who or _is_named(reading, phrase)):
        return _Asked(AnswerType.DEFINITION, phrase, subject=subject)
    return named._replace(expected=AnswerType.PERSON) if asks_who else named


def _is_named(reading: _AnalyzedAsking, phrase: PatternMatch) -> bool:
    """Whether the next words look like a name: capitalised, or at least two words without any capitals."""
    rest = [word for word in reading.words[phrase.end :] if word.letters]
    if not reading.table.cased or reading.table.nouns_capitalised:
        return not reading.starts("determiner", phrase.end)
    if any(word.capital for word in reading.words):
        return bool(rest) and rest[0].capital
    return len(rest) > 1 and not reading.starts("determiner", phrase.end)


def _subject(reading: _AnalyzedAsking, phrase: PatternMatch) -> str | None:
    """The term to be defined: all words after the phrase, or else before it, if they are a name."""
    if phrase.kind not in {"identity", AnswerType.DEFINITION}:
        return None
    start, end = _beside(reading, phrase)
    while end > start and not (reading.words[end - 1].letters or reading.words[end - 1].digits):
        end -= 1
    rest = reading.words[start:end]
    bare = not any(word.stop for word in rest) or all(word.capital or word.stop for word in rest)
    return (
        reading.slice(start, end)
        if rest and bare and len(rest) <= _LONGEST_SUBJECT * _units_per_word(reading)
        else None
    )


def _beside(reading: _AnalyzedAsking, phrase: PatternMatch) -> tuple[int, int]:
    """The words that a phrase asks about: in its gap, before it if it ends the question, or after it."""
    words = reading.words
    if not phrase.whole:  # "what does xz stand for"
        start, end = phrase.start + 1, phrase.end - 1 - words[phrase.end - 1].stop
        while start < end and (words[start].stop or not words[start].letters):
            start += 1
        return start, end
    ends = not any(word.letters or word.digits for word in words[phrase.end :])
    if phrase.start > reading.first and (reading.table.asks_in_place or ends):
        return reading.first, phrase.start
    return reading.after("determiner", phrase.end), len(words)


def _units_per_word(reading: _AnalyzedAsking) -> int:
    """How many units make a word: in a language without spaces the units are characters."""
    return 1 if reading.table.spaced else 3


# --- the noun that names what is asked for


def _named_noun(reading: _AnalyzedAsking, phrase: PatternMatch | None) -> _Asked:
    """The answer type, unit and focus by the noun after "which" (before it if the language asks in place)."""
    start, end = _noun_phrase(reading, phrase.end if phrase else reading.first)
    noun = _typed_noun(reading, start, end)
    if noun is None and phrase and reading.table.asks_in_place:
        noun = _noun_before(reading, phrase)
    if noun is None:
        return _Asked(AnswerType.THING, phrase, head=_head(reading, start, end) if phrase else None)
    kind = noun.kind.removeprefix(NOUN)
    if kind in _ANSWER_TYPES:
        return _Asked(AnswerType(kind), phrase, head=(noun.start, noun.end))
    return _Asked(AnswerType.NUMBER, phrase, unit=kind, head=(noun.start, noun.end))


def _noun_phrase(reading: _AnalyzedAsking, at: int) -> tuple[int, int]:
    """The words after a question word that name what is asked for, up to the next function word.

    An auxiliary ends it at once ("What did the king sign?" does not ask for a king); a copula does not.
    """
    start = reading.after("copula", at)
    if start == at and reading.starts("auxiliary", at):
        return at, at
    bounded = start > at or reading.ends("copula", at) or reading.starts("determiner", at)
    start = reading.after("determiner", start)
    end = reading.content_end(start, _WINDOW)
    while bounded and [word.text for word in reading.words[end : end + 2]] == [
        "'",
        "s",
    ]:  # "the king's title"
        start = end + 2
        end = reading.content_end(start, _WINDOW)
    return start, end


def _typed_noun(reading: _AnalyzedAsking, start: int, end: int) -> PatternMatch | None:
    """The head among the nouns of known type: the first, or the last that directly follows it."""
    head = None
    for noun in _nouns(reading, start, end):
        if head and (reading.table.noun_first or noun.start > head.end):
            break
        if head is None or noun.end > head.end:
            head = noun
    return head


def _nouns(reading: _AnalyzedAsking, start: int, end: int) -> Iterator[PatternMatch]:
    capitals = reading.table.nouns_capitalised and _shows_case(reading)
    names = reading.table.cased and not reading.table.nouns_capitalised
    for found in reading.found:
        within = start <= found.start and found.end <= end
        capital = reading.words[found.start].capital
        other = (names and capital and found.start > reading.first) or (capitals and not capital)
        if within and not other and found.kind.startswith(NOUN):
            yield found


def _shows_case(reading: _AnalyzedAsking) -> bool:
    """Whether any word but the first is capitalised: many people type all in lower case."""
    return any(word.capital for word in reading.words[reading.first + 1 :])


def _noun_before(reading: _AnalyzedAsking, phrase: PatternMatch) -> PatternMatch | None:
    """The noun before a question word in place: the nearest, or the first in languages with heads first."""
    nouns = list(_nouns(reading, reading.first, phrase.start))
    near = [noun for noun in nouns if noun.end > phrase.start - _WINDOW]
    if reading.table.noun_first:
        near = [noun for noun in near if noun.end == phrase.start] or [
            n for n in nouns if n.start == reading.first
        ]
    return max(near, key=lambda noun: (noun.end, noun.end - noun.start), default=None)


def _head(reading: _AnalyzedAsking, start: int, end: int) -> tuple[int, int] | None:
    """The head of a noun phrase: its last word, if there is certainly no verb among the words."""
    if start == end or not reading.table.spaced:
        return None
    noun = _typed_noun(reading, start, end)
    if noun:
        return noun.start, noun.end
    if _is_bounded(reading, start, end) and not reading.table.noun_first:
        return end - 1, end
    adjectives = reading.table.adjective_endings
    while adjectives and start + 1 < end and reading.words[start].text.endswith(adjectives):
        start += 1
    return start, start + 1


def _is_bounded(reading: _AnalyzedAsking, start: int, end: int) -> bool:
    """Whether the words can only be a noun phrase: "what is the X", "what X did"."""
    before = reading.ends("copula", start) or reading.ends("determiner", start)
    return before or reading.starts("auxiliary", end)


# --- the rest


def _listed(reading: _AnalyzedAsking, asked: _Asked) -> AnswerType:
    several = asked.expected is AnswerType.THING and _asks_several(reading, asked)
    return AnswerType.LIST if several else asked.expected


def _asks_several(reading: _AnalyzedAsking, asked: _Asked) -> bool:
    """Whether it asks for several things: "which countries", "name three …", "who … and when …"."""
    if reading.has("several") or asked.expected is AnswerType.LIST:
        return True
    if any(_joined(reading, *pair) for pair in pairwise(reading.asking)):
        return True
    return asked.expected is not AnswerType.NUMBER and _is_plural(reading, asked)


def _is_plural(reading: _AnalyzedAsking, asked: _Asked) -> bool:
    """Whether the noun asked for is plural; a lone word after "what" may be a verb, "What happens …"."""
    if asked.head is None:
        return False
    start, end = asked.head
    noun = reading.words[end - 1].text
    plural = len(noun) > 3 and noun.endswith(reading.table.plural_endings) and not noun.endswith("ss")
    known = asked.expected is not AnswerType.THING or asked.phrase is None or start > asked.phrase.end
    return plural and (known or _is_bounded(reading, start, end))


def _is_negated(reading: _AnalyzedAsking) -> bool:
    """Whether the question is negated; the "not" within "是不是" does not negate."""
    denials = [found.start for found in reading.found if found.kind == "negation"]
    if reading.table.spaced:
        return bool(denials)
    asking = {at for phrase in reading.asking for at in range(phrase.start, phrase.end)}
    return not asking.issuperset(denials)


def _joined(reading: _AnalyzedAsking, before: PatternMatch, phrase: PatternMatch) -> bool:
    """Whether a phrase continues the asking phrase before it: "where and when", "いつどこで"."""
    adjacent = not reading.table.spaced and before.end == phrase.start
    return adjacent or (reading.ends("and", phrase.start) and phrase.start > reading.first + 1)


def _asking(reading: _AnalyzedAsking, asked: _Asked) -> tuple[int, int]:
    """The span of the asking phrase, including the noun after "which" if that shows the answer type.

    Words within the phrase ("What did Ivanov say?") are included.
    """
    phrase, head = asked.phrase, asked.head
    if phrase is None or not phrase.whole or asked.subject:
        return 0, 0
    start, end = phrase.start, phrase.end
    if head and phrase.kind == AnswerType.THING and asked.expected is not AnswerType.THING:
        start, end = min(start, head[0]), max(end, head[1])
    return reading.span(start, end)


def _names(reading: _AnalyzedAsking) -> tuple[str, ...]:
    """Runs of capitalised words; none if every word is capitalised or the script has no capitals.

    The first word is a name only together with the next one, or if it is all capitals.
    """
    words = reading.words
    cases = [word.capital for word in words if word.letters]
    if not reading.table.cased or (all(cases) and len(cases) > _LONGEST_NAME):
        return ()
    runs = capital_runs(words, reading.table)
    return tuple(reading.slice(start, end) for start, end in runs if _is_name(reading, start, end))


def _is_name(reading: _AnalyzedAsking, start: int, end: int) -> bool:
    word = reading.words[start]
    if end - start > 1 or word.acronym:
        return True
    if start == reading.first:
        return False
    if not reading.table.nouns_capitalised:
        return True
    asked = any(phrase.end == start for phrase in reading.asking)
    return reading.words[start - 1].stop and not asked and not reading.ends("determiner", start)


def _back_references(reading: _AnalyzedAsking) -> Iterator[BackReference]:
    """The phrases that refer to something mentioned before, in order."""
    nobody = {
        at
        for found in reading.referring
        if found.kind == "impersonal"
        for at in range(found.start, found.end)
    }
    for found in reading.referring:
        if found.kind != "impersonal":
            before = sum(word.letters and not word.stop for word in reading.words[: found.start])
            place = reading.span(found.start, found.end)
            yield BackReference(found.kind, *place, before, impersonal=found.start in nobody)


def _keys(reading: _AnalyzedAsking) -> frozenset[str]:
    return frozenset(word.key for word in reading.words if (word.letters and not word.stop) or word.digits)


def _qualifiers(reading: _AnalyzedAsking) -> tuple[tuple[int, int], ...]:
    return tuple(reading.span(found.start, found.end) for found in reading.found if found.kind == "qualifier")


def _quoted(question: str) -> tuple[str, ...]:
    return tuple(next(filter(None, match.groups())).strip() for match in _QUOTED.finditer(question))


_ASKING = _ANSWER_TYPES | {"identity"}
_OPENING = frozenset({AnswerType.DATE, AnswerType.PLACE, AnswerType.MANNER})
