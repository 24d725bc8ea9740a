"""The roles granted in chat; owners are in the settings and not here.

Every change of a role is recorded in the journal, in the same transaction.
"""

import time
from dataclasses import dataclass

from bot.state.journal import JournalEntry, write
from bot.state.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class Grant:
    """The role of *user* since *at*; ``by`` is None if the data of the person who granted it was deleted."""

    user: int
    role: str
    by: int | None
    at: float


class Grants:
    """The granted roles in the database."""

    def __init__(self, database: Database, library: str = "") -> None:
        self._database = database
        self._library = library

    async def of(self, user: int) -> Grant | None:
        """The role granted to *user*, or None."""
        return await self._database.do_once(_of, self._library, user)

    async def all(self) -> list[Grant]:
        """All granted roles, oldest first."""
        return await self._database.do_once(_all, self._library)

    async def change(self, user: int, before: str, after: str, by: int) -> bool:
        """Change the role of *user* from *before* to *after* atomically; "" means no role.

        Returns False and changes nothing if their role is not *before*, because somebody else was faster.
        """
        return await self._database.do(_change, self._library, user, before, after, by, time.time())


def _of(connection: Connection, library: str, user: int) -> Grant | None:
    row = connection.execute(
        "SELECT user, role, granted_by, at FROM roles WHERE user = ? AND library = ?", (user, library)
    ).fetchone()
    return None if row is None else Grant(*row)


def _all(connection: Connection, library: str) -> list[Grant]:
    rows = connection.execute(
        "SELECT user, role, granted_by, at FROM roles WHERE library = ? ORDER BY at, user", (library,)
    ).fetchall()
    return [Grant(*row) for row in rows]


def _change(
    connection: Connection, library: str, user: int, before: str, after: str, by: int, at: float
) -> bool:
    if not _replace(connection, library, before, Grant(user, after, by, at)):
        return False
    what = "grant" if after else "revoke"
    write(connection, JournalEntry(at, by, what, detail=after or before, about=user, library=library))
    return True


def _replace(connection: Connection, library: str, before: str, grant: Grant) -> bool:
    """Replace somebody's role if it is *before*, by one statement, so that only one change wins."""
    user = grant.user
    if not grant.role:
        done = connection.execute(
            "DELETE FROM roles WHERE user = ? AND role = ? AND library = ?", (user, before, library)
        )
    elif before:
        done = connection.execute(
            "UPDATE roles SET role = ?, granted_by = ?, at = ? WHERE user = ? AND role = ? AND library = ?",
            (grant.role, grant.by, grant.at, user, before, library),
        )
    else:
        done = connection.execute(
            "INSERT INTO roles (user, role, granted_by, at, library) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT DO NOTHING",
            (user, grant.role, grant.by, grant.at, library),
        )
    return done.rowcount == 1
