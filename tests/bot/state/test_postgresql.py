"""Failures of a PostgreSQL server: each is real, and the pending work is done once it is over.

One server is stopped and started.
"""

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator

import pytest

from bot.errors import StateError
from bot.state import State
from bot.state.storage.database import Connection
from bot.state.storage.postgresql import PostgresDatabase, connect
from bot.state.storage.schema import MIGRATIONS
from tests.support.postgresql import WHY_NOT, PostgresServer, empty_database, postgres_server, programs


@pytest.fixture(scope="module")
def fragile_server() -> Iterator[PostgresServer]:
    """A server that tests may stop, with a password."""
    if programs() is None:
        pytest.skip(WHY_NOT)
    with postgres_server() as server:
        yield server


@pytest.fixture
async def state(fragile_server: PostgresServer) -> AsyncIterator[State]:
    state = State(None, url=empty_database(fragile_server.url))
    yield state
    await state.close()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGQUIT])
async def test_work_waits_while_the_server_is_down_and_is_done_when_it_is_back(
    fragile_server: PostgresServer, state: State, sign: signal.Signals
) -> None:
    told = asyncio.Queue[str]()
    state.on_trouble(told.put_nowait)
    await state.people.set_language(7, "ru")
    await asyncio.to_thread(fragile_server.stop, sign)

    writing = asyncio.create_task(state.people.set_language(8, "de"))
    reason = await told.get()
    await asyncio.to_thread(fragile_server.start_again)
    await writing

    assert "connection" in reason
    assert await told.get() == ""
    assert (await state.people.language(7), await state.people.language(8)) == ("ru", "de")


async def test_a_cut_connection_is_replaced(fragile_server: PostgresServer, state: State) -> None:
    await state.people.set_language(7, "ru")
    with connect(fragile_server.url) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'quoth' AND pid <> pg_backend_pid()"
        )

    language = await state.people.language(7)

    assert language == "ru"


async def test_a_server_clears_the_space_of_what_was_forgotten_once_after_the_update_was_handled(
    fragile_server: PostgresServer, state: State
) -> None:
    def vacuums() -> int:
        with connect(fragile_server.url) as connection:
            counted = "SELECT vacuum_count FROM pg_stat_user_tables WHERE relname = 'updates'"
            return int(connection.execute(counted).fetchall()[0][0])

    before = vacuums()
    await state.forget(7, during=2)
    at_once = vacuums() - before, state.traces_left

    await state.erase_traces()

    assert at_once == (0, True)
    assert (vacuums() - before, state.traces_left) == (1, False)


def test_a_database_of_a_later_schema_is_refused(fragile_server: PostgresServer) -> None:
    url = empty_database(fragile_server.url)
    with connect(url) as connection:
        connection.execute("UPDATE quoth_schema SET version = version + 1")
    try:
        with pytest.raises(StateError, match="later Quoth"):
            PostgresDatabase(url)
    finally:
        with connect(url) as connection:
            connection.execute("UPDATE quoth_schema SET version = %s", (len(MIGRATIONS),))


def test_a_server_that_cannot_be_reached_is_refused_after_a_while_without_its_password(
    caplog: pytest.LogCaptureFixture,
) -> None:
    naps: list[float] = []

    with pytest.raises(StateError, match="QUOTH_DATABASE") as refusal:
        PostgresDatabase("postgresql://quoth:hush-hush@127.0.0.1:1/quoth", wait=naps.append, seconds=1.0)

    assert sum(naps) >= 1.0
    assert "hush-hush" not in str(refusal.value) + caplog.text


async def test_a_null_character_in_a_text_is_replaced(state: State) -> None:
    await state.people.set_language(7, "d\0e")

    assert await state.people.language(7) == "d\ufffde"


def test_without_a_client_for_postgresql_the_setting_is_refused_with_the_line_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.state.storage.opening.find_spec", lambda name: None)

    with pytest.raises(StateError, match="make machines"):
        State(None, url="postgresql://quoth@127.0.0.1/quoth")


def test_a_bot_with_a_file_of_its_own_does_not_load_the_client() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, bot.running; print('psycopg' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert loaded.stdout == "False\n"


async def test_work_that_fails_leaves_nothing_behind(state: State) -> None:
    def fail(connection: Connection) -> None:
        connection.execute("INSERT INTO languages (user, code) VALUES (7, 'ru')")
        raise ValueError("no")

    for do in (state._database.do, state._database.do_lightly):
        with pytest.raises(ValueError, match="no"):
            await do(fail)

    assert await state.people.language(7) == ""
