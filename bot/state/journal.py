"""The journal: who did what, when, to which version of the corpus.  It is never deleted."""

import time
from dataclasses import dataclass

from bot.state.steps import take_step
from bot.state.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """An action, with its time in seconds since 1970.

    ``user`` did it, and it concerns the user ``about``; each is None if there is no such person or their data
    was deleted.  ``what`` names the kind of action, ``detail`` says more and never names a person.
    ``library`` is the corpus that it concerns, "" where the bot has only one.
    """

    at: float
    user: int | None
    what: str
    version: str = ""
    detail: str = ""
    about: int | None = None
    library: str = ""


class Journal:
    """The journal in the database."""

    def __init__(self, database: Database, library: str = "") -> None:
        self._database = database
        self._library = library

    async def note(
        self,
        user: int,
        what: str,
        version: str = "",
        detail: str = "",
        about: int | None = None,
        *,
        update: int = 0,
        at: float | None = None,
    ) -> None:
        """Record that *user* did something, to a *version* of the corpus or to the user *about*.

        *detail* must not name people, because their data could not be deleted from it.  What was done for an
        *update* is recorded once, even if the update is handled again.  It was done *at* a time, by default
        now.
        """
        done = time.time() if at is None else at
        entry = JournalEntry(done, user, what, version, detail, about, self._library)
        await self._database.do(write, entry, update)

    async def latest(self, limit: int) -> list[JournalEntry]:
        """The last *limit* entries, newest first."""
        return await self._database.do_once(_latest, self._library, limit)


def write(connection: Connection, entry: JournalEntry, update: int = 0) -> None:
    """Add an entry, once for an *update* if one asked for it.

    Call it in the same transaction as the action, so that both are stored or neither.
    """
    if update and not take_step(connection, update, f"noted {entry.what}", entry.at):
        return
    connection.execute(
        "INSERT INTO journal (at, user, what, version, detail, about, library) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (entry.at, entry.user, entry.what, entry.version, entry.detail, entry.about, entry.library),
    )


def _latest(connection: Connection, library: str, limit: int) -> list[JournalEntry]:
    rows = connection.execute(
        "SELECT at, user, what, version, detail, about, library FROM journal WHERE library = ? "
        "ORDER BY id DESC LIMIT ?",
        (library, limit),
    ).fetchall()
    return [JournalEntry(*row) for row in rows]
