"""The SQLite file, used by a thread of its own, so that the event loop never waits for the disk.

Whatever happens to the file while the bot runs, `Database.do` waits until its work is done: the file may be
locked by another process, the disk full, the folder read-only.  A deleted file is written again from the open
connection; a damaged one is set aside and restored from its backup.
"""

import asyncio
import contextlib
import errno
import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from bot.errors import StateError
from bot.state.storage import repair
from bot.state.storage.database import Connection, ReportTrouble, growing_pauses
from bot.state.storage.dialect import SQLITE, Dialect
from bot.state.storage.files import FILE, FOLDER_MODE, make_private
from bot.state.storage.pending_copy import PendingCopy
from bot.state.storage.repair import DamagedError, Trouble, trouble_in
from bot.state.storage.schema import MIGRATIONS

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)

BUSY_MILLISECONDS = 1000
"""How long SQLite itself waits for another process; after that, we try again ourselves."""

_FAILURES = (sqlite3.Error, OSError, UnicodeDecodeError)


class SqliteDatabase:
    """The open file.  All work on it is done one piece at a time, in a thread of its own."""

    def __init__(
        self,
        folder: Path | None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        tell: ReportTrouble = lambda _: None,
        *,
        copies_pending: bool = False,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """*folder*: where the file is; None for one in memory.  Raises StateError if it cannot be used.

        With *copies_pending*, pending work is kept in a second file, too; only one process may do that.
        While another program has the file locked, or the disk is full, this waits, pausing by *wait*.
        """
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="state")
        self._path = None if folder is None else folder / FILE
        self._copy: PendingCopy | None = None
        self._was_damaged = False
        _do_when_free(self._path, lambda: self._open(copies_pending), wait)
        self._sleep = sleep
        self._wrong = ""
        self._closed = False
        self.tell = tell

    @property
    def dialect(self) -> Dialect:
        """SQLite's."""
        return SQLITE

    @property
    def path(self) -> Path | None:
        """The path of the file; None in memory."""
        return self._path

    async def close(self) -> None:
        """Finish pending work and close the file."""
        if not self._closed:
            self._closed = True
            await self._in_thread(self._close_files)
            self._thread.shutdown()

    async def do(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do *work* in the database's thread as one transaction, retrying while the file has problems."""
        return await self._until_done(lambda: self._transaction(work, *args, **kwargs))

    async def do_once(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As `do`: in a file, a transaction costs nothing extra."""
        return await self.do(work, *args, **kwargs)

    async def do_lightly(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As `do`, which does not wait for the disk either."""
        return await self.do(work, *args, **kwargs)

    async def do_durably(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Like `do`, but the data is on disk afterwards and survives a power cut."""

        def durably() -> T:
            self._connection.execute("PRAGMA synchronous = FULL")
            try:
                return self._transaction(work, *args, **kwargs)
            finally:
                self._connection.execute("PRAGMA synchronous = NORMAL")

        return await self._until_done(durably)

    async def overwrite_deleted(self) -> bool:
        """Remove deleted data from the write-ahead log too; return False while another process reads it."""
        return await self._until_done(self._truncate_logs)

    async def _until_done(self, work: Callable[[], T]) -> T:
        """Repeat *work* until it succeeds; return its result."""
        for pause in growing_pauses():
            try:
                result = await self._in_thread(lambda: self._attempt(work))
            except _FAILURES as error:
                if self._closed or trouble_in(error) is None:
                    raise
                self._report_trouble(str(error))
                await self._sleep(pause)
            else:
                self._report_recovery()
                return result
        raise AssertionError("the pauses never end")

    def _attempt(self, work: Callable[[], T]) -> T:
        """Return what *work* returns; after an error of the file, repair the file and raise the error."""
        if _identity(self._path) != self._identity:
            self._rewrite_file()
        try:
            if self._copy is not None and not self._copy.follows(self._connection):
                self._follow()  # an attempt after opening the file again failed
            return work()
        except _FAILURES as error:
            trouble = trouble_in(error)
            if trouble is Trouble.DAMAGED:
                self._restore()
            elif trouble is Trouble.UNUSABLE:
                self._reopen()
            raise

    def _transaction(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        connection = self._connection
        connection.execute("BEGIN")
        try:
            result = work(connection, *args, **kwargs)
            if self._copy is not None:
                self._copy.write()
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if self._copy is not None:
                self._copy.undo()
            raise
        if self._copy is not None:
            self._copy.remove_done()
        return result

    def _open(self, copies_pending: bool) -> None:
        self._connection, self._was_damaged = _opened(self._path)
        self._identity = _identity(self._path)
        try:
            if copies_pending and self._path is not None:
                self._copy = PendingCopy(self._path)
            self._follow()
        except BaseException:
            self._close_files()
            raise

    def _follow(self) -> None:
        """Reconcile the copy of pending work with the current connection, and keep it up to date."""
        if self._copy is not None:
            self._copy.follow(self._connection, damaged=self._was_damaged)
        self._was_damaged = False

    def _truncate_logs(self) -> bool:
        done = _truncate_log(self._connection)
        return done and (self._copy is None or self._copy.truncate_log())

    def _close_files(self) -> None:
        self._connection.close()
        if self._copy is not None:
            self._copy.close()

    def _rewrite_file(self) -> None:
        """The file was deleted or replaced: write it again from the open connection."""
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
        repair.copy_checked(self._connection, self._path)
        log.error("%s had been deleted or replaced; it was written again", self._path.name)
        self._connection.close()
        self._connect()

    def _restore(self) -> None:
        if self._path is None:
            return
        self._connection.close()
        self._connection = repair.restore(self._path, connect)
        self._identity = _identity(self._path)
        self._was_damaged = True
        self._follow()

    def _reopen(self) -> None:
        if self._path is not None:
            self._connection.close()
            self._connect()

    def _connect(self) -> None:
        assert self._path is not None, "a database in memory is never opened again"  # noqa: S101
        self._connection = connect(self._path)
        self._identity = _identity(self._path)
        self._follow()

    def _report_trouble(self, reason: str) -> None:
        if reason != self._wrong:
            log.error("cannot use the state (%s); retrying until it works", reason)
            if not self._wrong:
                self.tell(reason)
        self._wrong = reason

    def _report_recovery(self) -> None:
        if self._wrong:
            log.warning("the state works again")
            self._wrong = ""
            self.tell("")

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def _do_when_free(path: Path | None, work: Callable[[], None], wait: Callable[[float], None]) -> None:
    """Do *work* when no other program has the file at *path* locked and the disk has room.

    Raises StateError if the file cannot be used for another reason.
    """
    for number, pause in enumerate(growing_pauses()):
        try:
            work()
        except (OSError, sqlite3.Error) as error:
            if not _is_temporary(error):
                raise StateError(
                    f"cannot use {path} ({error}); choose another QUOTH_STATE_DIR or move the file away"
                ) from error
            if number == 0:
                log.warning("%s cannot be used yet (%s); waiting until it can", path, error)
            wait(pause)
        else:
            return


def _is_temporary(error: Exception) -> bool:
    """Whether an error at the start is temporary: another program's lock, or a full disk."""
    is_full = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    no_space = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    return is_full or no_space or trouble_in(error) is Trouble.BUSY


def _opened(path: Path | None) -> tuple[sqlite3.Connection, bool]:
    """The first connection, and whether the file was damaged and has been restored."""
    if path is None:
        return connect(None), False
    make_private(path)
    try:
        connection = connect(path)
        repair.check(connection)
        _check_schema(connection)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if trouble_in(error) is not Trouble.DAMAGED:
            raise
        return repair.restore(path, connect), True
    return connection, False


def connect(path: Path | None) -> sqlite3.Connection:
    """A connection with an up-to-date schema."""
    connection = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
    try:
        _prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_schema(connection: sqlite3.Connection) -> None:
    """Raise DamagedError unless every table and index is as the migrations create it."""
    missing = _complete_schema() - _schema(connection)
    if missing:
        raise DamagedError(f"the schema lacks {min(missing)[0]}")


@cache
def _complete_schema() -> frozenset[tuple[str, str]]:
    """The schema that all migrations together create."""
    with contextlib.closing(connect(None)) as fresh:
        return _schema(fresh)


def _schema(connection: sqlite3.Connection) -> frozenset[tuple[str, str]]:
    """The names of the tables and indexes, and the statements that create them."""
    return frozenset(connection.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"))


def _identity(path: Path | None) -> tuple[int, int] | None:
    """What distinguishes a file from a later one at the same path; None if it is missing."""
    try:
        status = path.stat() if path is not None else None
    except OSError:
        return None
    return None if status is None else (status.st_dev, status.st_ino)


def _prepare(connection: sqlite3.Connection) -> None:
    """Bring the schema up to date, each step in one transaction."""
    # A flipped byte must not make a row unreadable for ever.
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA secure_delete = ON")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        raise StateError(
            "the state folder was written by a later Quoth; update this one or choose another QUOTH_STATE_DIR"
        )
    for step, migration in enumerate(MIGRATIONS[version:], version + 1):
        connection.executescript(f"BEGIN; {migration} PRAGMA user_version = {step}; COMMIT;")


def _truncate_log(connection: sqlite3.Connection) -> bool:
    """Truncate the log: deleted data is overwritten in the file (secure_delete) but not in the log."""
    (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy
