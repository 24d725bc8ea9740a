import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.errors import ReloadRunningError, ReloadStoppedError
from bot.live_corpus import LiveCorpus
from corpus.errors import CorpusError
from management.errors import HeldBackError, RefusedError
from retrieval.indexing.versions import build
from retrieval.records import Citation, Grade
from retrieval.store.corpus_store import CorpusStore


@pytest.fixture
async def library(source: Path, tmp_path: Path) -> AsyncIterator[LiveCorpus]:
    library = LiveCorpus(CorpusStore(source, tmp_path / "versions"))
    yield library
    library.close()


def write(source: Path, name: str, text: str) -> None:
    (source / name).write_text(text, encoding="utf-8")


def version(library: LiveCorpus) -> str:
    with library.snapshot() as snapshot:
        return snapshot.version


async def test_a_question_is_answered_from_the_snapshot_that_was_taken(library: LiveCorpus) -> None:
    with library.snapshot() as snapshot:
        answer = await library.ask("Who lit the lamp?", snapshot, [])
    assert answer.grade is Grade.ANSWER
    assert "Edda Quist" in answer.citations[0].text


async def test_a_reload_takes_the_place_of_the_version_before_and_says_what_differs(
    library: LiveCorpus, source: Path
) -> None:
    before = version(library)
    write(source, "second.txt", "A second lamp is planned for the north pier.")
    done = await library.reload()
    assert (done.before, done.after) == (before, version(library))
    assert before != version(library)
    assert done.changes.added == ("second",)
    assert not library.reloading


async def test_who_took_a_snapshot_before_a_reload_reads_it_to_the_end(
    library: LiveCorpus, source: Path
) -> None:
    with library.snapshot() as old:
        write(source, "second.txt", "A second lamp is planned for the north pier.")
        await library.reload()
        answer = await library.ask("Who lit the lamp?", old, [])
        assert answer.citations[0].text == old.text(*place(answer.citations[0]))
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        old.document("lamp")


async def test_a_snapshot_that_nobody_reads_is_closed_by_the_reload(
    library: LiveCorpus, source: Path
) -> None:
    with library.snapshot() as old:
        pass
    write(source, "second.txt", "A second lamp is planned for the north pier.")
    await library.reload()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        old.document("lamp")


async def test_a_reload_that_fails_changes_nothing(library: LiveCorpus, source: Path) -> None:
    before = version(library)
    (source / "lamp.txt").unlink()
    with pytest.raises(CorpusError):
        await library.reload()
    assert version(library) == before
    assert not library.reloading


async def test_a_version_that_loses_answers_is_held_back(library: LiveCorpus, source: Path) -> None:
    gold = {
        "id": "a",
        "question": "Who lit the lamp?",
        "answerable": True,
        "answers": [{"text": "Edda Quist"}],
    }
    write(source, "lamp.gold.jsonl", json.dumps(gold))
    await library.reload()
    before = version(library)
    write(
        source, "lamp.txt", "The Lamp of Selmouth\n\nThe lamp of Selmouth is dark, and nobody is on the pier."
    )
    with pytest.raises(HeldBackError, match="Who lit the lamp"):
        await library.reload()
    assert version(library) == before
    assert await library.follow() is None


async def test_a_reload_that_changes_much_is_held_back_where_that_is_wanted(
    library: LiveCorpus, source: Path
) -> None:
    before = version(library)
    write(source, "second.txt", "A second lamp is planned.\n\nIt will stand on the north pier.")
    with pytest.raises(HeldBackError, match="2 passages, and up to 1"):
        await library.reload(most=1)
    assert version(library) == before
    assert (await library.reload(most=2)).after == version(library) != before


async def test_a_proposal_changes_nothing_and_whoever_comes_later_waits(
    library: LiveCorpus, source: Path
) -> None:
    before = version(library)
    write(source, "second.txt", "A second lamp is planned for the north pier.")
    stages: list[str] = []
    first = asyncio.create_task(library.propose())
    await asyncio.sleep(0)
    second = await library.propose(lambda context, done, total: stages.append(context))
    assert stages[0] == "waiting"
    assert (await first).version == second.version != before == version(library)


async def test_a_reload_upon_what_was_published_meanwhile_is_refused(
    library: LiveCorpus, source: Path
) -> None:
    write(source, "second.txt", "A second lamp is planned for the north pier.")

    proposal = await library.propose()
    write(source, "third.txt", "A third lamp is planned for the south pier.")
    build(library.manager.store)
    with pytest.raises(RefusedError, match="published meanwhile"):
        library.manager.accept(proposal, by="bot")


async def test_a_second_reload_is_refused_while_one_runs(library: LiveCorpus) -> None:
    first = asyncio.create_task(library.reload())
    await asyncio.sleep(0)
    assert library.reloading
    with pytest.raises(ReloadRunningError):
        await library.reload()
    await first


async def test_questions_are_answered_during_a_reload_each_from_one_version(
    library: LiveCorpus, source: Path
) -> None:
    write(source, "lamp.txt", "The Lamp of Selmouth\n\nMayor Nils Holm lit the lamp on Sunday evening.")
    reload = asyncio.create_task(library.reload())
    answered = 0
    while not reload.done():
        with library.snapshot() as snapshot:
            answer = await library.ask("Who lit the lamp?", snapshot, [])
            assert all(cited.text == snapshot.text(*place(cited)) for cited in answer.citations)
        answered += 1
        await asyncio.sleep(0.02)  # leave something of the processor to the reload
    await reload
    assert answered > 1


async def test_a_reload_can_be_cut_short_and_changes_nothing(library: LiveCorpus, source: Path) -> None:
    before = version(library)
    write(source, "second.txt", "A second lamp is planned for the north pier.")
    reload = asyncio.create_task(library.reload())
    await asyncio.sleep(0.05)
    await library.stop_building()
    with pytest.raises(ReloadStoppedError):
        await reload
    assert version(library) == before


async def test_a_version_that_was_published_elsewhere_is_taken_up(library: LiveCorpus, source: Path) -> None:
    assert await library.follow() is None
    write(source, "second.txt", "A second lamp is planned for the north pier.")
    built = build(library.manager.store)
    with library.snapshot() as old:
        assert await library.follow() == built.version == version(library) != old.version
        assert old.document("lamp")
    assert await library.follow() is None


async def test_what_the_bot_itself_has_reloaded_is_not_taken_up_again(
    library: LiveCorpus, source: Path
) -> None:
    write(source, "second.txt", "A second lamp is planned for the north pier.")
    await library.reload()
    assert await library.follow() is None


async def test_a_rollback_elsewhere_is_taken_up(library: LiveCorpus, source: Path) -> None:
    before = version(library)
    write(source, "second.txt", "A second lamp is planned for the north pier.")
    await library.reload()
    await library.follow()
    library.manager.store.rollback()
    assert await library.follow() == before


async def test_stopping_where_no_reload_runs_is_no_error(library: LiveCorpus) -> None:
    await library.stop_building()


def place(citation: Citation) -> tuple[str, int, int, int]:
    """Where a citation stands, as Snapshot.text takes it."""
    return citation.document, citation.passage, citation.start, citation.end
