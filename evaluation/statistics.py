"""Statistics over questions, all of them weighted, so that resampling is one matrix product.

A *statistic* maps weights to a value: how often each question counts -> the figure.  Weights of ones give
the figure itself; the rows of a matrix of weights, drawn by `resamples`, give its bootstrap distribution
(Efron, 1979).  Weights have the shape ``(..., questions)``, values the shape ``(...)``; a value over no
question at all is NaN.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Bools = NDArray[np.bool_]
Statistic = Callable[[Numbers], Numbers]

RESAMPLES = 1000
SEED = 20021129
BINS = 10
_CHUNK = 50
"""Resamples in memory at a time: 50 of 6,000 questions take 2.4 MB."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The middle 95 % of a bootstrap distribution."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about the same confidence: how many, their mean confidence, the share that was right."""

    count: int
    confidence: float
    right: float


def mean(values: Numbers | Bools, among: Bools) -> Statistic:
    """The weighted mean of ``values`` over the questions ``among``; a share where values are true or false.

    >>> float(mean(np.array([1.0, 0.0, 9.0]), np.array([True, True, False]))(np.ones(3)))
    0.5
    """
    return ratio(np.where(among, values, 0.0), among.astype(float))


def ratio(part: Numbers, whole: Numbers) -> Statistic:
    """The weighted sum of ``part`` over that of ``whole``."""
    return lambda weights: _divide(weights @ part, weights @ whole)


def auroc(positive: Numbers, negative: Numbers) -> float:
    """The probability that a positive scores above a negative, ties counting half.

    The area under the receiver operating characteristic, by Mann and Whitney's U.  NaN without both kinds.

    >>> auroc(np.array([0.9, 0.5]), np.array([0.5, 0.1]))
    0.875
    """
    scores = np.concatenate([positive, negative])
    truth = np.arange(len(scores)) < len(positive)
    return float(ranking(scores, truth, ~truth)(np.ones(len(scores))))


def ranking(scores: Numbers, positive: Bools, negative: Bools) -> Statistic:
    """The AUROC of ``scores`` between two disjoint groups, weighted; see `auroc`."""
    order = np.argsort(scores, kind="stable")
    _, groups = np.unique(scores[order], return_index=True)

    def value(weights: Numbers) -> Numbers:
        above = _by_score(weights * positive, order, groups)
        below = _by_score(weights * negative, order, groups)
        lower = np.cumsum(below, axis=-1) - below
        wins = (above * (lower + below / 2)).sum(axis=-1)
        return _divide(wins, above.sum(axis=-1) * below.sum(axis=-1))

    return value


def brier(confidence: Numbers, right: Bools, among: Bools) -> Statistic:
    """The mean squared error of confidence (Brier, 1950): 0 is perfect, .25 is no better than a coin toss."""
    return mean((confidence - right) ** 2, among)


def calibration_error(confidence: Numbers, right: Bools, among: Bools) -> Statistic:
    """The expected calibration error: the mean distance between confidence and accuracy over bins.

    Bins have equal width, as in Guo et al. (2017), and are weighted by their number of questions.
    """
    gaps = np.where(among, confidence - right, 0.0)[:, None] * (
        _bin_of(confidence)[:, None] == np.arange(BINS)
    )
    counted = among.astype(float)
    return lambda weights: _divide(np.abs(weights @ gaps).sum(axis=-1), weights @ counted)


def reliability(confidence: Numbers, right: Bools) -> tuple[Bin, ...]:
    """The bins of a reliability diagram, from low confidence to high, empty ones left out."""
    where = _bin_of(confidence)
    members = [where == number for number in range(BINS)]
    return tuple(
        Bin(int(each.sum()), float(confidence[each].mean()), float(right[each].mean()))
        for each in members
        if each.any()
    )


def risk_coverage(confidence: Numbers, right: Bools) -> tuple[Numbers, Numbers]:
    """Coverage and risk as the threshold falls: the share answered, and the share of those that is wrong.

    Questions of equal confidence are answered together, so the curve has one point for each distinct
    confidence (El-Yaniv and Wiener, 2010).

    >>> coverage, risk = risk_coverage(np.array([0.9, 0.5, 0.5]), np.array([True, True, False]))
    >>> coverage.round(2).tolist(), risk.round(2).tolist()
    ([0.33, 1.0], [0.0, 0.33])
    """
    order = np.argsort(-confidence, kind="stable")
    answered = np.arange(1, len(order) + 1)
    wrong = np.cumsum(~right[order])
    last = np.append(np.diff(confidence[order]) != 0, True)[: len(order)]
    return answered[last] / max(len(order), 1), wrong[last] / answered[last]


def percentile(values: Sequence[float], share: float) -> float:
    """The value at ``share`` (0 to 1) of the sorted values, by nearest rank; NaN if there are none.

    >>> percentile([4.0, 1.0, 3.0, 2.0], 0.5)
    3.0
    """
    if not values:
        return float("nan")
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def resamples(clusters: NDArray[np.int_], strata: NDArray[np.int_], count: int = RESAMPLES) -> Numbers:
    """Bootstrap weights, one row a resample: how often each question was drawn.

    Whole clusters are drawn with replacement, because the turns of one conversation succeed or fail together,
    from each stratum as many as it has.  ``clusters`` and ``strata`` give the number of each question's
    cluster and stratum; a cluster lies within one stratum.  The seed is fixed, so the weights are repeatable.
    """
    generator = np.random.default_rng(SEED)
    distinct, member = np.unique(clusters, return_inverse=True)
    stratum = np.zeros(len(distinct), dtype=int)
    stratum[member] = strata
    drawn = np.zeros((count, len(distinct)))
    for each in np.unique(stratum):
        where = np.flatnonzero(stratum == each)
        drawn[:, where] = generator.multinomial(len(where), np.full(len(where), 1 / len(where)), size=count)
    return drawn[:, member]


def distribution(statistic: Statistic, weights: Numbers) -> Numbers:
    """The statistic's value for each row of weights, in chunks that fit a cache."""
    return np.concatenate([statistic(weights[at : at + _CHUNK]) for at in range(0, len(weights), _CHUNK)])


def interval(values: Numbers) -> Interval:
    """The percentile interval of a bootstrap distribution; resamples without a value are left out."""
    known = values[~np.isnan(values)]
    if not len(known):
        return Interval(float("nan"), float("nan"))
    low, high = np.percentile(known, [2.5, 97.5])
    return Interval(float(low), float(high))


def two_sided(differences: Numbers) -> float:
    """The p-value of "no difference", from the bootstrap distribution of a paired difference.

    Twice the smaller share of resamples on the wrong side of zero, with one added to each count so that no
    finite number of resamples proves anything outright (Davison and Hinkley, 1997, chapter 4).

    >>> two_sided(np.array([0.1] * 199)), two_sided(np.array([0.0] * 199))
    (0.01, 1.0)
    """
    known = differences[~np.isnan(differences)]
    if not len(known):
        return float("nan")
    smaller = min((known <= 0).sum(), (known >= 0).sum())
    return float(min(1.0, 2 * (smaller + 1) / (len(known) + 1)))


def _by_score(weights: Numbers, order: NDArray[np.intp], groups: NDArray[np.intp]) -> Numbers:
    """Weights summed over questions of equal score, from the lowest score to the highest."""
    if not len(groups):
        return weights
    return np.add.reduceat(weights[..., order], groups, axis=-1)


def _bin_of(confidence: Numbers) -> NDArray[np.intp]:
    """The bin of each confidence, from 0: [0, .1) is the first of ten, [.9, 1] the last."""
    return np.clip((confidence * BINS).astype(np.intp), 0, BINS - 1)


def _divide(numerator: Numbers, denominator: Numbers) -> Numbers:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(denominator > 0, numerator / denominator, np.nan)
