"""Explain an answer: the words and the reasons that put one sentence ahead of the next.

The sentence shown is compared with its runner-up.  For each word of the question, its share of the BM25 score
of both is given; the many ranking features are summed up in a few groups with plain names.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from retrieval.answering import (
    AnswerTrace,
    added_by_context,
    added_by_meaning,
    answer_traced,
    citation,
    separate_questions,
    weights_for,
)
from retrieval.dialogue.bare_questions import is_bare_question
from retrieval.index import K1, B
from retrieval.query.occurrences import words_nowhere
from retrieval.query.search import FoundPassage
from retrieval.ranking.candidates import Candidate
from retrieval.ranking.confidence import ANSWERS_FROM, NONE_BELOW, answers_from, missing_terms
from retrieval.ranking.features.word_positions import places
from retrieval.ranking.meaning.across_languages import shares_across_languages
from retrieval.ranking.ranker import Ranked, RankingWeights
from retrieval.records import Answer, Citation, Grade, Turn
from retrieval.store.joint_ids import joint_answer, joint_citation, own_turns
from retrieval.store.joint_snapshot import JointSnapshot
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzed_passages import AnalyzedSentence
from retrieval.text.analyzer import QueryTerm
from retrieval.text.question import AnswerType

_CONVERSATION, _STRUCTURE = "conversation", "structure"
"""Names for what is added to the scores of the trees, beside those of the features."""
_MIN_SHARE = 0.05  # of the total weight of all reasons; smaller reasons are added to REST


class Presence(StrEnum):
    """Whether a sentence has a word of the question."""

    PRESENT = "present"
    FAMILY = "family"  # not the word itself, but another of its family
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Share:
    """What a word contributes to a sentence: ``bm25`` is its part of the sentence's BM25 score."""

    presence: Presence
    bm25: float


@dataclass(frozen=True, slots=True)
class WordContribution:
    """A word of the question, as typed: how rare it is, and what it contributes to the two sentences.

    ``known``: whether the corpus has it at all.  A share is None if there is no such sentence.
    """

    text: str
    idf: float
    known: bool
    shown: Share | None
    runner_up: Share | None


class FeatureGroup(StrEnum):
    """A group of related features, which together are one reason to prefer a sentence."""

    WORDS = "words"  # the question's words in it
    ORDER = "order"  # … close together and in the question's order
    NAMES = "names"  # the question's names in and around it
    NEIGHBOURS = "neighbours"  # the question's words in adjacent sentences
    PASSAGE = "passage"  # the passage matches
    TITLE = "title"  # the title matches
    KIND = "kind"  # it has the type of answer asked for
    MENTIONS = "mentions"  # the names, dates, numbers and signs in it
    STRUCTURE = "structure"  # what stands above it, and what kind of sentence it is
    SHAPE = "shape"  # its length, its place, its language
    MEANING = "meaning"  # it is similar in meaning, whatever its words
    CONVERSATION = "conversation"  # the earlier turns
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Reason:
    """What a group of features adds to the lead of the sentence shown; negative if it favours the other."""

    group: FeatureGroup
    worth: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """The reasons for an answer.

    ``shown`` is the best sentence, whether or not it is cited; ``runner_up`` is the next one that says
    something else.  ``margin`` is the difference of their scores, and the worths of ``reasons`` add up to it.
    From a confidence of ``answers_from`` on, the grade is `answer`; below ``none_below``, it is `none`.
    """

    answer: Answer
    expected: AnswerType
    words: tuple[WordContribution, ...]
    shown: Citation | None = None
    runner_up: Citation | None = None
    margin: float = 0.0
    reasons: tuple[Reason, ...] = ()
    answers_from: float = ANSWERS_FROM
    none_below: float = NONE_BELOW


def explain(
    question: str, snapshot: Snapshot, history: Sequence[Turn] = (), *, exact: bool = False
) -> Explanation:
    """Answer *question* as `retrieval.answering.answer` does, and explain the answer.

    If a message has several questions, the answer is to all of them, and the explanation is of the first.
    """
    if isinstance(snapshot, JointSnapshot):
        return _explain_together(question, snapshot, history, exact=exact)
    given, trace = answer_traced(question, snapshot, history, exact=exact)
    if questions := separate_questions(trace):
        trace = answer_traced(questions[0], snapshot, history, exact=exact)[1]
    expected = trace.query.question.expected
    if trace.ranked is None:
        return Explanation(given, expected, _words(trace, (), snapshot))
    if _is_from_elsewhere(given, trace):
        return Explanation(given, expected, _words(trace, (), snapshot), given.citations[0])
    return _compared(given, trace, trace.ranked, weights_for(snapshot), snapshot)


def _explain_together(
    question: str, joint: JointSnapshot, history: Sequence[Turn], *, exact: bool
) -> Explanation:
    """The explanation of the answer from the corpus with the highest confidence."""
    explained = {
        name: explain(question, member, own_turns(name, history), exact=exact)
        for name, member in joint.members.items()
    }
    name, best = max(explained.items(), key=lambda each: _sureness(each[1].answer))
    return replace(
        best,
        answer=joint_answer(name, best.answer),
        shown=best.shown and joint_citation(name, best.shown),
        runner_up=best.runner_up and joint_citation(name, best.runner_up),
    )


def _sureness(answer: Answer) -> tuple[int, float]:
    return [Grade.NONE, Grade.PARTIAL, Grade.ANSWER].index(answer.grade), answer.confidence


def _is_from_elsewhere(given: Answer, trace: AnswerTrace) -> bool:
    """Whether the sentence shown was found beside the last answer, and not by searching."""
    bare = trace.context is not None and trace.context.asks_of and is_bare_question(trace.query.question)
    return bool(bare and given.citations)


def _compared(
    given: Answer, trace: AnswerTrace, ranked: Ranked, weights: RankingWeights, snapshot: Snapshot
) -> Explanation:
    expected, best, at = trace.query.question.expected, ranked.candidates[0], _runner_up(ranked)
    shown = citation(trace.found, best)
    enough = answers_from(trace.query, trace.found[best.passage])
    if at is None:
        words = _words(trace, [best], snapshot)
        return Explanation(given, expected, words, shown, answers_from=enough)
    second = ranked.candidates[at]
    margin = float(ranked.scores[0] - ranked.scores[at])
    shares = _shares(trace, ranked, at, weights, snapshot)
    added = added_by_context(trace, ranked.candidates)
    shares[_CONVERSATION] = float(added[0] - added[at])
    shares[_STRUCTURE] = margin - sum(shares.values())  # the rest of what is added to the trees' scores
    return Explanation(
        given,
        expected,
        _words(trace, [best, second], snapshot),
        shown,
        citation(trace.found, second),
        margin=margin,
        reasons=reasons(shares),
        answers_from=enough,
    )


def _shares(
    trace: AnswerTrace, ranked: Ranked, at: int, weights: RankingWeights, snapshot: Snapshot
) -> dict[str, float]:
    """What each feature adds to the lead of the best candidate over the one at index *at*."""
    first, other = ranked.rows[0], ranked.rows[at]
    shares = dict(zip(weights.names, weights.ranking.contributions(first, other).tolist(), strict=True))
    if trace.query.language_mismatch and snapshot.meaning:
        return shares_across_languages(trace.query, shares, first, other)
    if snapshot.meaning:
        added = added_by_meaning(trace, ranked, weights)
        shares["meaning"] = float(added[0] - added[at])
    return shares


def _runner_up(ranked: Ranked) -> int | None:
    """The index of the next best sentence that is not a copy of the first."""
    best = ranked.candidates[0].sentence.text
    others = (at for at, each in enumerate(ranked.candidates) if each.sentence.text != best)
    return next(others, None)


# --- words


def _words(
    trace: AnswerTrace, compared: Sequence[Candidate], snapshot: Snapshot
) -> tuple[WordContribution, ...]:
    """The question's words, the rarest first."""
    query, average = trace.query, _average_length(trace.found)
    nowhere = words_nowhere(query.terms, snapshot)
    words = []
    for term, idf in zip(query.terms, query.idf, strict=True):
        shares = [_share(term, idf, candidate.sentence, average) for candidate in compared]
        shown, runner_up, *_ = [*shares, None, None]
        text = (
            query.typed.as_typed(term.start, term.end) or term.text
        )  # a carried-over word was not typed here
        words.append(WordContribution(text, idf, term not in nowhere, shown, runner_up))
    return tuple(sorted(words, key=lambda word: -word.idf))


def _average_length(found: Sequence[FoundPassage]) -> float:
    lengths = [sentence.length for each in found for sentence in each.passage.sentences]
    return float(np.mean(lengths)) if lengths else 1.0


def _share(term: QueryTerm, idf: float, sentence: AnalyzedSentence, average: float) -> Share:
    times = len(places(sentence, term))
    if times:
        bm25 = idf * times * (K1 + 1) / (times + K1 * (1 - B + B * sentence.length / average))
        return Share(Presence.PRESENT, bm25)
    return Share(Presence.MISSING if missing_terms([term], [sentence]) else Presence.FAMILY, 0.0)


# --- reasons

# The prefixes of feature names in each group; the longest matching prefix decides.
_BEGINNINGS = {
    FeatureGroup.WORDS: (
        "bm25", "cover", "soft", "related", "chars", "matched", "precision", "heaviest_missing",
        "predicate_cover", "numbers_missing", "qualifiers_missing",
    ),
    FeatureGroup.ORDER: ("bigrams", "near", "density", "run", "first_at"),
    FeatureGroup.NAMES: ("names_",),
    FeatureGroup.NEIGHBOURS: (
        "cover_before", "cover_after", "cover_with_before", "cover_with_after", "soft_with_before",
        "related_with_",
    ),
    FeatureGroup.PASSAGE: (
        "passage_", "vote", "cover_elsewhere", "bm25_in_passage", "bigrams_in_passage", "near_in_passage",
    ),
    FeatureGroup.TITLE: ("title_", "cover_with_title", "soft_with_title", "nearest_"),
    FeatureGroup.KIND: ("suits", "focus", "kind_"),
    FeatureGroup.MENTIONS: (
        "new_", "reasons", "manners", "definitions", "quotations", "pronouns", "negations", "enumerations",
        "speaker",
    ),
    FeatureGroup.STRUCTURE: (_STRUCTURE,),
    FeatureGroup.SHAPE: ("length", "place", "prose", "same_language", "asks", "ends", "letters"),
    FeatureGroup.MEANING: ("meaning",),
    FeatureGroup.CONVERSATION: (_CONVERSATION, "context_cover"),
}  # fmt: skip
_GROUPS = {beginning: group for group, listed in _BEGINNINGS.items() for beginning in listed}


def group_of(feature: str) -> FeatureGroup:
    """The group that a feature belongs to, by its name; REST where none is known.

    >>> group_of("cover"), group_of("cover_with_title"), group_of("phase_of_the_moon")
    (<FeatureGroup.WORDS: 'words'>, <FeatureGroup.TITLE: 'title'>, <FeatureGroup.REST: 'rest'>)
    """
    fitting = [beginning for beginning in _GROUPS if feature.startswith(beginning)]
    return _GROUPS[max(fitting, key=len)] if fitting else FeatureGroup.REST


def reasons(shares: Mapping[str, float]) -> tuple[Reason, ...]:
    """Sum up the features' *shares* by group: the weightiest first, REST last.

    >>> [(each.group.value, each.worth) for each in reasons({"cover": 2.0, "bm25": 1.0, "length": -0.1})]
    [('words', 3.0), ('rest', -0.1)]
    """
    worths = dict.fromkeys(FeatureGroup, 0.0)
    for feature, share in shares.items():
        worths[group_of(feature)] += share
    least = _MIN_SHARE * sum(abs(worth) for worth in worths.values())
    slight = [
        group for group, worth in worths.items() if abs(worth) < least and group is not FeatureGroup.REST
    ]
    rest = worths.pop(FeatureGroup.REST) + sum(worths.pop(group) for group in slight)
    named = sorted(worths.items(), key=lambda item: -abs(item[1]))
    found = [Reason(group, worth) for group, worth in [*named, (FeatureGroup.REST, rest)] if worth]
    return tuple(found)
