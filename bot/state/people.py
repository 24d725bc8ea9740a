"""People's ratings of answers, and the language that they chose."""

import time

from bot.state.storage.database import Connection, Database


class People:
    """The ratings and languages in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def rate(self, answer: str, user: int, verdict: str) -> None:
        """Store *user*'s rating of an answer, replacing an earlier one."""
        await self._database.do(_rate, answer, user, verdict, time.time())

    async def take_back(self, answer: str, user: int, verdict: str) -> None:
        """Delete *user*'s rating of an answer if it is *verdict*; another rating stays."""
        await self._database.do(_take_back, answer, user, verdict)

    async def ratings(self) -> list[tuple[int, str]]:
        """Who rated an answer, and how."""
        return await self._database.do_once(_ratings)

    async def set_language(self, user: int, code: str) -> None:
        """Store the language that *user* chose; "" deletes it."""
        await self._database.do(_set_language, user, code)

    async def language(self, user: int) -> str:
        """The language that *user* chose, or ""."""
        return await self._database.do_once(_language, user)

    async def prune(self, before: float) -> None:
        """Delete the ratings from before a time."""
        await self._database.do(_prune, before)


def _rate(connection: Connection, answer: str, user: int, verdict: str, at: float) -> None:
    connection.execute(
        "INSERT INTO ratings (answer, user, at, verdict) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (answer, user) DO UPDATE SET at = excluded.at, verdict = excluded.verdict",
        (answer, user, at, verdict),
    )


def _take_back(connection: Connection, answer: str, user: int, verdict: str) -> None:
    connection.execute(
        "DELETE FROM ratings WHERE answer = ? AND user = ? AND verdict = ?", (answer, user, verdict)
    )


def _ratings(connection: Connection) -> list[tuple[int, str]]:
    return connection.execute("SELECT user, verdict FROM ratings ORDER BY at").fetchall()


def _set_language(connection: Connection, user: int, code: str) -> None:
    if code:
        connection.execute(
            "INSERT INTO languages (user, code) VALUES (?, ?) "
            "ON CONFLICT (user) DO UPDATE SET code = excluded.code",
            (user, code),
        )
    else:
        connection.execute("DELETE FROM languages WHERE user = ?", (user,))


def _language(connection: Connection, user: int) -> str:
    row = connection.execute("SELECT code FROM languages WHERE user = ?", (user,)).fetchone()
    return row[0] if row else ""


def _prune(connection: Connection, before: float) -> None:
    connection.execute("DELETE FROM ratings WHERE at < ?", (before,))
