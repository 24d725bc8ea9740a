"""The table of RELIABILITY.md."""

from collections.abc import Sequence

from tools.reliability.counting import Outcome
from tools.reliability.scenarios import Scenario

HEAD = (
    "| bad day | how it is made | asked | lost | repeated | out of order | slowest answer |\n"
    "|---|---|---:|---:|---:|---:|---:|"
)
_INTRODUCTION = """\
# Reliability

What becomes of questions on bad days. `python -m tools.reliability` makes each of them against the production
process, with the tests' strict Bot API for its Telegram, and writes this page. "Repeated" are answers that
came twice: where Telegram has done what was asked and its response is lost, the bot sends again, since a rare
second copy is better than silence. People see nothing of the rest but a later answer; the slowest is given in
seconds, the bad day itself included.
"""


def line(scenario: Scenario, outcome: Outcome) -> str:
    """A scenario's line of the table."""
    counts = (outcome.asked, outcome.lost, outcome.repeated, outcome.misplaced)
    return f"| {scenario.name} | {scenario.how} | {' | '.join(map(str, counts))} | {outcome.slowest:.1f} |"


def page(rows: Sequence[tuple[Scenario, Outcome]]) -> str:
    """The whole page."""
    table = "\n".join(line(scenario, outcome) for scenario, outcome in rows)
    return f"{_INTRODUCTION}\n{HEAD}\n{table}\n"
