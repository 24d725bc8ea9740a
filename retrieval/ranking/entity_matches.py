"""Score how well the entities of a sentence match the type of answer that a question asks for."""

from collections.abc import Iterable, Sequence
from math import prod

from languages.patterns import key
from retrieval.text.entities import (
    OFFERED,
    Entity,
    EntityKind,
    SentenceEntities,
    keys_of,
)
from retrieval.text.question import AnalyzedQuestion, AnswerType

_COUNTED = frozenset({EntityKind.DATE, EntityKind.DURATION, EntityKind.NUMBER})

# How well each kind of entity matches the type of answer asked for, estimated from how much more often it
# occurs in answering sentences than in their neighbours; 0 for kinds not listed.
_SUITS: dict[AnswerType, dict[EntityKind, float]] = {
    AnswerType.PERSON: {
        EntityKind.PERSON: 0.6,
        EntityKind.NAME: 0.3,
        EntityKind.PEOPLE: 0.3,
        EntityKind.ORGANISATION: 0.2,
    },
    AnswerType.PLACE: {EntityKind.PLACE: 0.5, EntityKind.LOCATION: 0.5, EntityKind.NAME: 0.3},
    AnswerType.ORGANISATION: {EntityKind.ORGANISATION: 0.5, EntityKind.NAME: 0.2, EntityKind.DEFINITION: 0.3},
    AnswerType.DATE: {EntityKind.DATE: 1.0, EntityKind.DURATION: 0.2},
    AnswerType.DURATION: {EntityKind.DURATION: 1.0, EntityKind.DATE: 0.3, EntityKind.NUMBER: 0.3},
    AnswerType.NUMBER: {EntityKind.NUMBER: 0.7, EntityKind.DURATION: 0.2, EntityKind.PEOPLE: 0.1},
    AnswerType.REASON: {EntityKind.REASON: 0.8, EntityKind.PURPOSE: 0.3},
    AnswerType.MANNER: {EntityKind.MANNER: 0.7},
    AnswerType.DEFINITION: {EntityKind.DEFINITION: 0.4},
    AnswerType.QUOTATION: {EntityKind.QUOTATION: 0.6, EntityKind.SPEECH: 0.6},
    AnswerType.LIST: {
        EntityKind.ENUMERATION: 0.4,
        EntityKind.DEFINITION: 0.2,
        EntityKind.LOCATION: 0.2,
        EntityKind.NAME: 0.1,
    },
    AnswerType.YES_NO: {EntityKind.NEGATION: 0.3},
    AnswerType.THING: {EntityKind.DEFINITION: 0.2, EntityKind.ENUMERATION: 0.1, EntityKind.LOCATION: 0.1},
}


def matches(question: AnalyzedQuestion, entities: SentenceEntities) -> float:
    """How well a sentence provides the type of answer that *question* asks for, from 0 to 1.

    Entities that the question itself mentions are ignored.  The others count as independent chances:
    1 − ∏ (1 − match of each).

    >>> from retrieval.text.entities import extract_entities
    >>> from retrieval.text.question import analyze_question
    >>> asked = analyze_question("When did Ivanov visit India?", "en")
    >>> matches(asked, extract_entities("Ivanov visited India in 2001.", "en"))
    1.0
    >>> matches(asked, extract_entities("Ivanov visited India and China.", "en"))
    0.0
    """
    return suitability(question, new_mentions(question, entities))


def new_mentions(question: AnalyzedQuestion, entities: SentenceEntities) -> Sequence[Entity]:
    """The mentions of a sentence that are not in the question."""
    known = question.keys
    if known.isdisjoint(entities.keys):
        return entities.telling
    return [each for each in entities.telling if is_new(each, known)]


def suitability(question: AnalyzedQuestion, mentions: Iterable[Entity]) -> float:
    """How well some mentions, which are not in the question, match what it asks for."""
    suits = _SUITS[question.expected]
    best: dict[EntityKind, float] = {}
    for mention in mentions:
        kind = mention.kind
        if kind in suits:
            best[kind] = max(best.get(kind, 0.0), suits[kind] + _bonus(question, mention))
    if not best:
        return 0.0
    return 1.0 - prod((1.0 - min(1.0, chance) for chance in best.values()), start=1.0)


def is_new(mention: Entity, known: frozenset[str]) -> bool:
    """Whether a name, date or number differs from those known (by the keys of their words).

    A name is not new if half of its words are known: "Tony Blair" adds nothing to a question about Blair.
    """
    if mention.kind not in OFFERED:
        return True
    if known.isdisjoint(mention.keys):
        return bool(mention.keys)
    shared = sum([each in known for each in mention.keys])
    return shared < len(mention.keys) if mention.kind in _COUNTED else 2 * shared < len(mention.keys)


def _bonus(question: AnalyzedQuestion, mention: Entity) -> float:
    """What a number gains for the right unit, and a definition for being next to its subject."""
    if mention.kind is EntityKind.DEFINITION and question.subject:
        return 0.5 if keys_of(question.subject, question.language) <= set(mention.keys) else 0.0
    if question.unit is None:
        return 0.0
    if mention.kind is EntityKind.DURATION:  # "every four years", "at 38 years"
        return 0.4 if question.unit in {"times", "age"} else 0.0
    same = mention.unit in {question.unit, key(question.unit)}
    return 0.3 if same else 0.0
