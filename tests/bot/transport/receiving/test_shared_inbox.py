"""Which of several processes handles an update, and when, if they receive updates in any order and twice.

A few seconds, and a PostgreSQL server, which is started once for all tests of a process.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from telegram import Bot, Update

from bot.state import State
from bot.state.coordination.claims import Claims
from bot.transport.receiving.shared_inbox import SECONDS_TO_SETTLE, SharedInbox
from bot.transport.sending.delivery import Delivery
from tests.bot.state.test_coordination import break_sessions

SECONDS_AT_MOST = 60.0
ANNA, BERT = -1, -2
"""Two chats."""


class Clock:
    """The clock by which processes decide which updates may still come; only tests move it."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now

    def stand_still(self) -> None:
        """Set the time so that earlier updates may still precede only those received from now on."""
        self.now = time.time() + SECONDS_TO_SETTLE

    def let_time_pass(self) -> None:
        """Set the time so that no earlier update is waited for any more."""
        self.now = time.time() + 3600.0


class Handling:
    """The updates that all processes have begun, as chat and number, in order."""

    def __init__(self) -> None:
        self.begun: list[tuple[int, int]] = []
        self._changed = asyncio.Event()

    def note(self, chat: int, number: int) -> None:
        self.begun.append((chat, number))
        self._changed.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds of what has begun."""
        async with asyncio.timeout(SECONDS_AT_MOST):
            while not holds():
                self._changed.clear()
                await self._changed.wait()

    def numbers(self, chat: int) -> list[int]:
        return [number for each, number in self.begun if each == chat]


class Replica:
    """A process that receives updates by webhook, and handles those of the chats that it claims."""

    def __init__(self, url: str, handling: Handling, clock: Clock) -> None:
        self.state = State(None, url=url)
        session = self.state.coordination.session
        assert session is not None
        self.inbox = SharedInbox(self.state, Claims(session), Delivery(self.state), clock=clock)
        self.inbox.out_of_order = True
        self._handling = handling

    async def start(self) -> None:
        await self.start_claiming()
        self.fetch()

    async def start_claiming(self) -> None:
        """Queue updates of claimed chats without handling them."""
        await self.state.coordination.start()
        await self.inbox.resume(Bot("1:test"))

    def fetch(self) -> None:
        """Handle what is queued, now and from now on."""
        self._fetching = asyncio.create_task(self._fetch())

    async def queued(self, count: int) -> None:
        """Wait until so many updates are queued."""
        async with asyncio.timeout(SECONDS_AT_MOST):
            while self.inbox.qsize() < count:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.01)

    async def stop(self) -> None:
        self._fetching.cancel()
        await asyncio.wait([self._fetching])
        await self.inbox.release()
        await self.state.close()

    async def _fetch(self) -> None:
        while True:
            update = await self.inbox.get()
            assert isinstance(update, Update)
            if await self.inbox.begin(update):
                assert update.effective_chat is not None
                self._handling.note(update.effective_chat.id, update.update_id)
                await self.inbox.complete(update)
            self.inbox.finish(update)


def written_in(chat: int, number: int) -> dict[str, Any]:
    anna = {"id": 7, "is_bot": False, "first_name": "Anna"}
    place = {"id": chat, "type": "group", "title": "Ferry"}
    return {
        "update_id": number,
        "message": {"message_id": number, "date": 1, "chat": place, "from": anna, "text": "Who?"},
    }


@pytest.fixture
def handling() -> Handling:
    return Handling()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def two(database_url: str, handling: Handling, clock: Clock) -> AsyncIterator[tuple[Replica, Replica]]:
    """Two replicas that have handled update 10, so that 11 is the next."""
    both = Replica(database_url, handling, clock), Replica(database_url, handling, clock)
    for each in both:
        await each.start()
    await both[0].inbox.receive([written_in(BERT, 10)])
    clock.let_time_pass()
    await handling.until(lambda: handling.begun == [(BERT, 10)])
    clock.stand_still()
    yield both
    for each in both:
        await each.stop()


async def test_an_update_that_two_replicas_receive_at_once_is_handled_once(
    two: tuple[Replica, Replica], handling: Handling
) -> None:
    one, other = two
    update, next_one = written_in(ANNA, 11), written_in(ANNA, 12)

    await asyncio.gather(one.inbox.receive([update]), other.inbox.receive([update]))
    await asyncio.gather(other.inbox.receive([update]), one.inbox.receive([next_one]))
    await handling.until(lambda: 12 in handling.numbers(ANNA))

    assert handling.numbers(ANNA) == [11, 12]


async def test_updates_of_a_chat_that_reach_different_replicas_in_the_wrong_order_are_handled_in_order(
    two: tuple[Replica, Replica], handling: Handling
) -> None:
    one, other = two

    await one.inbox.receive([written_in(ANNA, 13)])
    await other.inbox.receive([written_in(ANNA, 12)])
    await one.inbox.receive([written_in(ANNA, 14)])
    await other.inbox.receive([written_in(ANNA, 11)])
    await handling.until(lambda: len(handling.numbers(ANNA)) == 4)

    assert handling.numbers(ANNA) == [11, 12, 13, 14]


async def test_an_update_waits_for_an_earlier_one_of_any_chat_only_while_that_may_still_come(
    two: tuple[Replica, Replica], handling: Handling, clock: Clock
) -> None:
    one, other = two
    await one.inbox.receive([written_in(ANNA, 12)])
    await other.inbox.receive([written_in(BERT, 14)])
    await one.inbox.receive([written_in(BERT, 11)])
    await handling.until(lambda: len(handling.begun) == 3)
    begun_at_once = list(handling.begun)

    clock.let_time_pass()
    await handling.until(lambda: len(handling.begun) == 4)

    assert sorted(number for _, number in begun_at_once) == [10, 11, 12]
    assert handling.begun[-1] == (BERT, 14)


async def test_an_update_that_comes_later_than_is_waited_for_is_handled_when_it_comes(
    two: tuple[Replica, Replica], handling: Handling, clock: Clock
) -> None:
    one, other = two
    await one.inbox.receive([written_in(ANNA, 12)])
    clock.let_time_pass()
    await handling.until(lambda: handling.numbers(ANNA) == [12])

    await other.inbox.receive([written_in(ANNA, 11)])
    await handling.until(lambda: len(handling.numbers(ANNA)) == 2)

    assert handling.numbers(ANNA) == [12, 11]


async def test_an_update_queued_before_its_claim_was_lost_does_not_overtake_an_interrupted_one(
    database_url: str, handling: Handling, clock: Clock
) -> None:
    replica = Replica(database_url, handling, clock)
    replica.inbox.out_of_order = False
    await replica.start_claiming()
    await replica.inbox.receive([written_in(ANNA, 11), written_in(ANNA, 12)])
    await replica.queued(2)
    interrupted = await replica.inbox.get()
    assert isinstance(interrupted, Update)

    break_sessions(database_url)
    await replica.queued(3)
    replica.inbox.finish(interrupted)
    replica.fetch()
    await handling.until(lambda: len(handling.begun) == 2)

    assert handling.numbers(ANNA) == [11, 12]

    await replica.stop()
