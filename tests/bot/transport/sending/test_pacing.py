"""The pace of requests to a Telegram that refuses on demand, with sleeps that return at once."""

import httpx
import pytest
from telegram.error import NetworkError, RetryAfter, TimedOut
from telegram.ext import ExtBot

from bot.transport.sending.pacing import LONGEST_WAIT, MAX_TRIES, ONCE, RequestPacer
from tests.bot.transport.telegrams import Telegram, Time, refused

LOST = TimedOut("no response came")


def bot_with(pacer: RequestPacer, telegram: Telegram) -> ExtBot[int]:
    return ExtBot("1:test", request=telegram, get_updates_request=telegram, rate_limiter=pacer)


@pytest.fixture
def us(telegram: Telegram, time: Time) -> ExtBot[int]:
    return bot_with(RequestPacer(0, time.sleep), telegram)


def unreachable() -> NetworkError:
    error = NetworkError("no connection")
    error.__cause__ = httpx.ConnectError("no connection")
    return error


def flood(seconds: float) -> dict[str, object] | Exception:
    return refused(429, f"Too Many Requests: retry after {seconds}", retry_after=int(seconds))


async def test_a_request_that_never_arrives_is_tried_five_times(us: ExtBot[int], telegram: Telegram) -> None:
    telegram.refusals = [unreachable() for _ in range(MAX_TRIES)]

    with pytest.raises(NetworkError):
        await us.send_message(7, "hello")

    assert len(telegram.asked) == MAX_TRIES == 5


async def test_a_request_can_ask_to_be_tried_only_once(us: ExtBot[int], telegram: Telegram) -> None:
    telegram.refusals = [unreachable()]

    with pytest.raises(NetworkError):
        await us.send_message(7, "hello", rate_limit_args=ONCE)

    assert len(telegram.asked) == 1


async def test_a_flood_limit_of_almost_a_minute_is_waited_out(
    us: ExtBot[int], telegram: Telegram, time: Time
) -> None:
    telegram.refusals = [flood(LONGEST_WAIT - 1)]

    await us.send_message(7, "hello")

    assert [LONGEST_WAIT - 1 <= nap <= LONGEST_WAIT for nap in time.naps] == [True]


async def test_a_longer_flood_limit_fails_at_once(us: ExtBot[int], telegram: Telegram, time: Time) -> None:
    telegram.refusals = [flood(LONGEST_WAIT + 1)]

    with pytest.raises(RetryAfter):
        await us.send_message(7, "hello")

    assert time.naps == []


async def test_an_edit_is_repeated_when_its_response_is_lost(us: ExtBot[int], telegram: Telegram) -> None:
    telegram.refusals = [LOST]

    await us.edit_message_text("hello", chat_id=7, message_id=3)

    assert [method for method, _ in telegram.asked] == ["editMessageText"] * 2


async def test_messages_wait_for_the_turn_that_is_reserved_for_them(telegram: Telegram, time: Time) -> None:
    paces: list[float] = []

    async def reserve(per_second: float) -> float:
        paces.append(per_second)
        return 1.5

    us = bot_with(RequestPacer(30, time.sleep, reserve), telegram)

    await us.send_message(7, "hello")
    await us.answer_callback_query("1")

    assert (paces, time.naps) == ([30], [1.5])  # what is no message waits for nothing
