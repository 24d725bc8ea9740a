"""Several bot processes that share a PostgreSQL server, while processes, connections and the server fail."""

import asyncio
import contextlib
import os
import random
import signal
import socket
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from bot.state.storage.database import growing_pauses
from bot.state.storage.postgresql import connect
from bot.transport.receiving.shared_inbox import CHATS_AT_ONCE
from tests.support.bot_api import BotProcess, Person
from tests.support.postgresql import PostgresServer, empty_database, postgres_server
from tools.reliability.cuttable_proxy import CuttableProxy
from tools.reliability.libraries import PUBLISHED, TEXTS, TITLES, LibraryReaders
from tools.reliability.local_server import listening
from tools.reliability.rig import Rig, rig
from tools.reliability.unruly_proxy import UnrulyProxy

PROCESSES = 3
PEOPLE = 40
SECONDS_OF_A_HANG = 15.0
"""Longer than the server waits for a sign of life from a process."""
SECONDS_TO_START = 180.0
ANSWERING = "is answering"
WEBHOOK_HOST = "bot.example.org"
EDITION = """\
The Ferry of Ostrow

Captain Ilsa Brandt steered the ferry across the river in edition {0}.

The new engine cost 310,000 marks in edition {0}.

A bank in Kremnitz lent the whole sum in edition {0}.
"""
"""The text: each of its sentences names its edition."""
IN_HAND = CHATS_AT_ONCE
"""Updates that a process may be handling at once, which are answered twice if it dies at the worst moment."""


@dataclass(slots=True)
class Replica:
    """A bot process and its proxy to the database; ``losses`` counts how often it lost its claims."""

    process: BotProcess
    proxy: CuttableProxy
    losses: int = 0


@dataclass(slots=True)
class Replicas:
    """Bot processes over one database and depot, and the people of a rig.

    ``edition`` is the latest that the ``owner`` sent, ``publications`` how many publications there should be,
    ``forgotten`` how many people sent /forget, and ``traces`` how many rows were left of them.  ``web_ports``
    are the ports of the processes' webhooks; there are none if they poll.  ``libraries`` are the names of the
    libraries, "" for the only corpus, and ``readers`` says who uses which.
    """

    rig: Rig
    server: PostgresServer
    owner: Person
    libraries: tuple[str, ...] = ("",)
    readers: LibraryReaders = field(default_factory=LibraryReaders)
    web_ports: list[int] = field(default_factory=list)
    replicas: list[Replica] = field(default_factory=list)
    rng: random.Random = field(default_factory=lambda: random.Random(15))
    acting: asyncio.Lock = field(default_factory=asyncio.Lock)
    edition: int = 1
    publications: int = 1
    forgotten: int = 0
    traces: int = 0

    @property
    def losses(self) -> int:
        """How often processes lost their claims, in total."""
        return sum(replica.losses for replica in self.replicas)

    async def kill_one(self) -> None:
        """Kill a process, as in a crash, and start another one in its place."""
        replica = self.rng.choice(self.replicas)
        replica.losses += 1
        await replica.process.kill()
        replica.process = self.new_process(self.replicas.index(replica), replica.proxy)
        await start_bot(replica.process)

    async def hang_one(self, seconds: float = SECONDS_OF_A_HANG) -> None:
        """Suspend a process, and let it continue later."""
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
        state, texts = self.rig.home / str(number) / "state", self.texts(number)
        for folder in (state, *texts.values()):
            folder.mkdir(parents=True, exist_ok=True)
        return self.rig.another_bot(
            QUOTH_DATABASE=f"postgresql://quoth@127.0.0.1:{proxy.port}/postgres",
            QUOTH_DEPOT=str(self.rig.home / "depot"),
            QUOTH_STATE_DIR=str(state),
            QUOTH_CORPUS=",".join(f"{name}={path}" if name else str(path) for name, path in texts.items()),
            QUOTH_ADMIN_IDS=str(self.owner.id),
            **self._by_webhook(number),
        )

    def _by_webhook(self, number: int) -> dict[str, str]:
        """The settings for receiving updates by webhook; none if the process polls."""
        if not self.web_ports:
            return {}
        return {
            "QUOTH_WEB": f"127.0.0.1:{self.web_ports[number]}",
            "QUOTH_WEBHOOK_URL": f"https://{WEBHOOK_HOST}/telegram",
        }

    def texts(self, number: int) -> dict[str, Path]:
        """The folder of each library's texts for a process; its last name is the same for all."""
        return {name: self.rig.home / str(number) / (name or "texts") for name in self.libraries}

    def write_texts(self, number: int) -> None:
        """Write the texts of a process, which the others will fetch."""
        for name, folder in self.texts(number).items():
            text = TEXTS.get(name, EDITION.format(1))
            (folder / f"{name if name in TEXTS else 'ferry'}.txt").write_text(text, encoding="utf-8")

    async def choose_libraries(self) -> None:
        """Let people choose their libraries, and the owner the one with editions; wait until all have."""
        self.readers.share(self.rig.people)
        self.rig.questions_of = self.readers.asked_by
        for person in self.rig.people:
            person.says(f"/use {self.readers.uses[person.id]}")
        self.owner.says(f"/use {PUBLISHED}")
        everybody = [self.owner, *self.rig.people]
        await self.rig.world.changes.until(
            lambda: all(self.rig.world.messages(person.chat) for person in everybody) or None,
            "everybody's choice",
            SECONDS_TO_START,
        )

    async def count(self, statement: str) -> int:
        """The number that a statement selects from the database, even while that is being restarted."""
        return await asyncio.to_thread(_counted, self.server.url, statement)


@contextlib.asynccontextmanager
async def running_replicas(
    people: int = PEOPLE, processes: int = PROCESSES, *, by_webhook: bool = False, libraries: bool = False
) -> AsyncIterator[Replicas]:
    """Started processes over an empty database of a server of their own, and people to ask them.

    They poll or, *by_webhook*, receive their updates through an unruly proxy.  They have one corpus, or
    several *libraries*.
    """
    async with contextlib.AsyncExitStack() as stack:
        server = stack.enter_context(postgres_server())
        await asyncio.to_thread(empty_database, server.url)
        made_rig = await stack.enter_async_context(rig(people, started=False))
        names = tuple(TITLES) if libraries else ("",)
        made = Replicas(made_rig, server, made_rig.world.person("Owner"), names, publications=len(names))
        if by_webhook:
            made.web_ports = free_ports(processes)
            proxy_of_all = await stack.enter_async_context(listening(UnrulyProxy(made.web_ports, made.rng)))
            made_rig.world.proxy(WEBHOOK_HOST, proxy_of_all.port)
        for number in range(processes):
            proxy = await stack.enter_async_context(listening(CuttableProxy(server.port)))
            made.replicas.append(Replica(made.new_process(number, proxy), proxy))
        made.write_texts(0)
        try:
            await start_bot(made.replicas[0].process)  # it has the text, and the others fetch it
            await asyncio.gather(*(start_bot(replica.process) for replica in made.replicas[1:]))
            if libraries:
                await made.choose_libraries()
            yield made
        finally:
            for replica in made.replicas:
                if replica.process.is_running:
                    await replica.process.kill()


def free_ports(count: int) -> list[int]:
    """Free ports of this machine."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


async def start_bot(bot: BotProcess) -> None:
    """Start a process and wait until it reports that it is answering."""
    await bot.start()
    async with asyncio.timeout(SECONDS_TO_START):
        while ANSWERING not in bot.stderr:
            assert bot.is_running, bot.stderr
            await asyncio.sleep(0.05)


def _counted(url: str, statement: str) -> int:
    for pause in growing_pauses():
        try:
            with connect(url) as connection:
                (number,) = connection.execute(statement.encode()).fetchone() or (0,)
                return int(number)
        except psycopg.OperationalError:
            time.sleep(pause)
    raise AssertionError("the pauses never end")
