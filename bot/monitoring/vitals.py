"""The state of a running bot, for readiness and metrics."""

import asyncio
import time
from dataclasses import dataclass

from bot.live_corpus import LiveCorpus
from bot.monitoring.metrics import Metrics
from bot.state import State
from bot.transport.sending.delivery import Delivery
from web.readiness import Readiness

SECONDS_TO_READ = 2.0
"""How long reading the state may take before it counts as unusable."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """The age of the oldest unhandled update, the number of undelivered letters and the age of the oldest."""

    update_seconds: float
    letters: int
    letter_seconds: float


class Vitals:
    """Reads the parts of a running bot whenever readiness or metrics are requested."""

    def __init__(self, corpus: LiveCorpus, state: State, delivery: Delivery, metrics: Metrics) -> None:
        self.metrics = metrics
        self._corpus = corpus
        self._state = state
        self._delivery = delivery
        self._waiting = Backlog(0.0, 0, 0.0)
        metrics.gauge("quoth_outbox_messages", "Messages not delivered yet.", lambda: self._waiting.letters)
        metrics.gauge(
            "quoth_outbox_age_seconds",
            "Age of the oldest message not delivered yet.",
            lambda: self._waiting.letter_seconds,
        )
        metrics.gauge(
            "quoth_queue_age_seconds",
            "Age of the oldest update not handled yet.",
            lambda: self._waiting.update_seconds,
        )

    async def readiness(self) -> Readiness:
        """Whether questions are being answered, and how long the oldest update and message have waited."""
        readable = await self._read()
        return Readiness(
            version=self._corpus.version,
            last_reload=self._corpus.last_reload,
            telegram_reachable=self._delivery.reachability.down_since is None,
            memory_writable=readable,
            queue_seconds=round(self._waiting.update_seconds, 1),
            outbox_seconds=round(self._waiting.letter_seconds, 1),
            search_available=self._corpus.search.is_available,
        )

    async def exposition(self) -> bytes:
        """The metrics in Prometheus' text format."""
        await self._read()
        return self.metrics.exposition()

    async def _read(self) -> bool:
        """Read the backlog; if the state cannot be read in time, return False and keep the last figures."""
        try:
            async with asyncio.timeout(SECONDS_TO_READ):
                self._waiting = await self._look()
        except TimeoutError:
            return False
        return True

    async def _look(self) -> Backlog:
        now = time.time()
        update = await self._state.updates.oldest_unhandled()
        outbox = await self._state.outgoing.waiting()
        return Backlog(_age(update, now), outbox.letters, _age(outbox.since, now))


def _age(since: float | None, now: float) -> float:
    """Seconds since a time, never negative; 0 if there is none.

    >>> _age(None, 100.0), _age(90.0, 100.0), _age(110.0, 100.0)
    (0.0, 10.0, 0.0)
    """
    return 0.0 if since is None else max(0.0, now - since)
