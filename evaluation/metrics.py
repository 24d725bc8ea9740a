"""The metrics of a run: their names, the questions they are computed over, and which direction is better.

Names and definitions are those of the question sets' README, so that an independent scorer gives the same
figures.  Two kinds of unanswerable questions are kept apart: those of the set itself are near-misses
(about the text, but not answered in it); off-topic ones come from a file of their own.  Figures whose name
starts with ``off_topic`` are taken over the answerable questions and the off-topic ones, all others over
the set's own.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation import statistics
from evaluation.judging import Outcome, Pool
from evaluation.statistics import Bools, Interval, Numbers, Statistic
from retrieval.records import Grade

Among = Callable[["Columns"], Bools]
Measure = Callable[["Columns", Bools], Statistic]

HIGHER = 1
LOWER = -1
"""Which direction is better."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Outcomes as arrays with one element per question.

    Ranks are infinite if nothing was found.  ``has_sentence`` and ``has_document`` say what the gold gives.
    ``cluster`` numbers the conversations: questions with the same number are resampled together.
    """

    off_topic: Bools
    answerable: Bools
    follow_up: Bools
    answered: Bools
    refused: Bools
    has_sentence: Bools
    has_document: Bools
    confidence: Numbers
    hit_rank: Numbers
    document_rank: Numbers
    quoted: Numbers
    verbatim: Numbers
    cluster: NDArray[np.int_]

    @property
    def right(self) -> Bools:
        """Whether the first sentence answers; False for unanswerable questions."""
        return self.hit_rank <= 1

    @property
    def near_miss(self) -> Bools:
        """The set's own unanswerable questions."""
        return ~self.answerable & ~self.off_topic

    @property
    def own(self) -> Bools:
        """The set's own questions whose first sentence is known to be right or wrong."""
        return (self.has_sentence | ~self.answerable) & ~self.off_topic

    @property
    def with_off_topic(self) -> Bools:
        """The answerable ones of `own` and the off-topic ones; none if nothing off-topic was asked."""
        return (self.has_sentence | self.off_topic) & self.off_topic.any()


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric: its name, the questions it is computed over, and the function of their columns."""

    name: str
    meaning: str
    better: int
    among: Among
    measure: Measure

    def statistic(self, asked: Columns) -> Statistic:
        """The figure as a function of how often each question counts."""
        return self.measure(asked, self.among(asked))


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value over ``count`` questions, with its bootstrap interval where one is taken."""

    value: float
    count: int
    interval: Interval | None = None


def columns(outcomes: Sequence[Outcome]) -> Columns:
    """The outcomes as arrays, in their order."""
    clusters: dict[tuple[str, ...], int] = {}
    return Columns(
        off_topic=_truths(each.pool is Pool.OFF_TOPIC for each in outcomes),
        answerable=_truths(each.answerable for each in outcomes),
        follow_up=_truths(each.turn > 1 for each in outcomes),
        answered=_truths(each.grade is Grade.ANSWER for each in outcomes),
        refused=_truths(each.grade is Grade.NONE for each in outcomes),
        has_sentence=_truths(bool(each.answers) for each in outcomes),
        has_document=_truths(bool(each.documents) for each in outcomes),
        confidence=_numbers(each.confidence for each in outcomes),
        hit_rank=_numbers(each.hit_rank or np.inf for each in outcomes),
        document_rank=_numbers(each.document_rank or np.inf for each in outcomes),
        quoted=_numbers(each.quoted for each in outcomes),
        verbatim=_numbers(each.verbatim for each in outcomes),
        cluster=np.array(
            [clusters.setdefault(_cluster(each), len(clusters)) for each in outcomes], dtype=int
        ),
    )


def resamples(asked: Columns) -> Numbers:
    """Bootstrap weights for these questions: conversations drawn whole, each pool by itself."""
    return statistics.resamples(asked.cluster, asked.off_topic.astype(int))


def figures(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Every figure of these outcomes, by name; those over no question are left out."""
    asked = columns(outcomes)
    weights = resamples(asked)
    measured = {metric.name: _figure(metric, asked, weights) for metric in METRICS}
    return {name: each for name, each in measured.items() if each is not None} | _length_and_time(outcomes)


def figures_as_json(measured: Mapping[str, Figure]) -> dict[str, dict[str, float]]:
    """Figures by name, ``{"value", "count", "low", "high"}``, to the fourth digit."""
    return {name: _as_json(figure) for name, figure in measured.items()}


def figures_from_json(rows: Mapping[str, Mapping[str, float]]) -> dict[str, Figure]:
    """The inverse of `figures_as_json`; raises KeyError if a value is missing."""
    return {name: _from_json(row) for name, row in rows.items()}


def _as_json(figure: Figure) -> dict[str, float]:
    row = {"value": round(figure.value, 4), "count": figure.count}
    if figure.interval is None:
        return row
    return row | {"low": round(figure.interval.low, 4), "high": round(figure.interval.high, 4)}


def _from_json(row: Mapping[str, float]) -> Figure:
    interval = Interval(row["low"], row["high"]) if "low" in row else None
    return Figure(row["value"], int(row["count"]), interval)


def _figure(metric: Metric, asked: Columns, weights: Numbers) -> Figure | None:
    statistic = metric.statistic(asked)
    value = float(statistic(np.ones(len(asked.cluster))))
    if np.isnan(value):
        return None
    spread = statistics.distribution(statistic, weights)
    return Figure(value, int(metric.among(asked).sum()), statistics.interval(spread))


def _length_and_time(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Medians and a high percentile over the set's own questions, without intervals."""
    own = [each for each in outcomes if each.pool is Pool.GOLD]
    lengths = [float(length) for each in own for length in each.lengths]
    times = [each.elapsed_ms for each in own]
    described = {
        "citation_chars_p50": Figure(statistics.percentile(lengths, 0.5), len(lengths)),
        "p50_ms": Figure(statistics.percentile(times, 0.5), len(times)),
        "p99_ms": Figure(statistics.percentile(times, 0.99), len(times)),
    }
    return {name: each for name, each in described.items() if each.count}


def _truths(values: Iterable[bool]) -> Bools:
    return np.fromiter(values, dtype=bool)


def _numbers(values: Iterable[float]) -> Numbers:
    return np.fromiter(values, dtype=float)


def _cluster(outcome: Outcome) -> tuple[str, ...]:
    if outcome.conversation is None:
        return (outcome.pool, "question", outcome.id)
    return (outcome.pool, "conversation", outcome.conversation)


def _share(good: Callable[[Columns], Bools | Numbers]) -> Measure:
    return lambda asked, among: statistics.mean(good(asked), among)


def _auroc(asked: Columns, among: Bools) -> Statistic:
    return statistics.ranking(asked.confidence, asked.answerable & among, ~asked.answerable & among)


def _brier(asked: Columns, among: Bools) -> Statistic:
    return statistics.brier(asked.confidence, asked.right, among)


def _calibration_error(asked: Columns, among: Bools) -> Statistic:
    return statistics.calibration_error(asked.confidence, asked.right, among)


def _verbatim(asked: Columns, among: Bools) -> Statistic:
    return statistics.ratio(asked.verbatim * among, asked.quoted * among)


_answered = _share(lambda asked: asked.answered)
_refused = _share(lambda asked: asked.refused)
_right = _share(lambda asked: asked.right)
_document_first = _share(lambda asked: asked.document_rank <= 1)
_document_in_five = _share(lambda asked: asked.document_rank <= 5)


FINDING = (
    Metric("hit@1", "the gold sentence comes first", HIGHER, lambda a: a.has_sentence, _right),
    Metric(
        "hit@3", "among the first three", HIGHER, lambda a: a.has_sentence, _share(lambda a: a.hit_rank <= 3)
    ),
    Metric("mrr", "mean of 1 / its rank", HIGHER, lambda a: a.has_sentence, _share(lambda a: 1 / a.hit_rank)),
    Metric("document@1", "a right document comes first", HIGHER, lambda a: a.has_document, _document_first),
    Metric("document@5", "among the first five", HIGHER, lambda a: a.has_document, _document_in_five),
)
"""The rank of the right sentence, over answerable questions."""

FOLLOW_UPS = (
    Metric("first_turn_hit@1", "hit@1, first turns", HIGHER, lambda a: a.has_sentence & ~a.follow_up, _right),
    Metric("follow_up_hit@1", "hit@1, later turns", HIGHER, lambda a: a.has_sentence & a.follow_up, _right),
    Metric(
        "follow_up_document@1",
        "document@1, later turns",
        HIGHER,
        lambda a: a.has_document & a.follow_up,
        _document_first,
    ),
    Metric(
        "follow_up_document@5",
        "document@5, later turns",
        HIGHER,
        lambda a: a.has_document & a.follow_up,
        _document_in_five,
    ),
)
"""First turns and follow-ups separately."""

ABSTENTION = (
    Metric(
        "answer_precision", "of `answer`, first sentence right", HIGHER, lambda a: a.own & a.answered, _right
    ),
    Metric("answerable_answered", "graded `answer`", HIGHER, lambda a: a.answerable, _answered),
    Metric(
        "answered_right",
        "graded `answer`, first sentence right",
        HIGHER,
        lambda a: a.has_sentence,
        _share(lambda a: a.answered & a.right),
    ),
    Metric("answerable_refused", "graded `none`", LOWER, lambda a: a.answerable, _refused),
    Metric("unanswerable_answered", "near-misses graded `answer`", LOWER, lambda a: a.near_miss, _answered),
    Metric("unanswerable_refused", "near-misses graded `none`", HIGHER, lambda a: a.near_miss, _refused),
    Metric(
        "abstention_auroc",
        "confidence separates near-misses",
        HIGHER,
        lambda a: (a.answerable | a.near_miss) & a.near_miss.any(),
        _auroc,
    ),
    Metric("brier", "squared error of confidence", LOWER, lambda a: a.own, _brier),
    Metric("ece", "confidence against share right", LOWER, lambda a: a.own, _calibration_error),
)
"""Whether the bot knows when to abstain, over the set's own questions."""

OFF_TOPIC = (
    Metric(
        "off_topic_precision",
        "of `answer`, first sentence right",
        HIGHER,
        lambda a: a.with_off_topic & a.answered,
        _right,
    ),
    Metric("off_topic_answered", "graded `answer`", LOWER, lambda a: a.off_topic, _answered),
    Metric("off_topic_refused", "graded `none`", HIGHER, lambda a: a.off_topic, _refused),
    Metric(
        "off_topic_auroc",
        "confidence separates off-topic ones",
        HIGHER,
        lambda a: (a.answerable | a.off_topic) & a.off_topic.any(),
        _auroc,
    ),
    Metric("off_topic_brier", "squared error of confidence", LOWER, lambda a: a.with_off_topic, _brier),
    Metric(
        "off_topic_ece",
        "confidence against share right",
        LOWER,
        lambda a: a.with_off_topic,
        _calibration_error,
    ),
)
"""The same over the answerable questions and the off-topic ones."""

FORM = (
    Metric(
        "verbatim", "citations that match the text word for word", HIGHER, lambda a: ~a.off_topic, _verbatim
    ),
)

METRICS = (*FINDING, *FOLLOW_UPS, *ABSTENTION, *OFF_TOPIC, *FORM)
