"""Whether the search works now: a cluster may be unreachable, and questions wait until it is back."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.state.storage.database import growing_pauses
from corpus.errors import CorpusError

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
"""The first and the longest pause between probes, in seconds."""


class SearchWatch:
    """Notices that the search fails, probes until it works again, and lets questions wait for that.

    It belongs to one event loop.
    """

    def __init__(
        self, probe: Callable[[], None], sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        """*probe* searches, and raises CorpusError while that fails; it runs on a thread."""
        self._probe = probe
        self._sleep = sleep
        self._works = asyncio.Event()
        self._works.set()
        self._looking: asyncio.Task[None] | None = None
        self._waiting: set[asyncio.Task[object]] = set()
        self.is_stopped = False
        self.reason = ""
        self.on_trouble: Callable[[str], None] = lambda reason: None

    @property
    def is_available(self) -> bool:
        """Whether the last search worked."""
        return self._works.is_set()

    async def look(self) -> None:
        """Check once whether the search works."""
        try:
            await asyncio.to_thread(self._probe)
        except CorpusError as error:
            self.report(error)

    def report(self, error: CorpusError) -> None:
        """Note that a search failed for that reason, and begin to probe until it works again."""
        if self._works.is_set():
            self._works.clear()
            self.reason = str(error)
            log.error("%s; questions wait until it works again", error)
            self.on_trouble(self.reason)
            self._looking = asyncio.create_task(self._look_until_it_works())

    async def until_available(self, seconds: float) -> bool:
        """Wait at most so many seconds until the search works; False if it does not.  `stop` cancels this."""
        waiting = asyncio.current_task()
        assert waiting is not None  # noqa: S101 - every coroutine runs in a task
        self._waiting.add(waiting)
        if self.is_stopped:
            waiting.cancel()
        try:
            async with asyncio.timeout(seconds):
                await self._works.wait()
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(waiting)
        return True

    def stop(self) -> None:
        """Stop probing, and cancel all waiting, now or later: the next process handles those updates."""
        self.is_stopped = True
        for task in (*self._waiting, *([self._looking] if self._looking else ())):
            task.cancel()

    async def _look_until_it_works(self) -> None:
        for pause in growing_pauses(FIRST_PAUSE, LONGEST_PAUSE):
            await self._sleep(pause)
            try:
                await asyncio.to_thread(self._probe)
            except CorpusError as error:
                self.reason = str(error)
                log.info("%s; looking again", error)
            else:
                break
        self.reason = ""
        self._works.set()
        log.warning("searching works again")
        self.on_trouble("")
