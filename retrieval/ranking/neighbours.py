"""The neighbour that answers: "He was 90." after the sentence with the name that was asked about."""

import re
from collections.abc import Sequence

from retrieval.query.search import FoundPassage
from retrieval.ranking.entity_matches import matches
from retrieval.ranking.features import Candidate
from retrieval.text.entities import Entity, EntityKind, SentenceEntities
from retrieval.text.question import AnalyzedQuestion, AnswerType

_CHECKED = frozenset({AnswerType.DATE, AnswerType.DURATION, AnswerType.NUMBER})
_SUITS = 0.5  # how well a sentence suits what is asked for, from which it offers it
_AGE = re.compile(r"[,(] ?\d{1,3} ?[,)]")  # set off after a name: "Martinelli, 57, is"
_SHORT = 5  # words: of so few, a bare number is all that is said


def with_answering_neighbour(
    question: AnalyzedQuestion, cited: Sequence[Candidate], found: Sequence[FoundPassage]
) -> list[Candidate]:
    """What to cite, with the sentence after the best one first if only that one offers what is asked for.

    It begins with a pronoun, so the best sentence, which says who or what is meant, is cited with it.
    """
    if not cited or question.expected not in _CHECKED or _offers(question, cited[0]):
        return list(cited)
    after = _after(cited[0], found)
    if after is None or not after.sentence.evidence.of(EntityKind.PRONOUN) or not _offers(question, after):
        return list(cited)
    return [after, *(each for each in cited if each != after)]


def _after(candidate: Candidate, found: Sequence[FoundPassage]) -> Candidate | None:
    """The sentence after one, in its passage."""
    sentences = found[candidate.passage].passage.sentences
    at = candidate.at + 1
    return Candidate(candidate.passage, at, sentences[at]) if at < len(sentences) else None


def _offers(question: AnalyzedQuestion, candidate: Candidate) -> bool:
    """Whether a sentence has a new date or number of the kind asked for."""
    evidence = candidate.sentence.evidence
    if question.unit == "age":
        return bool(_AGE.search(evidence.sentence)) or any(
            _is_age(each, evidence) for each in evidence.mentions
        )
    return matches(question, evidence) >= _SUITS


def _is_age(mention: Entity, evidence: SentenceEntities) -> bool:
    if mention.kind is EntityKind.DURATION:
        return any(map(str.isdigit, mention.text))
    if mention.kind is not EntityKind.NUMBER:
        return False
    alone = bool(evidence.of(EntityKind.PRONOUN)) and len(evidence.sentence.split()) <= _SHORT
    return mention.unit == "age" or alone
