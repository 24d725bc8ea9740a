"""``python -m tools.reliability [WORD ...]``: play the scenarios whose names have those words, or all.

All of them write RELIABILITY.md; some only print their lines.
"""

import argparse
import asyncio
import sys
from pathlib import Path

from tools.reliability.counting import FaultOutcome
from tools.reliability.report import HEAD, line, page
from tools.reliability.rig import rig
from tools.reliability.scenarios import SCENARIOS, Scenario

PAGE = Path(__file__).parents[2] / "RELIABILITY.md"
MOST_SECONDS = 600.0
"""A scenario that takes longer has failed."""


async def played(scenario: Scenario, questions: int) -> FaultOutcome:
    """What becomes of so many questions on that bad day."""
    async with asyncio.timeout(MOST_SECONDS), rig(scenario.people) as made:
        await made.start()
        await scenario.play(made, questions)
        await made.answered(scenario.seconds)
        await asyncio.sleep(0.5)  # for what comes twice
        if "Traceback" in made.bot.stderr:
            sys.stderr.write(made.bot.stderr)
        return made.outcome()


def main() -> int:
    """Play, print, write; the exit code is 1 where a question was lost."""
    parser = argparse.ArgumentParser(prog="python -m tools.reliability", description=__doc__)
    parser.add_argument("words", nargs="*", help="words of the scenarios' names")
    parser.add_argument("--questions", type=int, default=100, help="how many are asked in each")
    arguments = parser.parse_args()
    chosen = [each for each in SCENARIOS if all(word in each.name for word in arguments.words)]
    print(HEAD, flush=True)
    outcomes = []
    for scenario in chosen:
        outcomes.append(asyncio.run(played(scenario, arguments.questions)))
        print(line(scenario, outcomes[-1]), flush=True)
    if len(chosen) == len(SCENARIOS):
        PAGE.write_text(page(list(zip(chosen, outcomes, strict=True))), encoding="utf-8")
    return int(any(each.lost for each in outcomes))


if __name__ == "__main__":
    sys.exit(main())
