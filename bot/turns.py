"""Turns for work that can only be done one at a time, and the threads that do it."""

import asyncio
import heapq
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

ANSWERING_THREADS = 1
"""Questions answered at once, beside the event loop: this is pure computation, so a second thread only takes
turns with the first.  Long questions have such
a second thread on purpose, so that they do not hold up short ones."""


class Turns:
    """Lets one task work at a time, in the order in which they are due; expensive work is due a little later.

    So a question that somebody waits for overtakes expensive work, which still does not wait for ever.
    """

    def __init__(self) -> None:
        self._is_taken = False
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = count()

    @asynccontextmanager
    async def turn(self, later: float = 0.0) -> AsyncIterator[None]:
        """Hold the turn during the block; tasks that come up to *later* seconds afterwards may go first."""
        if self._is_taken:
            loop = asyncio.get_running_loop()
            mine: asyncio.Future[None] = loop.create_future()
            heapq.heappush(self._waiting, (loop.time() + later, next(self._numbers), mine))
            try:
                await mine
            except asyncio.CancelledError:
                if mine.done() and not mine.cancelled():
                    self._pass_on()
                raise
        self._is_taken = True
        try:
            yield
        finally:
            self._pass_on()

    def _pass_on(self) -> None:
        """Give the turn to the next task that still waits for it."""
        while self._waiting:
            _, _, theirs = heapq.heappop(self._waiting)
            if not theirs.done():
                theirs.set_result(None)
                return
        self._is_taken = False


def _thread(name: str) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(ANSWERING_THREADS, thread_name_prefix=name)


@dataclass(frozen=True, slots=True)
class AnsweringThreads:
    """The threads that answer questions, short ones and long ones, and the turns to use them.

    The libraries of a bot share them, and the turn for *building* a version.
    """

    short: ThreadPoolExecutor = field(default_factory=lambda: _thread("answering"))
    long: ThreadPoolExecutor = field(default_factory=lambda: _thread("answering-long"))
    turns: Turns = field(default_factory=Turns)
    long_turns: Turns = field(default_factory=Turns)
    building: asyncio.Lock = field(default_factory=asyncio.Lock)

    def close(self) -> None:
        """Finish the work that is being done."""
        self.short.shutdown()
        self.long.shutdown()
