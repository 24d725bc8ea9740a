"""The updates that Telegram has delivered, until each is handled."""

import sqlite3
import time

from bot.state.database import Database

MOST_TRIES = 3
"""Starts in which an update is tried; one that ends the process each time is given up after that."""


class Updates:
    """The updates in the memory."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def receive(
        self, update: int, digest: bytes, payload: str, user: int | None = None, language: str = ""
    ) -> bool:
        """Note an update of *user* that was delivered; False where the very same one was noted before.

        *language* is what Telegram says the user speaks, "" where it does not say.
        """
        return await self._database.do(_receive, update, digest, payload, user, language, time.time())

    async def handled(self, update: int, digest: bytes) -> None:
        """Note that an update was handled; what it said is forgotten."""
        await self._database.do(_handled, update, digest)

    async def language(self, user: int) -> str:
        """What Telegram said last that *user* speaks, "" where it has not said of late."""
        return await self._database.do(_language, user)

    async def unhandled(self) -> list[str]:
        """What the updates said that were received and never handled, oldest first."""
        return await self._database.do(_unhandled)

    async def prune(self, before: float) -> None:
        """Forget those that came before a time."""
        await self._database.do(_prune, before)


def _receive(
    connection: sqlite3.Connection,
    update: int,
    digest: bytes,
    payload: str,
    user: int | None,
    language: str,
    at: float,
) -> bool:
    noted = connection.execute(
        "INSERT OR IGNORE INTO updates (id, digest, at, payload, user, language) VALUES (?, ?, ?, ?, ?, ?)",
        (update, digest, at, payload, user, language),
    )
    return noted.rowcount == 1


def _handled(connection: sqlite3.Connection, update: int, digest: bytes) -> None:
    connection.execute("UPDATE updates SET payload = NULL WHERE id = ? AND digest = ?", (update, digest))


def _language(connection: sqlite3.Connection, user: int) -> str:
    row = connection.execute(
        "SELECT language FROM updates WHERE user = ? AND language <> '' ORDER BY at DESC LIMIT 1", (user,)
    ).fetchone()
    return row[0] if row else ""


def _unhandled(connection: sqlite3.Connection) -> list[str]:
    connection.execute("UPDATE updates SET payload = NULL WHERE tries >= ?", (MOST_TRIES,))
    rows = connection.execute(
        "SELECT payload FROM updates WHERE payload IS NOT NULL ORDER BY at, id"
    ).fetchall()
    connection.execute("UPDATE updates SET tries = tries + 1 WHERE payload IS NOT NULL")
    return [payload for (payload,) in rows]


def _prune(connection: sqlite3.Connection, before: float) -> None:
    connection.execute("DELETE FROM updates WHERE at < ?", (before,))
