"""A proxy in front of several webhooks, worse than any real one: it confirms updates and passes them on late.

So Telegram sends the next update of a chat at once, and the proxy passes both on at random times to random
replicas, some to two at once.
"""

import asyncio
import random
from collections.abc import Sequence

import httpx

from tests.support.bot_api.network.http import HttpRequest, read_request

SECONDS_LATE = 0.1
"""An update is passed on within this time; a bot by webhook waits three times as long for an earlier one."""
TWICE_EVERY = 10
"""One in so many updates is sent to two replicas at once."""
SECONDS_BETWEEN_TRIES = 0.02
SECONDS_FOR_A_RESPONSE = 60.0
_CONFIRMED = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class UnrulyProxy:
    """Passes updates on to the replicas at *ports*; ``passed_twice`` counts those sent to two."""

    def __init__(self, ports: Sequence[int], rng: random.Random) -> None:
        self._ports = ports
        self._rng = rng
        self._client = httpx.AsyncClient(timeout=SECONDS_FOR_A_RESPONSE, trust_env=False)
        self._passing: set[asyncio.Task[None]] = set()
        self._taken = 0
        self.passed_twice = 0
        self.port = 0

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Accept an update, confirm it, and pass it on later."""
        request = await read_request(reader)
        if request is not None:
            self._taken += 1
            delay = self._rng.uniform(0.0, SECONDS_LATE)
            copies = 2 if self._taken % TWICE_EVERY == 0 else 1
            self.passed_twice += copies - 1
            for port in self._rng.sample(list(self._ports), copies):
                task = asyncio.create_task(self._pass_on(request, port, delay))
                self._passing.add(task)
                task.add_done_callback(self._passing.discard)
            writer.write(_CONFIRMED)
        writer.close()

    async def close(self) -> None:
        """Drop what is still to be passed on."""
        for task in self._passing:
            task.cancel()
        await asyncio.gather(*self._passing, return_exceptions=True)
        await self._client.aclose()

    async def _pass_on(self, request: HttpRequest, port: int, delay: float) -> None:
        """After a *delay*, post an update to a replica, or to the next ones until one has stored it."""
        await asyncio.sleep(delay)
        at = self._ports.index(port)
        while not await self._is_stored(request, self._ports[at]):
            at = (at + 1) % len(self._ports)
            await asyncio.sleep(SECONDS_BETWEEN_TRIES)

    async def _is_stored(self, request: HttpRequest, port: int) -> bool:
        headers = {name: value for name, value in request.headers.items() if name.startswith("x-telegram")}
        url = f"http://127.0.0.1:{port}{request.path}"
        try:
            response = await self._client.post(url, content=request.body, headers=headers)
        except httpx.TransportError:
            return False
        return response.is_success
