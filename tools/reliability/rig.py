"""A bot in a process of its own, people who ask it questions, and a Telegram that misbehaves."""

import asyncio
import contextlib
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from itertools import chain
from pathlib import Path

from tests.support.bot_api import ActKind, BotProcess, Person, World
from tools.reliability.counting import FaultOutcome, outcome

ARTICLE = """\
The Ferry of Ostrow

Ostrow, 2 June 2004 (River Post) -- The night ferry of Ostrow sails again after a break of seven weeks.

Captain Ilsa Brandt steered it across on Wednesday. "The river was calm," she told the passengers.

The new engine cost 310,000 marks. A bank in Kremnitz lent the whole sum.
"""
QUESTIONS = {
    "Who steered the ferry?": "Ilsa Brandt",
    "What did the engine cost?": "310,000",
    "Who lent the sum?": "Kremnitz",
}
"""The questions asked in turn, each with words that only its answer has."""
SECONDS_BETWEEN_QUESTIONS = 0.1


class Rig:
    """One bot and the people who ask it; compares what they asked with what the bot sent.

    ``questions_of`` has the questions that are asked in a chat in turn, each with words that only its answer
    has.
    """

    def __init__(self, world: World, home: Path, people: int) -> None:
        self.world = world
        self.home = home
        self.state = home / "state"
        self._corpus = home / "corpus"
        self.people = [world.person(f"Person {number}") for number in range(people)]
        self._asked: defaultdict[int, list[tuple[str, float]]] = defaultdict(list)
        self._came: dict[int, list[tuple[str, float]]] = defaultdict(list)
        self._seen = 0
        self.questions_of: Callable[[int], Mapping[str, str]] = lambda chat: QUESTIONS
        self.bot = self.another_bot()
        world.state.listeners.append(self._look)

    def another_bot(self, **environment: str) -> BotProcess:
        """Another process over the same state folder, not started."""
        return BotProcess(self.world, corpus=self._corpus, state_dir=self.state, extra=environment)

    async def start(self) -> None:
        """Start the bot and wait until it asks for updates."""
        await self.bot.start()
        await self.bot.ready(120)

    async def restart(self) -> None:
        """Kill the bot, as in a crash, and start it again."""
        await self.bot.kill()
        self.bot = self.another_bot()
        await self.start()

    async def ask(
        self, questions: int, between: float = SECONDS_BETWEEN_QUESTIONS, *, in_a_row: int = 1
    ) -> None:
        """Let the people ask so many questions in turn, each *in_a_row* of them."""
        for number in range(questions):
            self.ask_one(self.people[number // in_a_row % len(self.people)])
            if (number + 1) % in_a_row == 0:
                await asyncio.sleep(between * in_a_row)

    def ask_one(self, person: Person) -> None:
        """Let one person ask their next question."""
        asked, questions = self._asked[person.chat.id], list(self.questions_of(person.chat.id))
        asked.append((questions[len(asked) % len(questions)], time.monotonic()))
        person.says(asked[-1][0])

    async def wait_for_answers(self, seconds: float) -> None:
        """Wait until there are as many answers as questions, but at most so many seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.outcome().lost:
                    await self.world.changes.wait()

    def outcome(self) -> FaultOutcome:
        """The outcome of all questions so far."""
        return sum((self._outcome_in(chat) for chat in self._asked), FaultOutcome(0))

    @property
    def asked(self) -> int:
        """How many questions were asked so far."""
        return sum(map(len, self._asked.values()))

    @property
    def unanswered(self) -> int:
        """How many answers are still missing, if none came twice."""
        return sum(len(asked) - len(self._came[chat]) for chat, asked in self._asked.items())

    def waits(self) -> list[float]:
        """How long each answered question waited, in seconds, in the order of the questions."""
        pairs = (zip(asked, self._came[chat], strict=False) for chat, asked in self._asked.items())
        times = sorted((then, at) for (_, then), (_, at) in chain.from_iterable(pairs))
        return [at - then for then, at in times]

    def _outcome_in(self, chat: int) -> FaultOutcome:
        asked, came = self._asked[chat], self._came[chat]
        waits = [at - then for (_, then), (_, at) in zip(asked, came, strict=False)]
        expected = [self.questions_of(chat)[question] for question, _ in asked]
        return outcome(expected, [answer for answer, _ in came], max(waits, default=0.0))

    def _look(self) -> None:
        """Note the answers that have come since the last look."""
        acts, self._seen = self.world.acts[self._seen :], len(self.world.acts)
        for act in acts:
            text = act.message.text if act.message is not None else ""
            answers = self.questions_of(act.chat.id).values()
            answer = next((words for words in answers if words in text), "")
            if answer and act.kind is ActKind.SENT:
                self._came[act.chat.id].append((answer, time.monotonic()))


@contextlib.asynccontextmanager
async def rig(people: int, *, started: bool = True) -> AsyncIterator[Rig]:
    """A rig with a bot; the bot is stopped at the end, with force if necessary.

    Without *started*, the caller starts and stops bots of its own.
    """
    with tempfile.TemporaryDirectory(prefix="quoth-reliability-") as home:
        corpus = Path(home) / "corpus"
        corpus.mkdir()
        (Path(home) / "state").mkdir()
        (corpus / "ferry.txt").write_text(ARTICLE, encoding="utf-8")
        async with World() as world:
            made = Rig(world, Path(home), people)
            try:
                yield made
            finally:
                world.bad_days.over()
                if started:
                    await made.bot.kill()


def push_raw(world: World, body: dict[str, object]) -> None:
    """Queue an update that no person could cause."""
    world.state.updates.add("message", json.loads(json.dumps(body)), order=0, lifetime=3600.0)
    world.state.changed()
