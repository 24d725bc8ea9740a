"""Notices to the owners about database failures."""

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
    """Let the started tasks run as far as they can."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.wait(others, timeout=0.2) if others else None


async def test_owners_are_notified_once_of_a_lasting_failure_and_of_its_end(
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


async def test_owners_are_not_notified_of_a_brief_failure(telegram: Telegram, us: ExtBot[int]) -> None:
    notices = OwnerNotices(us, [OWNER])
    notices.memory("database is locked")
    notices.memory("")
    await settled()

    assert telegram.asked == []
