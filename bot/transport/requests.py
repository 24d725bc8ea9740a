"""The connections to Telegram: how long they are kept, and how unreadable responses are handled."""

import asyncio
import json
import logging
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any

import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import HTTPXRequest, RequestData

from bot.transport.failures import pause_after
from bot.transport.raw_updates import in_order, last_ids, updates_in

log = logging.getLogger(__name__)

ObserveCall = Callable[[str, int, float], None]
"""Called after each call with the Bot API method, the HTTP status (0: no response) and its duration."""

CONNECTIONS = 8
"""Connections to Telegram: python-telegram-bot is several times faster with 8 than with its default 256."""
SECONDS_IDLE = 0.5
"""How long an unused connection is kept: shorter than servers and routers keep theirs, since a request on a
connection that the other side has dropped is lost silently."""
SECONDS_TO_CONNECT = 5.0
SECONDS_FOR_A_CONNECTION = 60.0
SECONDS_FOR_A_RESPONSE = 20.0
"""How long a connection may be silent before a request on it has failed."""
TIMES_IN_ALL = 1.5
"""A request other than for a file may take this many times as long in total; otherwise a response that comes
byte by byte would never end."""
MAX_REFUSALS = 10
"""Refusals of the token in a row before it is taken as invalid: a restarting proxy refuses it, too."""
PAUSES_AFTER_REFUSALS = (0.25, 4.0)
"""The first and the longest pause between those attempts, in seconds."""
SECONDS_AFTER_NOTHING_USABLE = 2.0
"""The pause before the next poll if none of the updates can be confirmed, because they come again."""
_REFUSALS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)
_KEEP_ALIVE = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)]
if hasattr(socket, "TCP_KEEPIDLE"):  # not on every system
    _KEEP_ALIVE += [
        (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 10),
        (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 5),
        (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3),
    ]


@dataclass(frozen=True, slots=True)
class Timing:
    """How long to wait for a response from Telegram, and how to sleep between attempts."""

    seconds_for_a_response: float = SECONDS_FOR_A_RESPONSE
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


class TelegramRequest(HTTPXRequest):
    """Connections for everything but updates; every call is reported to *observe*."""

    def __init__(
        self,
        connections: int = CONNECTIONS,
        read_timeout: float = SECONDS_FOR_A_RESPONSE,
        seconds_idle: float = SECONDS_IDLE,
        observe: ObserveCall = lambda method, status, seconds: None,
    ) -> None:
        super().__init__(
            connection_pool_size=connections,
            connect_timeout=SECONDS_TO_CONNECT,
            pool_timeout=SECONDS_FOR_A_CONNECTION,
            read_timeout=read_timeout,
            write_timeout=read_timeout,
            # With socket options, the library makes a transport that ignores its own limits on connections.
            httpx_kwargs={"transport": _transport(connections, seconds_idle)},
        )
        self._observe = observe

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **kwargs: Any
    ) -> tuple[int, bytes]:
        """Make the request as HTTPXRequest does and measure it; drop the text of a proxy's error page."""
        began, status = time.perf_counter(), 0
        try:
            async with asyncio.timeout(self._seconds_in_all(method, request_data, kwargs)):
                status, payload = await super().do_request(url, method, request_data, *args, **kwargs)
        except TimeoutError:
            raise TimedOut from None
        finally:
            self._observe(url.rpartition("/")[2], status, time.perf_counter() - began)
        return (status, payload) if status < HTTPStatus.BAD_REQUEST else _telegrams_own(status, payload)

    def _seconds_in_all(
        self, method: str, request_data: RequestData | None, given: Mapping[str, Any]
    ) -> float | None:
        """How long a request may take; None for as long as a file needs."""
        if method == "GET" or (request_data is not None and request_data.contains_files):
            return None
        read_timeout = given.get("read_timeout")
        silent = read_timeout if isinstance(read_timeout, int | float) else self.read_timeout or 0
        return TIMES_IN_ALL * silent

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Parse the response; anything but JSON is a network error, and its content is never logged."""
        try:
            response = json.loads(payload)
        except (ValueError, RecursionError):
            response = None
        if not isinstance(response, dict) or not response.keys() & {"result", "description"}:
            raise NetworkError(f"a response of {len(payload)} bytes makes no sense")
        return response


def _transport(connections: int, seconds_idle: float) -> httpx.AsyncHTTPTransport:
    """A transport with at most *connections*, each closed after *seconds_idle*."""
    limits = httpx.Limits(
        max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=seconds_idle
    )
    return httpx.AsyncHTTPTransport(_certificates(), limits=limits, socket_options=_KEEP_ALIVE)


@cache
def _certificates() -> ssl.SSLContext:
    """The certificates that are trusted, read once: reading them takes longer than an answer."""
    return httpx.create_ssl_context()


class PollingRequest(TelegramRequest):
    """The connection for polling: it takes the updates as JSON, and the library only confirms them.

    ``token_refused`` is set when Telegram has refused the token *refusals* times in a row.
    """

    def __init__(
        self,
        refusals: int = MAX_REFUSALS,
        read_timeout: float = SECONDS_FOR_A_RESPONSE,
        observe: ObserveCall = lambda method, status, seconds: None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """``take``, once it is set, is awaited with the updates of each response."""
        super().__init__(connections=1, read_timeout=read_timeout, observe=observe)
        self.token_refused = asyncio.Event()
        self.take: Callable[[Sequence[Any]], Awaitable[None]] | None = None
        self._max_refusals = refusals
        self._sleep = sleep

    async def do_request(self, url: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Make the request as HTTPXRequest does, and take the updates out of the response."""
        for refused in range(1, self._max_refusals + 1):
            status, payload = await super().do_request(url, *args, **kwargs)
            if status not in _REFUSALS:
                return status, await self._hand_over(payload) if status == HTTPStatus.OK else payload
            if refused == 1:
                log.warning("Telegram does not accept the token (%d); asking again", status)
            if refused < self._max_refusals:
                await self._sleep(pause_after(refused, *PAUSES_AFTER_REFUSALS))
        self.token_refused.set()
        return status, payload

    async def _hand_over(self, payload: bytes) -> bytes:
        """Hand over the updates in a response; return one with only the last id, to be confirmed."""
        updates = updates_in(payload)
        if updates is None or self.take is None:
            return payload
        await self.take(in_order(updates))
        confirmed = last_ids(updates)
        if not confirmed:
            await self._sleep(SECONDS_AFTER_NOTHING_USABLE)
        return json.dumps({"ok": True, "result": [{"update_id": each} for each in confirmed]}).encode()


def _telegrams_own(status: int, payload: bytes) -> tuple[int, bytes]:
    """An error response of Telegram's own as it is, and a generic one in place of any other.

    If a proxy says "bad request" or "forbidden", that says nothing about the message, which is tried again;
    only the status of a refused token is kept.  The text of such a response is dropped: the library would
    quote it in its error message, and it may contain what people wrote.

    >>> _telegrams_own(403, b"<html>No</html>")[0], _telegrams_own(403, b'{"description": "blocked"}')[0]
    (502, 403)
    """
    try:
        response = json.loads(payload)
    except (ValueError, RecursionError):
        response = None
    if isinstance(response, dict) and isinstance(response.get("description"), str):
        return status, payload
    own = status if status in _REFUSALS else int(HTTPStatus.BAD_GATEWAY)
    return own, b'{"ok": false, "description": "no response of Telegram\'s own"}'
