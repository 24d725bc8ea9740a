"""The second copy of pending work: whatever file is damaged, what was pending is still there, in order."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.state import FILE, State
from bot.state.outbox import Draft, SendRequest
from bot.state.storage.files import PENDING

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
