"""The updates that Telegram has delivered, until each is handled."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from bot.state.outbox import Draft, write_drafts
from bot.state.storage.database import Connection, Database, Rows

MAX_TRIES = 3
"""How often the process may die while handling an update before the update is set aside."""


class LostClaimError(Exception):
    """Another process handles the update now, because this one lost its database session."""


@dataclass(frozen=True, slots=True)
class UnhandledUpdate:
    """An update that an earlier process did not finish: its JSON, and how often one died handling it."""

    id: int
    digest: bytes
    payload: str
    tries: int


@dataclass(frozen=True, slots=True)
class ReceivedUpdate:
    """An update of *user* as Telegram delivers it: its id, a fingerprint, and its JSON.

    ``language`` is the user's language according to Telegram, "" if unknown.  Updates with the same ``chat``
    must be handled in order.
    """

    id: int
    digest: bytes
    payload: str
    user: int | None = None
    language: str = ""
    chat: int = 0


class Updates:
    """The updates in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def receive(
        self, update: int, digest: bytes, payload: str, user: int | None = None, language: str = ""
    ) -> bool:
        """Store an update of *user* durably; return False if the same one was stored before.

        *language* is the user's language according to Telegram, "" if unknown.
        """
        received = ReceivedUpdate(update, digest, payload, user, language)
        return bool(await self.receive_all([received]))

    async def receive_all(self, updates: Sequence[ReceivedUpdate]) -> list[ReceivedUpdate]:
        """Store updates durably; return those that were not stored before.

        If an attempt seems to fail but has stored them, the next attempt counts them as new: their time is
        the same.
        """
        different = list({(update.id, update.digest): update for update in updates}.values())
        return await self._database.do_durably(_receive_all, different, time.time()) if different else []

    async def begin(self, update: int, digest: bytes) -> None:
        """Note that an update of an earlier process is now being handled."""
        await self._database.do(_begin, update, digest)

    async def complete(
        self, update: int, digest: bytes, drafts: Sequence[Draft] = (), owner: str = ""
    ) -> None:
        """Note that an update was handled, store its replies, and delete its content.

        Raises LostClaimError and stores nothing if the update is no longer the *owner*'s, if one is given.
        """
        await self._database.do_lightly(_complete, update, digest, drafts, time.time(), owner)

    async def complete_all(self, updates: Sequence[tuple[int, bytes]], owner: str = "") -> None:
        """Note that updates without replies were handled, if they still belong to *owner*."""
        await self._database.do_lightly(_complete_all, updates, owner)

    async def reply(self, update: int, digest: bytes, drafts: Sequence[Draft], owner: str = "") -> None:
        """Store messages to send for an update that is not handled yet.

        Raises LostClaimError and stores nothing if the update is no longer the *owner*'s, if one is given.
        """
        if drafts:
            await self._database.do_lightly(_reply, update, digest, drafts, time.time(), owner)

    async def release(self, update: int, digest: bytes, owner: str = "") -> None:
        """Note that a planned stop, or a lost session, interrupted the handling of an update."""
        await self._database.do_lightly(_release, update, digest, owner)

    async def waiting(self) -> int:
        """How many updates are not handled yet."""
        return await self._database.do_once(_waiting)

    async def language(self, user: int) -> str:
        """The language of *user* according to Telegram, "" if it has not reported one recently."""
        return await self._database.do_once(_language, user)

    async def unhandled(self) -> list[UnhandledUpdate]:
        """The updates that were never handled, in Telegram's order."""
        return await self._database.do_once(_unhandled)

    async def oldest_unhandled(self) -> float | None:
        """When the oldest unhandled update arrived; None if all are handled."""
        return await self._database.do_once(_oldest_unhandled)

    async def prune(self, before: float) -> None:
        """Delete the handled updates from before a time."""
        await self._database.do(_prune, before)


_COMPLETE = """
    UPDATE updates SET payload = NULL, owner = '', chat = CASE WHEN user IS NULL THEN 0 ELSE chat END
    WHERE id = ? AND digest = ? AND owner = ?"""
"""The chat of somebody who is forgotten meanwhile would tell who that was."""


def _receive_all(
    connection: Connection, updates: Sequence[ReceivedUpdate], at: float
) -> list[ReceivedUpdate]:
    # All are sent before the first result is awaited.
    noted = [_receive(connection, update, at) for update in updates]
    return [update for update, rows in zip(updates, noted, strict=True) if rows.rowcount == 1]


def _receive(connection: Connection, update: ReceivedUpdate, at: float) -> Rows:
    return connection.execute(
        "INSERT INTO updates (id, digest, at, payload, user, language, chat) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id, digest) DO UPDATE SET at = excluded.at WHERE updates.at = excluded.at",
        (update.id, update.digest, at, update.payload, update.user, update.language, update.chat),
    )


def _begin(connection: Connection, update: int, digest: bytes) -> None:
    connection.execute("UPDATE updates SET tries = tries + 1 WHERE id = ? AND digest = ?", (update, digest))


def _release(connection: Connection, update: int, digest: bytes, owner: str) -> None:
    connection.execute(
        "UPDATE updates SET tries = tries - 1 WHERE id = ? AND digest = ? AND owner = ? AND tries > 0",
        (update, digest, owner),
    )


def _waiting(connection: Connection) -> int:
    (count,) = connection.execute("SELECT count(*) FROM updates WHERE payload IS NOT NULL").fetchone()
    return int(count)


def _complete(
    connection: Connection, update: int, digest: bytes, drafts: Sequence[Draft], at: float, owner: str
) -> None:
    done = connection.execute(_COMPLETE, (update, digest, owner))
    if owner and not done.rowcount:
        raise LostClaimError
    write_drafts(connection, drafts, at, update)


def _complete_all(connection: Connection, updates: Sequence[tuple[int, bytes]], owner: str) -> None:
    connection.executemany(_COMPLETE, [(*update, owner) for update in updates])


def _reply(
    connection: Connection, update: int, digest: bytes, drafts: Sequence[Draft], at: float, owner: str
) -> None:
    held = connection.execute(
        "UPDATE updates SET owner = owner WHERE id = ? AND digest = ? AND owner = ?", (update, digest, owner)
    )
    if owner and not held.rowcount:
        raise LostClaimError
    write_drafts(connection, drafts, at, update)


def _language(connection: Connection, user: int) -> str:
    row = connection.execute(
        "SELECT language FROM updates WHERE user = ? AND language <> '' ORDER BY id DESC LIMIT 1", (user,)
    ).fetchone()
    return row[0] if row else ""


def _unhandled(connection: Connection) -> list[UnhandledUpdate]:
    rows = connection.execute(
        "SELECT id, digest, payload, tries FROM updates WHERE payload IS NOT NULL ORDER BY id"
    )
    return [UnhandledUpdate(*row) for row in rows]


def _oldest_unhandled(connection: Connection) -> float | None:
    (at,) = connection.execute("SELECT min(at) FROM updates WHERE payload IS NOT NULL").fetchone()
    return None if at is None else float(at)


def _prune(connection: Connection, before: float) -> None:
    connection.execute("DELETE FROM updates WHERE at < ? AND payload IS NULL", (before,))
