"""Leases and signals, of one process and of several that share a PostgreSQL server."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import psycopg
import pytest

from bot.state.coordination.leases import LocalLeases, while_held
from bot.state.coordination.opening import Coordination, coordination_on
from bot.state.coordination.session import ServerLeases, ServerSession, SessionLostError
from bot.state.coordination.signals import LocalSignals
from bot.state.storage.postgresql import connect

SECONDS_AT_MOST = 60.0


async def eventually(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(SECONDS_AT_MOST):
        while not holds():  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(0.01)


async def acquired(process: Coordination, name: str) -> None:
    """Wait until a process has a lease."""
    async with asyncio.timeout(SECONDS_AT_MOST):
        while not await process.leases.acquire(name):  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(0.01)


@pytest.fixture
async def two(database_url: str) -> AsyncIterator[tuple[Coordination, Coordination]]:
    """Two processes that share a database."""
    both = coordination_on(database_url), coordination_on(database_url)
    for each in both:
        await each.start()
    yield both
    for each in both:
        await each.stop()


def break_sessions(url: str) -> None:
    with connect(url) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'quoth' AND pid <> pg_backend_pid()"
        )


async def test_a_single_process_has_every_lease_it_asks_for() -> None:
    leases = LocalLeases()

    assert await leases.acquire("poller")
    assert leases.holds("poller")

    await leases.release("poller")
    assert not leases.holds("poller")


async def test_only_one_of_several_processes_holds_a_lease(two: tuple[Coordination, Coordination]) -> None:
    one, other = two

    had = await one.leases.acquire("poller"), await other.leases.acquire("poller")
    again = await one.leases.acquire("poller")
    await one.leases.release("poller")
    later = await other.leases.acquire("poller")

    assert (had, again, later) == ((True, False), True, True)


async def test_leases_of_different_names_are_independent(two: tuple[Coordination, Coordination]) -> None:
    one, other = two

    assert await one.leases.acquire("poller")
    assert await other.leases.acquire("librarian")


async def test_a_lease_is_free_when_its_process_ends(two: tuple[Coordination, Coordination]) -> None:
    one, other = two
    await one.leases.acquire("poller")

    await one.stop()

    await acquired(other, "poller")

    assert not one.leases.holds("poller")


async def test_a_process_whose_session_breaks_knows_that_it_lost_its_lease(
    two: tuple[Coordination, Coordination], database_url: str
) -> None:
    one, _ = two
    await one.leases.acquire("poller")

    break_sessions(database_url)
    async with asyncio.timeout(SECONDS_AT_MOST):
        await one.leases.wait_until_lost("poller")

    assert not one.leases.holds("poller")


async def test_the_server_ends_the_session_of_a_process_that_has_hung(database_url: str) -> None:
    hung = ServerSession(database_url, seconds_silent=0.2, seconds_between_pings=1.0)
    await hung.start()
    held = ServerLeases(hung)
    await held.acquire("poller")
    other = coordination_on(database_url)
    await other.start()

    await acquired(other, "poller")
    await eventually(lambda: not held.holds("poller"))

    await other.stop()
    await hung.stop()


async def test_a_request_fails_before_the_connection_of_its_lost_session_is_closed(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = ServerSession(database_url)
    failed_before_closing: list[bool] = []
    close = psycopg.AsyncConnection.close

    async def note_and_close(connection: psycopg.AsyncConnection[Any]) -> None:
        failed_before_closing.append(waiting.done())
        await close(connection)

    monkeypatch.setattr(psycopg.AsyncConnection, "close", note_and_close)
    await session.start()
    waiting = asyncio.create_task(session.fetch("SELECT pg_sleep(3600)"))
    with connect(database_url) as other:

        def is_asking() -> bool:
            asking = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%(3600)' AND state = 'active'"
            return other.execute(asking).fetchone() == (1,)

        await eventually(is_asking)
        other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %'")
    with pytest.raises(SessionLostError):
        await waiting
    await session.stop()

    assert failed_before_closing
    assert all(failed_before_closing)


async def test_the_last_holder_of_a_lease_is_known_until_another_process_has_it(
    two: tuple[Coordination, Coordination], database_url: str
) -> None:
    one, other = two
    await one.leases.acquire("poller")
    break_sessions(database_url)
    await one.leases.wait_until_lost("poller")

    had = one.leases.was_last_holder("poller"), other.leases.was_last_holder("poller")
    await acquired(other, "poller")
    await eventually(lambda: bool(one.session and one.session.epoch))
    await one.leases.acquire("poller")

    assert had == (True, False)
    assert (one.leases.was_last_holder("poller"), other.leases.was_last_holder("poller")) == (False, True)


async def test_work_under_a_lease_is_cancelled_when_the_lease_is_lost_and_begun_again(
    two: tuple[Coordination, Coordination], database_url: str
) -> None:
    begun: list[str] = []
    ended: list[str] = []

    async def work() -> None:
        begun.append("work")
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("work")

    working = asyncio.create_task(while_held(two[0].leases, "poller", work))
    await eventually(lambda: len(begun) == 1)
    break_sessions(database_url)
    await eventually(lambda: len(begun) == 2)
    working.cancel()
    await asyncio.wait([working])

    assert len(ended) == 2
    assert not two[0].leases.holds("poller")


async def test_work_that_ends_gives_its_lease_back() -> None:
    leases = LocalLeases()

    await while_held(leases, "poller", lambda: asyncio.sleep(0))

    assert not leases.holds("poller")


async def test_no_task_watches_the_leases_of_the_only_process() -> None:
    begun = asyncio.Event()

    async def work() -> None:
        begun.set()
        await asyncio.Event().wait()

    standing = asyncio.all_tasks()
    working = asyncio.create_task(while_held(LocalLeases(), "poller", work))
    await begun.wait()
    started = asyncio.all_tasks() - standing
    working.cancel()

    assert started == {working}


async def test_a_signal_is_heard_by_every_process(two: tuple[Coordination, Coordination]) -> None:
    heard: list[tuple[int, str]] = []
    for number, each in enumerate(two):
        each.signals.subscribe("chat", lambda text, number=number: heard.append((number, text)))  # type: ignore[misc]

    await two[0].signals.send("chat", "-100 5")
    await eventually(lambda: len(heard) == 2)

    assert sorted(heard) == [(0, "-100 5"), (1, "-100 5")]


async def test_listeners_are_notified_when_signals_may_have_been_missed(
    two: tuple[Coordination, Coordination], database_url: str
) -> None:
    heard: list[str] = []
    two[0].signals.subscribe("chat", heard.append)

    break_sessions(database_url)
    await eventually(lambda: bool(heard))

    assert heard == [""]


async def test_a_single_process_hears_its_own_signals() -> None:
    signals, heard = LocalSignals(), list[str]()
    signals.subscribe("chat", heard.append)

    await signals.send("chat", "5")
    await signals.send("other", "6")

    assert heard == ["5"]
