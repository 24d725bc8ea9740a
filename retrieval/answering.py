"""Answer a question from a snapshot.  `retrieve_and_rank` and `compose_answer` name every step."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from retrieval.dialogue.bare_questions import answer_nearby, is_bare_question, lacks_subject
from retrieval.dialogue.context import (
    CarriedContext,
    carry_over,
    context_scores,
    lacks_carried_names,
    lacks_what_is_asked,
    stands_alone,
    turns_with_topic,
    understood_as,
)
from retrieval.dialogue.several_questions import answer_each
from retrieval.query.chat_spellings import read_chat_spellings
from retrieval.query.copies import on_one_line
from retrieval.query.language_mismatch import mismatched_language
from retrieval.query.length import within_length
from retrieval.query.occurrences import occurs_in, words_nowhere
from retrieval.query.parsed_query import ParsedQuery, distinct_words, parse_query
from retrieval.query.search import FoundPassage, find_passages
from retrieval.query.spelling import correct_spelling
from retrieval.query.translation import translate
from retrieval.ranking.adjustments import adjustments
from retrieval.ranking.ambiguity import AmbiguousName, ambiguous_name
from retrieval.ranking.candidates import Candidate
from retrieval.ranking.command_lines import name_above
from retrieval.ranking.confidence import (
    ANSWERS_FROM,
    choose_citations,
    content_terms,
    grade_answer,
    missing_terms,
)
from retrieval.ranking.features.columns import Floats
from retrieval.ranking.features.extraction import FeatureMatrix, extract_features
from retrieval.ranking.meaning.across_languages import (
    confidence_across_languages,
    grade_across_languages,
    scores_across_languages,
)
from retrieval.ranking.meaning.weights import meaning_weights
from retrieval.ranking.neighbours import with_answering_neighbour
from retrieval.ranking.ranker import Ranked, RankingWeights, Rescore, confidence, rank, shipped_weights
from retrieval.records import Answer, Citation, Grade, Turn
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzer import QueryTerm

SHOWN = 10
"""Maximum number of citations and other sentences of an answer together."""

Search = Callable[[ParsedQuery, Snapshot], Sequence[FoundPassage]]


@dataclass(frozen=True, slots=True)
class AnswerTrace:
    """The intermediate results on the way to an answer.

    ``query`` is the parsed question with its spelling corrected, and ``context`` what it carries over from
    earlier turns, None if it needs no context.  ``found`` are the passages that share a term with it, and
    ``ranked`` their best sentences, None if nothing was found.
    """

    query: ParsedQuery
    context: CarriedContext | None
    found: tuple[FoundPassage, ...]
    ranked: Ranked | None


def answer(question: str, snapshot: Snapshot, history: Sequence[Turn] = (), *, exact: bool = False) -> Answer:
    """Answer *question*, asked after the turns of *history* (oldest first).

    *exact* is for "Search exactly what I typed": it ignores the history and corrects no spelling.
    """
    return answer_traced(question, snapshot, history, exact=exact)[0]


def answer_traced(
    question: str, snapshot: Snapshot, history: Sequence[Turn] = (), *, exact: bool = False
) -> tuple[Answer, AnswerTrace]:
    """The answer to *question*, and the intermediate results."""
    weights, history = weights_for(snapshot), turns_with_topic(history)
    trace = retrieve_and_rank(question, snapshot, weights, history, exact=exact)
    if questions := separate_questions(trace):
        parts = answer_each(
            question, questions, lambda each, turns: answer(each, snapshot, turns, exact=exact), history
        )
        return parts, trace
    if not exact and lacks_subject(trace.query, history):
        return Answer(question, Grade.NONE, 0.0), trace
    found = _answer_to(question, compose_answer(trace, weights, snapshot))
    if trace.context is None:
        return found, trace
    if trace.context.asks_of and is_bare_question(trace.query.question):
        return answer_nearby(found, trace.query.question, history, snapshot), trace
    if found.grade is Grade.NONE and stands_alone(trace.context, snapshot):
        return _asked_alone(question, snapshot, or_else=(found, trace))
    return found, trace


def _answer_to(question: str, found: Answer) -> Answer:
    """The answer *found*, with the question as typed: of a very long one, only a part was searched."""
    return found if found.question == question else replace(found, question=question)


def _asked_alone(
    question: str, snapshot: Snapshot, or_else: tuple[Answer, AnswerTrace]
) -> tuple[Answer, AnswerTrace]:
    """Ask a question on its own, which as a follow-up found only the answer in *or_else*.

    The answer is at most partial, because it may not be about the topic of the conversation.
    """
    alone, trace = answer_traced(question, snapshot)
    if alone.grade is Grade.NONE or alone.confidence < ANSWERS_FROM:
        return or_else
    return replace(alone, grade=Grade.PARTIAL), trace


def weights_for(snapshot: Snapshot) -> RankingWeights:
    """The ranking weights for a version: with those for meaning if it has vectors."""
    return shipped_weights(meaning=snapshot.meaning is not None)


def retrieve_and_rank(
    question: str,
    snapshot: Snapshot,
    weights: RankingWeights,
    history: Sequence[Turn] = (),
    *,
    exact: bool = False,
) -> AnswerTrace:
    """Parse the question, correct its spelling, carry over context, search, extract features and rank.

    A message with several questions is only parsed.  Only the beginning and the end of a very long question
    are read.
    """
    question = within_length(question)
    query = parse_query(question, snapshot) if exact else _parse_typed(question, snapshot)
    context = None
    if not exact:
        query = correct_spelling(query, snapshot)
        context = carry_over(query, history, snapshot)
        query = context.query if context else query
    if query.question.parts:  # they are asked one by one later
        return AnswerTrace(query, context, (), None)
    found = tuple(find_passages(query, snapshot))
    features = extract_features(query, found, snapshot.meaning)
    rescore = _rescoring(query, context, found, features)
    ranked = rank(query.text, features, weights.ranking, rescore) if features.candidates else None
    return AnswerTrace(query, context, found, ranked)


def _parse_typed(question: str, snapshot: Snapshot) -> ParsedQuery:
    """Parse the question, translated if necessary, or else with chat spellings replaced."""
    if mismatched_language(question, snapshot) is None:
        return parse_query(read_chat_spellings(question, snapshot), snapshot)
    translated = translate(question, snapshot)
    if translated:
        return replace(parse_query(translated, snapshot), corrected=True, language_mismatch=True)
    return replace(parse_query(read_chat_spellings(question, snapshot), snapshot), language_mismatch=True)


def compose_answer(trace: AnswerTrace, weights: RankingWeights, snapshot: Snapshot) -> Answer:
    """Grade the best sentence, and choose the citations, the other sentences and the missing terms."""
    query, found, ranked = trace.query, trace.found, trace.ranked
    if ranked is None:
        missing = _as_typed(words_nowhere(content_terms(query), snapshot), trace)
        return Answer(
            query.typed.original,
            Grade.NONE,
            0.0,
            missing_terms=missing,
            understood_as=_searched_question(trace),
        )
    best = ranked.candidates[0]
    by_meaning = query.language_mismatch and snapshot.meaning is not None
    probability = _confidence(ranked, weights, snapshot, by_meaning=by_meaning)
    grade, other = _graded(probability, trace, ranked, snapshot, by_meaning=by_meaning)
    cited = [best] if other else _distinct(choose_citations(grade, query.question, found, ranked))
    cited = with_answering_neighbour(query.question, cited, found)
    citations = _citations([*cited, *_other_candidates(cited, ranked, other)], trace, ranked)
    return Answer(
        query.typed.original,
        grade,
        round(probability, 4),
        citations[: len(cited)],
        citations[len(cited) :],
        () if by_meaning and cited else _as_typed(_missing(cited, trace, snapshot), trace),
        _searched_question(trace),
        other.names if other else (),
    )


def _graded(
    probability: float, trace: AnswerTrace, ranked: Ranked, snapshot: Snapshot, *, by_meaning: bool
) -> tuple[Grade, AmbiguousName | None]:
    """The grade of the best candidate, and the ambiguous name, which makes the grade partial, if any."""
    query, found, best = trace.query, trace.found, ranked.candidates[0]
    grade = grade_answer(probability, query, found, ranked)
    if by_meaning:
        grade = grade_across_languages(probability, grade, _missing([best], trace, snapshot))
    if grade is Grade.ANSWER and trace.context and _is_off_context(trace.context, best, found, snapshot):
        grade = Grade.PARTIAL
    other = ambiguous_name(query.question, found, ranked) if grade is not Grade.NONE else None
    return Grade.PARTIAL if other else grade, other


def _confidence(ranked: Ranked, weights: RankingWeights, snapshot: Snapshot, *, by_meaning: bool) -> float:
    """The probability that the best candidate answers: by words, by meaning, or by both."""
    if by_meaning:
        return confidence_across_languages(ranked)
    by_words = confidence(ranked, weights.confidence)
    return meaning_weights().confidence(by_words, ranked) if snapshot.meaning else by_words


def separate_questions(trace: AnswerTrace) -> list[str]:
    """The questions of a message that has more than one, as typed."""
    return [trace.query.typed.as_typed(start, end) for start, end in trace.query.question.parts]


def collect_candidates(
    question: str, snapshot: Snapshot, search: Search = find_passages
) -> tuple[ParsedQuery, tuple[FoundPassage, ...], FeatureMatrix]:
    """The candidate sentences of a question with their features, unranked: for training."""
    query = correct_spelling(parse_query(read_chat_spellings(question, snapshot), snapshot), snapshot)
    found = tuple(search(query, snapshot))
    return query, found, extract_features(query, found, snapshot.meaning)


def citation(found: Sequence[FoundPassage], candidate: Candidate, score: float = 0.0) -> Citation:
    """The citation of a candidate."""
    passage = found[candidate.passage].passage.passage
    return Citation(
        passage.document,
        passage.title,
        passage.number,
        *candidate.sentence.span,
        candidate.sentence.text,
        round(score, 4),
        name_above(passage.context),
    )


def _rescoring(
    query: ParsedQuery,
    context: CarriedContext | None,
    found: Sequence[FoundPassage],
    features: FeatureMatrix,
) -> Rescore | None:
    """How the structure of texts, the conversation and meaning change the scores."""
    if not features.candidates:
        return None
    carried = context_scores(context, found, features.candidates) if context else 0.0
    if query.language_mismatch and features.has_meaning:
        return lambda _question, _texts, scores: (
            scores_across_languages(query, features.rows, scores) + carried
        )
    added = carried + adjustments(query, features.candidates, found)
    if not features.has_meaning:
        return lambda _question, _texts, scores: scores + added
    return lambda _question, _texts, scores: _with_meaning(features.rows, scores + added, context)


def _with_meaning(rows: Floats, scores: Floats, context: CarriedContext | None) -> Floats:
    """The scores by words, with those for meaning added."""
    return scores + _scores_of_meaning(rows, scores, context)


def _scores_of_meaning(rows: Floats, by_words: Floats, context: CarriedContext | None) -> Floats:
    """What meaning adds to scores; it is less for a question that depends on earlier turns."""
    weights = meaning_weights().for_follow_up(context.need) if context else meaning_weights()
    return weights.scores(rows, by_words)


def added_by_meaning(trace: AnswerTrace, ranked: Ranked, weights: RankingWeights) -> Floats:
    """What meaning added to the score of each candidate, for a question in the language of the texts."""
    candidates = ranked.candidates
    added = added_by_context(trace, candidates) + adjustments(trace.query, candidates, trace.found)
    return _scores_of_meaning(ranked.rows, weights.ranking(ranked.rows) + added, trace.context)


def added_by_context(trace: AnswerTrace, candidates: Sequence[Candidate]) -> Floats:
    """What the turns before added to the score of each candidate."""
    if trace.context is None:
        return np.zeros(len(candidates))
    return context_scores(trace.context, trace.found, candidates)


def _is_off_context(
    context: CarriedContext, best: Candidate, found: Sequence[FoundPassage], snapshot: Snapshot
) -> bool:
    """Whether a sentence is not about what a follow-up refers to or asks for."""
    if lacks_what_is_asked(context, best.sentence):
        return True
    return lacks_carried_names(context, found[best.passage], snapshot)


def _missing(cited: Sequence[Candidate], trace: AnswerTrace, snapshot: Snapshot) -> Sequence[QueryTerm]:
    """The content words that the cited sentences and titles lack; if none is cited, that the corpus lacks."""
    words = [term for term in content_terms(trace.query) if not term.stop]
    if not cited:
        return words_nowhere(words, snapshot)
    titles = frozenset().union(*(trace.found[each.passage].passage.above for each in cited))
    lacking = missing_terms(words, [each.sentence for each in cited], titles)
    text = "\n".join(each.sentence.text for each in cited)
    return [term for term in lacking if not occurs_in(term.text, text)]


def _as_typed(terms: Sequence[QueryTerm], trace: AnswerTrace) -> tuple[str, ...]:
    """Terms as they were typed, without pronouns."""
    pronouns = trace.query.question.pronouns
    named = [term for term in terms if not any(start <= term.start < end for start, end in pronouns)]
    return distinct_words(named, trace.query.typed)


def _searched_question(trace: AnswerTrace) -> str | None:
    """The question that was really searched: with corrected spelling and carried-over context."""
    query, context, ranked = trace.query, trace.context, trace.ranked
    text = query.text if query.corrected else query.typed.original
    corrected = text if query.corrected else None
    if context is None:
        return corrected
    best = ranked.candidates[0].passage if ranked else 0
    return understood_as(text, context, trace.found, best) or corrected


def _other_candidates(
    cited: Sequence[Candidate], ranked: Ranked, other: AmbiguousName | None
) -> list[Candidate]:
    """The best uncited candidates, the one about the other bearer of a name first; no sentence twice."""
    first = [other.candidate] if other else []
    return _distinct([*cited, *first, *ranked.candidates])[len(cited) :]


def _distinct(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The first candidates; the same sentence from several documents counts once, ignoring line breaks."""
    distinct: dict[str, Candidate] = {}
    for candidate in candidates:
        distinct.setdefault(on_one_line(candidate.sentence.text).casefold(), candidate)
        if len(distinct) == SHOWN:
            break
    return list(distinct.values())


def _citations(candidates: Sequence[Candidate], trace: AnswerTrace, ranked: Ranked) -> tuple[Citation, ...]:
    places = [(each.passage, each.at) for each in ranked.candidates]
    scores = dict(zip(places, ranked.scores.tolist(), strict=True))
    lowest = float(ranked.scores[-1])  # what a sentence scores that is cited only for another
    return tuple(
        [citation(trace.found, each, scores.get((each.passage, each.at), lowest)) for each in candidates]
    )
