"""The SQLite file and the thread it is used in, so that the event loop never waits for a disk."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from bot.errors import StateError
from bot.state.schema import FORGETTING, MIGRATIONS

P = ParamSpec("P")
T = TypeVar("T")

FILE = "quoth.sqlite3"


class Database:
    """The open file.  What is to be done with it is done one after the other, in a thread of its own."""

    def __init__(self, folder: Path | None) -> None:
        """*folder*: where the file is; None for one in memory.  Raises StateError where it cannot be used."""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="state")
        self._connection = _connect(folder)
        self._closed = False

    async def close(self) -> None:
        """Finish what was asked for and let go of the file."""
        if not self._closed:
            self._closed = True
            await self.do(sqlite3.Connection.close)
            self._thread.shutdown()

    async def do(
        self, work: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do *work* in the database's own thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: work(self._connection, *args, **kwargs))

    async def forget(self, user: int) -> int:
        """Delete everything that is kept of *user*, from the file too; how many answers that were."""
        return await self.do(_forget, user)


def _connect(folder: Path | None) -> sqlite3.Connection:
    path = ":memory:" if folder is None else str(folder / FILE)
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            _prepare(connection)
        except BaseException:
            connection.close()
            raise
    except (OSError, sqlite3.Error) as error:
        raise StateError(
            f"cannot use {path} ({error}); choose another QUOTH_STATE_DIR or move the file away"
        ) from error
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    """Bring the schema up to date, each step whole or not at all."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA secure_delete = ON")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        raise StateError(
            "the state folder was written by a later Quoth; update this one or choose another QUOTH_STATE_DIR"
        )
    for step, migration in enumerate(MIGRATIONS[version:], version + 1):
        connection.executescript(f"BEGIN; {migration} PRAGMA user_version = {step}; COMMIT;")


def _forget(connection: sqlite3.Connection, user: int) -> int:
    answers: int = 0
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        (answers,) = connection.execute("SELECT count(*) FROM answers WHERE user = ?", (user,)).fetchone()
        for statement in FORGETTING:
            connection.execute(statement, {"user": user})
    # What was deleted is overwritten in the file (secure_delete); the log beside it has to go as well.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return answers
