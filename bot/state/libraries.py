"""Which libraries a chat or a topic uses, and which library a message of the bot is about."""

import time
from collections.abc import Sequence

from bot.state.storage.database import Connection, Database

_WHOLE_CHAT = 0


class ChosenLibraries:
    """The choices in the database; a topic without a choice of its own has that of its chat."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, chat: int, thread: int) -> tuple[str, ...]:
        """The names chosen for a chat or a topic of it; none if nobody has chosen."""
        return await self._database.do_once(_of, chat, thread)

    async def choose(self, chat: int, thread: int, names: Sequence[str]) -> None:
        """Store the choice of libraries, by name; without names, delete the choice."""
        await self._database.do(_choose, chat, thread, ",".join(names))

    async def keep_set(self, key: str, names: Sequence[str]) -> None:
        """Store which libraries a key stands for, for other processes and later ones."""
        await self._database.do(_keep_set, key, ",".join(names))

    async def set_of(self, key: str) -> tuple[str, ...]:
        """The libraries that a key stands for; none if it was not stored."""
        return await self._database.do_once(_set_of, key)

    async def keys(self) -> list[str]:
        """The keys that waiting questions and digests belong to: libraries, or several of them together."""
        return await self._database.do_once(_keys)

    async def of_message(self, chat: int, message: int) -> str | None:
        """The library that a message of the bot is about; None if that is no longer known."""
        return await self._database.do_once(_of_message, chat, message)

    async def of_question(self, chat: int, message: int) -> str | None:
        """The library that answered the question in a person's message; None if that is unknown."""
        return await self._database.do_once(_of_question, chat, message)

    async def note(self, chat: int, message: int, library: str) -> None:
        """Note which library a message of the bot is about."""
        await self._database.do(note_library, chat, message, library, time.time())

    async def prune(self, before: float) -> None:
        """Delete what is noted about messages from before a time; choices stay."""
        await self._database.do(_prune, before)

    async def move_chat(self, old: int, new: int) -> None:
        """Move the choices of a group to the supergroup that it has become."""
        await self._database.do(_move_chat, old, new)


def _of(connection: Connection, chat: int, thread: int) -> tuple[str, ...]:
    row = connection.execute(
        "SELECT names FROM chosen_libraries WHERE chat = ? AND thread IN (?, ?) ORDER BY thread DESC LIMIT 1",
        (chat, thread, _WHOLE_CHAT),
    ).fetchone()
    return tuple(row[0].split(",")) if row else ()


def _choose(connection: Connection, chat: int, thread: int, names: str) -> None:
    connection.execute("DELETE FROM chosen_libraries WHERE chat = ? AND thread = ?", (chat, thread))
    if names:
        connection.execute(
            "INSERT INTO chosen_libraries (chat, thread, names) VALUES (?, ?, ?)", (chat, thread, names)
        )


def _keep_set(connection: Connection, key: str, names: str) -> None:
    connection.execute(
        "INSERT INTO library_sets (key, names) VALUES (?, ?) ON CONFLICT (key) DO NOTHING", (key, names)
    )


def _set_of(connection: Connection, key: str) -> tuple[str, ...]:
    row = connection.execute("SELECT names FROM library_sets WHERE key = ?", (key,)).fetchone()
    return tuple(row[0].split(",")) if row else ()


def _keys(connection: Connection) -> list[str]:
    rows = connection.execute("SELECT library FROM wishes UNION SELECT library FROM digests ORDER BY 1")
    return [library for (library,) in rows]


def note_library(connection: Connection, chat: int, message: int, library: str, at: float) -> None:
    """Note which library a message of the bot is about."""
    connection.execute(
        "INSERT INTO message_libraries (chat, message, library, at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (chat, message) DO UPDATE SET library = excluded.library, at = excluded.at",
        (chat, message, library, at),
    )


def _of_message(connection: Connection, chat: int, message: int) -> str | None:
    row = connection.execute(
        "SELECT library FROM message_libraries WHERE chat = ? AND message = ?", (chat, message)
    ).fetchone()
    return None if row is None else row[0]


def _of_question(connection: Connection, chat: int, message: int) -> str | None:
    row = connection.execute(
        "SELECT library FROM answers WHERE chat = ? AND asked_by = ? ORDER BY current DESC, at DESC LIMIT 1",
        (chat, message),
    ).fetchone()
    return None if row is None else row[0]


def _prune(connection: Connection, before: float) -> None:
    connection.execute("DELETE FROM message_libraries WHERE at < ?", (before,))


def _move_chat(connection: Connection, old: int, new: int) -> None:
    connection.execute("DELETE FROM chosen_libraries WHERE chat = ?", (new,))
    connection.execute("UPDATE chosen_libraries SET chat = ? WHERE chat = ?", (new, old))
