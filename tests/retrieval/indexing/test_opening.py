from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import StorageError
from retrieval.indexing.opening import open_current, open_present
from retrieval.indexing.versions import build
from retrieval.store.corpus_store import CorpusStore


def test_a_corpus_is_built_when_it_is_first_opened(source: Path, store: CorpusStore) -> None:
    with closing(open_current(store)) as snapshot:
        assert "burns" in snapshot.document_text("lamp")


def test_files_that_changed_are_built_again_when_they_are_opened(source: Path, store: CorpusStore) -> None:
    open_current(store).close()
    (source / "lamp.txt").write_text("The lamp is out.", encoding="utf-8")

    with closing(open_current(store)) as snapshot:
        assert "out" in snapshot.document_text("lamp")


def test_opening_the_present_files_publishes_nothing(source: Path, store: CorpusStore) -> None:
    first = build(store)
    (source / "lamp.txt").write_text("The lamp is out.", encoding="utf-8")

    before = store.change_mark()

    for _ in range(2):
        with closing(open_present(store)) as snapshot:
            assert "out" in snapshot.document_text("lamp")
    assert store.change_mark() == before
    assert len(store.stored()) == 2

    store.publish(snapshot.version)
    store.rollback()

    with closing(open_present(store)) as snapshot:
        assert snapshot.version == first.version


def test_opening_the_present_files_publishes_the_first_version(source: Path, store: CorpusStore) -> None:
    with closing(open_present(store)) as snapshot:
        current = store.pointer()

        assert current is not None
        assert current.version == snapshot.version

    with closing(open_present(store, "tantivy")) as other:
        assert other.version != snapshot.version
    assert store.pointer() == current


def test_a_version_that_was_damaged_is_built_again(source: Path, store: CorpusStore) -> None:
    report = build(store)
    (report.path / "manifest.json").write_text("{")

    with closing(open_current(store)) as snapshot:
        assert snapshot.version == report.version


def test_the_published_version_is_opened_if_nothing_can_be_built(source: Path, store: CorpusStore) -> None:
    report = build(store)
    (source / "lamp.txt").write_text("The lamp is out.", encoding="utf-8")
    lock = report.path.parent / ".lock"
    lock.unlink()
    lock.mkdir()  # what nobody can lock, nobody writes into

    with pytest.raises(StorageError):
        open_current(store)
    with closing(open_current(store, or_published=True)) as snapshot:
        assert snapshot.version == report.version
