"""Several bot processes that share a PostgreSQL server, while processes, connections and the server fail."""

import asyncio
import contextlib
import os
import random
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from bot.transport.receiving.shared_inbox import CHATS_AT_ONCE
from tests.support.bot_api import BotProcess, Harm
from tests.support.postgresql import PostgresServer, empty_database, postgres_server
from tools.reliability.counting import FaultOutcome
from tools.reliability.cuttable_proxy import CuttableProxy, cuttable_proxy
from tools.reliability.rig import Rig, rig

PROCESSES = 3
PEOPLE = 40
SECONDS_BETWEEN_QUESTIONS = 0.03
SECONDS_OF_A_HANG = 15.0
"""Longer than the server waits for a word of a process."""
SECONDS_TO_START = 180.0
SECONDS_TO_CATCH_UP = 300.0
ANSWERING = "is answering"
IN_HAND = CHATS_AT_ONCE
"""Updates that a process may be handling at once, which are answered twice if it dies at the worst moment."""


@dataclass(slots=True)
class Replica:
    """A bot process with its way to the database; ``losses`` counts how often it lost what it had in hand."""

    process: BotProcess
    proxy: CuttableProxy
    losses: int = 0


@dataclass(slots=True)
class Replicas:
    """Bot processes over one database, and the people of a rig."""

    rig: Rig
    server: PostgresServer
    replicas: list[Replica] = field(default_factory=list)
    rng: random.Random = field(default_factory=lambda: random.Random(15))

    @property
    def losses(self) -> int:
        """How often a process lost what it had in hand, in all."""
        return sum(replica.losses for replica in self.replicas)

    async def kill_one(self) -> None:
        """End a process at once, as a crash does, and start another one in its place."""
        replica = self.rng.choice(self.replicas)
        replica.losses += 1
        await replica.process.kill()
        replica.process = self.new_process(self.replicas.index(replica), replica.proxy)
        await start_bot(replica.process)

    async def hang_one(self, seconds: float = SECONDS_OF_A_HANG) -> None:
        """Stop a process without ending it, and let it go on later."""
        replica = self.rng.choice(self.replicas)
        replica.losses += 1
        os.kill(replica.process.pid, signal.SIGSTOP)
        await asyncio.sleep(seconds)
        os.kill(replica.process.pid, signal.SIGCONT)

    async def cut_one(self) -> None:
        """Cut a process's connections to the database."""
        replica = self.rng.choice(self.replicas)
        replica.losses += 1
        replica.proxy.cut()

    async def restart_server(self) -> None:
        """Stop the database server, cutting all connections, and start it again."""
        for replica in self.replicas:
            replica.losses += 1
        await asyncio.to_thread(self.server.stop)
        self.server.start_again()

    def new_process(self, number: int, proxy: CuttableProxy) -> BotProcess:
        """A process with a folder of its own and the common database, not started."""
        folder = self.rig.home / f"state{number}"
        folder.mkdir(exist_ok=True)
        url = f"postgresql://quoth@127.0.0.1:{proxy.port}/postgres"
        return self.rig.another_bot(QUOTH_DATABASE=url, QUOTH_STATE_DIR=str(folder))


Disruption = Callable[[Replicas], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class SharedRun:
    """So many questions, during which each mishap happens so many times, evenly spread."""

    name: str
    how: str
    disruptions: tuple[tuple[Disruption, int], ...]
    questions: int = 300


RUNS = (
    SharedRun(
        "all together",
        "kill -9 six times, SIGSTOP once, cut off six times, restarted once",
        (
            (Replicas.kill_one, 6),
            (Replicas.hang_one, 1),
            (Replicas.cut_one, 6),
            (Replicas.restart_server, 1),
        ),
        questions=700,
    ),
    SharedRun("a process is killed", "kill -9, five times", ((Replicas.kill_one, 5),)),
    SharedRun(
        "a process hangs",
        f"SIGSTOP for {SECONDS_OF_A_HANG:.0f} s, twice",
        ((Replicas.hang_one, 2),),
    ),
    SharedRun("a process is cut off", "in a proxy before the database, ten times", ((Replicas.cut_one, 10),)),
    SharedRun("the database is restarted", "twice", ((Replicas.restart_server, 2),)),
    SharedRun(
        "all at length",
        "kill -9 20 times, SIGSTOP three times, cut off 15 times, restarted three times",
        (
            (Replicas.kill_one, 20),
            (Replicas.hang_one, 3),
            (Replicas.cut_one, 15),
            (Replicas.restart_server, 3),
        ),
        questions=3000,
    ),
)


@dataclass(frozen=True, slots=True)
class SharedOutcome:
    """What became of the questions, and how often a process lost what it had in hand."""

    questions: FaultOutcome
    losses: int
    tracebacks: str = ""


async def share_work(
    run: SharedRun, people: int = PEOPLE, between: float = SECONDS_BETWEEN_QUESTIONS
) -> SharedOutcome:
    """Let people ask three processes while mishaps happen, and count the answers.

    Every twentieth response to getUpdates is lost, so that its updates are delivered again.
    """
    async with running_replicas(people) as made:
        made.rig.world.bad_days.order(Harm.CLOSED_AFTER, "getUpdates", every=20)
        happening = [
            asyncio.create_task(_spread_evenly(made, disruption, times, run.questions))
            for disruption, times in run.disruptions
        ]
        await made.rig.ask(run.questions, between)
        await asyncio.gather(*happening)
        made.rig.world.bad_days.over()
        await made.rig.wait_for_answers(SECONDS_TO_CATCH_UP)
        await asyncio.sleep(1.0)  # for what comes twice
        written = [replica.process.stderr for replica in made.replicas]
        tracebacks = "\n".join(each for each in written if "Traceback" in each)
        return SharedOutcome(made.rig.outcome(), made.losses, tracebacks)


async def _spread_evenly(made: Replicas, disruption: Disruption, times: int, questions: int) -> None:
    """Let a mishap happen so many times, evenly spread over the questions."""
    for number in range(times):
        while made.rig.asked < (number + 0.5) * questions / times:
            await made.rig.world.changes.wait()
        await disruption(made)


@contextlib.asynccontextmanager
async def running_replicas(people: int = PEOPLE, processes: int = PROCESSES) -> AsyncIterator[Replicas]:
    """Started processes over an empty database of a server of their own, and people to ask them."""
    async with contextlib.AsyncExitStack() as stack:
        server = stack.enter_context(postgres_server())
        await asyncio.to_thread(empty_database, server.url)
        made = Replicas(await stack.enter_async_context(rig(people, started=False)), server)
        for number in range(processes):
            proxy = await stack.enter_async_context(cuttable_proxy(server.port))
            made.replicas.append(Replica(made.new_process(number, proxy), proxy))
        try:
            for replica in made.replicas:
                await replica.process.start()
            await asyncio.gather(*(_answering(replica.process) for replica in made.replicas))
            yield made
        finally:
            for replica in made.replicas:
                await replica.process.kill()


async def start_bot(bot: BotProcess) -> None:
    """Start a process and wait until it says that it is answering."""
    await bot.start()
    await _answering(bot)


async def _answering(bot: BotProcess) -> None:
    async with asyncio.timeout(SECONDS_TO_START):
        while ANSWERING not in bot.stderr:
            assert bot.is_running, bot.stderr
            await asyncio.sleep(0.05)
