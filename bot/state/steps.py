"""What was done already for an update that is not handled yet.

If the process dies meanwhile, the update is handled again; these steps tell what an earlier process did for
it from what somebody else did.
"""

import time

from bot.state.storage.database import Connection, Database


class Steps:
    """The steps in the database; each has the id of its update."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, update: int, step: str) -> bool:
        """Note durably that a change outside of the database begins; return False if that was noted before.

        Then a process that died may have made it already.
        """
        return await self._database.do_durably(take_step, update, step, time.time())

    async def has_begun(self, update: int, step: str) -> bool:
        """Whether a change was begun for an update, perhaps by a process that died."""
        return await self._database.do_once(_has_begun, update, step)

    async def take_back(self, update: int, step: str) -> None:
        """Note that a change that was begun is refused, and is not made."""
        await self._database.do_once(take_back, update, step)

    async def prune(self, before: float) -> None:
        """Delete the steps from before a time, unless their update is still to be handled."""
        await self._database.do(_prune, before)


def take_step(connection: Connection, update: int, step: str, at: float) -> bool:
    """Note a step; return False if it was taken before.  Call it in the transaction that makes the change."""
    taken = connection.execute(
        "INSERT INTO steps (cause, step, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (update, step, at)
    )
    return taken.rowcount == 1


def take_back(connection: Connection, update: int, step: str) -> None:
    """Remove a step that came to nothing."""
    connection.execute("DELETE FROM steps WHERE cause = ? AND step = ?", (update, step))


def _has_begun(connection: Connection, update: int, step: str) -> bool:
    found = connection.execute("SELECT 1 FROM steps WHERE cause = ? AND step = ?", (update, step))
    return found.fetchone() is not None


def _prune(connection: Connection, before: float) -> None:
    connection.execute(
        "DELETE FROM steps WHERE at < ? AND cause NOT IN (SELECT id FROM updates WHERE payload IS NOT NULL)",
        (before,),
    )
