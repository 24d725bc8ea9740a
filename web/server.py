"""Serve the web application in the bot's own event loop."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from functools import partial

import uvicorn
from starlette.types import ASGIApp

from web.connections import DEFAULT_LIMITS, ConnectionLimits, LimitedProtocol

SECONDS_TO_CLOSE = 5


class AddressError(Exception):
    """The server cannot listen at the address; the message says why and what to set instead."""


@contextlib.asynccontextmanager
async def serving(
    app: ASGIApp, host: str, port: int, limits: ConnectionLimits = DEFAULT_LIMITS
) -> AsyncIterator[tuple[str, int]]:
    """Serve *app* while the block runs; yields the actual address (port 0 picks any free port).

    Raises AddressError if the address cannot be bound.
    """
    listener = _listen(host, port)
    server = _QuietServer(
        uvicorn.Config(
            app,
            http=partial(LimitedProtocol, limits=limits),  # type: ignore[arg-type]  # it makes a protocol
            ws="none",
            log_config=None,
            log_level="error",  # otherwise strangers fill the log with malformed requests
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=SECONDS_TO_CLOSE,
        )
    )
    task = asyncio.create_task(server.serve([listener]))
    try:
        yield listener.getsockname()[:2]
    finally:
        server.should_exit = True
        await task
        listener.close()


class _QuietServer(uvicorn.Server):
    """uvicorn without its signal handlers: the bot decides when it stops."""

    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]
        yield


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()  # nobody else can bind the port now, and clients wait until the server accepts
    except OSError as error:
        listener.close()
        raise AddressError(
            f"cannot serve at {host}:{port} ({error.strerror}); set QUOTH_WEB to another"
        ) from error
    return listener
