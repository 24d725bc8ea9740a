"""Count what happened to questions: answered, lost, answered twice, answered out of order."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FaultOutcome:
    """The counts of one scenario, and the longest wait for an answer, in seconds."""

    asked: int
    lost: int = 0
    repeated: int = 0
    misplaced: int = 0
    slowest: float = 0.0

    def __add__(self, other: "FaultOutcome") -> "FaultOutcome":
        return FaultOutcome(
            self.asked + other.asked,
            self.lost + other.lost,
            self.repeated + other.repeated,
            self.misplaced + other.misplaced,
            max(self.slowest, other.slowest),
        )


def outcome(expected: Sequence[str], came: Sequence[str], slowest: float = 0.0) -> FaultOutcome:
    """Compare the answers that were *expected* in a chat, in order, with those that *came*.

    An answer that comes twice in a row is repeated; one that comes before its turn is misplaced.

    >>> outcome("abcd", "abbd")
    FaultOutcome(asked=4, lost=1, repeated=1, misplaced=1, slowest=0.0)
    """
    due, repeated, misplaced, lost = 0, 0, 0, list(expected)
    for answer in came:
        if due < len(expected) and answer == expected[due]:
            due += 1
        elif due and answer == expected[due - 1]:
            repeated += 1
            continue
        else:
            misplaced += 1
        if answer in lost:
            lost.remove(answer)
    return FaultOutcome(len(expected), len(lost), repeated, misplaced, slowest)
