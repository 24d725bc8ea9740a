"""Which message of the bot replies to which message of a person, so that an edit can update the reply.

Stored answers know this themselves; here are the replies to commands, greetings and the like.
"""

import time

from bot.state.storage.database import Connection, Database


class Replies:
    """The replies in the database, without any of their text."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, chat: int, message: int, reply: int, user: int) -> None:
        """Store the *reply* to a *message* of *user*."""
        await self._database.do(keep_reply, chat, message, reply, user, time.time())

    async def to(self, chat: int, message: int) -> int | None:
        """The reply to a message; None if none is stored."""
        return await self._database.do_once(_to, chat, message)

    async def prune(self, before: float) -> None:
        """Delete the replies from before a time."""
        await self._database.do(_prune, before)


def keep_reply(connection: Connection, chat: int, message: int, reply: int, user: int, at: float) -> None:
    """Store the *reply* to a *message* of *user*, replacing an earlier one."""
    connection.execute(
        "INSERT INTO replies (chat, message, reply, user, at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (chat, message) DO UPDATE "
        "SET reply = excluded.reply, user = excluded.user, at = excluded.at",
        (chat, message, reply, user, at),
    )


def _to(connection: Connection, chat: int, message: int) -> int | None:
    row = connection.execute(
        "SELECT reply FROM replies WHERE chat = ? AND message = ?", (chat, message)
    ).fetchone()
    return None if row is None else row[0]


def _prune(connection: Connection, before: float) -> None:
    connection.execute("DELETE FROM replies WHERE at < ?", (before,))
