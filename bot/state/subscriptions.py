"""Subscriptions: to the answer of an open question, and to the weekly digest."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages.chats import Conversation
from bot.state.outbox import Draft, write_drafts
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

    def __init__(self, database: Database, library: str = "") -> None:
        self._database = database
        self._library = library

    async def keep(self, conversation: Conversation, question: str, version: str) -> None:
        """Store that somebody wants to hear when *question* is answered, which *version* does not."""
        await self._database.do(_keep, self._library, conversation, question, version, time.time())

    async def unasked(self, version: str, limit: int) -> list[WaitingQuestion]:
        """The waiting questions that were not asked of that version yet, oldest first."""
        return await self._database.do_once(_unasked, self._library, version, limit)

    async def mark_asked(self, subscription: int, version: str) -> None:
        """Note that a version does not answer a waiting question either."""
        await self._database.do(_mark_asked, subscription, version)

    async def fulfil(self, subscription: int, drafts: Sequence[Draft]) -> bool:
        """Store the notice to the asker of a waiting question and delete the question, in one step.

        Returns False and stores nothing if it does not wait any more.
        """
        return await self._database.do(_fulfil, subscription, drafts, time.time())

    async def set_digest(self, user: int, *, wanted: bool) -> None:
        """Store whether *user* wants a weekly digest; the first comes in a week."""
        await self._database.do(_set_digest, self._library, user, wanted, time.time())

    async def wants_digest(self, user: int) -> bool:
        """Whether *user* wants a weekly digest."""
        return await self._database.do_once(_wants_digest, self._library, user)

    async def digests_due(self, since: float) -> list[int]:
        """The users who want a digest and got the last one before a time."""
        return await self._database.do_once(_digests_due, self._library, since)

    async def store_digest(self, user: int, since: float, drafts: Sequence[Draft]) -> bool:
        """Store the digest for *user* and note it as sent, in one step.

        Returns False and stores nothing if they do not want one any more, or got one *since* that time.
        """
        return await self._database.do(_store_digest, self._library, user, since, drafts, time.time())


def _keep(
    connection: Connection,
    library: str,
    conversation: Conversation,
    question: str,
    version: str,
    at: float,
) -> None:
    connection.execute(
        "DELETE FROM wishes WHERE user = ? AND question = ? AND library = ?",
        (conversation.user, question, library),
    )
    connection.execute(
        "INSERT INTO wishes (chat, thread, user, question, version, at, library) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*conversation, question, version, at, library),
    )
    connection.execute(
        "DELETE FROM wishes WHERE user = ? AND id NOT IN "
        "(SELECT id FROM wishes WHERE user = ? ORDER BY id DESC LIMIT ?)",
        (conversation.user, conversation.user, MAX_WAITING_QUESTIONS),
    )


def _unasked(connection: Connection, library: str, version: str, limit: int) -> list[WaitingQuestion]:
    rows = connection.execute(
        "SELECT id, chat, thread, user, question, version FROM wishes "
        "WHERE version <> ? AND library = ? ORDER BY id LIMIT ?",
        (version, library, limit),
    )
    return [
        WaitingQuestion(subscription, Conversation(chat, thread, user), question, asked_of)
        for subscription, chat, thread, user, question, asked_of in rows
    ]


def _mark_asked(connection: Connection, subscription: int, version: str) -> None:
    connection.execute("UPDATE wishes SET version = ? WHERE id = ?", (version, subscription))


def _fulfil(connection: Connection, subscription: int, drafts: Sequence[Draft], at: float) -> bool:
    waited = connection.execute("DELETE FROM wishes WHERE id = ?", (subscription,)).rowcount == 1
    if waited:
        write_drafts(connection, drafts, at)
    return waited


def _set_digest(connection: Connection, library: str, user: int, wanted: bool, at: float) -> None:
    if wanted:
        connection.execute(
            "INSERT INTO digests (user, library, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (user, library, at),
        )
    else:
        connection.execute("DELETE FROM digests WHERE user = ? AND library = ?", (user, library))


def _wants_digest(connection: Connection, library: str, user: int) -> bool:
    wanted = connection.execute("SELECT 1 FROM digests WHERE user = ? AND library = ?", (user, library))
    return wanted.fetchone() is not None


def _digests_due(connection: Connection, library: str, since: float) -> list[int]:
    due = connection.execute("SELECT user FROM digests WHERE at <= ? AND library = ?", (since, library))
    return [user for (user,) in due]


def _store_digest(
    connection: Connection, library: str, user: int, since: float, drafts: Sequence[Draft], at: float
) -> bool:
    due = connection.execute(
        "UPDATE digests SET at = ? WHERE user = ? AND library = ? AND at <= ?", (at, user, library, since)
    )
    if due.rowcount == 1:
        write_drafts(connection, drafts, at)
    return due.rowcount == 1
