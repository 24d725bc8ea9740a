"""The pace of messages, one for all processes that send them."""

from bot.state.storage.database import Connection, Database

SECONDS_OF_BURST = 1.0
"""After a pause, as many messages may go at once as otherwise in this time."""


class Pace:
    """The pace in the database; only for a server, which has the clock that counts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def reserve(self, per_second: float) -> float:
        """Reserve the next moment for a message; return in how many seconds that is."""
        return await self._database.do_once(_reserve, 1 / per_second)


_RESERVE = """
    INSERT INTO pace AS kept (name, at) VALUES ('messages', extract(epoch FROM clock_timestamp()) + :apart)
    ON CONFLICT (name) DO UPDATE
    SET at = greatest(kept.at, extract(epoch FROM clock_timestamp())) + :apart
    RETURNING at - extract(epoch FROM clock_timestamp())"""
"""Each message moves the time by which all will have been sent; how far that is ahead is how long to wait."""


def _reserve(connection: Connection, apart: float) -> float:
    (ahead,) = connection.execute(_RESERVE, {"apart": apart}).fetchone()
    return max(0.0, float(ahead) - SECONDS_OF_BURST)
