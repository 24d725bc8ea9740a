"""The roles granted in chat; owners are in the settings and not here.

Every change of a role is recorded in the journal, in the same transaction.
"""

import sqlite3
import time
from dataclasses import dataclass

from bot.state.journal import JournalEntry, write
from bot.state.storage.database import Database


@dataclass(frozen=True, slots=True)
class Grant:
    """The role of *user* since *at*; ``by`` is None if the data of the person who granted it was deleted."""

    user: int
    role: str
    by: int | None
    at: float


class Grants:
    """The granted roles in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, user: int) -> Grant | None:
        """The role granted to *user*, or None."""
        return await self._database.do(_of, user)

    async def all(self) -> list[Grant]:
        """All granted roles, oldest first."""
        return await self._database.do(_all)

    async def change(self, user: int, before: str, after: str, by: int) -> bool:
        """Change the role of *user* from *before* to *after* atomically; "" means no role.

        Returns False and changes nothing if their role is not *before*, because somebody else was faster.
        """
        return await self._database.do(_change, user, before, after, by, time.time())


def _of(connection: sqlite3.Connection, user: int) -> Grant | None:
    row = connection.execute(
        "SELECT user, role, granted_by, at FROM roles WHERE user = ?", (user,)
    ).fetchone()
    return None if row is None else Grant(*row)


def _all(connection: sqlite3.Connection) -> list[Grant]:
    rows = connection.execute("SELECT user, role, granted_by, at FROM roles ORDER BY at, user").fetchall()
    return [Grant(*row) for row in rows]


def _change(connection: sqlite3.Connection, user: int, before: str, after: str, by: int, at: float) -> bool:
    present = _of(connection, user)
    if (present.role if present else "") != before:
        return False
    if after:
        connection.execute("INSERT OR REPLACE INTO roles VALUES (?, ?, ?, ?)", (user, after, by, at))
    else:
        connection.execute("DELETE FROM roles WHERE user = ?", (user,))
    what = "grant" if after else "revoke"
    write(connection, JournalEntry(at, by, what, detail=after or before, about=user))
    return True
