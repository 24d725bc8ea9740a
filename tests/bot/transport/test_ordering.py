import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import CallbackQuery, Chat, InlineQuery, Message, Update, User

from bot.state import State
from bot.transport.delivery import Delivery
from bot.transport.inbox import Inbox
from bot.transport.ordering import ChatOrder

ANNA = User(7, "Anna", is_bot=False)


def written_in(chat: int, update_id: int = 1) -> Update:
    return Update(update_id, message=Message(update_id, None, Chat(chat, "group")))  # type: ignore[arg-type]


@pytest.fixture
async def order() -> AsyncIterator[ChatOrder]:
    state = State(None)
    async with ChatOrder(Inbox(state), Delivery(state)) as order:
        yield order
    await state.close()


class Work:
    """Handlers that wait until released, and a record of those that have started."""

    def __init__(self, order: ChatOrder) -> None:
        self._order = order
        self._gates: dict[str, asyncio.Event] = {}
        self.begun: list[str] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def put(self, name: str, update: object) -> None:
        self._gates[name] = asyncio.Event()
        self.tasks.append(asyncio.create_task(self._order.process_update(update, self._handle(name))))
        await self.settle()

    async def let_go(self, name: str) -> None:
        self._gates[name].set()
        await self.settle()

    async def settle(self) -> None:
        for _ in range(10):
            await asyncio.sleep(0)

    async def finish(self) -> None:
        for gate in self._gates.values():
            gate.set()
        await asyncio.gather(*self.tasks)

    async def _handle(self, name: str) -> None:
        self.begun.append(name)
        await self._gates[name].wait()


async def test_updates_of_one_chat_are_handled_one_at_a_time_in_order(order: ChatOrder) -> None:
    work = Work(order)
    for number in range(3):
        await work.put(f"a{number}", written_in(-1, number))

    assert work.begun == ["a0"]

    await work.let_go("a1")
    assert work.begun == ["a0"]

    await work.let_go("a0")
    await work.finish()

    assert work.begun == ["a0", "a1", "a2"]


async def test_updates_of_another_chat_do_not_wait(order: ChatOrder) -> None:
    work = Work(order)
    await work.put("a", written_in(-1))
    await work.put("b", written_in(-2))

    assert work.begun == ["a", "b"]

    await work.finish()


async def test_a_callback_query_waits_for_the_messages_of_its_chat(order: ChatOrder) -> None:
    under = Message(1, None, Chat(-1, "group"))  # type: ignore[arg-type]
    tap = Update(2, callback_query=CallbackQuery("1", ANNA, "1", message=under))
    work = Work(order)
    await work.put("a", written_in(-1))
    await work.put("tap", tap)

    assert work.begun == ["a"]

    await work.finish()


async def test_updates_without_a_chat_are_ordered_by_person(order: ChatOrder) -> None:
    work = Work(order)
    for number in range(2):
        await work.put(f"q{number}", Update(number, inline_query=InlineQuery("1", ANNA, "who", "")))

    assert work.begun == ["q0"]

    await work.finish()


async def test_a_chat_continues_after_an_error(order: ChatOrder) -> None:
    async def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await order.process_update(written_in(-1), fail())

    work = Work(order)
    await work.put("a", written_in(-1))

    assert work.begun == ["a"]

    await work.finish()


async def test_an_object_that_is_not_an_update_is_handled_at_once(order: ChatOrder) -> None:
    work = Work(order)
    await work.put("a", object())

    assert work.begun == ["a"]

    await work.finish()
