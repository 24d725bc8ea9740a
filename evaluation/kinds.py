"""Figures by kind of question: how each kind fares, and where the right sentence is if the bot abstains.

Gold rows may name their ``kind`` ("factoid", "follow_up", "near_miss", …).  The figures are counts over the
set's own questions whose sentences are known, so that they add up; two shares are derived from them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from operator import add

from evaluation.judging import Outcome, Pool
from retrieval.records import Grade

UNNAMED = "(no kind)"
"""The label of questions without a kind, in a file that names the kinds of others."""

Row = Mapping[str, float | int | None]


@dataclass(frozen=True, slots=True)
class KindCounts:
    """Counts over the questions of one kind.

    ``answered``: graded `answer`.  ``right_first``: answerable, and the first sentence is right.  ``wrong``:
    answered, and unanswerable or with another sentence first.

    ``kept_back``: answerable and not answered.  The right sentence is then ``first`` (of the citations, or of
    the others where nothing is cited), ``shown`` (a later citation), under ``more`` (one of the others) or
    ``absent``.  ``silent``: of those kept back, the ones graded `none`.
    """

    n: int = 0
    answerable: int = 0
    answered: int = 0
    right_first: int = 0
    wrong: int = 0
    kept_back: int = 0
    first: int = 0
    shown: int = 0
    more: int = 0
    absent: int = 0
    silent: int = 0

    def __add__(self, other: "KindCounts") -> "KindCounts":
        """The counts over the questions of both."""
        names = [field.name for field in fields(self)]
        return KindCounts(*(add(getattr(self, name), getattr(other, name)) for name in names))

    @property
    def hit_at_1(self) -> float | None:
        """Of the answerable questions, the share whose first sentence is right."""
        return self.right_first / self.answerable if self.answerable else None

    @property
    def precision(self) -> float | None:
        """Of the questions graded `answer`, the share whose first sentence is right."""
        return 1 - self.wrong / self.answered if self.answered else None


def counts_by_kind(outcomes: Iterable[Outcome]) -> dict[str, KindCounts]:
    """The counts of each kind, by name; empty if no question names its kind."""
    judged = [each for each in outcomes if each.pool is Pool.GOLD and each.judged]
    if not any(each.kind for each in judged):
        return {}
    found: dict[str, KindCounts] = {}
    for outcome in judged:
        kind = outcome.kind or UNNAMED
        found[kind] = found.get(kind, KindCounts()) + count(outcome)
    return dict(sorted(found.items()))


def count(outcome: Outcome) -> KindCounts:
    """One question as counts."""
    answered = outcome.grade is Grade.ANSWER
    if answered or not outcome.answerable:
        return KindCounts(
            n=1,
            answerable=outcome.answerable,
            answered=answered,
            right_first=outcome.right,
            wrong=answered and not outcome.right,
        )
    return KindCounts(
        n=1,
        answerable=1,
        right_first=outcome.right,
        kept_back=1,
        silent=outcome.grade is Grade.NONE,
        **{_place(outcome): 1},
    )


def kinds_as_json(counts: Mapping[str, KindCounts]) -> dict[str, Row]:
    """Counts and shares of each kind, by name, shares to the fourth digit."""
    return {kind: _as_json(each) for kind, each in counts.items()}


def _place(outcome: Outcome) -> str:
    """Where the right sentence of a question is that was held back: a field of `KindCounts`.

    ``lengths`` has an entry for each citation; ranks beyond those are the others'.
    """
    if outcome.hit_rank is None:
        return "absent"
    if outcome.right:
        return "first"
    return "shown" if outcome.hit_rank <= len(outcome.lengths) else "more"


def _as_json(counts: KindCounts) -> Row:
    row: dict[str, float | int | None] = {
        field.name: int(getattr(counts, field.name)) for field in fields(counts)
    }
    return row | {"hit@1": _rounded(counts.hit_at_1), "precision": _rounded(counts.precision)}


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
