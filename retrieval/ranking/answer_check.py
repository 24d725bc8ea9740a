"""Check whether a sentence has the type of answer that a question asks for: a date, a depth, a reason.

Sharing words with a question does not make a sentence an answer: "how deep was the water" wants a depth.
Only types that a language's data can recognise are checked; anything else passes.
"""

import re
from collections.abc import Iterable

from retrieval.ranking.entity_matches import is_new
from retrieval.text.appositions import has_apposition
from retrieval.text.entities import Entity, EntityKind, SentenceEntities, keys_of
from retrieval.text.question import AnalyzedQuestion, AnswerType

_NAMED = frozenset({EntityKind.PERSON, EntityKind.ORGANISATION, EntityKind.NAME})
# The kinds of entities that can provide each type of answer.
_KINDS: dict[AnswerType, frozenset[EntityKind]] = {
    AnswerType.PERSON: _NAMED | {EntityKind.PEOPLE},
    AnswerType.PLACE: _NAMED | {EntityKind.PLACE, EntityKind.LOCATION},
    AnswerType.DATE: frozenset({EntityKind.DATE, EntityKind.DURATION}),
    AnswerType.DURATION: frozenset({EntityKind.DURATION, EntityKind.DATE}),
    AnswerType.NUMBER: frozenset({EntityKind.NUMBER, EntityKind.DURATION}),
    AnswerType.REASON: frozenset({EntityKind.REASON, EntityKind.PURPOSE}),
    AnswerType.DEFINITION: frozenset({EntityKind.DEFINITION}),
}  # fmt: skip
_SPOKEN = _NAMED | {EntityKind.PEOPLE, EntityKind.PRONOUN, EntityKind.QUOTATION}
UNITS = frozenset({"percent", "money", "length", "area", "weight", "speed", "temperature", "age"})
"""Units of measurement that a language's data recognises beside a number; counted things are not units."""
_MEASURED = frozenset({EntityKind.NUMBER, EntityKind.DURATION})
_OLDEST = 125
_SETS_OFF = re.compile(r"[,(]\s*\Z")
_SET_OFF = re.compile(r"\s*[,).;]")


def is_checkable(question: AnalyzedQuestion) -> bool:
    """Whether a question asks for a kind of answer that can be recognised in a sentence."""
    return question.expected in _KINDS


def has_kind(question: AnalyzedQuestion, entities: SentenceEntities) -> bool:
    """Whether a sentence has something new of the kind asked for; True if the kind cannot be checked.

    >>> from retrieval.text.entities import extract_entities
    >>> from retrieval.text.question import analyze_question
    >>> asked = analyze_question("how old is martinelli", "en")
    >>> has_kind(asked, extract_entities("Martinelli, 57, is a self-made businessman.", "en"))
    True
    >>> has_kind(asked, extract_entities("Martinelli won 61 percent of the votes.", "en"))
    False
    """
    kinds = _KINDS.get(question.expected)
    if kinds is None or (question.about_speech and _speaks(question, entities)):
        return True
    fitting = (each for each in entities.mentions if each.kind in kinds and is_new(each, question.keys))
    if any(_fits_unit(question.unit, each, entities) and _is_about(question, each) for each in fitting):
        return True
    return question.expected is AnswerType.DEFINITION and _has_apposition(question, entities)


def _speaks(question: AnalyzedQuestion, entities: SentenceEntities) -> bool:
    """Whether something is said in a sentence; if the question asks who, in quotation marks or by somebody.

    "To enable writes, set it to yes" does not answer "who wrote it".
    """
    if question.expected is not AnswerType.PERSON:
        return entities.speaks
    return entities.speaks and any(map(entities.of, _SPOKEN))


def _has_apposition(question: AnalyzedQuestion, entities: SentenceEntities) -> bool:
    return has_apposition(question.subject or "", entities.sentence, question.language)


def _is_about(question: AnalyzedQuestion, mention: Entity) -> bool:
    """Whether a definition is next to a word of the question's subject; True for any other mention."""
    if mention.kind is not EntityKind.DEFINITION or not question.subject:
        return True
    return not keys_of(question.subject, question.language).isdisjoint(mention.keys)


def _fits_unit(unit: str | None, mention: Entity, entities: SentenceEntities) -> bool:
    """Whether a number or a length of time has the unit asked for; True for any other mention.

    An age never counts things: "an 8-year-old boy" does not answer "how many were saved".  Nor does a length
    of time, unless its own unit is what is counted: "41 seconds ahead" does not answer "how many finished".
    """
    if unit == "age":
        return _is_age(mention, entities)
    if unit in UNITS:
        return mention.kind not in _MEASURED or mention.unit == unit
    if unit and mention.kind is EntityKind.DURATION:
        return not keys_of(unit, entities.language).isdisjoint(keys_of(mention.text, entities.language))
    return mention.unit not in (UNITS if unit else {"age"})


def _is_age(mention: Entity, entities: SentenceEntities) -> bool:
    """Whether a number is an age: by its unit, set off after a name, or as the predicate of a pronoun.

    "aged 57", "Martinelli, 57, is", "He was 90."
    """
    if mention.kind is EntityKind.DURATION or mention.unit == "age":
        return True
    if not mention.text.isdigit() or int(mention.text) > _OLDEST:
        return False
    before, after = entities.sentence[: mention.start], entities.sentence[mention.end :]
    alone = bool(entities.of(EntityKind.PRONOUN)) and len(before.split()) <= 2
    return bool(_SET_OFF.match(after)) and (alone or bool(_SETS_OFF.search(before)))


def kind_offered(
    question: AnalyzedQuestion, entities: SentenceEntities, beside: Iterable[SentenceEntities]
) -> float:
    """1 if a sentence has the kind of answer asked for, ½ if one *beside* it has, else 0."""
    if has_kind(question, entities):
        return 1.0
    return 0.5 if any(has_kind(question, each) for each in beside) else 0.0
