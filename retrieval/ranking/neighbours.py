"""The neighbour that answers: "He was 90." after the sentence with the name that was asked about."""

from collections.abc import Sequence

from retrieval.query.search import FoundPassage
from retrieval.ranking.answer_check import has_kind
from retrieval.ranking.features import Candidate
from retrieval.text.entities import EntityKind
from retrieval.text.question import AnalyzedQuestion, AnswerType

_CHECKED = frozenset({AnswerType.DATE, AnswerType.DURATION, AnswerType.NUMBER})


def with_answering_neighbour(
    question: AnalyzedQuestion, cited: Sequence[Candidate], found: Sequence[FoundPassage]
) -> list[Candidate]:
    """What to cite, with the sentence after the best one first if only that one offers what is asked for.

    It begins with a pronoun, so the best sentence, which says who or what is meant, is cited with it.
    """
    if not cited or question.expected not in _CHECKED or has_kind(question, cited[0].sentence.evidence):
        return list(cited)
    after = _after(cited[0], found)
    if after is None or not after.sentence.evidence.of(EntityKind.PRONOUN):
        return list(cited)
    if not has_kind(question, after.sentence.evidence):
        return list(cited)
    return [after, *(each for each in cited if each != after)]


def _after(candidate: Candidate, found: Sequence[FoundPassage]) -> Candidate | None:
    """The sentence after one, in its passage."""
    sentences = found[candidate.passage].passage.sentences
    at = candidate.at + 1
    return Candidate(candidate.passage, at, sentences[at]) if at < len(sentences) else None
