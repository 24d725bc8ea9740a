"""The roles granted in chat; owners are in the settings and not here.

Every change of a role is recorded in the journal, in the same transaction.
"""

import time
from dataclasses import dataclass

from bot.state.journal import JournalEntry, write
from bot.state.steps import take_back, take_step
from bot.state.storage.database import Connection, Database

_STEP = "role changed"


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

    async def change(self, user: int, before: str, after: str, by: int, update: int = 0) -> bool:
        """Change the role of *user* from *before* to *after* atomically; "" means no role.

        Returns False and changes nothing if their role is not *before*, because somebody else was faster.  It
        is True as well if that very *update* has changed it before.
        """
        grant = Grant(user, after, by, time.time())
        return await self._database.do(_change, self._library, before, grant, update)


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


def _change(connection: Connection, library: str, before: str, grant: Grant, update: int) -> bool:
    if update and not take_step(connection, update, _STEP, grant.at):
        return True
    if not _replace(connection, library, before, grant):
        take_back(connection, update, _STEP)
        return False
    what, detail = ("grant", grant.role) if grant.role else ("revoke", before)
    entry = JournalEntry(grant.at, grant.by, what, detail=detail, about=grant.user, library=library)
    write(connection, entry)
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
