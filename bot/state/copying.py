"""Copy the whole state from one database into another, empty one, and compare the two."""

import contextlib
import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import StateError
from bot.state.storage.database import Connection
from bot.state.storage.dialect import POSTGRESQL, SQLITE, Dialect
from bot.state.storage.files import FILE, PENDING, FolderLock, make_private
from bot.state.storage.opening import check_client
from bot.state.storage.sqlite_file import connect

NOT_COPIED = frozenset({"pace", "quoth_schema", "replicas"})
"""Tables that only a server has, and the list of running processes."""
_ORDER = {"answers": "rowid", "updates": "id, digest"}
"""The columns that rows are ordered by, if not by all."""

NUMBERED = ("journal", "outbox", "wishes")
"""The tables whose rows the database numbers."""
_CONTINUE = "SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) + 1 FROM {table}), false)"

LaneOf = Callable[[str], int]
"""Returns the lane of an update from its JSON: updates of one lane are handled in order."""
Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class CopySide:
    """An open database as one side of a copy: its name for people, and its connection in a transaction."""

    name: str
    dialect: Dialect
    connection: Connection

    def columns(self) -> dict[str, list[str]]:
        """The columns of each table, without those that only a server has."""
        columns: dict[str, list[str]] = {}
        for table, column in self.connection.execute(self.dialect.columns):
            if table not in NOT_COPIED and column != "rowid":
                columns.setdefault(table, []).append(column)
        return {table: sorted(names) for table, names in sorted(columns.items())}

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Row]:
        """The rows of a table, in order."""
        names = ", ".join(columns)
        return iter(
            self.connection.execute(
                f"SELECT {names} FROM {table} ORDER BY {_ORDER.get(table, names)}"  # noqa: S608 - our own
            )
        )


@contextlib.contextmanager
def copy_side(place: str, *, as_target: bool = False) -> Iterator[CopySide]:
    """Open the folder of a file, or the database at an address, while no bot uses it.

    What is written is committed at the end, unless there is an error.  Raises StateError if a bot uses it.
    """
    if "://" in place:
        check_client()
        from bot.state.storage.postgresql import alone_with

        with alone_with(place) as connection:
            yield CopySide("the database", POSTGRESQL, connection)
        return
    folder = Path(place.removeprefix("sqlite:")).expanduser()
    _check_folder(folder, as_target=as_target)
    with FolderLock(folder):
        make_private(folder / FILE)
        with contextlib.closing(connect(folder / FILE)) as file, _transaction(file):
            yield CopySide(str(folder), SQLITE, file)


def export_state(url: str, folder: Path, lane_of: LaneOf) -> Path:
    """Copy what is on a server at one moment, while bots use it, into a new file in a folder.

    Raises StateError if the database cannot be used.
    """
    check_client()
    from bot.state.storage.postgresql import at_one_moment

    with at_one_moment(url) as connection, copy_side(str(folder), as_target=True) as target:
        copy_state(CopySide("the database", POSTGRESQL, connection), target, lane_of)
    return folder / FILE


def _check_folder(folder: Path, *, as_target: bool) -> None:
    present = [name for name in (FILE, PENDING) if (folder / name).exists()]
    if as_target and present:
        raise StateError(f"{folder} holds a bot's state already; move {' and '.join(present)} away first")
    if not as_target and FILE not in present:
        raise StateError(f"{folder} holds no bot's state; check QUOTH_STATE_DIR")


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def copy_state(source: CopySide, target: CopySide, lane_of: LaneOf) -> dict[str, int]:
    """Copy all rows; return how many of each table.

    Raises StateError if the target has rows already, or if what arrives there is not what was read.
    """
    tables = source.columns()
    for table in tables:
        if target.connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone():  # noqa: S608 - our own
            raise StateError(f"{target.name} holds a bot's state already; copy into an empty one")
    counts = {table: _copy(source, target, table, names, lane_of) for table, names in tables.items()}
    if target.dialect is POSTGRESQL:
        for table in NUMBERED:
            target.connection.execute(_CONTINUE.format(table=table))
    return counts


def _copy(source: CopySide, target: CopySide, table: str, columns: list[str], lane_of: LaneOf) -> int:
    """Copy a table, then read it back and compare."""
    places = ", ".join("?" * len(columns))
    rows = [_portable(table, columns, row, lane_of) for row in source.rows(table, columns)]
    target.connection.executemany(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})",  # noqa: S608 - our own
        rows,
    )
    if _digest(rows) != _digest(target.rows(table, columns)):
        raise StateError(f"not all of {table} arrived as it was; nothing was changed, please report this")
    return len(rows)


def _portable(table: str, columns: list[str], row: Row, lane_of: LaneOf) -> Row:
    """A row without values that are valid only in its old database."""
    values = [each.replace("\0", "\ufffd") if isinstance(each, str) else each for each in row]
    if table == "updates":
        update = dict(zip(columns, values, strict=True))
        update["owner"] = ""
        if update["payload"] is not None and not update["chat"]:
            update["chat"] = lane_of(update["payload"])
        return [update[column] for column in columns]
    return values


def _digest(rows: Iterator[Row] | list[Row]) -> bytes:
    """A fingerprint of rows in any order: databases sort texts differently."""
    return hashlib.blake2b(b"\n".join(sorted(repr(tuple(row)).encode() for row in rows))).digest()
