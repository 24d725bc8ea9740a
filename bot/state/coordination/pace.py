"""The pace of messages, one for all processes that send them."""

import time
from collections import deque
from collections.abc import Callable

from bot.state.storage.database import Connection, Database

SECONDS_OF_BURST = 1.0
"""After a pause, a burst may have as many messages as are otherwise sent in this time."""
SECONDS_RESERVED = 0.15
"""A process that sends much reserves the messages of this time at once, to save requests."""
SECONDS_KEPT = 0.5
"""A reservation that is unused for so long expires; after such a pause, reservations are single again."""


class Pace:
    """The pace in a server's database, by the server's clock."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._reserved: deque[float] = deque()
        self._asked_at = -SECONDS_KEPT

    async def reserve(self, per_second: float) -> float:
        """Reserve the next moment for a message; return in how many seconds that is."""
        now = self._clock()
        while self._reserved and self._reserved[0] < now - SECONDS_KEPT:
            self._reserved.popleft()
        if not self._reserved:
            many = _at_once(per_second) if now - self._asked_at < SECONDS_KEPT else 1
            self._asked_at = now
            ahead = await self._database.do_once(_reserve, many / per_second)
            self._reserved += [now + ahead - later / per_second for later in range(many)][::-1]
        return max(0.0, self._reserved.popleft() - now)


def _at_once(per_second: float) -> int:
    """How many messages are reserved at once.

    >>> [_at_once(per_second) for per_second in (1, 30)]
    [1, 4]
    """
    return max(1, int(per_second * SECONDS_RESERVED))


_RESERVE = """
    INSERT INTO pace AS kept (name, at) VALUES ('messages', extract(epoch FROM clock_timestamp()) + :apart)
    ON CONFLICT (name) DO UPDATE
    SET at = greatest(kept.at, extract(epoch FROM clock_timestamp())) + :apart
    RETURNING at - extract(epoch FROM clock_timestamp())"""
"""Each moves the time by which all will have been sent; how far that is ahead is how long to wait."""


def _reserve(connection: Connection, apart: float) -> float:
    """In how many seconds the last of the reserved messages may go; less than 0 within a burst."""
    (ahead,) = connection.execute(_RESERVE, {"apart": apart}).fetchone()
    return float(ahead) - SECONDS_OF_BURST
