"""Notices to the owners about database failures."""

import asyncio

import pytest
from telegram.ext import ExtBot

from bot.owner_notices import MIN_FREE_BYTES, SECONDS_AWAY, SECONDS_BETWEEN_NOTICES, OwnerNotices
from bot.transport.sending.pacing import RequestPacer
from tests.bot.transport.telegrams import Telegram, Time

OWNER = 7


@pytest.fixture
def telegram() -> Telegram:
    return Telegram()


@pytest.fixture
def us(telegram: Telegram) -> ExtBot[int]:
    pacer = RequestPacer(0)
    return ExtBot("1:test", request=telegram, get_updates_request=telegram, rate_limiter=pacer)


async def run_until_idle() -> None:
    """Let the started tasks run as far as they can."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.wait(others, timeout=30) if others else None


async def test_owners_are_notified_once_of_a_lasting_failure_and_of_its_end(
    telegram: Telegram, us: ExtBot[int]
) -> None:
    notices = OwnerNotices(us, [OWNER], Time().sleep)
    notices.state("database or disk is full")
    await run_until_idle()
    notices.state("")
    await run_until_idle()

    first, second = [(asked["chat_id"], asked["text"]) for _, asked in telegram.asked]

    assert first[0] == OWNER
    assert "disk is full" in first[1]
    assert "again" in second[1]


async def test_owners_are_not_notified_of_a_brief_failure(telegram: Telegram, us: ExtBot[int]) -> None:
    notices = OwnerNotices(us, [OWNER])
    notices.state("database is locked")
    notices.state("")
    await run_until_idle()

    assert telegram.asked == []


async def test_owners_are_notified_at_most_once_in_a_while_of_texts_that_cannot_be_used(
    telegram: Telegram, us: ExtBot[int]
) -> None:
    now = [0.0]
    notices = OwnerNotices(us, [OWNER], clock=lambda: now[0])
    for moment in (0.0, 1.0, SECONDS_BETWEEN_NOTICES):
        now[0] = moment
        notices.corpus(f"bad.pdf is broken, {moment:.0f}")
        await run_until_idle()

    texts = [asked["text"] for _, asked in telegram.asked]

    assert len(texts) == 2
    assert "bad.pdf is broken, 0" in texts[0]


async def test_owners_are_notified_of_a_long_outage_of_telegram_and_of_a_full_disk(
    telegram: Telegram, us: ExtBot[int]
) -> None:
    notices = OwnerNotices(us, [OWNER])
    notices.telegram_back(SECONDS_AWAY - 1)
    notices.disk(MIN_FREE_BYTES)
    notices.telegram_back(3600)
    notices.disk(5 << 20)
    await run_until_idle()

    away, disk = [asked["text"] for _, asked in telegram.asked]

    assert "60 min" in away
    assert "5 MB" in disk
