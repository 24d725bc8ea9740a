"""Serving the web application inside the bot's own event loop."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import uvicorn
from starlette.types import ASGIApp

SECONDS_TO_CLOSE = 5


class AddressError(Exception):
    """The address to serve at cannot be used; the message says why and what to set instead."""


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, host: str, port: int) -> AsyncIterator[tuple[str, int]]:
    """Serve *app* while the block runs; gives the address that is really used (port 0 asks for any free one).

    Raises AddressError where the address cannot be bound.
    """
    listener = _listen(host, port)
    server = _QuietServer(
        uvicorn.Config(
            app,
            log_config=None,
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
    """uvicorn without its own signal handlers: the bot decides when it ends."""

    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]
        yield


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()  # from now on nobody else can, and clients wait until the server accepts
    except OSError as error:
        listener.close()
        raise AddressError(
            f"cannot serve at {host}:{port} ({error.strerror}); set QUOTH_WEB to another"
        ) from error
    return listener
