import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import CorpusNotFoundError, StorageError
from retrieval.indexing.versions import build, build_candidate
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot
from tests.corpus.documents import pdf

ROOT = Path(__file__).parents[3]


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder in memory if the system has one, so that syncing takes no time."""
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        yield Path(folder)


def test_a_place_of_a_pdf_is_on_a_page_and_one_of_a_text_is_not(source: Path, store: CorpusStore) -> None:
    pages: tuple[list[str], ...] = (["The boat came home at noon."], [], ["Its keeper slept on the pier."])
    (source / "boat.pdf").write_bytes(pdf(*pages))
    with closing(Snapshot(build(store).path)) as snapshot:
        text = snapshot.document_text("boat")

        assert [snapshot.page("boat", text.index(word)) for word in ("The boat", "noon", "Its", "pier")] == [
            1,
            1,
            3,
            3,
        ]
        assert snapshot.page("lamp", 0) is None


def test_the_same_text_on_other_pages_is_another_version(source: Path, store: CorpusStore) -> None:
    names = set()
    for pages in ((["One lamp.", "Two lamps."],), (["One lamp."], ["Two lamps."])):
        (source / "boat.pdf").write_bytes(pdf(*pages))
        names.add(build(store).version)

    assert len(names) == 2


def test_the_same_files_are_the_same_version_wherever_it_is_built(source: Path, tmp_path: Path) -> None:
    first, second = build(CorpusStore(source, tmp_path / "a")), build(CorpusStore(source, tmp_path / "b"))

    assert (first.version, first.sha256) == (second.version, second.sha256)
    assert not second.reused
    assert build(CorpusStore(source, tmp_path / "b")).reused


def test_a_candidate_can_be_built_from_other_contents(
    source: Path, store: CorpusStore, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "boat.txt").write_text("The boat came home.", encoding="utf-8")
    build(store)

    report = build_candidate(store, other)

    assert report.path.parent == store.folder
    with closing(store.open_version(report.version)) as snapshot:
        assert [card.id for card in snapshot.documents] == ["boat"]


def test_a_missing_source_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusNotFoundError):
        build(CorpusStore(tmp_path / "nothing", tmp_path / "versions"))


def test_a_folder_that_cannot_be_created_is_a_storage_error(source: Path, tmp_path: Path) -> None:
    (tmp_path / "full").write_text("no folder")

    with pytest.raises(StorageError, match="QUOTH_STATE_DIR"):
        build(CorpusStore(source, tmp_path / "full"))


def test_leftovers_of_builds_that_ended_are_swept(source: Path, store: CorpusStore) -> None:
    home = build(store).path.parent
    left = [home / ".building-999999999-a", home / ".building-x", home / ".removing-a"]
    for folder in left:
        folder.mkdir()
    build(store)

    assert not any(folder.exists() for folder in left)


def test_a_build_of_another_machine_on_a_shared_folder_is_left_alone(
    source: Path, store: CorpusStore
) -> None:
    """Its process number means nothing on this machine."""
    elsewhere = build(store).path.parent / ".building-0a1b2c3d-999999999-a"
    elsewhere.mkdir()

    build(store)

    assert elsewhere.exists()


def test_nothing_is_lost_by_a_kill_at_any_line_or_by_a_failing_disk(memory: Path) -> None:
    """This tries every ninth line; `python -m tests.retrieval.crashing FOLDER` tries all of them."""
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
