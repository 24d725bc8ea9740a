"""Subscriptions: to the answer of an open question, and to the weekly digest."""

import time
from dataclasses import dataclass

from bot.messages.chats import Conversation
from bot.state.storage.database import Connection, Database

MAX_WAITING_QUESTIONS = 20
"""Waiting questions per person; the oldest are deleted first."""


@dataclass(frozen=True, slots=True)
class WaitingQuestion:
    """A question whose asker wants to hear when a version answers it; ``version`` was asked last."""

    id: int
    conversation: Conversation
    question: str
    version: str


class Subscriptions:
    """The subscriptions in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, conversation: Conversation, question: str, version: str) -> None:
        """Store that somebody wants to hear when *question* is answered, which *version* does not."""
        await self._database.do(_keep, conversation, question, version, time.time())

    async def unasked(self, version: str, limit: int) -> list[WaitingQuestion]:
        """The waiting questions that were not asked of that version yet, oldest first."""
        return await self._database.do_once(_unasked, version, limit)

    async def mark_asked(self, subscription: int, version: str) -> None:
        """Note that a version does not answer a waiting question either."""
        await self._database.do(_mark_asked, subscription, version)

    async def mark_fulfilled(self, subscription: int) -> None:
        """Delete a waiting question, whose asker has been notified."""
        await self._database.do(_mark_fulfilled, subscription)

    async def prune(self, before: float) -> None:
        """Delete waiting questions from before a time."""
        await self._database.do(_prune, before)

    async def set_digest(self, user: int, *, wanted: bool) -> None:
        """Store whether *user* wants a weekly digest; the first comes in a week."""
        await self._database.do(_set_digest, user, wanted, time.time())

    async def wants_digest(self, user: int) -> bool:
        """Whether *user* wants a weekly digest."""
        return await self._database.do_once(_wants_digest, user)

    async def digests_due(self, since: float) -> list[int]:
        """The users who want a digest and got the last one before a time."""
        return await self._database.do_once(_digests_due, since)

    async def mark_digest_sent(self, user: int) -> None:
        """Note that *user* has just got a digest."""
        await self._database.do(_mark_digest_sent, user, time.time())


def _keep(connection: Connection, conversation: Conversation, question: str, version: str, at: float) -> None:
    connection.execute("DELETE FROM wishes WHERE user = ? AND question = ?", (conversation.user, question))
    connection.execute(
        "INSERT INTO wishes (chat, thread, user, question, version, at) VALUES (?, ?, ?, ?, ?, ?)",
        (*conversation, question, version, at),
    )
    connection.execute(
        "DELETE FROM wishes WHERE user = ? AND id NOT IN "
        "(SELECT id FROM wishes WHERE user = ? ORDER BY id DESC LIMIT ?)",
        (conversation.user, conversation.user, MAX_WAITING_QUESTIONS),
    )


def _unasked(connection: Connection, version: str, limit: int) -> list[WaitingQuestion]:
    rows = connection.execute(
        "SELECT id, chat, thread, user, question, version FROM wishes WHERE version <> ? ORDER BY id LIMIT ?",
        (version, limit),
    )
    return [
        WaitingQuestion(subscription, Conversation(chat, thread, user), question, asked_of)
        for subscription, chat, thread, user, question, asked_of in rows
    ]


def _mark_asked(connection: Connection, subscription: int, version: str) -> None:
    connection.execute("UPDATE wishes SET version = ? WHERE id = ?", (version, subscription))


def _mark_fulfilled(connection: Connection, subscription: int) -> None:
    connection.execute("DELETE FROM wishes WHERE id = ?", (subscription,))


def _prune(connection: Connection, before: float) -> None:
    connection.execute("DELETE FROM wishes WHERE at < ?", (before,))


def _set_digest(connection: Connection, user: int, wanted: bool, at: float) -> None:
    if wanted:
        connection.execute("INSERT INTO digests (user, at) VALUES (?, ?) ON CONFLICT DO NOTHING", (user, at))
    else:
        connection.execute("DELETE FROM digests WHERE user = ?", (user,))


def _wants_digest(connection: Connection, user: int) -> bool:
    return connection.execute("SELECT 1 FROM digests WHERE user = ?", (user,)).fetchone() is not None


def _digests_due(connection: Connection, since: float) -> list[int]:
    return [user for (user,) in connection.execute("SELECT user FROM digests WHERE at <= ?", (since,))]


def _mark_digest_sent(connection: Connection, user: int, at: float) -> None:
    connection.execute("UPDATE digests SET at = ? WHERE user = ?", (at, user))
