"""How an answer came about: the words and the reasons that put one sentence ahead of the next.

The sentence shown is compared with its runner-up.  Each word of the question has a share in the BM25 of
both; all that was learned to tell good sentences by is summed up as a few grounds with plain names.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from retrieval.answering import (
    AnswerTrace,
    answer,
    citation,
    compose_answer,
    retrieve_and_rank,
    separate_questions,
)
from retrieval.index import K1, B
from retrieval.query.search import FoundPassage
from retrieval.ranking.confidence import ANSWERS_FROM, NONE_BELOW, answers_from, missing_terms
from retrieval.ranking.features import NAMES, Candidate, places
from retrieval.ranking.ranker import Ranked, RankingWeights, shipped
from retrieval.records import Answer, Citation, Turn
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzed_passages import AnalyzedSentence
from retrieval.text.analyzer import QueryTerm
from retrieval.text.question import AnswerType

_CONVERSATION = "conversation"
_LEAST_SHARE = 0.05  # of all that speaks for or against; what is less counts to the rest


class Presence(StrEnum):
    """How a word of the question stands in a sentence."""

    PRESENT = "present"
    FAMILY = "family"  # not itself, but another word of its family
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Share:
    """What a word of the question brings a sentence: ``bm25`` is its part of the sentence's BM25."""

    presence: Presence
    bm25: float


@dataclass(frozen=True, slots=True)
class WordWorth:
    """A word of the question, as typed: how rare it is, and what it brings the two sentences.

    ``known``: whether it stands anywhere in the corpus.  A share is None where there is no such sentence.
    """

    text: str
    idf: float
    known: bool
    shown: Share | None
    runner_up: Share | None


class Ground(StrEnum):
    """A reason to prefer a sentence, in which several features come together."""

    WORDS = "words"  # the question's words in it
    ORDER = "order"  # … close together and in the question's order
    NAMES = "names"  # the question's names in and around it
    NEIGHBOURS = "neighbours"  # the question's words in the sentences beside it
    PASSAGE = "passage"  # the passage matches
    TITLE = "title"  # the title matches
    KIND = "kind"  # it offers the kind of thing asked for
    MENTIONS = "mentions"  # the names, dates, numbers and signs in it
    SHAPE = "shape"  # its length, its place, its language
    CONVERSATION = "conversation"  # what was talked about before
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Reason:
    """What a ground adds to the margin of the sentence shown; below 0 it speaks for the runner-up."""

    ground: Ground
    worth: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an answer is what it is.

    ``shown`` is the best sentence, cited or (where there is no answer) not; ``runner_up`` the next one that
    says something else.  ``margin`` is how far their scores lie apart, and the worths of ``reasons`` add up
    to it.  The answer is one from a confidence of ``answers_from`` on, and none below ``none_below``.
    """

    answer: Answer
    expected: AnswerType
    words: tuple[WordWorth, ...]
    shown: Citation | None = None
    runner_up: Citation | None = None
    margin: float = 0.0
    reasons: tuple[Reason, ...] = ()
    answers_from: float = ANSWERS_FROM
    none_below: float = NONE_BELOW


def explain(
    question: str, snapshot: Snapshot, history: Sequence[Turn] = (), *, exact: bool = False
) -> Explanation:
    """Answer *question* as `retrieval.answering.answer` does, and say how that came about.

    Of several questions in one message, the answer is to all of them, and the rest is about the first.
    """
    weights = shipped()
    trace = retrieve_and_rank(question, snapshot, weights, history, exact=exact)
    if questions := separate_questions(trace):
        given = answer(question, snapshot, history, exact=exact)
        trace = retrieve_and_rank(questions[0], snapshot, weights, history, exact=exact)
    else:
        given = compose_answer(trace, weights, snapshot)
    if trace.ranked is None:
        return Explanation(given, trace.query.question.expected, _words(trace, ()))
    return _compared(given, trace, trace.ranked, weights)


def _compared(given: Answer, trace: AnswerTrace, ranked: Ranked, weights: RankingWeights) -> Explanation:
    expected, best, at = trace.query.question.expected, ranked.candidates[0], _runner_up(ranked)
    shown = citation(trace.found, best)
    enough = answers_from(trace.query, trace.found[best.passage])
    if at is None:
        words = _words(trace, [best])
        return Explanation(given, expected, words, shown, answers_from=enough)
    second = ranked.candidates[at]
    margin = float(ranked.scores[0] - ranked.scores[at])
    shares = dict(zip(NAMES, weights.ranking.parting(ranked.rows[0], ranked.rows[at]).tolist(), strict=True))
    shares[_CONVERSATION] = margin - sum(shares.values())  # added to what the forest says
    return Explanation(
        given,
        expected,
        _words(trace, [best, second]),
        shown,
        citation(trace.found, second),
        margin=margin,
        reasons=reasons(shares),
        answers_from=enough,
    )


def _runner_up(ranked: Ranked) -> int | None:
    """The place of the next best sentence that does not say the same over again."""
    best = ranked.candidates[0].sentence.text
    others = (at for at, each in enumerate(ranked.candidates) if each.sentence.text != best)
    return next(others, None)


# --- words


def _words(trace: AnswerTrace, compared: Sequence[Candidate]) -> tuple[WordWorth, ...]:
    """The question's words, the rarest first."""
    query, average = trace.query, _average_length(trace.found)
    words = []
    for term, idf, known in zip(query.terms, query.idf, query.known, strict=True):
        shares = [_share(term, idf, candidate.sentence, average) for candidate in compared]
        shown, runner_up, *_ = [*shares, None, None]
        words.append(WordWorth(term.text, idf, known, shown, runner_up))
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

# The features of a ground, by how their names begin; the longest beginning that fits counts.
_BEGINNINGS = {
    Ground.WORDS: ("bm25", "cover", "soft", "related", "chars", "matched", "precision", "heaviest_missing"),
    Ground.ORDER: ("bigrams", "near", "density", "run"),
    Ground.NAMES: ("names_",),
    Ground.NEIGHBOURS: (
        "cover_before", "cover_after", "cover_with_before", "cover_with_after", "soft_with_before",
        "related_with_",
    ),
    Ground.PASSAGE: (
        "passage_", "vote", "cover_elsewhere", "bm25_in_passage", "bigrams_in_passage", "near_in_passage",
    ),
    Ground.TITLE: ("title_", "cover_with_title", "soft_with_title"),
    Ground.KIND: ("suits", "focus"),
    Ground.MENTIONS: (
        "new_", "reasons", "manners", "definitions", "quotations", "pronouns", "negations", "enumerations",
        "speaker",
    ),
    Ground.SHAPE: ("length", "place", "prose", "same_language"),
    Ground.CONVERSATION: (_CONVERSATION,),
}  # fmt: skip
_GROUNDS = {beginning: ground for ground, listed in _BEGINNINGS.items() for beginning in listed}


def ground_of(feature: str) -> Ground:
    """The ground that a feature belongs to, by its name; REST where none is known.

    >>> ground_of("cover"), ground_of("cover_with_title"), ground_of("phase_of_the_moon")
    (<Ground.WORDS: 'words'>, <Ground.TITLE: 'title'>, <Ground.REST: 'rest'>)
    """
    fitting = [beginning for beginning in _GROUNDS if feature.startswith(beginning)]
    return _GROUNDS[max(fitting, key=len)] if fitting else Ground.REST


def reasons(shares: Mapping[str, float]) -> tuple[Reason, ...]:
    """What the features' *shares* come to, ground by ground: the weightiest first, the rest last.

    >>> [(each.ground.value, each.worth) for each in reasons({"cover": 2.0, "bm25": 1.0, "length": -0.1})]
    [('words', 3.0), ('rest', -0.1)]
    """
    worths = dict.fromkeys(Ground, 0.0)
    for feature, share in shares.items():
        worths[ground_of(feature)] += share
    least = _LEAST_SHARE * sum(abs(worth) for worth in worths.values())
    slight = [ground for ground, worth in worths.items() if abs(worth) < least and ground is not Ground.REST]
    rest = worths.pop(Ground.REST) + sum(worths.pop(ground) for ground in slight)
    named = sorted(worths.items(), key=lambda item: -abs(item[1]))
    found = [Reason(ground, worth) for ground, worth in [*named, (Ground.REST, rest)] if worth]
    return tuple(found)
