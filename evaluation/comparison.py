"""Compare two runs over the same questions: what changed, and whether it could be chance.

Method: the paired bootstrap.  Questions (or whole conversations) are resampled once and both runs are
measured on the same resample, so that what makes a question hard for both cancels out.  The interval is the
middle 95 % of the resampled differences, the p-value twice the share of them on the wrong side of zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evaluation import statistics
from evaluation.errors import SavedRunError
from evaluation.judging import Outcome
from evaluation.metrics import HIGHER, METRICS, Columns, Metric, columns, resamples
from evaluation.run import Run
from evaluation.statistics import Interval, Numbers

SMALLEST_CHANGE = 0.0005
"""The smallest change to report: half a unit of the last digit shown."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How one figure changed, from ``before`` to ``after``, over the questions both runs have.

    ``interval`` and ``p`` are those of the difference; see the module for the method.
    """

    metric: Metric
    before: float
    after: float
    interval: Interval
    p: float

    @property
    def value(self) -> float:
        """After minus before."""
        return self.after - self.before

    @property
    def dropped(self) -> bool:
        """Whether the figure got visibly worse, and significantly so: the interval excludes zero."""
        worse = self.interval.high < 0 if self.metric.better == HIGHER else self.interval.low > 0
        return worse and abs(self.value) >= SMALLEST_CHANGE

    @property
    def improved(self) -> bool:
        """Whether the figure got visibly better, in the same sense."""
        better = self.interval.low > 0 if self.metric.better == HIGHER else self.interval.high < 0
        return better and abs(self.value) >= SMALLEST_CHANGE


@dataclass(frozen=True, slots=True)
class Change:
    """A question that two runs answer differently."""

    before: Outcome
    after: Outcome


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run compared with an earlier one.

    ``won`` are the questions whose first sentence is right only now, ``lost`` those where it was right only
    before, and ``other`` those where only the sentence, the grade or the rank of the gold sentence changed.
    ``same_corpus``: both runs asked the same texts.
    """

    questions: int
    same_corpus: bool
    differences: tuple[Difference, ...]
    won: tuple[Change, ...]
    lost: tuple[Change, ...]
    other: tuple[Change, ...]

    @property
    def dropped(self) -> tuple[Difference, ...]:
        """The figures that got worse by more than chance."""
        return tuple(each for each in self.differences if each.dropped)


def compare(before: Run, after: Run) -> Comparison:
    """Compare two runs over the questions that both asked.

    Raises SavedRunError if they have none in common.
    """
    pairs = _paired(before, after)
    if not pairs:
        raise SavedRunError(
            f"the saved run ({before.gold}) and this one ({after.gold}) have no question in common"
        )
    changed = [pair for pair in pairs if _differs(pair)]
    return Comparison(
        questions=len(pairs),
        same_corpus=before.corpus_sha256 == after.corpus_sha256,
        differences=_differences(pairs),
        won=tuple(pair for pair in changed if pair.after.right and not pair.before.right),
        lost=tuple(pair for pair in changed if pair.before.right and not pair.after.right),
        other=tuple(pair for pair in changed if pair.before.right == pair.after.right),
    )


def _paired(before: Run, after: Run) -> list[Change]:
    earlier = {(each.pool, each.id): each for each in before.outcomes}
    return [
        Change(earlier[each.pool, each.id], each)
        for each in after.outcomes
        if (each.pool, each.id) in earlier
    ]


def _differs(pair: Change) -> bool:
    return _visible_result(pair.before) != _visible_result(pair.after)


def _visible_result(outcome: Outcome) -> tuple[object, ...]:
    cited = outcome.cited
    place = None if cited is None else (cited.document, cited.start, cited.end)
    return (outcome.grade, outcome.hit_rank, outcome.document_rank, place)


def _differences(pairs: Sequence[Change]) -> tuple[Difference, ...]:
    before = columns([pair.before for pair in pairs])
    after = columns([pair.after for pair in pairs])
    weights = resamples(after)
    measured = (_difference(metric, before, after, weights) for metric in METRICS)
    return tuple(each for each in measured if each is not None)


def _difference(metric: Metric, before: Columns, after: Columns, weights: Numbers) -> Difference | None:
    earlier, later = metric.statistic(before), metric.statistic(after)
    everyone = np.ones(weights.shape[1])
    first, second = float(earlier(everyone)), float(later(everyone))
    if np.isnan(first) or np.isnan(second):
        return None
    spread = statistics.distribution(later, weights) - statistics.distribution(earlier, weights)
    return Difference(metric, first, second, statistics.interval(spread), statistics.two_sided(spread))
