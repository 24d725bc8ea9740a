"""A second copy of pending work, in a file of its own: updates to handle and letters to send.

Whatever happens to the bytes of the database, a question that is also stored here is still answered, in
order.  Each row has a digest, which reveals damage.  A row is written here before the database commits it and
removed after the database is done with it: a crash in between leaves too much here, never too little.
"""

import contextlib
import hashlib
import json
import logging
import os
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.state.storage.files import FILE_MODE, PENDING
from bot.state.storage.repair import BESIDE, DamagedError, Trouble, check, trouble_in

log = logging.getLogger(__name__)

_SCHEMA = """
    CREATE TABLE IF NOT EXISTS pending (
        name TEXT NOT NULL, number INTEGER NOT NULL, row TEXT NOT NULL, seal BLOB NOT NULL,
        PRIMARY KEY (name, number)
    )
"""

Row = list[Any]
_Numbered = tuple[str, int]
"""A table's name and the number of one of its rows."""


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of the database, its columns, and which of its rows are pending."""

    name: str
    columns: tuple[str, ...]
    pending: str

    def select(self, where: str = "1") -> str:
        columns = ", ".join(self.columns)
        return f"SELECT rowid, {columns} FROM {self.name} WHERE {self.pending} AND {where} ORDER BY id"  # noqa: S608 - our own

    def insert(self) -> str:
        places = ", ".join("?" * len(self.columns))
        return f"INSERT OR REPLACE INTO {self.name} ({', '.join(self.columns)}) VALUES ({places})"  # noqa: S608 - our own


_UPDATES = _Table(
    "updates", ("id", "digest", "at", "tries", "payload", "user", "language"), "payload IS NOT NULL"
)
_LETTERS = _Table("outbox", ("id", "cause", "chat", "user", "at", "until", "request", "note"), "1")
_TABLES = {table.name: table for table in (_UPDATES, _LETTERS)}


class PendingCopy:
    """The copy of a database's pending rows; it is rebuilt if it is damaged or missing."""

    def __init__(self, database: Path) -> None:
        """*database*: the file beside which the copy is kept."""
        self._path = database.with_name(PENDING)
        self._connection = self._opened()
        self._followed: sqlite3.Connection | None = None
        self._follows = False
        self._changed: set[_Numbered] = set()
        self._written: set[_Numbered] = set()
        self._done: set[_Numbered] = set()

    def follow(self, connection: sqlite3.Connection, *, damaged: bool = False) -> None:
        """Reconcile the database and this copy, and keep them equal from now on.

        A row that is intact here is as it was written, so it goes into the database.  If the database was
        *damaged*, pending rows that are only there cannot be trusted.
        """
        self._follows = False
        _reconcile(connection, self._rows(), only=damaged and not self._is_new)
        _report_changes(connection, self._changed)
        self._followed = connection
        self._fill()
        self._follows = True

    def follows(self, connection: sqlite3.Connection) -> bool:
        """Whether this copy is kept equal to the database of a connection."""
        return self._follows and self._followed is connection

    def write(self) -> None:
        """Write the rows that a transaction makes pending, before it is committed."""
        if not self._changed:
            return
        try:
            if not self._path.exists():
                raise DamagedError("it was deleted")
            self._write_changes()
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            is_closed = isinstance(error, sqlite3.ProgrammingError)  # by a failed attempt to rebuild it
            if trouble_in(error) is not Trouble.DAMAGED and not is_closed:
                raise
            log.error("%s cannot be used (%s); making it again", self._path.name, error)
            self._recreate()

    def remove_done(self) -> None:
        """Remove the rows that a committed transaction finished; the next call removes any that remain."""
        if self._done:
            with contextlib.suppress(sqlite3.Error):
                self._connection.executemany("DELETE FROM pending WHERE name = ? AND number = ?", self._done)
                self._done.clear()
        self._written.clear()

    def undo(self) -> None:
        """Take back the changes of a transaction that was not committed, as far as they can be written."""
        self._done.clear()
        if self._written:
            self._changed |= self._written
            with contextlib.suppress(sqlite3.Error):
                self._write_changes()
                self.remove_done()
        self._changed.clear()
        self._written.clear()

    def truncate_log(self) -> bool:
        """Remove deleted rows from the write-ahead log as well; False while another process reads it."""
        (busy, *_) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _opened(self) -> sqlite3.Connection:
        self._is_new = not self._path.exists()
        try:
            return _connect(self._path)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            if trouble_in(error) is not Trouble.DAMAGED:
                raise
            log.error("%s was damaged; making it again", self._path.name)
        return self._create()

    def _create(self) -> sqlite3.Connection:
        for end in BESIDE:
            self._path.with_name(self._path.name + end).unlink(missing_ok=True)
        self._is_new = True
        return _connect(self._path)

    def _recreate(self) -> None:
        self._connection.close()
        self._connection = self._create()
        self._written |= self._changed
        self._changed.clear()
        self._fill()

    def _rows(self) -> dict[str, list[Row]]:
        """The intact rows, by table."""
        rows: dict[str, list[Row]] = {name: [] for name in _TABLES}
        try:
            for name, number, row, seal in self._connection.execute("SELECT * FROM pending ORDER BY number"):
                if name in rows and seal == _checksum(name, number, row):
                    rows[name].append(json.loads(row))
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            log.error("not all of %s can be read (%s)", self._path.name, error)
        return rows

    def _fill(self) -> None:
        """Replace the content with the database's pending rows."""
        assert self._followed is not None, "only a database is copied"  # noqa: S101
        with _transaction(self._connection):
            self._connection.execute("DELETE FROM pending")
            for table in _TABLES.values():
                for number, *row in self._followed.execute(table.select()):
                    self._put(table.name, number, row)

    def _write_changes(self) -> None:
        assert self._followed is not None, "only a database is copied"  # noqa: S101
        with _transaction(self._connection):
            for name, number in sorted(self._changed):
                row = self._followed.execute(_TABLES[name].select("rowid = ?"), (number,)).fetchone()
                if row is None:
                    self._done.add((name, number))
                else:
                    self._put(name, number, row[1:])
        self._written |= self._changed
        self._changed.clear()

    def _put(self, name: str, number: int, row: Iterable[Any]) -> None:
        text = json.dumps(list(row), default=bytes.hex)
        self._connection.execute(
            "INSERT OR REPLACE INTO pending VALUES (?, ?, ?, ?)",
            (name, number, text, _checksum(name, number, text)),
        )


def _connect(path: Path) -> sqlite3.Connection:
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, FILE_MODE))
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")
        check(connection)
        connection.execute(_SCHEMA)
    except BaseException:
        connection.close()
        raise
    return connection


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _checksum(name: str, number: int, row: str) -> bytes:
    return hashlib.blake2b(f"{name} {number} {row}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _reconcile(connection: sqlite3.Connection, rows: dict[str, list[Row]], *, only: bool) -> None:
    """Put the copied rows into the database; with *only*, delete all other pending rows there.

    An update that the database has as handled stays handled.  A letter that the database lacks is left out
    if its update will be handled again.
    """
    with _transaction(connection):
        for row in rows[_UPDATES.name]:
            row[1] = bytes.fromhex(row[1])
        pending = [row for row in rows[_UPDATES.name] if not _is_handled(connection, *row[:2])]
        if only:
            connection.execute(f"DELETE FROM {_UPDATES.name} WHERE {_UPDATES.pending}")  # noqa: S608 - our own
            connection.execute(f"DELETE FROM {_LETTERS.name}")  # noqa: S608 - our own
        connection.executemany(_UPDATES.insert(), pending)
        again, here = (
            {number for (_, number, *_) in connection.execute(table.select())}
            for table in (_UPDATES, _LETTERS)
        )
        letters = [row for row in rows[_LETTERS.name] if row[0] in here or row[1] not in again]
        connection.executemany(_LETTERS.insert(), letters)


def _is_handled(connection: sqlite3.Connection, update: int, digest: bytes) -> bool:
    known = connection.execute("SELECT payload FROM updates WHERE id = ? AND digest = ?", (update, digest))
    return bool(known.fetchone() == (None,))


def _report_changes(connection: sqlite3.Connection, changed: set[_Numbered]) -> None:
    """From now on, add the rows that a transaction changes to *changed*."""
    connection.create_function("note_pending", 2, lambda name, number: changed.add((name, number)))
    for name in _TABLES:
        for event, row in (("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old")):
            connection.execute(
                f"CREATE TEMP TRIGGER IF NOT EXISTS {name}_{event} AFTER {event} ON main.{name} "
                f"BEGIN SELECT note_pending('{name}', {row}.rowid); END"
            )
