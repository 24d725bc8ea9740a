"""Database failures: each failure is real, and the pending work is done once it is over."""

import asyncio
import shutil
import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StateError
from bot.state import FILE, State
from bot.state.outbox import Draft, SendRequest
from bot.state.storage.database import Connection
from bot.state.storage.files import BACKUP, FolderLock, make_private
from bot.state.storage.sqlite_file import SqliteDatabase

ROOMY = 1000


def put(connection: Connection, code: str) -> None:
    connection.execute("INSERT OR REPLACE INTO languages VALUES (1, ?)", (code,))


def fetch(connection: Connection) -> list[str]:
    return [code for (code,) in connection.execute("SELECT code FROM languages")]


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@pytest.fixture
async def state_with_letters(tmp_path: Path) -> AsyncIterator[State]:
    state = State(tmp_path)
    draft = Draft(7, SendRequest({"text": "hello"}), until=2e9)
    await state.outgoing.write([draft, draft])
    yield state
    await state.close()


async def test_a_letter_says_whether_another_one_to_the_chat_waits(state_with_letters: State) -> None:
    first = await state_with_letters.outgoing.next(7)
    assert first is not None
    await state_with_letters.outgoing.drop(first)

    second = await state_with_letters.outgoing.next(7)

    assert second is not None
    assert (first.is_last, second.is_last) == (False, True)


class Naps:
    """Ends a failure after a number of pauses instead of really waiting."""

    def __init__(self, after: int) -> None:
        self.taken: list[float] = []
        self.over = asyncio.Event()
        self._after = after

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        if len(self.taken) == self._after:
            self.over.set()
        await asyncio.sleep(0)


async def test_closing_waits_for_the_backup_that_is_being_made(tmp_path: Path) -> None:
    state = State(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE)) as other:
        other.execute("CREATE TABLE weight AS SELECT randomblob(20000000)")
        other.commit()
    backing_up = asyncio.create_task(state.back_up())
    while not any(BACKUP in file.name for file in files_in(tmp_path)):  # noqa: ASYNC110 - nobody tells of it
        await asyncio.sleep(0)

    backing_up.cancel()
    await state.close()

    assert BACKUP in {file.name for file in files_in(tmp_path)}
    assert f"{BACKUP}.new" not in {file.name for file in files_in(tmp_path)}


async def test_a_database_locked_by_another_process_is_waited_for(tmp_path: Path) -> None:
    naps, told = Naps(after=2), list[str]()
    database = SqliteDatabase(tmp_path, naps, told.append)
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
        await database.do(lambda connection: connection.execute("PRAGMA busy_timeout = 1"))
        other.execute("BEGIN EXCLUSIVE")
        writing = asyncio.create_task(database.do(put, "ru"))
        await naps.over.wait()
        other.execute("ROLLBACK")
        await writing

    assert await database.do(fetch) == ["ru"]
    assert len(told) == 2
    assert "locked" in told[0]
    assert told[1] == ""

    await database.close()


async def test_a_write_waits_while_the_disk_is_full_and_then_succeeds(tmp_path: Path) -> None:
    naps = Naps(after=2)
    database = SqliteDatabase(tmp_path, naps)
    (pages,) = await database.do(lambda connection: connection.execute("PRAGMA page_count").fetchone())
    await database.do(lambda connection: connection.execute(f"PRAGMA max_page_count = {pages}").fetchall())

    def fill(connection: Connection) -> None:
        if naps.over.is_set():
            connection.execute(f"PRAGMA max_page_count = {ROOMY}").fetchall()
        connection.execute("INSERT INTO languages VALUES (2, ?)", ("x" * 500_000,))

    await database.do(fill)

    assert [len(code) for code in await database.do(fetch)] == [500_000]

    await database.close()


async def test_a_deleted_database_file_is_written_again_with_all_its_contents(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path)
    await database.do(put, "ru")
    for file in files_in(tmp_path):
        file.unlink()

    await database.do(put, "de")
    await database.close()

    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        assert fetch(connection) == ["de"]


async def test_a_deleted_folder_is_made_again_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    database = SqliteDatabase(folder)
    await database.do(put, "ru")
    shutil.rmtree(folder)

    await database.do(put, "de")
    await database.close()

    with closing(sqlite3.connect(folder / FILE)) as connection:
        assert fetch(connection) == ["de"]
    assert folder.stat().st_mode & 0o777 == 0o700


async def test_a_file_that_is_not_a_database_is_set_aside_and_the_bot_starts_without_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE).write_text("not a database, but long enough to be taken for one" * 20)

    database = SqliteDatabase(tmp_path)
    await database.do(put, "ru")
    await database.close()

    assert any(file.name.startswith(f"{FILE}.damaged-") for file in files_in(tmp_path))
    assert f"{FILE} was damaged" in caplog.text


async def test_a_zeroed_page_loses_only_the_rows_on_it(tmp_path: Path) -> None:
    state = State(tmp_path)
    for user in range(400):
        await state.people.set_language(user, f"language {user} " + "x" * 300)
    await state.back_up()
    await state.people.set_language(1000, "later than the backup")
    await state.close()
    with (tmp_path / FILE).open("r+b") as file:
        file.seek(file.seek(0, 2) // 2 // 4096 * 4096)
        file.write(bytes(4096))

    state = State(tmp_path)
    kept = [await state.people.language(user) for user in range(400)]
    await state.close()

    assert [user for user, language in enumerate(kept) if not language] == []


async def test_a_database_damaged_while_in_use_is_restored_without_a_restart(tmp_path: Path) -> None:
    state = State(tmp_path)
    await state.people.set_language(7, "ru")
    await state.back_up()

    def damage(connection: Connection) -> None:
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        with (tmp_path / FILE).open("r+b") as file:
            file.truncate(4096)
            file.write(b"\xff" * 4096)
        connection.execute("PRAGMA shrink_memory")
        connection.execute("BEGIN")

    await state._database.do(damage)

    assert await state.people.language(7) == "ru"

    await state.close()


async def test_a_backup_contains_no_pending_updates_that_could_be_handled_twice(tmp_path: Path) -> None:
    state = State(tmp_path)
    await state.updates.receive(1, b"1", "{}")
    await state.back_up()
    await state.close()

    with closing(sqlite3.connect(tmp_path / BACKUP)) as backup:
        assert backup.execute("SELECT count(*) FROM updates").fetchone() == (0,)


async def test_only_the_owner_can_read_the_state_files(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    state = State(folder)
    await state.people.set_language(7, "ru")
    await state.back_up()

    modes = {stat.S_IMODE(file.stat().st_mode) for file in files_in(folder)}
    await state.close()

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert modes == {0o600}


async def test_forgotten_data_is_erased_from_the_log_once_no_other_program_is_reading(tmp_path: Path) -> None:
    state = State(tmp_path)
    await state.people.set_language(7, "a secret tongue")
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM languages").fetchall()
        forgotten = await state.forget(7)
        while_read = forgotten.is_read, state.traces_left
        reader.execute("COMMIT")
    await state.erase_traces()

    assert (while_read, state.traces_left) == ((True, True), False)
    assert b"secret tongue" not in b"".join(file.read_bytes() for file in files_in(tmp_path))

    await state.close()


def test_a_second_bot_on_the_same_state_folder_is_refused(tmp_path: Path) -> None:
    with FolderLock(tmp_path), pytest.raises(StateError, match="another bot is using"):
        FolderLock(tmp_path)

    FolderLock(tmp_path).release()


async def test_a_corrupted_outgoing_message_is_skipped(state_with_letters: State) -> None:
    def change(connection: Connection) -> None:
        connection.execute("UPDATE outbox SET request = '{\"param\ufffd' WHERE id = 1")

    await state_with_letters._database.do(change)

    letter = await state_with_letters.outgoing.next(7)

    assert letter is not None
    assert letter.id == 2


async def test_a_changed_schema_is_treated_as_damage_and_restored(tmp_path: Path) -> None:
    state = State(tmp_path)
    await state.people.set_language(7, "ru")
    await state.back_up()
    await state.close()
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.execute("ALTER TABLE languages RENAME COLUMN code TO cade")

    state = State(tmp_path)
    language = await state.people.language(7)
    await state.close()

    assert language == "ru"


def test_a_shared_folder_keeps_its_permissions_while_the_file_becomes_private(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    make_private(tmp_path / FILE)

    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o1777
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
