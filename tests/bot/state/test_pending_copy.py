"""The second copy of pending work: whichever file is damaged, the pending work is still there, in order."""

import errno
import random
import resource
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.state import FILE, State
from bot.state.outbox import Draft, Outgoing, SendRequest
from bot.state.storage.database import Connection
from bot.state.storage.files import PENDING
from bot.state.storage.sqlite_file import SqliteDatabase
from bot.state.updates import Updates

TEXT = "what the people ask, word for word, and long enough to fill a page in time " * 4


async def fill(folder: Path) -> None:
    """Leave updates 11 to 30 pending, and ten letters to chat 7."""
    state = State(folder, alone=True)
    for number in range(31):
        await state.updates.receive(number, bytes([number]), f'{{"n": {number}, "t": "{TEXT}"}}', user=7)
    for number in range(11):
        letter = Draft(7, SendRequest({"text": f"{number} {TEXT}"}), until=2e9, user=7)
        await state.updates.complete(number, bytes([number]), [letter] if number < 10 else [])
    await state.close()


async def pending(folder: Path) -> tuple[list[int], list[str]]:
    """The ids of pending updates and the numbers of pending letters, as a new process finds them."""
    state = State(folder, alone=True)
    updates = [update.id for update in await state.updates.unhandled()]
    letters = []
    while (letter := await state.outgoing.next(7)) is not None:
        letters.append(letter.request.parameters["text"].split()[0])
        await state.outgoing.drop(letter)
    await state.close()
    return updates, letters


def bytes_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


ALL_PENDING = (list(range(11, 31)), [str(number) for number in range(10)])


def flip(file: Path, seed: int, flips: int = 64) -> None:
    rng, content = random.Random(seed), bytearray(file.read_bytes())
    for _ in range(flips):
        content[rng.randrange(len(content))] ^= 0xFF
    file.write_bytes(content)


def zero(file: Path, seed: int) -> None:
    with file.open("r+b") as opened:
        opened.seek(random.Random(seed).randrange(file.stat().st_size // 4096) * 4096)
        opened.write(bytes(4096))


def cut(file: Path, seed: int) -> None:
    with file.open("r+b") as opened:
        opened.truncate(random.Random(seed).randrange(file.stat().st_size))


@pytest.mark.parametrize("name", [FILE, PENDING])
@pytest.mark.parametrize("damage", [flip, zero, cut])
async def test_damage_to_either_file_loses_nothing_that_is_pending(
    tmp_path: Path, name: str, damage: Callable[[Path, int], None]
) -> None:
    await fill(tmp_path / "filled")
    for seed in range(3):
        folder = shutil.copytree(tmp_path / "filled", tmp_path / str(seed))
        damage(folder / name, seed)

        found = await pending(folder)

        assert found == ALL_PENDING


@pytest.mark.parametrize("name", [FILE, PENDING])
async def test_either_file_may_be_deleted(tmp_path: Path, name: str) -> None:
    await fill(tmp_path)
    (tmp_path / name).unlink()

    found = await pending(tmp_path)

    assert found == ALL_PENDING


async def test_changed_words_of_a_pending_update_are_set_right(tmp_path: Path) -> None:
    await fill(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.execute("UPDATE updates SET payload = replace(payload, 'people', 'peiple') WHERE id = 12")
        connection.execute("UPDATE outbox SET request = replace(request, 'people', 'peiple') WHERE id = 2")
        connection.commit()

    state = State(tmp_path, alone=True)
    update = (await state.updates.unhandled())[1]
    first = await state.outgoing.next(7)

    assert first is not None

    await state.outgoing.drop(first)
    second = await state.outgoing.next(7)
    await state.close()

    assert "people" in update.payload
    assert second is not None
    assert "people" in second.request.parameters["text"]


async def test_a_copy_deleted_while_the_bot_runs_is_written_again(tmp_path: Path) -> None:
    await fill(tmp_path)
    state = State(tmp_path, alone=True)
    (tmp_path / PENDING).unlink()
    await state.updates.receive(31, b"31", "{}")
    await state.close()
    (tmp_path / FILE).unlink()

    found = await pending(tmp_path)

    assert found == ([*ALL_PENDING[0], 31], ALL_PENDING[1])


async def test_a_letter_is_not_sent_twice_when_its_update_is_handled_again(tmp_path: Path) -> None:
    await fill(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:  # as if the last commit had not been made
        connection.execute("DELETE FROM outbox WHERE cause = 9")
        connection.execute("UPDATE updates SET payload = '{}' WHERE id = 9")
        connection.commit()

    updates, letters = await pending(tmp_path)

    assert (updates[0], letters[-1]) == (9, "8")


async def test_forgotten_data_is_deleted_from_the_copy_too(tmp_path: Path) -> None:
    await fill(tmp_path)
    state = State(tmp_path, alone=True)
    await state.forget(7)
    await state.close()

    assert b"word for word" not in bytes_in(tmp_path)


async def test_a_state_locked_at_the_start_is_waited_for(tmp_path: Path) -> None:
    await fill(tmp_path)
    waited = list[float]()
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN EXCLUSIVE")

        def wait(seconds: float) -> None:
            waited.append(seconds)
            other.execute("ROLLBACK")

        state = State(tmp_path, alone=True, wait=wait)
        await state.close()

    assert len(waited) == 1


@contextmanager
def one_failed_commit(folder: Path, room: int = 300_000) -> Iterator[SqliteDatabase]:
    """A database whose next commit fails after the copy was written: its log may not grow until it sleeps.

    There is *room* for so many bytes in the log of the copy.
    """
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    async def recover(_: float) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    def fill_the_log(connection: Connection) -> None:
        connection.execute("INSERT INTO languages VALUES (2, ?)", ("x" * 500_000,))

    database = SqliteDatabase(folder, recover, copies_pending=True)
    database._transaction(fill_the_log)
    size = (folder / f"{PENDING}-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + room, before[1]))
    try:
        yield database
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("room", [10_000, 300_000], ids=["for one write", "for many writes"])
async def test_an_update_that_is_stored_at_the_second_try_is_new(tmp_path: Path, room: int) -> None:
    with one_failed_commit(tmp_path, room) as database:
        is_new = await Updates(database).receive(1, b"1", "{}")

    again = await Updates(database).receive(1, b"1", "{}")
    await database.close()

    assert (is_new, again) == (True, False)


async def test_a_letter_that_is_stored_at_the_second_try_is_there_once(tmp_path: Path) -> None:
    with one_failed_commit(tmp_path) as database:
        await Outgoing(database).write([Draft(7, SendRequest({"text": "hello"}), until=2e9)])

    waiting = await Outgoing(database).waiting()
    await database.close()

    assert waiting.letters == 1


async def test_the_copy_is_kept_even_if_the_file_was_locked_when_it_was_opened_again(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None, check_same_thread=False)

    async def unlock(_: float) -> None:
        if other.in_transaction:
            other.execute("ROLLBACK")

    def meet_a_full_disk(connection: Connection) -> None:
        if not met:
            met.append(True)
            other.execute("BEGIN IMMEDIATE")
            raise OSError(errno.ENOSPC, "no room")

    met: list[bool] = []
    database = SqliteDatabase(tmp_path, unlock, copies_pending=True)
    await Updates(database).receive(1, b"1", "{}")
    await database.do(meet_a_full_disk)
    await Updates(database).receive(2, b"2", "{}")
    await database.close()
    other.close()
    (tmp_path / FILE).unlink()

    found = await pending(tmp_path)

    assert found == ([1, 2], [])
