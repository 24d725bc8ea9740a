"""Find a neighbouring sentence that answers: "He was 90." after the one with the name asked about."""

from collections.abc import Sequence

from retrieval.query.search import FoundPassage
from retrieval.ranking.answer_check import has_kind
from retrieval.ranking.candidates import Candidate
from retrieval.text.entities import EntityKind
from retrieval.text.question import AnalyzedQuestion, AnswerType

_CHECKED = frozenset({AnswerType.DATE, AnswerType.DURATION, AnswerType.NUMBER})


def with_answering_neighbour(
    question: AnalyzedQuestion, cited: Sequence[Candidate], found: Sequence[FoundPassage]
) -> list[Candidate]:
    """The sentences to cite; the one after the best comes first if only that has what is asked for.

    It explains a bare "No.", or it begins with a pronoun and has the date or the number; the best sentence,
    which shows who or what is meant, is cited with it.
    """
    after = _next_sentence(cited[0], found) if cited else None
    if after is None or not (_is_single_word(cited[0]) or _next_answers_better(question, cited[0], after)):
        return list(cited)
    return [after, *(each for each in cited if each != after)]


def _is_single_word(candidate: Candidate) -> bool:
    """Whether a candidate opens its paragraph and is a single word: "No."."""
    return candidate.at == 0 and candidate.sentence.length == 1


def _next_answers_better(question: AnalyzedQuestion, best: Candidate, after: Candidate) -> bool:
    if question.expected not in _CHECKED or has_kind(question, best.sentence.entities):
        return False
    return bool(after.sentence.entities.of(EntityKind.PRONOUN)) and has_kind(
        question, after.sentence.entities
    )


def _next_sentence(candidate: Candidate, found: Sequence[FoundPassage]) -> Candidate | None:
    """The next sentence in the candidate's passage."""
    sentences = found[candidate.passage].passage.sentences
    at = candidate.at + 1
    return Candidate(candidate.passage, at, sentences[at]) if at < len(sentences) else None
