"""Whose turn it is to be worked on."""

import asyncio

from bot.turns import Turns


async def worked_on(*later: float) -> list[int]:
    """The order in which those get their turn who come one after the other, while somebody else has it."""
    turns, order = Turns(), list[int]()

    async def work(number: int, later: float) -> None:
        async with turns.turn(later):
            order.append(number)

    async with turns.turn():
        tasks = [asyncio.create_task(work(number, each)) for number, each in enumerate(later)]
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    return order


async def test_who_comes_first_is_worked_on_first() -> None:
    assert await worked_on(0.0, 0.0, 0.0) == [0, 1, 2]


async def test_what_costs_much_lets_others_pass() -> None:
    assert await worked_on(60.0, 0.0, 0.0) == [1, 2, 0]


async def test_what_has_waited_long_enough_is_not_passed_any_more() -> None:
    assert await worked_on(0.001, 5.0) == [0, 1]


async def test_who_gives_up_waiting_keeps_nobody_from_their_turn() -> None:
    turns = Turns()
    async with turns.turn():
        waiting = asyncio.create_task(turns.turn().__aenter__())
        await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])

    async with asyncio.timeout(1), turns.turn():
        pass
