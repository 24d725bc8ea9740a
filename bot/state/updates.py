"""The updates that Telegram has delivered, until each is handled."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from bot.state.outbox import Draft, write_drafts
from bot.state.storage.database import Connection, Database

MOST_TRIES = 3
"""How often the process may die while handling an update before the update is set aside."""


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

    ``language`` is what Telegram says the user speaks, "" where it does not say.
    """

    id: int
    digest: bytes
    payload: str
    user: int | None = None
    language: str = ""


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
        """Note updates, on the disk; those that were not noted before."""
        return await self._database.do_durably(_receive_all, updates, time.time()) if updates else []

    async def begin(self, update: int, digest: bytes) -> None:
        """Note that an update of an earlier process is now being handled."""
        await self._database.do(_begin, update, digest)

    async def complete(self, update: int, digest: bytes, drafts: Sequence[Draft] = ()) -> None:
        """Note that an update was handled, store its replies, and delete its content."""
        await self._database.do(_complete, update, digest, drafts, time.time())

    async def complete_all(self, updates: Sequence[tuple[int, bytes]]) -> None:
        """Note that updates were handled for which nothing is to be sent."""
        await self._database.do(_complete_all, updates)

    async def reply(self, update: int, drafts: Sequence[Draft]) -> None:
        """Write down what is to be sent for an update that is not handled yet."""
        if drafts:
            await self._database.do(write_drafts, drafts, time.time(), update)

    async def release(self, update: int, digest: bytes) -> None:
        """Note that a planned stop interrupted the handling of an update, which is not the update's fault."""
        await self._database.do(_release, update, digest)

    async def language(self, user: int) -> str:
        """The language of *user* according to Telegram, "" if it has not said recently."""
        return await self._database.do(_language, user)

    async def unhandled(self) -> list[UnhandledUpdate]:
        """The updates that were never handled, in Telegram's order."""
        return await self._database.do(_unhandled)

    async def oldest_unhandled(self) -> float | None:
        """When the oldest unhandled update arrived; None if all are handled."""
        return await self._database.do(_oldest_unhandled)

    async def prune(self, before: float) -> None:
        """Delete the handled updates from before a time."""
        await self._database.do(_prune, before)


def _receive_all(
    connection: Connection, updates: Sequence[ReceivedUpdate], at: float
) -> list[ReceivedUpdate]:
    return [update for update in updates if _receive(connection, update, at)]


def _receive(connection: Connection, update: ReceivedUpdate, at: float) -> bool:
    noted = connection.execute(
        "INSERT INTO updates (id, digest, at, payload, user, language) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        (update.id, update.digest, at, update.payload, update.user, update.language),
    )
    return noted.rowcount == 1


def _begin(connection: Connection, update: int, digest: bytes) -> None:
    connection.execute("UPDATE updates SET tries = tries + 1 WHERE id = ? AND digest = ?", (update, digest))


def _release(connection: Connection, update: int, digest: bytes) -> None:
    connection.execute(
        "UPDATE updates SET tries = tries - 1 WHERE id = ? AND digest = ? AND tries > 0", (update, digest)
    )


def _complete(connection: Connection, update: int, digest: bytes, drafts: Sequence[Draft], at: float) -> None:
    connection.execute("UPDATE updates SET payload = NULL WHERE id = ? AND digest = ?", (update, digest))
    write_drafts(connection, drafts, at, update)


def _complete_all(connection: Connection, updates: Sequence[tuple[int, bytes]]) -> None:
    connection.executemany("UPDATE updates SET payload = NULL WHERE id = ? AND digest = ?", updates)


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
