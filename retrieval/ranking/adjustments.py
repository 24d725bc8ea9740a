"""Adjust the trees' scores for kinds of text that their training data lacks.

The training data are paragraphs, each about one topic.  Manuals, licences and FAQs also have sections,
definitions, options and command lines, and questions about them name documents.
"""

from collections.abc import Sequence, Set

import numpy as np
from numpy.typing import NDArray

from retrieval.query.parsed_query import ParsedQuery
from retrieval.query.search import FoundPassage
from retrieval.ranking.answer_check import has_kind
from retrieval.ranking.candidates import Candidate
from retrieval.ranking.command_lines import is_command_line, options_in
from retrieval.ranking.definitions import definition_scores
from retrieval.ranking.pointers import lists_manual_pages, only_points
from retrieval.ranking.roles import role_score
from retrieval.ranking.sections import section_scores
from retrieval.text.entities import EntityKind, SentenceEntities
from retrieval.text.question import AnalyzedQuestion, AnswerType

# The size of each adjustment; the scores for one question span about 7.
_OPTION = 2.0
_WITHOUT_MEASURE = -0.6
_COMMAND_LINE = -4.0
_OTHER_DOCUMENT = -2.0
_POINTER = -1.0
_MANUAL_PAGES = -8.0
_MEASURES = frozenset({AnswerType.NUMBER, AnswerType.DATE, AnswerType.DURATION})

Floats = NDArray[np.float64]


def adjustments(query: ParsedQuery, candidates: Sequence[Candidate], found: Sequence[FoundPassage]) -> Floats:
    """How much each candidate's score gains or loses."""
    of_passages = _of_options(query, found) + _of_documents(query, found)
    return np.asarray(
        section_scores(query, candidates, found)
        + definition_scores(query.question, candidates, found)
        + of_passages[[each.passage for each in candidates]]
        + _of_sentences(query.question, candidates)
    )


def _of_options(query: ParsedQuery, found: Sequence[FoundPassage]) -> Floats:
    """A bonus for passages that describe an option in the question, with its case: "ssh -N"."""
    asked = options_in(query.text) if "-" in query.text else None
    if not asked:
        return np.zeros(len(found))
    lines = (each.passage.passage.context.rpartition("\n")[2] for each in found)
    return _OPTION * np.array([not asked.isdisjoint(options_in(line)) for line in lines])


def _of_documents(query: ParsedQuery, found: Sequence[FoundPassage]) -> Floats:
    """A penalty for passages outside the document that the question names, unless they mention the name."""
    names = {variant for each in found for term in each.names for variant in term.variants}
    if not names:
        return np.zeros(len(found))
    return _OTHER_DOCUMENT * np.array([not _mentions(each, names) for each in found])


def _mentions(found: FoundPassage, names: Set[str]) -> bool:
    if not names.isdisjoint(found.passage.above):
        return True
    return any(not names.isdisjoint(sentence.positions) for sentence in found.passage.sentences)


def _of_sentences(question: AnalyzedQuestion, candidates: Sequence[Candidate]) -> Floats:
    """A penalty for a sentence without the measure asked for, and for a command line unless asked how to.

    Also a penalty for one that only points elsewhere, and the largest for a list of manual pages; a bonus for
    one that names who has the role asked about.
    """
    sentences = [each.sentence for each in candidates]
    scores = np.array([_of_pointers(each.text) for each in sentences])
    if question.expected in _MEASURES:
        scores += [_WITHOUT_MEASURE * _lacks_measure(question, each.entities) for each in sentences]
    if question.expected is not AnswerType.MANNER:
        scores += [_COMMAND_LINE * is_command_line(each.text) for each in sentences]
    if question.expected is AnswerType.PERSON and question.focus:
        scores += [role_score(question, each.entities) for each in sentences]
    return scores


def _of_pointers(sentence: str) -> float:
    """A penalty for a sentence that only points elsewhere, and a larger one for a list of manual pages."""
    return _MANUAL_PAGES if lists_manual_pages(sentence) else _POINTER * only_points(sentence)


def _lacks_measure(question: AnalyzedQuestion, entities: SentenceEntities) -> float:
    """1 if a sentence lacks the measure asked for, ½ if it has only a date for a length of time, else 0."""
    if not has_kind(question, entities):
        return 1.0
    dated = question.expected is AnswerType.DURATION and not entities.of(EntityKind.DURATION)
    return 0.5 if dated else 0.0


def shows_command(query: ParsedQuery, candidate: Candidate) -> bool:
    """Whether a sentence is only a command line, and the question does not ask how to do something."""
    asks_how = query.question.expected is AnswerType.MANNER
    return not asks_how and is_command_line(candidate.sentence.text)
