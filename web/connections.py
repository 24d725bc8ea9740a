"""Limits on connections: nobody may fill the memory or use up the file descriptors before there is a request.

The bot runs in the same process, and needs file descriptors itself for its database and for Telegram.
"""

import asyncio
from dataclasses import dataclass
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """How many connections may be open at once, and what a request may take until it has arrived.

    ``head_bytes``: for its address and its headers.  ``seconds``: until its last byte.  ``seconds_to_read``:
    how long a client may leave a response unread.
    """

    connections: int = 400
    head_bytes: int = 64_000
    seconds: float = 20.0
    seconds_to_read: float = 60.0


DEFAULT_LIMITS = ConnectionLimits()


class LimitedProtocol(HttpToolsProtocol):
    """Reads requests, and closes connections that go beyond the limits."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        limits: ConnectionLimits = DEFAULT_LIMITS,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._limits = limits
        self._is_in_head = True
        self._head_bytes = 0
        self._deadline: asyncio.TimerHandle | None = None
        self._read_by: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start to wait for a request, unless too many others wait already."""
        super().connection_made(transport)
        if len(self.connections) > self._limits.connections:
            transport.abort()
            return
        self._expect_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        self._stop_waiting_for_reader()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, up to the limit."""
        if self._deadline is None and not self._is_answering():
            self._expect_request()
        if self._is_in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._is_in_head and self._head_bytes > self._limits.head_bytes:
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def on_headers_complete(self) -> None:
        """The body may follow."""
        self._is_in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is here; another one may follow on the same connection."""
        self._stop_waiting()
        self._is_in_head, self._head_bytes = True, 0
        super().on_message_complete()

    def pause_writing(self) -> None:
        """Wait for the client to read, but not for ever."""
        super().pause_writing()
        self._expect_reader()

    def resume_writing(self) -> None:
        """The client has read."""
        self._stop_waiting_for_reader()
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection without further requests, even if the client never reads the last response."""
        super().timeout_keep_alive_handler()
        self._expect_reader()

    def _is_answering(self) -> bool:
        """Whether a request has arrived whole, and its response is not complete."""
        return self._is_in_head and self.cycle is not None and not self.cycle.response_complete

    def _expect_request(self) -> None:
        self._stop_waiting()
        self._deadline = self.loop.call_later(self._limits.seconds, self._give_up)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _expect_reader(self) -> None:
        self._stop_waiting_for_reader()
        self._read_by = self.loop.call_later(self._limits.seconds_to_read, self.transport.abort)

    def _stop_waiting_for_reader(self) -> None:
        if self._read_by is not None:
            self._read_by.cancel()
            self._read_by = None

    def _give_up(self) -> None:
        self._deadline = None
        self.transport.abort()
