"""Moving the bot's state between a file and a server, and back."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StateError
from bot.operations.state_copy import lane_of
from bot.state import FILE, State
from bot.state.copying import copy_side, copy_state
from bot.state.outbox import Draft, SendRequest
from run_bot import main
from tests.bot.test_state import fill_every_table, make_stored_answer

UPDATE = '{"update_id": 5, "message": {"chat": {"id": -3}}}'


async def fill(state: State) -> None:
    """Store something in every table that may have rows."""
    await fill_every_table(state)
    await state.answers.keep(make_stored_answer("nul\0 inside", 3.0))
    await state.outgoing.write(
        [Draft(7, SendRequest({"text": f"letter {number}"}), 2e9) for number in range(3)]
    )
    await state.updates.receive(50, b"\0digest", UPDATE, 7, "de")


async def test_the_state_is_the_same_after_going_to_a_server_and_back(
    tmp_path: Path, database_url: str
) -> None:
    first, last = tmp_path / "first", tmp_path / "last"
    state = State(first)
    await fill(state)
    await state.close()

    there = main(["state", "copy", "--from", str(first), "--to", database_url])
    back = main(["state", "copy", "--from", database_url, "--to", f"sqlite:{last}"])

    assert (there, back) == (0, 0)

    with closing(sqlite3.connect(first / FILE)) as one, closing(sqlite3.connect(last / FILE)) as other:
        for table in ("answers", "journal", "outbox", "roles", "updates", "wishes", "sentences", "orders"):
            rows = one.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
            copied = other.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()

            assert len(copied) == len(rows) > 0 or table == "sentences"


async def test_a_server_goes_on_numbering_after_what_was_copied(tmp_path: Path, database_url: str) -> None:
    state = State(tmp_path)
    await fill(state)
    await state.close()
    with copy_side(str(tmp_path)) as source, copy_side(database_url, as_target=True) as target:
        copy_state(source, target, lane_of)

    state = State(None, url=database_url)
    await state.outgoing.write([Draft(7, SendRequest({"text": "new"}), 2e9)])
    texts = []
    while letter := await state.outgoing.next(7):
        texts.append(letter.request.parameters["text"])
        await state.outgoing.drop(letter)
    await state.close()

    assert texts == ["letter 0", "letter 1", "letter 2", "new"]


async def test_waiting_updates_are_in_the_order_of_their_chat_after_a_copy(
    tmp_path: Path, database_url: str
) -> None:
    state = State(tmp_path)
    await state.updates.receive(5, b"digest", UPDATE)
    await state.close()

    with copy_side(str(tmp_path)) as source, copy_side(database_url, as_target=True) as target:
        copy_state(source, target, lane_of)
        chats = target.connection.execute("SELECT chat FROM updates").fetchall()

    assert chats == [(-3,)]


async def test_a_database_that_is_not_empty_is_refused(
    tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for place in (State(tmp_path), State(None, url=database_url)):
        await place.people.set_language(7, "de")
        await place.close()

    assert main(["state", "copy", "--from", str(tmp_path), "--to", database_url]) == 2
    assert "already" in capsys.readouterr().err
    assert main(["state", "copy", "--from", database_url, "--to", str(tmp_path)]) == 2
    assert "already" in capsys.readouterr().err


async def test_nothing_is_copied_while_a_bot_uses_either_side(tmp_path: Path, database_url: str) -> None:
    file, server = State(tmp_path, alone=True), State(None, url=database_url)
    await server.coordination.start()

    with pytest.raises(StateError, match="another bot"), copy_side(str(tmp_path)):
        pass
    with pytest.raises(StateError, match="stop all processes"), copy_side(database_url, as_target=True):
        pass

    await file.close()
    await server.close()


def test_a_folder_without_a_state_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="QUOTH_STATE_DIR"), copy_side(str(tmp_path)):
        pass
