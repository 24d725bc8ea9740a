"""The connections to Telegram, against servers that do only what a test needs."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, TelegramError, TimedOut
from telegram.request import RequestData

from bot.transport.requests import SECONDS_AFTER_NOTHING_USABLE, PollingRequest, TelegramRequest
from tests.bot.transport.telegrams import Time

PAGE = b"<html>what somebody wrote</html>"

Respond = Callable[[asyncio.StreamWriter], Coroutine[Any, Any, None]]


@asynccontextmanager
async def server(respond: Respond) -> AsyncIterator[str]:
    """A server that reads the head of each request and then calls *respond*; yields its address."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await respond(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client has hung up
        finally:
            writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1") as serving:
        yield f"http://127.0.0.1:{serving.sockets[0].getsockname()[1]}/bot1:a/getMe"


def responding(status: int, body: bytes) -> Respond:
    async def respond(writer: asyncio.StreamWriter) -> None:
        head = f"HTTP/1.1 {status} Any\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()

    return respond


class Counting:
    """A server that answers and keeps connections open, and how many there were."""

    def __init__(self) -> None:
        self.connections: list[asyncio.Task[None]] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.connections.append(task)
        body = b'{"ok": true, "result": true}'
        try:
            while True:
                await reader.readuntil(b"\r\n\r\n")
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()


@asynccontextmanager
async def counting() -> AsyncIterator[tuple[Counting, str]]:
    counted = Counting()
    async with await asyncio.start_server(counted.serve, "127.0.0.1") as serving:
        yield counted, f"http://127.0.0.1:{serving.sockets[0].getsockname()[1]}/bot1:a/getMe"
        await asyncio.gather(*counted.connections)


async def drip(writer: asyncio.StreamWriter) -> None:
    """Send a byte now and then, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


async def error_of(request: TelegramRequest, address: str) -> TelegramError:
    with pytest.raises(TelegramError) as raised:
        await request.post(address, RequestData())
    return raised.value


@pytest.mark.parametrize("status", [400, 403, 409, 413, 429, 500, 502])
async def test_the_refusal_of_a_proxy_is_trouble_on_the_way_and_its_text_is_not_quoted(status: int) -> None:
    async with server(responding(status, PAGE)) as address, TelegramRequest() as request:
        error = await error_of(request, address)

    assert type(error) is NetworkError
    assert "wrote" not in str(error)


@pytest.mark.parametrize("status", [401, 404])
async def test_a_proxy_that_restarts_may_refuse_the_token(status: int) -> None:
    async with server(responding(status, PAGE)) as address, TelegramRequest() as request:
        assert isinstance(await error_of(request, address), InvalidToken)


@pytest.mark.parametrize(("status", "kind"), [(400, BadRequest), (403, Forbidden)])
async def test_telegrams_own_refusals_are_believed(status: int, kind: type[TelegramError]) -> None:
    body = json.dumps({"ok": False, "error_code": status, "description": "no"}).encode()
    async with server(responding(status, body)) as address, TelegramRequest() as request:
        assert type(await error_of(request, address)) is kind


async def test_a_connection_that_was_idle_for_long_is_not_used_again() -> None:
    async with counting() as (counted, address), TelegramRequest(seconds_idle=0.05) as request:
        await request.post(address)
        await asyncio.sleep(0.2)
        await request.post(address)

        assert len(counted.connections) == 2


async def test_a_connection_in_use_is_used_again() -> None:
    async with counting() as (counted, address), TelegramRequest(seconds_idle=60) as request:
        await request.post(address)
        await request.post(address)

        assert len(counted.connections) == 1


async def test_no_more_connections_are_opened_than_allowed() -> None:
    async with counting() as (counted, address), TelegramRequest(connections=2) as request:
        await asyncio.gather(*(request.post(address) for _ in range(8)))

        assert len(counted.connections) == 2


async def test_a_response_that_comes_byte_by_byte_for_ever_is_given_up() -> None:
    async with server(drip) as address, TelegramRequest(read_timeout=0.2) as request:
        assert isinstance(await error_of(request, address), TimedOut)


async def test_a_file_may_come_byte_by_byte_for_longer() -> None:
    async def respond(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 30\r\nConnection: close\r\n\r\n")
        for _ in range(30):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.02)

    async with server(respond) as address, TelegramRequest(read_timeout=0.3) as request:
        assert await request.retrieve(address) == b"x" * 30


async def test_updates_without_a_confirmable_id_are_not_requested_again_at_once() -> None:
    time = Time()
    taken: list[Any] = []

    async def take(updates: Sequence[Any]) -> None:
        taken.extend(updates)

    body = json.dumps({"ok": True, "result": [{"update_id": 2**70}, 5]}).encode()
    async with (
        server(responding(200, body)) as address,
        PollingRequest(sleep=time.sleep) as request,
    ):
        request.take = take
        left = await request.post(address)

    assert left == []
    assert len(taken) == 2
    assert time.naps == [SECONDS_AFTER_NOTHING_USABLE]


async def test_updates_that_come_in_disorder_are_handed_on_in_order_and_all_confirmed() -> None:
    taken: list[Any] = []

    async def take(updates: Sequence[Any]) -> None:
        taken.extend(update["update_id"] for update in updates)

    body = json.dumps({"ok": True, "result": [{"update_id": each} for each in (8, 7, 9, 7)]}).encode()
    async with server(responding(200, body)) as address, PollingRequest() as request:
        request.take = take
        confirmed = await request.post(address)

    assert taken == [7, 7, 8, 9]
    assert confirmed == [{"update_id": 9}]
