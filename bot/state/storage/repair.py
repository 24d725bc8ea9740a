"""Diagnose, back up and restore the database."""

import contextlib
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from enum import Enum, auto
from pathlib import Path

from bot.state.storage.files import BACKUP, FILE_MODE

log = logging.getLogger(__name__)

DAMAGED_NAME = "damaged"
"""Part of the names of files that were set aside."""
BESIDE = ("", "-wal", "-shm")
"""The suffixes of the database file and of the files that SQLite keeps beside it."""

UNFINISHED = ("DELETE FROM updates WHERE payload IS NOT NULL", "DELETE FROM outbox")
"""Left out of backups: unfinished work that would be done a second time after restoring."""

Connect = Callable[[Path], sqlite3.Connection]


class Trouble(Enum):
    """The kinds of trouble with the file, by remedy."""

    BUSY = auto()
    """Another process is using it: wait."""
    UNUSABLE = auto()
    """The disk is full, read-only or not reachable: open the file again once that is over."""
    DAMAGED = auto()
    """Restore it."""


_BY_CODE = {
    sqlite3.SQLITE_BUSY: Trouble.BUSY,
    sqlite3.SQLITE_LOCKED: Trouble.BUSY,
    sqlite3.SQLITE_PROTOCOL: Trouble.BUSY,
    sqlite3.SQLITE_PERM: Trouble.UNUSABLE,
    sqlite3.SQLITE_READONLY: Trouble.UNUSABLE,
    sqlite3.SQLITE_IOERR: Trouble.UNUSABLE,
    sqlite3.SQLITE_FULL: Trouble.UNUSABLE,
    sqlite3.SQLITE_CANTOPEN: Trouble.UNUSABLE,
    sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
    sqlite3.SQLITE_NOTADB: Trouble.DAMAGED,
}


class DamagedError(sqlite3.DatabaseError):
    """The check of a file found damage; the error has the code that SQLite would give."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


def trouble_in(error: Exception) -> Trouble | None:
    """What an error says about the file; None if the file is not the cause.

    >>> trouble_in(DamagedError("page 2 is never used"))
    <Trouble.DAMAGED: 3>
    >>> trouble_in(sqlite3.IntegrityError("UNIQUE constraint failed")) is None
    True
    """
    if isinstance(error, sqlite3.ProgrammingError):  # closed by a failed attempt to reopen it
        return Trouble.UNUSABLE if "closed" in str(error) else None
    if isinstance(error, OSError):
        return Trouble.UNUSABLE
    if isinstance(error, UnicodeDecodeError):  # SQLite quotes the damaged schema in its message
        return Trouble.DAMAGED
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else _BY_CODE.get(code & 0xFF)


def check(connection: sqlite3.Connection) -> None:
    """Raise a DatabaseError if the file is damaged."""
    (found,) = connection.execute("PRAGMA main.quick_check(1)").fetchone()
    if found != "ok":
        raise DamagedError(found)


def copy_checked(connection: sqlite3.Connection, path: Path, without: Sequence[str] = ()) -> None:
    """Write a checked copy of a database to *path* atomically; *without* are SQL deletions to apply first."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    os.close(os.open(new, os.O_CREAT | os.O_RDWR, FILE_MODE))
    with contextlib.closing(sqlite3.connect(new)) as copy:
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # a single file, without a log beside it
        for deletion in without:
            copy.execute(deletion)
        copy.commit()
        check(copy)
    with new.open("rb") as written:
        os.fsync(written.fileno())
    for end in BESIDE[1:]:
        path.with_name(path.name + end).unlink(missing_ok=True)
    new.replace(path)


def back_up(path: Path) -> Path:
    """Back up the database at *path*, while it is in use; raises a DatabaseError if it is damaged."""
    backup = path.with_name(BACKUP)
    with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        copy_checked(connection, backup, without=UNFINISHED)
    return backup


def restore(path: Path, connect: Connect, now: Callable[[], float] = time.time) -> sqlite3.Connection:
    """Set the damaged file at *path* aside; return a new one filled from its backup and its readable rows."""
    aside = _set_aside(path, now())
    backup = path.with_name(BACKUP)
    if _is_sound(backup):
        with contextlib.closing(sqlite3.connect(backup)) as connection:
            copy_checked(connection, path)
        log.error("%s was damaged and is now %s; restored from the backup", path.name, aside.name)
    else:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, FILE_MODE))
        log.error("%s was damaged and is now %s; without a backup, starting empty", path.name, aside.name)
    connection = connect(path)
    rows = _salvage(aside, connection)
    log.error("recovered %d rows from the damaged file", rows)
    return connection


def remove_copies(path: Path) -> None:
    """Delete the backup and the files set aside: they may hold data that a person has asked to delete."""
    for copy in (path.with_name(BACKUP), *path.parent.glob(f"{path.name}.{DAMAGED_NAME}-*")):
        copy.unlink(missing_ok=True)


def _set_aside(path: Path, now: float) -> Path:
    aside = path.with_name(f"{path.name}.{DAMAGED_NAME}-{int(now)}")
    for end in BESIDE:
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + end).rename(aside.with_name(aside.name + end))
    return aside


def _is_sound(backup: Path) -> bool:
    if not backup.is_file():
        return False
    try:
        with contextlib.closing(sqlite3.connect(backup)) as connection:
            check(connection)
    except sqlite3.Error:
        return False
    return True


def _salvage(aside: Path, into: sqlite3.Connection) -> int:
    """Add the readable rows of a damaged file that a sound one lacks; return how many were added."""
    before = into.total_changes
    try:
        with contextlib.closing(sqlite3.connect(aside)) as damaged:
            damaged.execute("PRAGMA writable_schema = ON")  # otherwise one damaged table hides all the others
            damaged.text_factory = lambda raw: raw.decode("utf-8", "replace")
            for (table,) in into.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                if not table.startswith("sqlite_"):
                    _salvage_table(table, damaged, into)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        log.warning("the damaged file is not readable at all (%s)", error)
    return into.total_changes - before


def _salvage_table(table: str, damaged: sqlite3.Connection, into: sqlite3.Connection) -> None:
    """Read row by row from both ends, as far as possible."""
    for order in ("ASC", "DESC"):
        _salvage_rows(f"SELECT * FROM {table} ORDER BY rowid {order}", table, damaged, into)  # noqa: S608


def _salvage_rows(query: str, table: str, damaged: sqlite3.Connection, into: sqlite3.Connection) -> None:
    try:
        rows = damaged.execute(query)
        places = ", ".join("?" * len(rows.description))
        for row in rows:
            with contextlib.suppress(sqlite3.IntegrityError):
                into.execute(f"INSERT OR IGNORE INTO {table} VALUES ({places})", row)  # noqa: S608
    except (sqlite3.Error, UnicodeDecodeError) as error:
        log.warning("could not read all rows of %s (%s)", table, error)
