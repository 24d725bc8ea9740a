"""A long run: thousands of updates of every kind, with faults, while the bot's state is watched."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.bot_api import Harm, Person
from tools.reliability.counting import FaultOutcome
from tools.reliability.rig import Rig, push_raw, rig

UPDATES = 20_000
PEOPLE = 40
AT_A_TIME = 400
"""Updates that are sent before the bot has caught up with the last."""
WARM = 0.2
"""The share of the updates after which the caches are filled and memory is to stay as it is."""
_POISON: dict[str, object] = {"message_id": 5, "chat": {"id": 5, "type": "private"}, "text": "no date"}


@dataclass(slots=True)
class SoakOutcome:
    """The megabytes of the bot's memory by the number of updates, and the outcome of the questions."""

    megabytes: list[tuple[int, float]] = field(default_factory=list)
    questions: FaultOutcome = field(default_factory=lambda: FaultOutcome(0))

    @property
    def growth(self) -> float:
        """By what share the memory grew at most after the caches were filled.

        >>> SoakOutcome([(0, 50.0), (200, 80.0), (600, 84.0), (1000, 82.0)]).growth
        0.05
        """
        last, _ = self.megabytes[-1]
        warm = [size for updates, size in self.megabytes if updates >= last * WARM]
        return round(max(warm) / warm[0] - 1, 4)


async def run_soak(updates: int = UPDATES) -> SoakOutcome:
    """Send so many updates, a tenth of them questions, while every fiftieth call fails."""
    outcome = SoakOutcome()
    async with rig(PEOPLE) as made:
        await made.start()
        for harm, every in ((Harm.ERROR_502_BEFORE, 50), (Harm.CLOSED_BEFORE, 70), (Harm.RESET_BEFORE, 90)):
            made.world.bad_days.order(harm, "sendMessage", every=every)
        for sent in range(0, updates, AT_A_TIME):
            await _send(made, sent)
            await _caught_up(made)
            outcome.megabytes.append((sent + AT_A_TIME, resident(made.bot.pid)))
        await made.wait_for_answers(120)
        outcome.questions = made.outcome()
    return outcome


async def _send(made: Rig, first: int) -> None:
    """Send some updates of each kind, and one that cannot be read."""
    for number in range(first, first + AT_A_TIME):
        person = made.people[number % PEOPLE]
        if number % 10 == 0:
            made.ask_one(person)
        elif number % 100 == 1:
            push_raw(made.world, _POISON)
        else:
            _KINDS[number % len(_KINDS)](person, number)


async def _caught_up(made: Rig) -> None:
    """Wait until the bot has asked for updates after the last one."""
    async with asyncio.timeout(300):
        while made.world.state.updates.pending or made.unanswered:
            await made.world.changes.wait()


def _inline(person: Person, number: int) -> None:
    person.asks_inline(f"Who steered ferry {number}")


def _tap(person: Person, number: int) -> None:
    """Tap the last answer that has buttons."""
    room = person.state.rooms.get(person.chat.id)
    messages = reversed(list(room.messages.values()) if room else [])
    with_buttons = (message for message in messages if message.keyboard)
    if message := next(with_buttons, None):
        labels = [each.text for row in message.keyboard for each in row if each.action == "callback_data"]
        person.taps(message, labels[number % len(labels)])


_KINDS: tuple[Callable[[Person, int], None], ...] = (_inline, _inline, _tap, _inline, _inline)


def resident(process: int) -> float:
    """The resident memory of a process, in megabytes."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20
