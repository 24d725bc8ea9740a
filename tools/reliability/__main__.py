"""``python -m tools.reliability [PART] [WORD ...]``: measure, and write the measured part of RELIABILITY.md.

The parts are the bad days, the overloads, a crowd, the long run and several processes; without a part, all
are measured.  With words, only the scenarios with those words in their names are played, and nothing is
written.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.reliability.counting import FaultOutcome
from tools.reliability.memory_plot import memory_plot
from tools.reliability.overload import OVERLOADS, Overload, OverloadOutcome, run_crowd, run_overload
from tools.reliability.publishing import publish_under_load
from tools.reliability.report import (
    AT_ONCE,
    FAULTS,
    LONG_RUN,
    OVERLOAD,
    PLOT,
    PUBLISHING,
    SHARED,
    crowd,
    fault_table,
    long_run,
    overload_table,
    published,
    shared_table,
    with_section,
)
from tools.reliability.rig import rig
from tools.reliability.scenarios import SCENARIOS, Scenario
from tools.reliability.soak import UPDATES, run_soak
from tools.reliability.trial import RUNS, SharedOutcome, SharedRun, share_work

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "RELIABILITY.md"
MAX_SECONDS = 600.0
"""A scenario that takes longer has failed."""


async def play_scenario(scenario: Scenario, questions: int) -> FaultOutcome:
    """The outcome of *questions* questions in a scenario."""
    async with asyncio.timeout(MAX_SECONDS), rig(scenario.people) as made:
        await made.start()
        await scenario.play(made, questions)
        await made.wait_for_answers(scenario.seconds)
        await asyncio.sleep(0.5)  # wait for duplicates
        if "Traceback" in made.bot.stderr:
            sys.stderr.write(made.bot.stderr)
        return made.outcome()


def bad_days(words: Sequence[str], questions: int) -> bool:
    """Play the bad days; return whether no question was lost."""
    rows: list[tuple[Scenario, FaultOutcome]] = []
    for scenario in SCENARIOS:
        if all(word in scenario.name for word in words):
            rows.append((scenario, asyncio.run(play_scenario(scenario, questions))))
            _say(fault_table(rows[-1:]).splitlines()[-1])
    _keep(FAULTS, fault_table(rows), words)
    return not any(outcome.lost for _, outcome in rows)


def overloads(words: Sequence[str], questions: int) -> bool:
    """Play the overloads; return whether no question was lost."""
    rows: list[tuple[Overload, OverloadOutcome]] = []
    for overload in OVERLOADS:
        if all(word in overload.name for word in words):
            rows.append((overload, asyncio.run(run_overload(overload))))
            _say(overload_table(rows[-1:]).splitlines()[-1])
    _keep(OVERLOAD, overload_table(rows), words)
    return not any(outcome.lost for _, outcome in rows)


def crowd_at_once(words: Sequence[str], questions: int) -> bool:
    """Let a crowd ask at once; return whether no question was lost."""
    outcome = asyncio.run(run_crowd())
    _say(crowd(outcome))
    _keep(AT_ONCE, crowd(outcome), words)
    return not outcome.lost


def long_run_of_updates(words: Sequence[str], questions: int) -> bool:
    """Play the long run and plot its memory; return whether no question was lost."""
    outcome = asyncio.run(run_soak(UPDATES))
    (ROOT / PLOT).write_text(memory_plot(outcome.megabytes), encoding="utf-8")
    _keep(LONG_RUN, long_run(outcome), words)
    return not outcome.questions.lost


def several_processes(words: Sequence[str], questions: int) -> bool:
    """Let several processes share the work while they fail; return whether no question was lost."""
    rows: list[tuple[SharedRun, SharedOutcome]] = []
    for run in RUNS:
        if all(word in run.name for word in words):
            rows.append((run, asyncio.run(share_work(run))))
            _say(shared_table(rows[-1:]).splitlines()[-1])
            sys.stderr.write(rows[-1][1].tracebacks)
            _keep(SHARED, shared_table(rows), words)  # each takes minutes
    return not any(outcome.questions.lost for _, outcome in rows)


def publications(words: Sequence[str], questions: int) -> bool:
    """Publish on three processes at once; return whether no answer was lost or made of two versions."""
    outcomes = {
        "All goes well": asyncio.run(publish_under_load()),
        "One of the three is killed (kill -9) during each publication": asyncio.run(
            publish_under_load(publications=3, people=10, kills=True)
        ),
    }
    section = "\n".join(f"{name}.\n{published(outcome)}" for name, outcome in outcomes.items())
    _say(section)
    _keep(PUBLISHING, section, words)
    return not any(outcome.lost or outcome.mixed or outcome.errors for outcome in outcomes.values())


PARTS: dict[str, Callable[[Sequence[str], int], bool]] = {
    "faults": bad_days,
    "overload": overloads,
    "crowd": crowd_at_once,
    "soak": long_run_of_updates,
    "replicas": several_processes,
    "publishing": publications,
}


def _keep(heading: str, section: str, words: Sequence[str]) -> None:
    """Write a section, unless only some of it was played."""
    if not words:
        page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        PAGE.write_text(with_section(page, heading, section), encoding="utf-8")


def _say(line: str) -> None:
    print(line, flush=True)


def main() -> int:
    """Play, print, write; the exit code is 1 if a question was lost."""
    parser = argparse.ArgumentParser(prog="python -m tools.reliability", description=__doc__)
    parser.add_argument("part", nargs="?", choices=[*PARTS, "all"], default="all")
    parser.add_argument("words", nargs="*", help="words of the names of what is played")
    parser.add_argument("--questions", type=int, default=100, help="how many are asked on each bad day")
    given = parser.parse_args()
    parts = list(PARTS) if given.part == "all" else [given.part]
    held = [PARTS[part](given.words, given.questions) for part in parts]
    return int(not all(held))


if __name__ == "__main__":
    sys.exit(main())
