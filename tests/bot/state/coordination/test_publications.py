"""The pointer that all machines share, its history, and the live replicas."""

from dataclasses import replace

import pytest

from bot.state import State
from bot.state.coordination.publications import ReplicaStatus, SharedPointer
from retrieval.store.pointer import Pointer, Publication

FIRST = Publication("0123", "2026-03-01T10:00:00+00:00", "bot", "published", ("lamp.txt",))
SECOND = Publication("4567", "2026-03-01T11:00:00+00:00", "terminal", "reloaded")
POINTER = Pointer("0123", (("articles/lamp.txt", 12, 1_772_359_200_123_456_789),), None, (FIRST,))
LATER = Pointer("4567", POINTER.files, None, (FIRST, SECOND))


async def test_nothing_is_published_at_first(state: State) -> None:
    assert await state.publications.read() is None
    assert await state.publications.number() == 0


async def test_the_pointer_is_read_as_it_was_set(state: State) -> None:
    assert await state.publications.move(0, POINTER, "a1b2")

    assert await state.publications.read() == SharedPointer(1, POINTER, "a1b2")


async def test_a_change_based_on_an_outdated_pointer_is_not_made(state: State) -> None:
    await state.publications.move(0, POINTER, "")
    await state.publications.move(1, LATER, "")

    other = replace(LATER, version="89ab", history=(FIRST, replace(SECOND, version="89ab")))

    assert not await state.publications.move(1, other, "")
    assert not await state.publications.move(0, other, "")

    assert await state.publications.read() == SharedPointer(2, LATER, "")


async def test_a_change_that_was_made_already_counts_as_made(state: State) -> None:
    """The connection may break after the server has made the change, so the change is requested again."""
    await state.publications.move(0, POINTER, "")
    await state.publications.move(1, LATER, "")

    assert await state.publications.move(1, LATER, "")


async def test_an_announcement_ends_with_the_next_change(state: State) -> None:
    await state.publications.move(0, POINTER, "")

    await state.publications.announce("4567")
    announced = await state.publications.read()
    await state.publications.move(1, LATER, "")
    after = await state.publications.read()

    assert announced is not None
    assert after is not None
    assert (announced.announced, after.announced) == ("4567", "")


async def test_replicas_are_live_while_they_report(state: State) -> None:
    one = ReplicaStatus("a", "one:1", "0123")
    other = ReplicaStatus("b", "other:2", "0123", ready="4567", progress=3, trouble="no room")
    for each in (one, replace(other, ready=""), other):
        await state.publications.report(each)

    assert list(await state.publications.live(60)) == [one, other]
    assert list(await state.publications.live(-1)) == []

    await state.publications.leave("a")
    assert list(await state.publications.live(60)) == [other]


@pytest.mark.parametrize("waiting", [None, "4567"])
async def test_a_version_that_waits_is_part_of_the_pointer(state: State, waiting: str | None) -> None:
    await state.publications.move(0, replace(POINTER, waiting=waiting), "")

    now = await state.publications.read()

    assert now is not None
    assert now.pointer.waiting == waiting


async def test_each_library_has_a_pointer_and_a_history_of_its_own(state: State) -> None:
    handbook, news = (state.of_library(name).publications for name in ("handbook", "news"))
    await handbook.move(0, POINTER, "a1b2")
    await news.move(0, POINTER, "c3d4")
    await news.move(1, LATER, "c3d4")
    await news.announce("89ab")

    assert await handbook.read() == SharedPointer(1, POINTER, "a1b2")
    assert await news.read() == SharedPointer(2, LATER, "c3d4", "89ab")
    assert (await handbook.number(), await news.number()) == (1, 2)
    assert (await handbook.announced(), await news.announced()) == ("", "89ab")
    assert await state.publications.read() is None


async def test_a_process_is_a_replica_of_each_library_that_it_serves(state: State) -> None:
    handbook, news = (state.of_library(name).publications for name in ("handbook", "news"))
    of_handbook, of_news = ReplicaStatus("a", "one:1", "0123"), ReplicaStatus("b", "one:1", "4567")

    await handbook.report(of_handbook)
    await news.report(of_news)

    assert list(await handbook.live(60)) == [of_handbook]
    assert list(await news.live(60)) == [of_news]
    assert list(await state.publications.live(60)) == []

    await news.leave("b")
    assert list(await handbook.live(60)) == [of_handbook]


async def test_one_statement_keeps_the_replicas_of_all_libraries_alive(state: State) -> None:
    handbook, news = (state.of_library(name).publications for name in ("handbook", "news"))
    of_handbook, of_news = ReplicaStatus("a", "one:1", "0123"), ReplicaStatus("b", "one:1", "4567")
    await handbook.report(of_handbook)
    await news.report(of_news)
    await state._database.do(lambda connection: connection.execute("UPDATE replicas SET at = at - 60"))
    before = (list(await handbook.live(30)), list(await news.live(30)))

    await state.publications.keep_alive(["a", "b"])

    assert before == ([], [])
    assert list(await handbook.live(30)) == [of_handbook]
    assert list(await news.live(30)) == [of_news]
