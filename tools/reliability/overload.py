"""Overload: some people ask far too much, and the others' waiting times are measured."""

import asyncio
import random
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from tests.support.bot_api import Person
from tools.reliability.rig import Rig, rig

BYSTANDERS = 5
BETWEEN = 0.15
"""Seconds between the questions of the bystanders, all of them together."""
LONGEST_MESSAGE = 4096
CROWD = 2000
"""People who all ask at once."""

Burden = Callable[[Rig], Coroutine[Any, Any, None]]
"""Sends what overloads the bot; returns at once or after a while."""


@dataclass(frozen=True, slots=True)
class Overload:
    """A load on the bot, and how many questions bystanders ask during it."""

    name: str
    how: str
    burden: Burden
    questions: int = 100


@dataclass(frozen=True, slots=True)
class CrowdOutcome:
    """The outcome for a crowd that asks at once: waits in seconds, and how often typing was shown."""

    people: int
    lost: int
    median: float
    slowest: float
    typing: int


@dataclass(frozen=True, slots=True)
class OverloadOutcome:
    """The 95th percentile of bystanders' waits in seconds, before and during; how many answers never came."""

    idle: float
    during: float
    slowest: float
    lost: int

    @property
    def times(self) -> float:
        """The ratio of the waits during the overload to those before."""
        return self.during / self.idle


async def run_overload(overload: Overload) -> OverloadOutcome:
    """Overload a bot, and measure how long bystanders wait."""
    async with asyncio.timeout(300), rig(BYSTANDERS) as made:
        await made.start()
        await made.ask(40, BETWEEN)  # fills the caches of a bot that has just started
        await made.wait_for_answers(60)
        idle = await _waits(made, 60)
        burdening = asyncio.create_task(overload.burden(made))
        during = await _waits(made, overload.questions)
        await burdening
        await _caught_up(made)
        idle += await _waits(made, 60)  # the load from other programs varies
        return OverloadOutcome(p95(idle), p95(during), max(during), made.outcome().lost)


async def run_crowd(people: int = CROWD) -> CrowdOutcome:
    """Let many people ask at once, and count what becomes of their questions."""
    async with asyncio.timeout(500), rig(people) as made:
        await made.start()
        for person in made.people:
            made.ask_one(person)
        await made.wait_for_answers(400)
        waits = sorted(made.waits())
        typing = sum(request.method == "sendChatAction" for request in made.world.log)
        return CrowdOutcome(people, made.outcome().lost, waits[len(waits) // 2], waits[-1], typing)


async def _caught_up(made: Rig) -> None:
    """Wait until the bot has received the whole load, and no answer has come for a while."""
    while made.world.state.updates.pending:
        await made.world.changes.wait()
    sent = -1
    while sent != len(made.world.acts):
        sent = len(made.world.acts)
        await asyncio.sleep(1.0)


async def _waits(made: Rig, questions: int) -> list[float]:
    """Let bystanders ask so many questions; return the seconds that each waited for its answer."""
    before = len(made.waits())
    await made.ask(questions, BETWEEN)
    await made.wait_for_answers(120)
    return made.waits()[before:]


def p95(waits: Sequence[float]) -> float:
    """The 95th percentile.

    >>> p95(range(1, 101))
    95
    """
    return sorted(waits)[max(0, len(waits) * 95 // 100 - 1)]


def _others(made: Rig, count: int) -> list[Person]:
    return [made.world.person(f"Other {number}") for number in range(count)]


async def _hostile(made: Rig) -> None:
    """Each of 50 people sends a message of the maximum length, of invented words."""
    rng = random.Random(4)
    for person in _others(made, 50):
        words = ("".join(rng.choices("abcdeilmnorst", k=7)) for _ in range(LONGEST_MESSAGE // 8))
        person.says(" ".join(words))


async def _one_heavy_asker(made: Rig) -> None:
    (person,) = _others(made, 1)
    for number in range(1000):
        person.says(f"Who lent the sum {number}?")
        await asyncio.sleep(0)


async def _taps(made: Rig) -> None:
    """One person taps the same button a thousand times."""
    (person,) = _others(made, 1)
    person.says("Who steered the ferry?")
    message = await made.world.next_message(person.chat)
    buttons = chain.from_iterable(message.keyboard)
    label = next(button.text for button in buttons if button.action == "callback_data")
    for _ in range(1000):
        person.taps(message, label)
        await asyncio.sleep(0)


async def _inline(made: Rig) -> None:
    """One person types a thousand inline queries, letter after letter."""
    (person,) = _others(made, 1)
    for number in range(1000):
        person.asks_inline("Who steered the ferry"[: number % 20 + 1])
        await asyncio.sleep(0)


OVERLOADS = (
    Overload("hostile questions", "50 people send 4,096 characters of words that do not exist", _hostile),
    Overload("one asks much", "1,000 questions of one person at once", _one_heavy_asker),
    Overload("a flood of taps", "1,000 taps of one person on one button at once", _taps),
    Overload("a flood of inline queries", "1,000 inline queries of one person at once", _inline),
)
