"""The order in which waiting questions get their turn."""

import asyncio

from bot.turns import Turns


async def order_of_work(*later: float) -> list[int]:
    """The order in which waiters who arrive one after the other get their turn, while it is taken."""
    turns, order = Turns(), list[int]()

    async def work(number: int, later: float) -> None:
        async with turns.turn(later):
            order.append(number)

    async with turns.turn():
        tasks = [asyncio.create_task(work(number, each)) for number, each in enumerate(later)]
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    return order


async def test_waiting_questions_get_their_turn_in_order_of_arrival() -> None:
    assert await order_of_work(0.0, 0.0, 0.0) == [0, 1, 2]


async def test_an_expensive_question_lets_cheaper_ones_go_first() -> None:
    assert await order_of_work(60.0, 0.0, 0.0) == [1, 2, 0]


async def test_a_question_that_has_waited_long_enough_is_no_longer_overtaken() -> None:
    assert await order_of_work(0.001, 5.0) == [0, 1]


async def test_a_cancelled_wait_does_not_block_the_next_turn() -> None:
    turns = Turns()
    async with turns.turn():
        waiting = asyncio.create_task(turns.turn().__aenter__())
        await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])

    async with asyncio.timeout(60), turns.turn():
        pass
