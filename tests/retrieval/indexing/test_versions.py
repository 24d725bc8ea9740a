import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import CorpusError, CorpusNotFoundError, StorageError
from retrieval.indexing import builder
from retrieval.indexing import versions as versions_module
from retrieval.indexing.versions import (
    _tell_now_and_then,
    build,
    build_candidate,
    build_in_child,
    open_current,
    open_present,
)
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot
from tests.corpus.documents import pdf

ROOT = Path(__file__).parents[3]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "lamp.txt").write_text("The lamp burns again. The keeper slept.", encoding="utf-8")
    return folder


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    return tmp_path / "versions"


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder in memory where the system has one: there is nothing to wait for after each write."""
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        yield Path(folder)


def test_a_place_of_a_pdf_is_on_a_page_and_one_of_a_text_is_not(source: Path, versions: Path) -> None:
    pages: tuple[list[str], ...] = (["The boat came home at noon."], [], ["Its keeper slept on the pier."])
    (source / "boat.pdf").write_bytes(pdf(*pages))
    with closing(Snapshot(build(CorpusStore(source, versions)).path)) as snapshot:
        text = snapshot.document_text("boat")
        assert [snapshot.page("boat", text.index(word)) for word in ("The boat", "noon", "Its", "pier")] == [
            1,
            1,
            3,
            3,
        ]
        assert snapshot.page("lamp", 0) is None


def test_the_same_text_on_other_pages_is_another_version(source: Path, versions: Path) -> None:
    names = set()
    for pages in ((["One lamp.", "Two lamps."],), (["One lamp."], ["Two lamps."])):
        (source / "boat.pdf").write_bytes(pdf(*pages))
        names.add(build(CorpusStore(source, versions)).version)
    assert len(names) == 2


def test_the_same_files_are_the_same_version_wherever_it_is_built(source: Path, tmp_path: Path) -> None:
    first, second = build(CorpusStore(source, tmp_path / "a")), build(CorpusStore(source, tmp_path / "b"))
    assert (first.version, first.sha256) == (second.version, second.sha256)
    assert not second.reused
    assert build(CorpusStore(source, tmp_path / "b")).reused


def test_a_corpus_is_built_when_it_is_first_opened(source: Path, versions: Path) -> None:
    with closing(open_current(CorpusStore(source, versions))) as snapshot:
        assert "burns" in snapshot.document_text("lamp")


def test_files_that_changed_are_built_again_when_they_are_opened(source: Path, versions: Path) -> None:
    open_current(CorpusStore(source, versions)).close()
    (source / "lamp.txt").write_text("The lamp is out.", encoding="utf-8")
    with closing(open_current(CorpusStore(source, versions))) as snapshot:
        assert "out" in snapshot.document_text("lamp")


def test_who_only_asks_is_answered_from_the_present_files_and_publishes_nothing(
    source: Path, versions: Path
) -> None:
    first = build(CorpusStore(source, versions))
    (source / "lamp.txt").write_text("The lamp is out.", encoding="utf-8")
    before = CorpusStore(source, versions).change_mark()
    for _ in range(2):
        with closing(open_present(CorpusStore(source, versions))) as snapshot:
            assert "out" in snapshot.document_text("lamp")
    assert CorpusStore(source, versions).change_mark() == before
    assert len(CorpusStore(source, versions).stored()) == 2
    CorpusStore(source, versions).publish(snapshot.version)
    CorpusStore(source, versions).rollback()
    with closing(open_present(CorpusStore(source, versions))) as snapshot:
        assert snapshot.version == first.version


def test_who_asks_first_publishes_the_first_version(source: Path, versions: Path) -> None:
    with closing(open_present(CorpusStore(source, versions))) as snapshot:
        current = CorpusStore(source, versions).pointer()
        assert current is not None
        assert current.version == snapshot.version
    with closing(open_present(CorpusStore(source, versions), "tantivy")) as other:
        assert other.version != snapshot.version
    assert CorpusStore(source, versions).pointer() == current


def test_a_version_that_was_damaged_is_built_again(source: Path, versions: Path) -> None:
    report = build(CorpusStore(source, versions))
    (report.path / "manifest.json").write_text("{")
    with closing(open_current(CorpusStore(source, versions))) as snapshot:
        assert snapshot.version == report.version


async def test_a_child_builds_and_publishes_or_only_builds(source: Path, versions: Path) -> None:
    first = await build_in_child(CorpusStore(source, versions))
    (source / "lamp.txt").write_text("The lamp is out.", encoding="utf-8")
    second = await build_in_child(CorpusStore(source, versions), publish=False)
    current = CorpusStore(source, versions).pointer()
    assert current is not None
    assert current.version == first.version != second.version


async def test_what_a_child_refuses_is_refused_here(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="is not there"):
        await build_in_child(CorpusStore(tmp_path / "nothing", tmp_path / "versions"))


def test_a_candidate_can_be_built_from_other_contents(source: Path, versions: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "boat.txt").write_text("The boat came home.", encoding="utf-8")
    build(CorpusStore(source, versions))
    report = build_candidate(CorpusStore(source, versions), other)
    assert report.path.parent == CorpusStore(source, versions).folder
    with closing(CorpusStore(source, versions).open_version(report.version)) as snapshot:
        assert [card.id for card in snapshot.documents] == ["boat"]


def test_a_source_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusNotFoundError):
        build(CorpusStore(tmp_path / "nothing", tmp_path / "versions"))


def test_a_folder_that_cannot_be_made_is_refused_for_want_of_storage(source: Path, tmp_path: Path) -> None:
    (tmp_path / "full").write_text("no folder")
    with pytest.raises(StorageError, match="QUOTH_STATE_DIR"):
        build(CorpusStore(source, tmp_path / "full"))
    with pytest.raises(StorageError, match="QUOTH_STATE_DIR"):
        open_current(CorpusStore(source, tmp_path / "full"))


def test_where_nothing_can_be_built_a_bot_starts_with_what_was_published(
    source: Path, versions: Path
) -> None:
    report = build(CorpusStore(source, versions))
    (source / "lamp.txt").write_text("The lamp is out.", encoding="utf-8")
    lock = report.path.parent / ".lock"
    lock.unlink()
    lock.mkdir()  # what nobody can lock, nobody writes into
    with pytest.raises(StorageError):
        open_current(CorpusStore(source, versions))
    with closing(open_current(CorpusStore(source, versions), or_published=True)) as snapshot:
        assert snapshot.version == report.version


def test_a_build_that_takes_long_says_how_far_it_is(
    source: Path, versions: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(builder, "_TOLD_EVERY", 0)
    monkeypatch.setattr(versions_module, "_SECONDS_BETWEEN_TELLING", 0)
    build(CorpusStore(source, versions), progress=_tell_now_and_then())
    assert "progress: 1 of about 1 documents" in capfd.readouterr().err


def test_leftovers_of_builds_that_ended_are_swept(source: Path, versions: Path) -> None:
    home = build(CorpusStore(source, versions)).path.parent
    left = [home / ".building-999999999-a", home / ".building-x", home / ".removing-a"]
    for folder in left:
        folder.mkdir()
    build(CorpusStore(source, versions))
    assert not any(folder.exists() for folder in left)


def test_whatever_is_killed_at_any_line_or_refused_by_the_disk_nothing_is_lost(memory: Path) -> None:
    """Every ninth line here; `python -m tests.retrieval.crashing FOLDER` goes through all of them."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.retrieval.crashing", str(memory / "home"), "9"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    said = json.loads(done.stdout)
    assert said["losses"] == []
    assert sum(said["counts"].values()) > 100
