"""The table of RELIABILITY.md."""

from collections.abc import Sequence

from tools.reliability.counting import FaultOutcome
from tools.reliability.scenarios import Scenario

HEAD = (
    "| bad day | how it is made | asked | lost | repeated | out of order | slowest answer | people saw |\n"
    "|---|---|---:|---:|---:|---:|---:|---|"
)
NOTICEABLE = 3.0
"""Seconds that an answer may take without anybody wondering."""
_INTRODUCTION = """\
# Reliability

What becomes of questions on bad days. `python -m tools.reliability` makes each of them against the production
process, with the tests' strict Bot API for its Telegram, and writes this page. "Repeated" are answers that
came twice: where Telegram has done what was asked and its response is lost, the bot sends again, since a rare
second copy is better than silence. The slowest answer is counted from its question, bad day included.
What stood in bytes that somebody changed in the state is gone: the questions among them are lost.
"""


def line(scenario: Scenario, outcome: FaultOutcome) -> str:
    """A scenario's line of the table."""
    counts = (outcome.asked, outcome.lost, outcome.repeated, outcome.misplaced)
    cells = (scenario.name, scenario.how, *counts, f"{outcome.slowest:.1f} s", seen(outcome))
    return f"| {' | '.join(map(str, cells))} |"


def seen(outcome: FaultOutcome) -> str:
    """What people saw of a bad day.

    >>> seen(FaultOutcome(asked=9, repeated=2, slowest=5.0))
    'answers that came later, some twice'
    """
    if outcome.lost:
        return "no answer to some questions"
    later = "answers that came later" if outcome.slowest > NOTICEABLE else ""
    twice = "some twice" if later else "some answers twice"
    return ", ".join(filter(None, (later, twice if outcome.repeated else ""))) or "nothing"


def page(rows: Sequence[tuple[Scenario, FaultOutcome]]) -> str:
    """The whole page."""
    table = "\n".join(line(scenario, outcome) for scenario, outcome in rows)
    return f"{_INTRODUCTION}\n{HEAD}\n{table}\n"
