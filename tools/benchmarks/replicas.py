"""``python -m tools.benchmarks.replicas``: what a question costs one process or three.

Three bots run side by side: one process with a file, one with a server, and three with a server of their own.
Each is asked in turn, some questions at a time, as fast as Telegram lets a bot answer.  Other load slows all
three down alike, so their ratios can be trusted.  The processor time of the bots and of the server is
measured.  With as many cores as processes, its ratio is also how much more they can do together.
"""

import argparse
import asyncio
import os
import statistics
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.postgresql import WHY_NOT, programs
from tools.reliability.replicas import PEOPLE, PROCESSES, running_replicas
from tools.reliability.rig import Rig, rig

QUESTIONS = 400
IN_A_ROUND = 50
WARM_UP = 80
SECONDS_BETWEEN_QUESTIONS = 0.035
SECONDS_TO_CATCH_UP = 120.0


@dataclass(slots=True)
class MeasuredBot:
    """The processes of a bot and its server, and what each round cost them, in milliseconds a question."""

    name: str
    rig: Rig
    processes: Sequence[int]
    server: int = 0
    of_bots: list[float] = field(default_factory=list)
    of_server: list[float] = field(default_factory=list)

    async def ask(self, questions: int) -> None:
        """Ask so many questions, and wait for the answers."""
        await self.rig.ask(questions, SECONDS_BETWEEN_QUESTIONS)
        await self.rig.wait_for_answers(SECONDS_TO_CATCH_UP)

    async def play_round(self, questions: int) -> None:
        """Ask so many questions, and record what they cost."""
        server = descendants(self.server) if self.server else []
        bots_before, server_before = processor_seconds(self.processes), processor_seconds(server)
        await self.ask(questions)
        self.of_bots.append((processor_seconds(self.processes) - bots_before) * 1000 / questions)
        self.of_server.append((processor_seconds(server) - server_before) * 1000 / questions)

    def waited(self, questions: int) -> float:
        """The median of the milliseconds that the last questions waited for their answers."""
        return statistics.median(self.rig.waits()[-questions:]) * 1000


def processor_seconds(processes: Iterable[int]) -> float:
    """The processor time that processes have taken so far."""
    fields = [Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split() for number in processes]
    return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")


def descendants(process: int) -> list[int]:
    """A process and those that it started."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *(each for child in children for each in descendants(int(child)))]


@asynccontextmanager
async def running_bots() -> AsyncIterator[list[MeasuredBot]]:
    """The bot with a file first, then those with a server."""
    async with AsyncExitStack() as stack:
        alone = await stack.enter_async_context(rig(PEOPLE))
        await alone.start()
        bots = [MeasuredBot("one process, a file", alone, [alone.bot.pid])]
        for name, processes in (("one process, a server", 1), ("three processes, a server", PROCESSES)):
            made = await stack.enter_async_context(running_replicas(processes=processes))
            pids = [replica.process.pid for replica in made.replicas]
            bots.append(MeasuredBot(name, made.rig, pids, made.server.process.pid))
        yield bots


async def measure(questions: int) -> list[MeasuredBot]:
    """Ask each bot so many questions, in turn."""
    async with running_bots() as bots:
        for each in bots:
            await each.ask(WARM_UP)
        for _ in range(questions // IN_A_ROUND):
            for each in bots:
                await each.play_round(IN_A_ROUND)
        return bots


def table(bots: Sequence[MeasuredBot], questions: int) -> str:
    """A line for each bot; times are the medians of the rounds, each beside the first bot's."""
    lines = [
        "| | processor time a question | times | of the server beside it | waits |",
        "|---|---:|---:|---:|---:|",
    ]
    first = bots[0].of_bots
    for each in bots:
        times = statistics.median(one / other for one, other in zip(each.of_bots, first, strict=True))
        took = f"{statistics.mean(each.of_bots):.1f} ms"
        server = f"{statistics.mean(each.of_server):.1f} ms" if each.server else ""
        lines.append(f"| {each.name} | {took} | {times:.2f} | {server} | {each.waited(questions):.0f} ms |")
    return "\n".join(lines)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tools.benchmarks.replicas", description=__doc__)
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    given = parser.parse_args()
    if programs() is None:
        sys.exit(WHY_NOT)
    print(table(asyncio.run(measure(given.questions)), given.questions))
    return 0


if __name__ == "__main__":
    sys.exit(main())
