"""``python -m tools.benchmarks.replicas``: what a question costs one process or three.

People ask as fast as Telegram lets the bot answer; the processor time of the bots is counted, and that of the
server beside it.  With as many cores as processes, that is also how much more they can do together.
"""

import argparse
import asyncio
import os
import statistics
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.support.postgresql import WHY_NOT, programs
from tools.reliability.replicas import PEOPLE, running_replicas
from tools.reliability.rig import Rig, rig

QUESTIONS = 400
WARM_UP = 80
SECONDS_BETWEEN_QUESTIONS = 0.035
SECONDS_TO_CATCH_UP = 120.0


def processor_seconds(processes: Iterable[int]) -> float:
    """The processor time that processes have taken so far."""
    fields = [Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split() for number in processes]
    return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")


def descendants(process: int) -> list[int]:
    """A process and those that it started."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *(each for child in children for each in descendants(int(child)))]


async def _ask(made: Rig, questions: int) -> None:
    await made.ask(questions, SECONDS_BETWEEN_QUESTIONS)
    await made.wait_for_answers(SECONDS_TO_CATCH_UP)


def _median_wait(made: Rig, questions: int) -> float:
    """The median of the milliseconds that the last questions waited for their answers."""
    return statistics.median(made.waits()[-questions:]) * 1000


async def with_a_file(questions: int) -> tuple[float, float]:
    """The milliseconds that a question costs one process with a file, and those that it waits."""
    async with rig(PEOPLE) as made:
        await made.start()
        await _ask(made, WARM_UP)
        before = processor_seconds([made.bot.pid])
        await _ask(made, questions)
        took = processor_seconds([made.bot.pid]) - before
        return took * 1000 / questions, _median_wait(made, questions)


async def with_a_server(questions: int, processes: int) -> tuple[float, float, float]:
    """The milliseconds that a question costs the processes and the server, and those that it waits."""
    async with running_replicas(processes=processes) as made:
        bots = [replica.process.pid for replica in made.replicas]
        await _ask(made.rig, WARM_UP)
        before, server_before = processor_seconds(bots), _server_seconds(made.server.process.pid)
        await _ask(made.rig, questions)
        bots_took = processor_seconds(bots) - before
        server_took = _server_seconds(made.server.process.pid) - server_before
        waited = _median_wait(made.rig, questions)
        return bots_took * 1000 / questions, server_took * 1000 / questions, waited


def _server_seconds(process: int) -> float:
    return processor_seconds(descendants(process))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tools.benchmarks.replicas", description=__doc__)
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    given = parser.parse_args()
    if programs() is None:
        sys.exit(WHY_NOT)
    one, waited_one = asyncio.run(with_a_file(given.questions))
    print(f"one process, a file: {one:.1f} ms a question, which waits {waited_one:.0f} ms", flush=True)
    for processes in (1, 3):
        bots, server, waited = asyncio.run(with_a_server(given.questions, processes))
        times = f"{bots:.1f} ms ({bots / one:.2f} times), and {server:.1f} ms of the server"
        print(
            f"{processes} with a server: {times}; it waits {waited:.0f} ms ({waited / waited_one:.2f} times)"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
