"""The journal: who did what, when, to which version of the corpus.  It is kept for good."""

import sqlite3
import time
from dataclasses import dataclass

from bot.state.storage.database import Database


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """Something that was done, at a time in seconds since 1970.

    ``user`` did it, and it concerns ``about``; either is None where there is nobody or they were forgotten.
    ``what`` is one word for the kind of deed, ``detail`` says more and names nobody.
    """

    at: float
    user: int | None
    what: str
    version: str = ""
    detail: str = ""
    about: int | None = None


class Journal:
    """The journal in the memory."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(
        self, user: int, what: str, version: str = "", detail: str = "", about: int | None = None
    ) -> None:
        """Note that *user* did something, to a *version* of the corpus or to somebody: *about*.

        *detail* must not name people: they could not be forgotten in it.
        """
        await self._database.do(write, JournalEntry(time.time(), user, what, version, detail, about))

    async def latest(self, most: int) -> list[JournalEntry]:
        """The last *most* deeds, the newest first."""
        return await self._database.do(_latest, most)


def write(connection: sqlite3.Connection, deed: JournalEntry) -> None:
    """Note a deed; within a transaction, what it tells of and the note are both there or neither."""
    connection.execute(
        "INSERT INTO journal (at, user, what, version, detail, about) VALUES (?, ?, ?, ?, ?, ?)",
        (deed.at, deed.user, deed.what, deed.version, deed.detail, deed.about),
    )


def _latest(connection: sqlite3.Connection, most: int) -> list[JournalEntry]:
    rows = connection.execute(
        "SELECT at, user, what, version, detail, about FROM journal ORDER BY id DESC LIMIT ?", (most,)
    ).fetchall()
    return [JournalEntry(*row) for row in rows]
