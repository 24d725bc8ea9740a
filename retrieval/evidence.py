"""Evidence: how well a sentence, by what it mentions, suits a question."""

from math import prod

from retrieval.languages.phrasebook import key
from retrieval.mentions import OFFERED, Evidence, Kind, Mention, candidates, keys_of, mentions
from retrieval.questions import AnswerType, Question

__all__ = [
    "OFFERED",
    "Evidence",
    "Kind",
    "Mention",
    "candidates",
    "is_new",
    "known_keys",
    "matches",
    "mentions",
]

_COUNTED = frozenset({Kind.DATE, Kind.DURATION, Kind.NUMBER})

# How far each kind of mention goes towards what is asked for, by how much more often the sentences that
# answer have it than their neighbours do; what is not listed goes no way.
_SUITS: dict[AnswerType, dict[Kind, float]] = {
    AnswerType.PERSON: {Kind.PERSON: 0.6, Kind.NAME: 0.3, Kind.PEOPLE: 0.3, Kind.ORGANISATION: 0.2},
    AnswerType.PLACE: {Kind.PLACE: 0.5, Kind.LOCATION: 0.5, Kind.NAME: 0.3},
    AnswerType.ORGANISATION: {Kind.ORGANISATION: 0.5, Kind.NAME: 0.2, Kind.DEFINITION: 0.3},
    AnswerType.DATE: {Kind.DATE: 1.0, Kind.DURATION: 0.2},
    AnswerType.DURATION: {Kind.DURATION: 1.0, Kind.DATE: 0.3, Kind.NUMBER: 0.3},
    AnswerType.NUMBER: {Kind.NUMBER: 0.7, Kind.DURATION: 0.2, Kind.PEOPLE: 0.1},
    AnswerType.REASON: {Kind.REASON: 0.8, Kind.PURPOSE: 0.3},
    AnswerType.MANNER: {Kind.MANNER: 0.7},
    AnswerType.DEFINITION: {Kind.DEFINITION: 0.4},
    AnswerType.QUOTATION: {Kind.QUOTATION: 0.6, Kind.SPEECH: 0.6},
    AnswerType.LIST: {Kind.ENUMERATION: 0.4, Kind.DEFINITION: 0.2, Kind.LOCATION: 0.2, Kind.NAME: 0.1},
    AnswerType.YES_NO: {Kind.NEGATION: 0.3},
    AnswerType.THING: {Kind.DEFINITION: 0.2, Kind.ENUMERATION: 0.1, Kind.LOCATION: 0.1},
}


def matches(question: Question, evidence: Evidence) -> float:
    """How well a sentence offers what *question* asks for and does not itself say, from 0 to 1.

    The kinds it offers count as independent chances: 1 − ∏ (1 − how far each goes).

    >>> from retrieval.questions import understand
    >>> asked = understand("When did Ivanov visit India?", "en")
    >>> matches(asked, mentions("Ivanov visited India in 2001.", "en"))
    1.0
    >>> matches(asked, mentions("Ivanov visited India and China.", "en"))
    0.0
    """
    known = known_keys(question)
    suits = _SUITS[question.expected]
    best: dict[Kind, float] = {}
    for mention in evidence.mentions:
        kind = mention.kind
        if kind in suits and is_new(mention, known):
            best[kind] = max(best.get(kind, 0.0), suits[kind] + _bonus(question, mention))
    return 1.0 - prod((1.0 - min(1.0, chance) for chance in best.values()), start=1.0)


def known_keys(question: Question) -> frozenset[str]:
    """The keys of a question's own words, for `is_new`: what it says itself answers nothing."""
    return keys_of(question.text, question.language)


def is_new(mention: Mention, known: frozenset[str]) -> bool:
    """Whether a name, date or number is another than those known (by the keys of their words).

    A name is not when half of its words are: to one who asks of Blair, "Tony Blair" is no news.
    """
    if mention.kind not in OFFERED:
        return True
    shared = sum([each in known for each in mention.keys])
    return shared < len(mention.keys) if mention.kind in _COUNTED else 2 * shared < len(mention.keys)


def _bonus(question: Question, mention: Mention) -> float:
    """What a number gains by the right unit, and a definition by standing beside its subject."""
    if mention.kind is Kind.DEFINITION and question.subject:
        return 0.5 if keys_of(question.subject, question.language) <= set(mention.keys) else 0.0
    if question.unit is None:
        return 0.0
    if mention.kind is Kind.DURATION:  # "every four years", "at 38 years"
        return 0.4 if question.unit in {"times", "age"} else 0.0
    same = mention.unit in {question.unit, key(question.unit)}
    return 0.3 if same else 0.0
