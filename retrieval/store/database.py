"""Open the database of a version, with its texts, passages and vocabulary, for reading."""

import sqlite3
from pathlib import Path

DATABASE = "corpus.sqlite"
_FIRST_FORMAT_WITH_CONTEXTS = 7
_FIRST_FORMAT_WITH_LAYOUTS = 13
_FIRST_FORMAT_WITH_STATED = 14
_OF_EARLIER_FORMATS = """
    CREATE TEMPORARY VIEW passages AS
    SELECT place, document, number, start, "end", byte_start, byte_end, heading AS context, sentences
    FROM main.passages"""


def open_database(folder: Path, form: int) -> sqlite3.Connection:
    """The database of the version in *folder*, of the format *form*; threads may share it.

    A view makes the heading of a passage in earlier formats look like its context.  A format without a
    table of layouts, or of what is stated about documents, gets an empty one.
    """
    database = sqlite3.connect(address(folder), uri=True, check_same_thread=False)
    if form < _FIRST_FORMAT_WITH_CONTEXTS:
        database.execute(_OF_EARLIER_FORMATS)
    if form < _FIRST_FORMAT_WITH_LAYOUTS:
        database.execute("CREATE TEMPORARY TABLE layouts (document INTEGER PRIMARY KEY, parts BLOB NOT NULL)")
    if form < _FIRST_FORMAT_WITH_STATED:
        columns = "document INTEGER PRIMARY KEY, author BLOB NOT NULL, address BLOB NOT NULL"
        database.execute(f"CREATE TEMPORARY TABLE stated ({columns})")
    return database


def address(folder: Path) -> str:
    """The URI with which SQLite opens the database of the version in *folder* read-only."""
    return f"{(folder / DATABASE).resolve().as_uri()}?mode=ro&immutable=1"
