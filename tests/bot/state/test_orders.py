import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.state import State
from bot.state.orders import WaitingOrder
from tests.bot.conftest import OpenState

ORDER = WaitingOrder("0a1b", 7, "grant", "5 admin", "viewer")


@pytest.fixture
async def state(open_state: OpenState) -> AsyncIterator[State]:
    state = open_state()
    await state.orders.keep(ORDER)
    yield state
    await state.close()


async def test_an_order_can_be_claimed_only_once(state: State) -> None:
    taken = await asyncio.gather(*(state.orders.take(ORDER.id, 7) for _ in range(5)))

    assert [order for order in taken if order] == [ORDER]


async def test_an_order_can_be_claimed_only_by_the_person_who_gave_it(state: State) -> None:
    assert await state.orders.take(ORDER.id, 8) is None
    assert await state.orders.take("other", 7) is None
    assert await state.orders.take(ORDER.id, 7) == ORDER


async def test_a_waiting_order_expires(state: State) -> None:
    await state.prune(answers_before=0.0, updates_before=1.0, replies_before=0.0)
    await state.prune(answers_before=0.0, updates_before=1e12, replies_before=0.0)

    assert await state.orders.take(ORDER.id, 7) is None
