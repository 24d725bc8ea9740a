import logging
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import CorpusError, CorpusNotFoundError, StorageError
from processes.errors import WorkerEndedError, WorkerSilentError
from retrieval.indexing.limits import REFUSALS, memory_refusal, refusal_row, worker_refusal
from retrieval.indexing.worker import ProgressLog, build_in_child
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot


def test_a_child_builds_and_publishes_the_present_files(store: CorpusStore) -> None:
    with closing(Snapshot(build_in_child(store, "auto"))) as snapshot:
        assert "burns" in snapshot.document_text("lamp")

    current = store.pointer()
    assert current is not None
    assert current.version == snapshot.version


def test_a_child_that_only_builds_publishes_nothing(store: CorpusStore, source: Path) -> None:
    first = build_in_child(store, "auto")
    (source / "lamp.txt").write_text("The lamp is out.", encoding="utf-8")

    second = build_in_child(store, "auto", publish=False)

    current = store.pointer()

    assert current is not None
    assert current.version == first.name != second.name


def test_a_corpus_that_the_child_refuses_is_refused_with_its_reason(store: CorpusStore) -> None:
    with pytest.raises(CorpusError, match="is not there"):
        build_in_child(replace(store, source=store.source / "nothing"), "auto")


def test_an_unreadable_file_is_named_in_the_log(
    store: CorpusStore, source: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (source / "report.pdf").write_bytes(b"%PDF-1.4 broken")
    (source / "rows.jsonl").write_text('{"text": "no id"}\n' * 9)

    build_in_child(store, "auto")

    assert "not in the corpus: " in caplog.text
    assert "report.pdf: " in caplog.text
    assert "not in the corpus: 5 more files, lines or pages" in caplog.text


def test_a_folder_that_the_child_cannot_write_is_a_storage_error(store: CorpusStore) -> None:
    store.versions.write_text("no folder")

    with pytest.raises(StorageError, match="QUOTH_STATE_DIR"):
        build_in_child(store, "auto")


def test_a_build_that_takes_long_logs_how_far_it_is(caplog: pytest.LogCaptureFixture) -> None:
    ProgressLog(seconds_between=0)({"line": "1 of about 2 documents"})
    ProgressLog(seconds_between=60)({"line": "2 of about 3 documents"})
    ProgressLog(seconds_between=0)({"line": "3 of about 3 documents", "ends": True})

    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == [
        "the corpus is being built: 1 of about 2 documents"
    ]


def test_a_build_that_is_stuck_names_the_file() -> None:
    stuck = worker_refusal(WorkerSilentError(90, {"reading": "/home/anna/articles/notes.md"}))

    assert str(stuck) == (
        "reading notes.md made no progress for 90 seconds and was ended; split it, or leave it out"
    )


def test_a_build_that_is_stuck_after_reading_or_killed_gives_the_reason() -> None:
    assert "no progress for 600 seconds" in str(worker_refusal(WorkerSilentError(600, {"reading": ""})))
    assert "signal 9" in str(worker_refusal(WorkerEndedError(-9, "")))


def test_a_build_that_runs_out_of_memory_names_the_file_if_it_was_reading_one() -> None:
    assert str(memory_refusal("notes.md")).startswith("reading notes.md takes more than")
    assert str(memory_refusal("")).startswith("building takes more than")


@pytest.mark.parametrize(
    ("error", "kind"), [(StorageError("a"), "storage"), (CorpusNotFoundError("a"), "corpus")]
)
def test_a_refusal_is_reported_by_its_kind(error: CorpusError, kind: str) -> None:
    assert refusal_row(error, REFUSALS) == {"refused": "a", "kind": kind}
