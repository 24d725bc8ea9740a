"""Bot processes share a database and a depot while versions of the text are published and rolled back.

Each edition has its number in every sentence, so an answer made of two editions is noticed.
"""

import asyncio
import contextlib
import re
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.bot_api import ActKind, BotProcess, Message, Person, World
from tests.support.postgresql import PostgresServer, empty_database, postgres_server

PROCESSES = 3
SECONDS_TO_START = 180.0
SECONDS_TO_PUBLISH = 120.0
SECONDS_TO_ANSWER = 120.0
SECONDS_BETWEEN_QUESTIONS = 0.05
ANSWERING = "is answering"

EDITION = """\
The Ferry of Ostrow

Captain Ilsa Brandt steered the ferry across the river in edition {0}.

In edition {0} the new engine cost 310,000 marks, and a bank in Kremnitz lent the whole sum.

The bridge of edition {0} was closed for seven weeks because of the ice.
"""
QUESTIONS = ("Who steered the ferry?", "What did the engine cost?", "Why was the bridge closed?")


@dataclass(frozen=True, slots=True)
class PublishingOutcome:
    """The outcome: what happened to the questions and to the versions.

    ``mixed`` counts answers from two editions, ``regressions`` answers from an earlier edition than the chat
    had seen before although there was no rollback, ``errors`` replies without an edition, and tracebacks.
    ``seconds`` has the time from each tap until the bot reported that the edition was published.
    """

    asked: int
    answered: int
    mixed: int
    regressions: int
    errors: int
    seconds: tuple[float, ...]

    @property
    def lost(self) -> int:
        """How many questions were not answered."""
        return max(0, self.asked - self.answered)


@dataclass(slots=True)
class Readers:
    """People who ask, and the editions that their answers came from, in order."""

    world: World
    people: list[Person]
    asked: int = 0
    answers: defaultdict[int, list[tuple[float, str]]] = field(default_factory=lambda: defaultdict(list))
    _seen: int = 0

    async def ask(self, until: asyncio.Event) -> None:
        """Ask in turn until *until* is set."""
        while not until.is_set():
            person = self.people[self.asked % len(self.people)]
            person.says(QUESTIONS[(self.asked // len(self.people)) % len(QUESTIONS)])
            self.asked += 1
            await asyncio.sleep(SECONDS_BETWEEN_QUESTIONS)

    def look(self) -> None:
        """Note the answers that have come since the last look."""
        acts, self._seen = self.world.acts[self._seen :], len(self.world.acts)
        for act in acts:
            if act.kind is ActKind.SENT and act.message is not None and act.chat.id in self._chats:
                self.answers[act.chat.id].append((time.monotonic(), act.message.text))

    @property
    def answered(self) -> int:
        """How many answers have come."""
        return sum(map(len, self.answers.values()))

    @property
    def _chats(self) -> set[int]:
        return {person.chat.id for person in self.people}


def editions_in(text: str) -> set[int]:
    """The numbers of the editions that an answer's sentences come from.

    >>> sorted(editions_in("… cost 310,000 marks in edition 3. … of edition 12 …"))
    [3, 12]
    """
    return set(map(int, re.findall(r"edition (\d+)", text)))


async def publish_under_load(
    publications: int = 6, people: int = 20, processes: int = PROCESSES, *, kills: bool = False
) -> PublishingOutcome:
    """Publish so many editions by a file and a tap, and go back once, while people ask.

    With *kills*, each process in turn is killed (kill -9) during a publication, and started again.
    """
    async with _running(processes) as (world, bots, owner):
        readers = Readers(world, [world.person(f"Reader {number}") for number in range(people)])
        world.state.listeners.append(readers.look)
        enough = asyncio.Event()
        asking = asyncio.create_task(readers.ask(enough))
        seconds = []
        for number in range(2, 2 + publications):
            victim = bots[number % processes] if kills else None
            seconds.append(await _publish_edition(world, owner, number, victim))
        forward_until = time.monotonic()
        await _roll_back(world, owner)
        enough.set()
        await asking
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_TO_ANSWER):
                while readers.answered < readers.asked:
                    await world.changes.wait()
        tracebacks = sum(process.stderr.count("Traceback") for process in bots)
        return _counted(readers, forward_until, tracebacks, seconds)


def _counted(
    readers: Readers, forward_until: float, tracebacks: int, seconds: list[float]
) -> PublishingOutcome:
    texts = [text for came in readers.answers.values() for _, text in came]
    found = [editions_in(text) for text in texts]
    return PublishingOutcome(
        asked=readers.asked,
        answered=len(texts),
        mixed=sum(len(each) > 1 for each in found),
        regressions=sum(_times_back(came, forward_until) for came in readers.answers.values()),
        errors=tracebacks + sum(not each for each in found),
        seconds=tuple(seconds),
    )


def _times_back(came: list[tuple[float, str]], until: float) -> int:
    """How often a chat was answered from an earlier edition than before, until a time."""
    numbers = [max(editions_in(text), default=0) for at, text in came if at < until]
    return sum(later < earlier for earlier, later in pairwise(numbers))


async def _publish_edition(world: World, owner: Person, number: int, victim: BotProcess | None) -> float:
    """Send an edition as a file and publish it; return the seconds from the tap until the bot confirms it.

    A *victim* is killed as soon as a process handles the tap, and started again.
    """
    owner.sends_document("ferry.txt", EDITION.format(number).encode())
    report = await _message_with(world, owner, "Publish")
    then = time.monotonic()
    tap = owner.taps(report, "Publish")
    if victim is not None:
        await tap.answer(SECONDS_TO_PUBLISH)
        await victim.kill()
        await victim.start()

    def is_done() -> bool | None:
        now = world.current(report)
        return True if now is None or "Publish" not in now.labels else None

    await world.changes.until(is_done, f"edition {number} in use", SECONDS_TO_PUBLISH)
    return time.monotonic() - then


async def _roll_back(world: World, owner: Person) -> None:
    """Go back to the edition before."""
    owner.says("/rollback")
    owner.taps(await _message_with(world, owner, "Roll back"), "Roll back")

    def is_done() -> bool | None:
        texts = [message.text for message in world.messages(owner.chat)]
        return True if any("is in use again" in text for text in texts) else None

    await world.changes.until(is_done, "the edition before in use", SECONDS_TO_PUBLISH)


async def _message_with(world: World, owner: Person, label: str) -> Message:
    """The bot's message that has a button."""

    def look() -> Message | None:
        return next((each for each in world.messages(owner.chat) if label in each.labels), None)

    return await world.changes.until(look, f"a message with [{label}]", SECONDS_TO_PUBLISH)


@contextlib.asynccontextmanager
async def _running(processes: int) -> AsyncIterator[tuple[World, list[BotProcess], Person]]:
    """Bot processes with folders of their own; only the first has the text."""
    with TemporaryDirectory(prefix="quoth-publishing-") as home, postgres_server() as server:
        await asyncio.to_thread(empty_database, server.url)
        async with World() as world:
            owner = world.person("Owner")
            bots = [_bot(world, Path(home), number, server, owner) for number in range(processes)]
            try:
                await bots[0].start()
                await _answering(bots[0])
                for process in bots[1:]:
                    await process.start()
                for process in bots[1:]:
                    await _answering(process)
                yield world, bots, owner
            finally:
                for process in bots:
                    await process.kill()


def _bot(world: World, home: Path, number: int, server: PostgresServer, owner: Person) -> BotProcess:
    corpus = home / str(number) / "texts"
    corpus.mkdir(parents=True)
    (home / str(number) / "state").mkdir()
    if number == 0:
        (corpus / "ferry.txt").write_text(EDITION.format(1), encoding="utf-8")
    extra = {"QUOTH_DATABASE": server.url, "QUOTH_DEPOT": str(home / "depot")}
    state = home / str(number) / "state"
    return BotProcess(world, corpus=corpus, state_dir=state, admins=[owner.id], extra=extra)


async def _answering(process: BotProcess) -> None:
    async with asyncio.timeout(SECONDS_TO_START):
        while ANSWERING not in process.stderr:  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(0.05)
