"""A process that dies while it handles an update, in the middle of a test."""

import asyncio
from collections.abc import Callable
from typing import Any

from structlog.contextvars import get_contextvars

from bot.application import QuothApplication
from tests.bot.running import stop
from tests.support.bot_api.network.changes import PATIENCE

REPEATED = {
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message",
    "Bad Request: query is too old and response timeout expired or query ID is invalid",
}
"""What Telegram refuses when an update is handled again."""


class Crash:
    """Ends the handling of an *update* before or after something is done in the state.

    *when* says so with the function that does it: "before _finish".  What was done for the update before has
    been done, and nothing is done after: to the next process it looks as if this one had been killed.
    """

    def __init__(self, application: QuothApplication, update: int, when: str) -> None:
        self._application = application
        self._update = update
        self._is_before, self._work = when.startswith("before"), when.split()[1]
        self._happened = asyncio.Event()
        database: Any = application._state._database  # the seam where it dies
        for name in ("do", "do_once", "do_lightly", "do_durably"):
            setattr(database, name, self._deadly(getattr(database, name)))

    def _deadly(self, do: Callable[..., Any]) -> Callable[..., Any]:
        async def done(work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
            if get_contextvars().get("update") != self._update:
                return await do(work, *args, **kwargs)
            is_it = work.__name__ == self._work
            if self._happened.is_set() or (is_it and self._is_before):
                self._happened.set()
                raise asyncio.CancelledError
            result = await do(work, *args, **kwargs)
            if is_it:
                self._happened.set()
                raise asyncio.CancelledError
            return result

        return done

    async def happens(self) -> None:
        """Wait until the process dies, and let go of what it holds."""
        async with asyncio.timeout(PATIENCE):
            await self._happened.wait()
        await stop(self._application)
