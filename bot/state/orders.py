"""Admins' commands that wait for confirmation, so that a button works after a restart, and only once."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from bot.state.outbox import Draft, write_drafts
from bot.state.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class WaitingOrder:
    """A command of *user* that waits: its name without the slash, its arguments, and what it was based on."""

    id: str
    user: int
    command: str
    words: str
    basis: str


class Orders:
    """The waiting orders in the database."""

    def __init__(self, database: Database, library: str = "") -> None:
        self._database = database
        self._library = library

    async def keep(self, order: WaitingOrder) -> None:
        """Store an order."""
        await self._database.do(_keep, self._library, order, time.time())

    async def waiting(self, order: str, user: int) -> WaitingOrder | None:
        """The order of *user* with that id; None if it is not waiting (any more)."""
        return await self._database.do_once(_waiting, self._library, order, user)

    async def take(self, order: str, user: int) -> WaitingOrder | None:
        """Remove and return the order of *user* with that id; None if it is not waiting (any more)."""
        return await self._database.do(_take, self._library, order, user)

    async def finish(self, order: WaitingOrder, drafts: Sequence[Draft], update: int) -> None:
        """Remove an order that was carried out for an *update*, and store what is to be said about it.

        That is done once, even if the connection breaks and it is tried again.
        """
        await self._database.do(_finish, self._library, order, drafts, update, time.time())

    async def library_of(self, order: str) -> str | None:
        """The library that an order is about, whichever it is; None if the order does not wait."""
        return await self._database.do_once(_library_of, order)

    async def prune(self, before: float) -> None:
        """Delete the orders from before a time."""
        await self._database.do(_prune, before)


def _keep(connection: Connection, library: str, order: WaitingOrder, at: float) -> None:
    connection.execute(
        "INSERT INTO orders (id, at, user, command, words, basis, library) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (order.id, at, order.user, order.command, order.words, order.basis, library),
    )


def _library_of(connection: Connection, order: str) -> str | None:
    row = connection.execute("SELECT library FROM orders WHERE id = ?", (order,)).fetchone()
    return None if row is None else row[0]


def _waiting(connection: Connection, library: str, order: str, user: int) -> WaitingOrder | None:
    row = connection.execute(
        "SELECT id, user, command, words, basis FROM orders WHERE id = ? AND user = ? AND library = ?",
        (order, user, library),
    ).fetchone()
    return WaitingOrder(*row) if row else None


def _take(connection: Connection, library: str, order: str, user: int) -> WaitingOrder | None:
    rows = connection.execute(
        "DELETE FROM orders WHERE id = ? AND user = ? AND library = ? "
        "RETURNING id, user, command, words, basis",
        (order, user, library),
    ).fetchall()
    return WaitingOrder(*rows[0]) if rows else None


def _finish(
    connection: Connection,
    library: str,
    order: WaitingOrder,
    drafts: Sequence[Draft],
    update: int,
    at: float,
) -> None:
    if _take(connection, library, order.id, order.user) is not None:
        write_drafts(connection, drafts, at, update)


def _prune(connection: Connection, before: float) -> None:
    connection.execute("DELETE FROM orders WHERE at < ?", (before,))
