"""The pace of requests to a Telegram that refuses on demand, with sleeps that return at once."""

import asyncio

import httpx
import pytest
from telegram.error import NetworkError, RetryAfter, TimedOut
from telegram.ext import ExtBot

from bot.transport.sending.pacing import MAX_TRIES, ONCE, RequestPacer
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


async def let_others_run() -> None:
    for _ in range(100):
        await asyncio.sleep(0)


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
    telegram.refusals = [flood(59)]

    await us.send_message(7, "hello")

    assert [59 <= nap <= 60 for nap in time.naps] == [True]


async def test_a_longer_flood_limit_fails_at_once(us: ExtBot[int], telegram: Telegram, time: Time) -> None:
    telegram.refusals = [flood(60)]

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

    await us.answer_callback_query("1")  # what is no message waits for nothing
    before = list(time.naps)
    await us.send_message(7, "hello")

    assert (before, paces, time.naps) == ([], [30], [1.5])


async def test_no_more_messages_than_the_limit_are_sent_in_a_second(
    telegram: Telegram, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asyncio.get_running_loop(), "time", time)
    us = bot_with(RequestPacer(2, time.sleep), telegram)
    sending = [asyncio.create_task(us.send_message(7, "hello")) for _ in range(3)]

    await let_others_run()
    at_once = len(telegram.asked)
    time.now += 0.6  # half a second makes room for one more
    await let_others_run()

    assert (at_once, len(telegram.asked)) == (2, 3)

    await asyncio.gather(*sending)
