"""Limits on connections, against a real server on loopback."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from web.connections import ConnectionLimits
from web.server import serving

PATIENCE = 30.0
REQUEST = b"GET / HTTP/1.1\r\nHost: quoth\r\n\r\n"
CLOSING = REQUEST.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def echo(request: Request) -> Response:
    return PlainTextResponse(f"{len(await request.body())} bytes")


async def large(request: Request) -> Response:
    return PlainTextResponse("x" * 30_000_000)


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


async def served(stack: AsyncExitStack, limits: ConnectionLimits) -> tuple[str, int]:
    app = Starlette(routes=[Route("/", echo, methods=["GET", "POST"]), Route("/large", large)])
    return await stack.enter_async_context(serving(app, "127.0.0.1", 0, limits))


async def connected(stack: AsyncExitStack, address: tuple[str, int]) -> Connection:
    reader, writer = await asyncio.open_connection(*address)
    stack.callback(writer.close)
    return reader, writer


async def sent(connection: Connection, data: bytes) -> bytes:
    """What the server sends until it closes the connection."""
    reader, writer = connection
    writer.write(data)
    try:
        return await asyncio.wait_for(reader.read(), PATIENCE)
    except ConnectionResetError:
        return b""


async def answered(connection: Connection) -> bytes:
    """The status line of the response to a request."""
    reader, writer = connection
    writer.write(REQUEST)
    return await asyncio.wait_for(reader.readline(), PATIENCE)


async def first_served(stack: AsyncExitStack, address: tuple[str, int]) -> None:
    """Wait until a new connection is served."""
    async with asyncio.timeout(PATIENCE):
        while not await sent(await connected(stack, address), CLOSING):
            continue


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: qu",
        b"POST / HTTP/1.1\r\nHost: quoth\r\nContent-Length: 9\r\n\r\nhalf",
        REQUEST + b"GET / HT",
    ],
    ids=["nothing", "half of the headers", "half of the body", "half of a second request"],
)
async def test_a_request_that_does_not_arrive_whole_in_time_is_given_up(
    stack: AsyncExitStack, begun: bytes
) -> None:
    connection = await connected(stack, await served(stack, ConnectionLimits(seconds=0.2)))

    ended = await sent(connection, begun)

    assert ended == b"" or ended.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "endless",
    [b"GET /" + b"a" * 3000, b"GET / HTTP/1.1\r\nX: " + b"a" * 3000, REQUEST[:-2] + b"X: y\r\n" * 600],
    ids=["address", "header", "number of headers"],
)
async def test_a_request_with_an_endless_address_or_endless_headers_is_refused(
    stack: AsyncExitStack, endless: bytes
) -> None:
    connection = await connected(stack, await served(stack, ConnectionLimits(head_bytes=2000)))

    refusal = await sent(connection, endless)

    assert refusal.startswith(b"HTTP/1.1 431 ")


async def test_a_body_does_not_count_as_a_header(stack: AsyncExitStack) -> None:
    connection = await connected(stack, await served(stack, ConnectionLimits(head_bytes=2000)))
    head = b"POST / HTTP/1.1\r\nHost: quoth\r\nConnection: close\r\nContent-Length: 5000\r\n\r\n"

    response = await sent(connection, head + b"x" * 5000)

    assert response.endswith(b"5000 bytes")


async def test_more_connections_than_allowed_are_closed_and_the_others_are_served(
    stack: AsyncExitStack,
) -> None:
    address = await served(stack, ConnectionLimits(connections=2))
    first, second = await connected(stack, address), await connected(stack, address)
    before = [await answered(first), await answered(second)]

    third = await sent(await connected(stack, address), REQUEST)

    assert third == b""
    assert before == [b"HTTP/1.1 200 OK\r\n"] * 2


async def test_the_next_connection_takes_a_place_that_becomes_free(stack: AsyncExitStack) -> None:
    address = await served(stack, ConnectionLimits(connections=1))
    responses = [await sent(await connected(stack, address), CLOSING) for _ in range(3)]

    assert all(response.startswith(b"HTTP/1.1 200") for response in responses)


async def test_a_response_that_is_never_read_does_not_hold_its_connection_forever(
    stack: AsyncExitStack,
) -> None:
    address = await served(stack, ConnectionLimits(connections=1, seconds_to_read=0.2))
    _, unread = await connected(stack, address)
    unread.write(REQUEST.replace(b"/ ", b"/large ", 1))
    await unread.drain()

    await first_served(stack, address)
