import asyncio
import json
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from bot.errors import ReloadRunningError, ReloadStoppedError
from bot.live_corpus import LiveCorpus
from corpus.errors import CorpusError
from management.errors import HeldBackError, RefusedError
from retrieval.indexing.versions import build
from retrieval.records import Citation, Grade
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.database import DATABASE
from retrieval.store.manifest import VersionDamagedError


@pytest.fixture
async def live_corpus(source: Path, tmp_path: Path) -> AsyncIterator[LiveCorpus]:
    live_corpus = LiveCorpus(CorpusStore(source, tmp_path / "versions"))
    yield live_corpus
    live_corpus.close()


def write(source: Path, name: str, text: str) -> None:
    (source / name).write_text(text, encoding="utf-8")


def version(live_corpus: LiveCorpus) -> str:
    with live_corpus.snapshot() as snapshot:
        return snapshot.version


async def test_a_question_is_answered_from_the_snapshot_that_was_taken(live_corpus: LiveCorpus) -> None:
    with live_corpus.snapshot() as snapshot:
        answer = await live_corpus.ask("Who lit the lamp?", snapshot, [])

    assert answer.grade is Grade.ANSWER
    assert "Edda Quist" in answer.citations[0].text


async def test_a_corpus_without_gold_questions_gets_questions_from_its_text(tmp_path: Path) -> None:
    folder = tmp_path / "harbour"
    folder.mkdir()
    write(folder, "harbour.txt", "Mayor Edda Quist opened the harbour of Lumen in 1871. It cost a lot.")
    live_corpus = LiveCorpus(CorpusStore(folder, tmp_path / "versions"))

    with live_corpus.snapshot() as snapshot:
        first = snapshot.starters
    write(folder, "pier.txt", "The keeper Ole Brandt, a sailor, built the pier of Lumen in 1903.")
    await live_corpus.reload()
    with live_corpus.snapshot() as snapshot:
        second = snapshot.starters
    live_corpus.close()

    assert "Who is Edda Quist?" in first
    assert set(second) - set(first)


async def test_neither_a_reload_nor_going_back_looks_for_questions_to_start_with_beside_answers(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "harbour"
    folder.mkdir()
    write(folder, "harbour.txt", "Mayor Edda Quist opened the harbour of Lumen in 1871. It cost a lot.")
    live_corpus = LiveCorpus(CorpusStore(folder, tmp_path / "versions"))
    before = version(live_corpus)
    write(folder, "pier.txt", "The keeper Ole Brandt, a sailor, built the pier of Lumen in 1903.")

    await live_corpus.reload()
    with live_corpus.snapshot() as reloaded:
        looked_at = reloaded.analysed.cache_info().misses
    await live_corpus.put_in_use(before, partial(live_corpus.manager.rollback, before, by="olga"))
    with live_corpus.snapshot() as earlier:
        looked_at += earlier.analysed.cache_info().misses
    live_corpus.close()

    assert looked_at == 0
    assert "Who is Edda Quist?" in earlier.starters


async def test_a_reload_replaces_the_previous_version_and_reports_what_changed(
    live_corpus: LiveCorpus, source: Path
) -> None:
    before = version(live_corpus)
    write(source, "second.txt", "A second lamp is planned for the north pier.")
    done = await live_corpus.reload()

    assert (done.before, done.after) == (before, version(live_corpus))
    assert before != version(live_corpus)
    assert done.changes.added == ("second",)
    assert not live_corpus.reloading


async def test_a_snapshot_taken_before_a_reload_stays_open_until_it_is_released(
    live_corpus: LiveCorpus, source: Path
) -> None:
    with live_corpus.snapshot() as old:
        write(source, "second.txt", "A second lamp is planned for the north pier.")
        await live_corpus.reload()

        answer = await live_corpus.ask("Who lit the lamp?", old, [])

        assert answer.citations[0].text == old.text(*place(answer.citations[0]))

    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        old.document("lamp")


async def test_an_unused_snapshot_is_closed_by_a_reload(live_corpus: LiveCorpus, source: Path) -> None:
    with live_corpus.snapshot() as old:
        pass
    write(source, "second.txt", "A second lamp is planned for the north pier.")
    await live_corpus.reload()

    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        old.document("lamp")


async def test_a_failed_reload_changes_nothing(live_corpus: LiveCorpus, source: Path) -> None:
    before = version(live_corpus)
    (source / "lamp.txt").unlink()

    with pytest.raises(CorpusError):
        await live_corpus.reload()
    assert version(live_corpus) == before
    assert not live_corpus.reloading


async def test_a_version_that_loses_answers_is_held_back(live_corpus: LiveCorpus, source: Path) -> None:
    gold = {
        "id": "a",
        "question": "Who lit the lamp?",
        "answerable": True,
        "answers": [{"text": "Edda Quist"}],
    }
    write(source, "lamp.gold.jsonl", json.dumps(gold))
    await live_corpus.reload()
    before = version(live_corpus)
    write(
        source, "lamp.txt", "The Lamp of Selmouth\n\nThe lamp of Selmouth is dark, and nobody is on the pier."
    )

    with pytest.raises(HeldBackError, match="Who lit the lamp"):
        await live_corpus.reload()
    assert version(live_corpus) == before
    assert await live_corpus.follow() is None


async def test_a_reload_with_large_changes_is_held_back_if_that_is_requested(
    live_corpus: LiveCorpus, source: Path
) -> None:
    before = version(live_corpus)
    write(source, "second.txt", "A second lamp is planned.\n\nIt will stand on the north pier.")

    with pytest.raises(HeldBackError, match="2 passages, and up to 1"):
        await live_corpus.reload(limit=1)
    assert version(live_corpus) == before
    assert (await live_corpus.reload(limit=2)).after == version(live_corpus) != before


async def test_a_proposal_changes_nothing_and_later_ones_wait(live_corpus: LiveCorpus, source: Path) -> None:
    before = version(live_corpus)
    write(source, "second.txt", "A second lamp is planned for the north pier.")
    stages: list[str] = []
    first = asyncio.create_task(live_corpus.propose())
    await asyncio.sleep(0)
    second = await live_corpus.propose(lambda context, done, total: stages.append(context))

    assert stages[0] == "waiting"
    assert (await first).version == second.version != before == version(live_corpus)


async def test_a_proposal_is_refused_if_another_version_was_published_meanwhile(
    live_corpus: LiveCorpus, source: Path
) -> None:
    write(source, "second.txt", "A second lamp is planned for the north pier.")

    proposal = await live_corpus.propose()
    write(source, "third.txt", "A third lamp is planned for the south pier.")
    build(live_corpus.manager.store)

    with pytest.raises(RefusedError, match="published meanwhile"):
        live_corpus.manager.accept(proposal, by="bot")


async def test_a_second_reload_is_refused_while_one_is_running(live_corpus: LiveCorpus) -> None:
    first = asyncio.create_task(live_corpus.reload())
    await asyncio.sleep(0)

    assert live_corpus.reloading
    with pytest.raises(ReloadRunningError):
        await live_corpus.reload()

    await first


async def test_reloads_that_wait_read_what_was_written_since_the_one_before_began(
    live_corpus: LiveCorpus, source: Path
) -> None:
    before = live_corpus.version
    first = asyncio.create_task(live_corpus.reload())
    await asyncio.sleep(0)
    write(source, "lamp.txt", "The Lamp of Selmouth\n\nMayor Nils Holm lit the lamp on Sunday evening.")

    later = await asyncio.gather(*(live_corpus.reload(wait=True) for _ in range(2)))
    await first

    assert before not in [each.after for each in later]


async def test_questions_are_answered_during_a_reload_each_from_one_version(
    live_corpus: LiveCorpus, source: Path
) -> None:
    write(source, "lamp.txt", "The Lamp of Selmouth\n\nMayor Nils Holm lit the lamp on Sunday evening.")
    reload = asyncio.create_task(live_corpus.reload())
    answered = 0
    while not reload.done():
        with live_corpus.snapshot() as snapshot:
            answer = await live_corpus.ask("Who lit the lamp?", snapshot, [])
            assert all(cited.text == snapshot.text(*place(cited)) for cited in answer.citations)
        answered += 1
        await asyncio.sleep(0.02)  # leave some processor time to the reload
    await reload

    assert answered > 1


async def test_an_interrupted_reload_changes_nothing(live_corpus: LiveCorpus, source: Path) -> None:
    before = version(live_corpus)
    write(source, "second.txt", "A second lamp is planned for the north pier.")
    reload = asyncio.create_task(live_corpus.reload())
    await asyncio.sleep(0.05)
    await live_corpus.stop_building()

    with pytest.raises(ReloadStoppedError):
        await reload
    assert version(live_corpus) == before


async def test_a_version_published_by_another_process_is_adopted(
    live_corpus: LiveCorpus, source: Path
) -> None:
    assert await live_corpus.follow() is None

    write(source, "second.txt", "A second lamp is planned for the north pier.")
    built = build(live_corpus.manager.store)

    with live_corpus.snapshot() as old:
        assert await live_corpus.follow() == built.version == version(live_corpus) != old.version
        assert old.document("lamp")
    assert await live_corpus.follow() is None


async def test_a_version_reloaded_by_the_bot_itself_is_not_adopted_again(
    live_corpus: LiveCorpus, source: Path
) -> None:
    write(source, "second.txt", "A second lamp is planned for the north pier.")
    await live_corpus.reload()

    assert await live_corpus.follow() is None


async def test_a_rollback_by_another_process_is_adopted(live_corpus: LiveCorpus, source: Path) -> None:
    before = version(live_corpus)
    write(source, "second.txt", "A second lamp is planned for the north pier.")
    await live_corpus.reload()
    await live_corpus.follow()
    live_corpus.manager.store.rollback()

    assert await live_corpus.follow() == before


async def test_stopping_without_a_running_reload_is_not_an_error(live_corpus: LiveCorpus) -> None:
    await live_corpus.stop_building()


def place(citation: Citation) -> tuple[str, int, int, int]:
    """The span of a citation as arguments of Snapshot.text."""
    return citation.document, citation.passage, citation.start, citation.end


# Starting at once, and recovering


def started_at_once(source: Path, tmp_path: Path, retry_seconds: float = 0.05) -> LiveCorpus:
    store = CorpusStore(source, tmp_path / "versions")
    return LiveCorpus(store, waits=False, retry_seconds=retry_seconds)


@pytest.fixture
def built_source(source: Path, tmp_path: Path) -> Path:
    build(CorpusStore(source, tmp_path / "versions"))
    return source


async def test_after_a_start_the_published_version_answers_until_changed_files_are_built(
    built_source: Path, tmp_path: Path
) -> None:
    (built_source / "new.txt").write_text("The boat of Selmouth was painted green by Nils Holm.")

    with closing(started_at_once(built_source, tmp_path)) as corpus:
        with corpus.snapshot() as snapshot:
            before = snapshot.document_count
        await corpus.catch_up()
        with corpus.snapshot() as snapshot:
            after = snapshot.document_count

    assert after == before + 1


async def test_the_published_version_keeps_answering_if_the_corpus_becomes_unreadable(
    built_source: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.rmtree(built_source)

    with closing(started_at_once(built_source, tmp_path)) as corpus:
        await corpus.catch_up()

        with corpus.snapshot() as snapshot:
            assert snapshot.document_count

    assert "keeps answering" in caplog.text


async def test_a_build_that_fails_on_disk_errors_is_retried_until_it_succeeds(
    built_source: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (built_source / "new.txt").write_text("The boat of Selmouth was painted green by Nils Holm.")
    with closing(started_at_once(built_source, tmp_path)) as corpus:
        lock = corpus.manager.store.folder / ".lock"
        lock.unlink()
        lock.mkdir()  # without the lock, nobody can write
        catching_up = asyncio.create_task(corpus.catch_up())
        while "trying again" not in caplog.text:  # noqa: ASYNC110 - the log tells nobody
            await asyncio.sleep(0.01)

        lock.rmdir()
        await catching_up

        with corpus.snapshot() as snapshot:
            assert snapshot.document_text("new")


async def test_a_version_found_damaged_at_startup_is_rebuilt(
    built_source: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = CorpusStore(built_source, tmp_path / "versions")
    published = store.open_published()
    published.close()
    (published.folder / DATABASE).write_bytes(b"")

    with closing(started_at_once(built_source, tmp_path)) as corpus, corpus.snapshot() as snapshot:
        assert snapshot.version == published.version

    assert f"version {published.version} is damaged" in caplog.text


async def test_a_version_found_damaged_in_use_is_replaced_by_the_previous_one_and_rebuilt(
    built_source: Path, tmp_path: Path
) -> None:
    store = CorpusStore(built_source, tmp_path / "versions")
    first = store.open_published()
    first.close()
    (built_source / "new.txt").write_text("The boat of Selmouth was painted green by Nils Holm.")
    second = build(store)
    with closing(started_at_once(built_source, tmp_path)) as corpus:
        with corpus.snapshot() as damaged:
            garble_texts(second.path)

            with pytest.raises(VersionDamagedError) as error:
                await corpus.run(damaged.passage_at, 0)
        await corpus.replace_damaged(error.value)
        with corpus.snapshot() as snapshot:
            meanwhile = snapshot.version
        await corpus.catch_up()
        with corpus.snapshot() as snapshot:
            assert snapshot.passage_at(0).text

            afterwards = snapshot.version

    assert (meanwhile, afterwards) == (first.version, second.version)


async def test_if_the_only_version_is_found_damaged_in_use_it_is_rebuilt_first(
    built_source: Path, tmp_path: Path
) -> None:
    with closing(started_at_once(built_source, tmp_path)) as corpus:
        with corpus.snapshot() as damaged:
            garble_texts(damaged.folder)

            with pytest.raises(VersionDamagedError) as error:
                await corpus.run(damaged.passage_at, 0)
        await corpus.replace_damaged(error.value)
        await corpus.replace_damaged(error.value)  # as another question that met the same damage would

        with corpus.snapshot() as snapshot:
            assert snapshot is not damaged
            assert snapshot.passage_at(0).text


def garble_texts(version: Path) -> None:
    """Replace every letter e in a version's texts, as a failing disk might."""
    with closing(sqlite3.connect(version / DATABASE)) as database, database:
        database.execute("UPDATE documents SET text = CAST(replace(text, 'e', '3') AS BLOB)")
