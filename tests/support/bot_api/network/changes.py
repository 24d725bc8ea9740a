"""Waiting for what the bot does, without polling."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from tests.support.bot_api.model.state import Request, State

PATIENCE = 120.0
"""Seconds until a test that waits for the bot fails; far longer than the slowest machine needs."""

Found = TypeVar("Found")


class Changes:
    """Wakes waiting tasks whenever the state has changed."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._waiting: list[asyncio.Future[None]] = []
        state.listeners.append(self._wake)

    async def wait(self) -> None:
        """Return at the next change."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        await future

    async def until(self, look: Callable[[], Found | None], what: str, seconds: float = PATIENCE) -> Found:
        """What ``look`` finds, now or after some change.

        An AssertionError says that ``what`` ("an answer in Alice's chat") did not come in time, and what the
        bot asked for last.
        """
        try:
            async with asyncio.timeout(seconds):
                while (found := look()) is None:
                    await self.wait()
                return found
        except TimeoutError:
            last = [_told(request) for request in self._state.log[-8:]]
            requests = "\n  ".join(last) or "none"
            raise AssertionError(
                f"{what}: not within {seconds} s. The last requests:\n  {requests}"
            ) from None

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)


def _told(request: Request) -> str:
    outcome = "…" if request.response is None else str(request.response.body)[:300]
    return f"{request.method} {str(dict(request.parameters))[:300]} -> {outcome}"
