"""The data of a release without libraries belongs to the only corpus, on both databases."""

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from bot.state import FILE, State
from bot.state.storage.dialect import for_postgresql, tables_for_postgresql
from bot.state.storage.postgresql import connect
from bot.state.storage.schema import MIGRATIONS, ONLY_POSTGRESQL

WITHOUT_LIBRARIES = 15
"""The schema of that release."""
ROWS = (
    "INSERT INTO corpus_pointer (place, number, version, files, waiting, sources, announced) "
    "VALUES (1, 2, '4567', '[]', NULL, 'a1b2', '')",
    """INSERT INTO publications (number, entry)
    VALUES (1, '{"version": "0123", "at": "", "by": "bot", "what": "published", "files": []}')""",
    """INSERT INTO publications (number, entry)
    VALUES (2, '{"version": "4567", "at": "", "by": "bot", "what": "reloaded", "files": []}')""",
)
OLD_PROCESS = (
    "SELECT number, version, announced FROM corpus_pointer WHERE place = 1",
    "SELECT entry FROM publications ORDER BY number DESC LIMIT 500",
    "INSERT INTO replicas (id, name, version, ready, progress, trouble, at) "
    "VALUES ('a', 'one:1', '4567', '', 0, '', 1.0) "
    "ON CONFLICT (id) DO UPDATE SET at = excluded.at",
)
"""Statements of a process of that release, which may run until it is replaced."""


@pytest.fixture
def older_folder(tmp_path: Path) -> Path:
    """A folder with the state of that release."""
    with closing(sqlite3.connect(tmp_path / FILE)) as database:
        for migration in MIGRATIONS[:WITHOUT_LIBRARIES]:
            database.executescript(migration)
        for statement in ROWS:
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {WITHOUT_LIBRARIES}")
        database.commit()
    return tmp_path


@pytest.fixture
def older_database(database_url: str) -> Iterator[str]:
    """The address of a database with the state of that release."""
    name = f"older_{uuid.uuid4().hex[:8]}"
    url = urlunsplit(urlsplit(database_url)._replace(path=f"/{name}"))
    with closing(connect(database_url)) as whole:
        whole.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
        with closing(connect(url)) as connection:
            for step, migration in enumerate(MIGRATIONS[:WITHOUT_LIBRARIES], 1):
                connection.execute(tables_for_postgresql(migration).encode())
                connection.execute(ONLY_POSTGRESQL.get(step, "").encode())
            for statement in ROWS:
                connection.execute(for_postgresql(statement))
            connection.execute("CREATE TABLE quoth_schema (version BIGINT NOT NULL)")
            connection.execute("INSERT INTO quoth_schema VALUES (%s)", (WITHOUT_LIBRARIES,))
        yield url
        whole.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


async def check(state: State) -> None:
    """Check that the pointer and its history belong to the only corpus and to no library."""
    shared = await state.publications.read()

    assert shared is not None
    assert (shared.number, shared.pointer.version, shared.sources) == (2, "4567", "a1b2")
    assert [entry.version for entry in shared.pointer.history] == ["0123", "4567"]
    assert await state.of_library("news").publications.read() is None


async def test_the_file_of_a_release_without_libraries_opens(older_folder: Path) -> None:
    state = State(older_folder)

    await check(state)

    await state.close()


async def test_the_server_of_a_release_without_libraries_opens_and_its_processes_go_on(
    older_database: str, tmp_path: Path
) -> None:
    state = State(tmp_path, url=older_database)

    await check(state)
    with closing(connect(older_database)) as old_process:
        for statement in OLD_PROCESS:
            old_process.execute(for_postgresql(statement))

    await state.close()
