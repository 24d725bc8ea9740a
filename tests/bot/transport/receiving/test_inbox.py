import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram import Bot, Update

from bot.state import State
from bot.transport.receiving.inbox import Inbox

BOT = Bot("1:test")


def update(number: int, text: str = "who?") -> Update:
    """An update as read from Telegram; a new object each time."""
    chat = {"id": 7, "type": "private", "first_name": "Anna"}
    sender = {"id": 7, "is_bot": False, "first_name": "Anna"}
    message = {
        "message_id": number,
        "date": 1,
        "chat": chat,
        "from": sender,
        "text": text,
        "something_new": 1,
    }
    return Update.de_json({"update_id": number, "message": message}, BOT)


@pytest.fixture
async def state(tmp_path: Path) -> AsyncIterator[State]:
    state = State(tmp_path)
    yield state
    await state.close()


async def resumed(state: State) -> Inbox:
    """The inbox of a process that has just started."""
    inbox = Inbox(state)
    await inbox.resume(BOT)
    return inbox


async def test_updates_leave_the_inbox_in_the_order_they_arrived(state: State) -> None:
    inbox = await resumed(state)
    for number in (1, 2):
        await inbox.put(update(number))

    first = await inbox.get()

    assert isinstance(first, Update)

    inbox.finish(first)
    second = await inbox.get()

    assert [first, second] == [update(1), update(2)]


async def test_an_update_that_is_delivered_twice_is_queued_once(state: State) -> None:
    inbox = await resumed(state)
    await inbox.put(update(1))
    await inbox.put(update(1))

    assert inbox.qsize() == 1


async def test_a_handled_update_is_not_queued_again_even_after_a_restart(state: State) -> None:
    inbox = await resumed(state)
    await inbox.put(update(1))
    await inbox.complete(update(1))
    await inbox.put(update(1))
    later = await resumed(state)
    await later.put(update(1))

    assert (inbox.qsize(), later.qsize()) == (1, 0)


async def test_a_different_update_with_the_same_id_is_queued(state: State) -> None:
    inbox = await resumed(state)
    await inbox.put(update(1))
    await inbox.put(update(1, text="a server that counts from 1 again"))

    assert inbox.qsize() == 2


async def test_an_object_that_is_not_an_update_is_queued_unchanged(state: State) -> None:
    inbox = await resumed(state)
    sign = object()
    await inbox.put(sign)

    assert await inbox.get() is sign


async def test_unhandled_updates_are_queued_again_at_the_next_start(state: State) -> None:
    before = await resumed(state)
    for number in (1, 2):
        await before.put(update(number))
    await before.complete(update(1))
    after = await resumed(state)
    left = await after.get()

    assert isinstance(left, Update)
    assert left.to_dict() == update(2).to_dict()

    await after.complete(left)
    assert await state.updates.unhandled() == []


async def test_a_repeated_delivery_of_a_resumed_update_is_dropped(state: State) -> None:
    await (await resumed(state)).put(update(1))
    after = await resumed(state)
    await after.put(update(1))

    assert after.qsize() == 1


async def test_no_update_is_lost_when_queueing_is_cancelled(state: State) -> None:
    putting = asyncio.create_task((await resumed(state)).put(update(1)))
    await asyncio.sleep(0)
    putting.cancel()
    await asyncio.wait([putting])
    after = await resumed(state)
    await after.put(update(1))

    assert after.qsize() == 1


async def test_an_update_is_unhandled_until_the_work_beside_it_is_done(state: State) -> None:
    inbox, done = await resumed(state), asyncio.Event()
    await inbox.put(update(1))
    work = asyncio.create_task(inbox.holding(update(1), done.wait()))
    await inbox.complete(update(1))

    before = await state.updates.unhandled()
    done.set()
    await work

    assert [each.id for each in before] == [1]
    assert await state.updates.unhandled() == []


async def test_work_that_was_cut_off_with_the_process_is_resumed(state: State) -> None:
    inbox = await resumed(state)
    await inbox.put(update(1))
    work = asyncio.create_task(inbox.holding(update(1), asyncio.Event().wait()))
    await inbox.complete(update(1))
    await asyncio.sleep(0)
    work.cancel()
    await asyncio.wait([work])

    later = await resumed(state)

    assert later.qsize() == 1


async def test_an_update_whose_work_beside_it_fails_is_not_handled_again(state: State) -> None:
    async def fail() -> None:
        raise ValueError("no")

    inbox = await resumed(state)
    await inbox.put(update(1))
    work = inbox.holding(update(1), fail())
    await inbox.complete(update(1))

    with pytest.raises(ValueError, match="no"):
        await work

    assert await state.updates.unhandled() == []


async def test_updates_that_arrive_together_are_written_down_together(state: State) -> None:
    inbox = await resumed(state)

    await inbox.receive([update(number).to_dict() for number in (1, 2, 2, 3)])

    assert inbox.qsize() == 3
    assert [each.id for each in await state.updates.unhandled()] == [1, 2, 3]


async def test_an_update_that_only_confirms_others_is_not_written_down(state: State) -> None:
    inbox = await resumed(state)

    await inbox.put(Update(5))

    assert inbox.qsize() == 0
    assert await state.updates.unhandled() == []


async def test_items_that_are_not_updates_leave_the_inbox_after_all_updates(state: State) -> None:
    inbox, sign = await resumed(state), object()
    for number in (1, 2):
        await inbox.put(update(number))
    await inbox.put(sign)

    left = []
    for _ in range(3):
        left.append(await inbox.get())
        if isinstance(left[-1], Update):
            inbox.finish(left[-1])

    assert left == [update(1), update(2), sign]


async def test_updates_that_are_handled_at_once_are_all_noted(state: State) -> None:
    inbox = await resumed(state)
    for number in range(5):
        await inbox.put(update(number))

    await asyncio.gather(*(inbox.complete(update(number)) for number in range(5)))

    assert await state.updates.unhandled() == []


async def test_an_update_that_comes_while_the_process_starts_is_queued_once(state: State) -> None:
    inbox = Inbox(state)
    receiving = asyncio.create_task(inbox.put(update(2)))
    await inbox.resume(BOT)
    await receiving

    assert inbox.qsize() == 1


async def test_what_an_earlier_process_left_goes_before_what_comes_while_the_process_starts(
    state: State,
) -> None:
    await (await resumed(state)).put(update(1))
    inbox = Inbox(state)
    receiving = asyncio.create_task(inbox.put(update(2)))
    await asyncio.sleep(0.05)
    await inbox.resume(BOT)
    await receiving

    assert await inbox.get() == update(1)
