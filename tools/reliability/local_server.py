"""A server within this process, at a free port of this machine."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Protocol, TypeVar


class Proxy(Protocol):
    """Accepts connections at ``port``."""

    port: int

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Accept a connection."""

    async def close(self) -> None:
        """End all connections."""


P = TypeVar("P", bound=Proxy)


@contextlib.asynccontextmanager
async def listening(proxy: P) -> AsyncIterator[P]:
    """Let a proxy accept connections until the block ends."""
    server = await asyncio.start_server(proxy.connect, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        await proxy.close()
