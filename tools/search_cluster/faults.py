"""The outcome of searches at a steady rate while nodes are killed or paused."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from corpus.errors import SearchUnavailableError

AT_ONCE = 16

Asked = TypeVar("Asked")
Found = TypeVar("Found")


class FaultResult(Enum):
    """The outcome of a question."""

    RIGHT = "right"
    WRONG = "wrong"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Trial:
    """The outcome of a question, when it was due (seconds from the start), and how long it took from then."""

    due: float
    seconds: float
    outcome: FaultResult
    reason: str = ""


def under_load(
    asked: Sequence[Asked],
    ask: Callable[[Asked], Found],
    expected: Sequence[Found],
    rate: float,
    seconds: float,
    events: Mapping[float, Callable[[], object]],
) -> list[Trial]:
    """Ask *rate* questions a second for *seconds*, in turn; *events* happen at their seconds.

    A question is right if *ask* finds what is *expected*, and refused if *ask* reports that it cannot search.
    """
    begun = time.monotonic()

    def wait_until(due: float) -> None:
        time.sleep(max(0.0, begun + due - time.monotonic()))

    def tried(number: int) -> Trial:
        due, at = number / rate, number % len(asked)
        wait_until(due)
        outcome, reason = _outcome(ask, asked[at], expected[at])
        return Trial(due, time.monotonic() - begun - due, outcome, reason)

    def happen() -> None:
        for at, event in sorted(events.items()):
            wait_until(at)
            event()

    with ThreadPoolExecutor(AT_ONCE + 1) as threads:
        happening = threads.submit(happen)
        trials = list(threads.map(tried, range(int(rate * seconds))))
        happening.result()
    return trials


def _outcome(ask: Callable[[Asked], Found], asked: Asked, expected: Found) -> tuple[FaultResult, str]:
    try:
        return (FaultResult.RIGHT if ask(asked) == expected else FaultResult.WRONG), ""
    except SearchUnavailableError as error:
        return FaultResult.REFUSED, str(error)


def counted(trials: Sequence[Trial]) -> dict[FaultResult, int]:
    """How many trials had each outcome."""
    return {outcome: sum(trial.outcome is outcome for trial in trials) for outcome in FaultResult}


def recovered_after(trials: Sequence[Trial], at: float) -> float | None:
    """Seconds from *at* to the first right answer after the last refusal; None if there is none.

    >>> trials = [Trial(1, 0, FaultResult.REFUSED), Trial(4, 0.5, FaultResult.RIGHT)]
    >>> recovered_after(trials, 2)
    2.5
    """
    refused = [trial.due for trial in trials if trial.outcome is FaultResult.REFUSED]
    last = max(refused, default=at)
    right = [
        trial.due + trial.seconds
        for trial in trials
        if trial.outcome is FaultResult.RIGHT and trial.due > last
    ]
    return min(right) - at if right else None
