"""What the owners are told of the memory's trouble."""

import asyncio

import pytest
from telegram.ext import ExtBot

from bot.owner_notices import OwnerNotices
from bot.transport.pacing import RequestPacer
from tests.bot.transport.telegrams import Telegram, Time

OWNER = 7


@pytest.fixture
def telegram() -> Telegram:
    return Telegram()


@pytest.fixture
def us(telegram: Telegram) -> ExtBot[int]:
    pacer = RequestPacer(0)
    return ExtBot("1:test", request=telegram, get_updates_request=telegram, rate_limiter=pacer)


async def settled() -> None:
    """Let what was begun go on as far as it can."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.wait(others, timeout=0.2) if others else None


async def test_owners_are_told_once_of_a_trouble_that_lasts_and_of_its_end(
    telegram: Telegram, us: ExtBot[int]
) -> None:
    notices = OwnerNotices(us, [OWNER], Time().sleep)
    notices.memory("database or disk is full")
    await settled()
    notices.memory("")
    await settled()

    first, second = [(asked["chat_id"], asked["text"]) for _, asked in telegram.asked]
    assert first[0] == OWNER
    assert "disk is full" in first[1]
    assert "again" in second[1]


async def test_owners_are_not_told_of_what_is_over_at_once(telegram: Telegram, us: ExtBot[int]) -> None:
    notices = OwnerNotices(us, [OWNER])
    notices.memory("database is locked")
    notices.memory("")
    await settled()

    assert telegram.asked == []
