"""Favour sentences that name who has a role: "Police officer Eric Talley" for "who was the officer".

Other sentences also mention the role ("a police officer died"), often with more words of the question.
"""

import re

from retrieval.text.entities import Entity, EntityKind, SentenceEntities, keys_of
from retrieval.text.question import AnalyzedQuestion, AnswerType

WEIGHT = 1.0
"""What naming the person adds to a sentence's score; the scores for one question span about seven."""
_NAMED = frozenset({EntityKind.PERSON, EntityKind.NAME, EntityKind.PLACE})
_LAST_WORD = re.compile(r"[^\W\d_][\w-]*,? ?\Z")
_APPOSED = re.compile(r",(?: [\w’'-]+){1,4}")


def role_score(question: AnalyzedQuestion, entities: SentenceEntities) -> float:
    """What a sentence gains for naming who has the role that a question asks about.

    >>> from retrieval.text.entities import extract_entities
    >>> from retrieval.text.question import analyze_question
    >>> asked = analyze_question("who was the pilot", "en")
    >>> texts = ("The pilot Edda Quist died.", "A pilot died.")
    >>> [role_score(asked, extract_entities(text, "en")) for text in texts]
    [1.0, 0.0]
    """
    if question.expected is not AnswerType.PERSON or not question.focus:
        return 0.0
    role = keys_of(question.focus, question.language)
    text = entities.sentence.casefold()
    if not any(key in text for key in role):
        return 0.0
    named = (each for each in entities.mentions if each.kind in _NAMED)
    return WEIGHT if any(_has_role(each, role, entities) for each in named) else 0.0


def _has_role(mention: Entity, role: frozenset[str], entities: SentenceEntities) -> bool:
    """Whether a role is in a name ("Officer Talley"), right before it, or in an apposition right after it."""
    if not role.isdisjoint(mention.keys):
        return len(mention.keys) > 1
    before = _LAST_WORD.search(entities.sentence, 0, mention.start)
    after = _APPOSED.match(entities.sentence, mention.end)
    beside = f"{before[0] if before else ''} {after[0] if after else ''}"
    return not role.isdisjoint(keys_of(beside, entities.language))
