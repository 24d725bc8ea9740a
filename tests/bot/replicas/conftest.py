"""Machines that share a corpus through a PostgreSQL server and a depot in a folder."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import pytest

from bot.application import QuothApplication
from bot.live_corpus import LiveCorpus
from bot.replicas.replica import FollowingReplica
from bot.replicas.shared_corpus import SharedCorpus
from bot.replicas.shared_publisher import SECONDS_ALIVE, SharedPublisher
from bot.replicas.startup import ensure_published
from bot.state import State
from management.depot.depot import Depot
from management.depot.folder_store import FolderStore
from management.operations import CorpusManager
from management.proposing import Proposal
from retrieval.store.corpus_store import CorpusStore

SECONDS_AT_MOST = 60.0
LAMP = "The Lamp of Selmouth\n\nMayor Edda Quist lit the lamp. The repair cost 40,000 crowns."


async def eventually(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(SECONDS_AT_MOST):
        while not holds():  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(0.01)


class SharingMachine:
    """A machine with folders of its own that answers from the shared corpus."""

    def __init__(self, folder: Path, url: str, depot: Depot | None) -> None:
        self.folder = folder
        self.source = folder / "articles"
        self.store = CorpusStore(self.source, folder / "versions")
        self.depot = depot
        self.url = url
        self.seconds_alive = SECONDS_ALIVE
        self.troubles: list[str] = []
        self.stack = AsyncExitStack()

    async def start(self) -> None:
        """Fetch the published version, and answer from it."""
        await self.prepare_once()
        self.corpus = LiveCorpus(self.store, waits=False)
        self.stack.callback(self.corpus.close)
        self.state = State(self.folder, url=self.url)
        self.stack.push_async_callback(self.state.close)
        await self.state.coordination.start()
        shared = SharedCorpus(self.store, self.depot, self.state.publications, keep=10)
        self.replica = FollowingReplica(shared, self.state.publications, self.state.coordination)
        self.publisher = SharedPublisher(
            shared, self.state.publications, self.state.coordination, self.replica.id, self.seconds_alive
        )
        self.publisher.on_trouble = self.replica.on_trouble = self.troubles.append
        self.corpus.join(self.publisher)
        await self.replica.start(self.corpus)
        self.stack.push_async_callback(self.replica.stop)
        self.stack.push_async_callback(self.publisher.close)

    async def prepare_once(self) -> None:
        """What a process does before it answers."""
        state = State(self.folder, url=self.url)
        try:
            await state.coordination.start()
            await ensure_published(CorpusManager(self.store), state, self.depot)
        finally:
            await state.close()

    async def stop(self) -> None:
        await self.stack.aclose()

    def write(self, name: str, text: str) -> None:
        self.source.mkdir(parents=True, exist_ok=True)
        (self.source / name).write_text(text, encoding="utf-8")

    async def propose(self) -> Proposal:
        return await self.corpus.propose()

    async def publish(self, proposal: Proposal) -> str:
        """Publish a proposal; return the version before."""
        accept = partial(self.corpus.manager.accept, proposal, by="test", confirmed=True)
        return await self.corpus.put_in_use(proposal.version, accept)

    async def changed(self, name: str, text: str) -> str:
        """Write a file and publish it; return the version."""
        self.write(name, text)
        proposal = await self.propose()
        await self.publish(proposal)
        return proposal.version

    @property
    def files(self) -> set[str]:
        return {path.name for path in self.source.glob("[!.]*")}


class BotInTurns:
    """A bot of several processes that answer one at a time; the first one polls."""

    def __init__(self, applications: list[QuothApplication]) -> None:
        self.applications = applications

    async def let_answer(self, number: int) -> None:
        """Let only this process answer from now on."""
        for application in self.applications:
            await application.inbox.stop_claiming()
        chosen = self.applications[number]
        await chosen.inbox.resume(chosen.bot)


class ServedBot(BotInTurns):
    """A bot of two processes, each on a machine of its own."""

    def __init__(self, machines: list[SharingMachine], applications: list[QuothApplication]) -> None:
        super().__init__(applications)
        self.machines = machines


@pytest.fixture
def depot(tmp_path: Path) -> Depot:
    return Depot(FolderStore(tmp_path / "depot"))


NewMachine = Callable[[str], SharingMachine]


@pytest.fixture
async def new_machine(tmp_path: Path, database_url: str, depot: Depot) -> AsyncIterator[NewMachine]:
    """Sets up machines, which are stopped at the end."""
    async with AsyncExitStack() as stack:

        def new(name: str) -> SharingMachine:
            machine = SharingMachine(tmp_path / name, database_url, depot)
            machine.source.mkdir(parents=True)
            stack.push_async_callback(machine.stop)
            return machine

        yield new


@pytest.fixture
async def two_machines(new_machine: NewMachine) -> tuple[SharingMachine, SharingMachine]:
    """Two machines that answer; only the first one had a text when it started."""
    one, other = new_machine("one"), new_machine("other")
    one.write("lamp.txt", LAMP)
    await one.start()
    await other.start()
    return one, other
