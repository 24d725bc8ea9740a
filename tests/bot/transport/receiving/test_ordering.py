import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import Bot, Update

from bot.state import State
from bot.transport.receiving.inbox import Inbox
from bot.transport.receiving.limits import Limits
from bot.transport.receiving.ordering import ChatOrder
from bot.transport.sending.delivery import Delivery

ANNA = {"id": 7, "is_bot": False, "first_name": "Anna"}


def written_in(chat: int, number: int = 1, person: int = 7) -> dict[str, Any]:
    message = {
        "message_id": number,
        "date": 1,
        "chat": {"id": chat, "type": "group"},
        "from": ANNA | {"id": person},
    }
    return {"update_id": number, "message": message}


def long_message_in(chat: int, number: int) -> dict[str, Any]:
    update = written_in(chat, number)
    return update | {"message": update["message"] | {"text": "word " * 300}}


def tapped_in(chat: int, number: int) -> dict[str, Any]:
    query = {"id": "1", "from": ANNA, "chat_instance": "1", "message": written_in(chat)["message"]}
    return {"update_id": number, "callback_query": query}


def typed(number: int) -> dict[str, Any]:
    return {"update_id": number, "inline_query": {"id": "1", "from": ANNA, "query": "who", "offset": ""}}


class Work:
    """Handlers that wait until released, with the updates that they have begun and those refused."""

    def __init__(
        self, state: State, limits: Limits | None = None, seconds_between_slow: float = 3600.0
    ) -> None:
        self.inbox = Inbox(state, limits=limits, seconds_between_slow=seconds_between_slow)
        self.order = ChatOrder(self.inbox, Delivery(state))
        self.order.refuse = self._refuse
        self.begun: list[int] = []
        self.refused: list[int] = []
        self._gates: dict[int, asyncio.Event] = {}
        self._changed = asyncio.Event()
        self._tasks = [asyncio.create_task(self._fetch())]

    async def start(self) -> None:
        await self.inbox.resume(Bot("1:test"))

    async def receive(self, *updates: dict[str, Any]) -> None:
        await self.inbox.receive(updates)

    async def begins(self, *numbers: int) -> None:
        """Wait until the handlers have begun with these updates, in that order."""
        async with asyncio.timeout(30):
            while self.begun != list(numbers):
                self._changed.clear()
                await self._changed.wait()

    async def idles(self) -> None:
        """Let all that could begin do so."""
        for _ in range(50):
            await asyncio.sleep(0)

    def let_go(self, number: int) -> None:
        self._gates[number].set()

    async def end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks)

    async def _fetch(self) -> None:
        while True:
            update = await self.inbox.get()
            assert isinstance(update, Update)
            work = self._handle(update)
            self._tasks.append(asyncio.create_task(self.order.process_update(update, work)))

    async def _handle(self, update: Update) -> None:
        self.begun.append(update.update_id)
        gate = self._gates[update.update_id] = asyncio.Event()
        self._changed.set()
        await gate.wait()

    async def _refuse(self, update: Update) -> None:
        self.refused.append(update.update_id)


@pytest.fixture
async def work() -> AsyncIterator[Work]:
    state = State(None)
    work = Work(state, Limits(of_a_person=4))
    await work.start()
    yield work
    await work.end()
    await state.close()


async def test_updates_of_one_chat_are_handled_one_at_a_time_in_order(work: Work) -> None:
    await work.receive(*(written_in(-1, number) for number in (1, 2, 3)))
    await work.begins(1)
    await work.idles()
    begun = list(work.begun)

    work.let_go(1)
    await work.begins(1, 2)
    work.let_go(2)
    await work.begins(1, 2, 3)

    assert begun == [1]


async def test_updates_of_another_chat_do_not_wait(work: Work) -> None:
    await work.receive(written_in(-1, 1), written_in(-1, 2), written_in(-2, 3))

    await work.begins(1, 3)


async def test_long_messages_are_handled_after_short_ones_and_not_all_at_once(work: Work) -> None:
    await work.receive(long_message_in(-1, 1), long_message_in(-2, 2), written_in(-3, 3))
    await work.begins(3, 1)
    await work.idles()

    assert work.begun == [3, 1]
    assert work.inbox.qsize() == 1


async def test_a_long_message_begins_some_time_after_the_last() -> None:
    state = State(None)
    work = Work(state, seconds_between_slow=0.01)
    await work.start()
    await work.receive(*(long_message_in(-number, number) for number in (1, 2, 3)))

    await work.begins(1)
    work.let_go(1)
    await work.begins(1, 2)
    work.let_go(2)
    await work.begins(1, 2, 3)

    await work.end()
    await state.close()


async def test_somebody_with_many_waiting_messages_has_one_after_the_other_and_others_none_to_wait_for() -> (
    None
):
    state = State(None)
    work = Work(state)
    await work.start()
    await work.receive(*(written_in(-1, number) for number in range(1, 12)))
    await work.begins(1)
    work.let_go(1)
    await work.begins(1, 2)
    work.let_go(2)
    await work.idles()
    await work.receive(written_in(-2, 20))
    await work.begins(1, 2, 20)

    waiting = work.inbox.qsize()
    work.inbox.hurry()
    await work.begins(1, 2, 20, 3)

    assert waiting == 9

    await work.end()
    await state.close()


async def test_a_callback_query_waits_for_the_messages_of_its_chat(work: Work) -> None:
    await work.receive(written_in(-1, 1), tapped_in(-1, 2))
    await work.begins(1)
    await work.idles()
    begun = list(work.begun)

    work.let_go(1)
    await work.begins(1, 2)

    assert begun == [1]


async def test_updates_without_a_chat_are_ordered_by_person(work: Work) -> None:
    await work.receive(typed(1))
    await work.begins(1)
    await work.receive(typed(2))
    await work.idles()
    begun = list(work.begun)

    work.let_go(1)
    await work.begins(1, 2)

    assert begun == [1]


async def test_only_the_latest_of_many_inline_queries_is_handled(work: Work) -> None:
    await work.receive(*map(typed, range(1, 100)))

    await work.begins(99)


async def test_an_inline_query_before_the_last_is_answered_waits_for_what_others_ask(work: Work) -> None:
    await work.receive(typed(1))
    await work.begins(1)
    await work.receive(typed(2))
    await work.receive(typed(3))
    work.let_go(1)
    await work.begins(1, 3)
    await work.receive(typed(4))
    work.let_go(3)
    await work.idles()
    await work.receive(written_in(-2, 5, person=8))
    await work.begins(1, 3, 5)

    assert work.inbox.qsize() == 1


async def test_a_chat_continues_after_an_error(work: Work) -> None:
    async def fail() -> None:
        raise ValueError("no")

    inbox = Inbox(State(None))
    order = ChatOrder(inbox, Delivery(State(None)))
    await inbox.resume(Bot("1:test"))
    await inbox.receive([written_in(-1, 1), written_in(-1, 2)])
    update = await inbox.get()

    with pytest.raises(ValueError, match="no"):
        await order.process_update(update, fail())

    following = await inbox.get()

    assert isinstance(following, Update)
    assert following.update_id == 2


async def test_beyond_the_limit_one_update_is_refused_at_once_and_the_rest_is_dropped_unseen(
    work: Work,
) -> None:
    await work.receive(*(written_in(-1, number) for number in range(1, 101)))
    await work.begins(1)
    await work.receive(written_in(-2, 200, person=8))
    await work.begins(1, 200)
    await work.idles()

    assert work.refused == [5]
    assert work.inbox.qsize() == 3


async def test_an_object_that_is_not_an_update_is_handled_at_once(work: Work) -> None:
    handled = []

    async def handle() -> None:
        handled.append(True)

    await work.order.process_update(object(), handle())

    assert handled == [True]
