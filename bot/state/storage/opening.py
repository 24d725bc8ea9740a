"""Open the database that the settings name."""

import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from bot.errors import StateError
from bot.state.storage.database import Database
from bot.state.storage.sqlite_file import SqliteDatabase

NO_CLIENT = "QUOTH_DATABASE needs a client for PostgreSQL, which is not installed; install it: make machines"


def open_database(
    folder: Path | None,
    url: str = "",
    *,
    copies_pending: bool = False,
    wait: Callable[[float], None] = time.sleep,
) -> Database:
    """The database on the server at *url*, or else the file in a folder, None for one in memory.

    Raises StateError if it cannot be used.
    """
    if not url:
        return SqliteDatabase(folder, copies_pending=copies_pending, wait=wait)
    check_client()
    from bot.state.storage.postgresql import PostgresDatabase  # only needed for a server

    return PostgresDatabase(url, wait=wait)


def check_client() -> None:
    """Raise StateError if the client for PostgreSQL is not installed."""
    if find_spec("psycopg") is None:
        raise StateError(NO_CLIENT)
