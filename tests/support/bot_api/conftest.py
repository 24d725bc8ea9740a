from collections.abc import AsyncIterator

import pytest

from tests.support.bot_api import ManualClock, Person, World


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def world(clock: ManualClock) -> World:
    """A Telegram that nothing is connected to."""
    return World(clock=clock)


@pytest.fixture
def alice(world: World) -> Person:
    """Someone who has started the bot."""
    person = world.person("Alice", username="alice_l")
    world.private_chat(person)
    return person


@pytest.fixture
async def served() -> AsyncIterator[World]:
    """A Telegram on a loopback port."""
    async with World() as world:
        yield world
