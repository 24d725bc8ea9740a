import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.index.choosing import EngineChoice
from retrieval.indexing.opening import open_current, open_present
from retrieval.indexing.versions import build
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.database import DATABASE
from retrieval.store.integrity import CHECKSUMS, INTEGRITY, file_digest
from retrieval.store.manifest import MANIFEST, VersionDamagedError
from retrieval.store.snapshot import Snapshot

LAMP = "The lamp of Selmouth burns again. The keeper slept at noon."


@pytest.fixture
def store(tmp_path: Path) -> CorpusStore:
    source = tmp_path / "articles"
    source.mkdir()
    (source / "lamp.txt").write_text(LAMP, encoding="utf-8")
    return CorpusStore(source, tmp_path / "versions")


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-50])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def remove(path: Path) -> None:
    path.unlink()


def flip_bytes(path: Path) -> None:
    content = path.read_bytes()
    middle = len(content) // 2
    path.write_bytes(
        content[:middle] + bytes(255 - byte for byte in content[middle:][:64]) + content[middle + 64 :]
    )


def zero_page(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(bytes(min(4096, len(content))) + content[4096:])


def rewrite_a_word(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"burns again", b"burnt again"))


def fill_with_garbage(path: Path) -> None:
    path.write_text('{"format": 8, "version": ["')


def index_file(version: Path) -> Path:
    return max((version / "index").glob("*.idx"), key=lambda path: path.stat().st_size)


DAMAGES: list[tuple[str, Callable[[Path], Path], Callable[[Path], None]]] = [
    ("database truncated", lambda version: version / DATABASE, truncate),
    ("database empty", lambda version: version / DATABASE, empty),
    ("database gone", lambda version: version / DATABASE, remove),
    ("bytes flipped", lambda version: version / DATABASE, flip_bytes),
    ("page zeroed", lambda version: version / DATABASE, zero_page),
    ("words changed", lambda version: version / DATABASE, rewrite_a_word),
    ("index truncated", index_file, truncate),
    ("index flipped", index_file, flip_bytes),
    ("index gone", index_file, remove),
    ("manifest garbage", lambda version: version / MANIFEST, fill_with_garbage),
    ("manifest flipped", lambda version: version / MANIFEST, flip_bytes),
    ("checksums gone", lambda version: version / CHECKSUMS, remove),
    ("seal garbage", lambda version: version / INTEGRITY, fill_with_garbage),
]


@pytest.mark.parametrize(
    ("file", "damage"), [each[1:] for each in DAMAGES], ids=[each[0] for each in DAMAGES]
)
def test_a_damaged_version_is_named_set_aside_and_built_again(
    store: CorpusStore,
    caplog: pytest.LogCaptureFixture,
    file: Callable[[Path], Path],
    damage: Callable[[Path], None],
) -> None:
    report = build(store, engine="tantivy")
    damage(file(report.path))

    with closing(open_current(store, engine="tantivy")) as snapshot:
        assert snapshot.version == report.version
        assert snapshot.document_text("lamp") == LAMP

    assert f"version {report.version} is damaged" in caplog.text
    assert len(list(store.folder.glob(f".damaged-{report.version}-*"))) == 1


@pytest.mark.parametrize("engine", ["rank-bm25", "tantivy"])
def test_an_intact_version_opens(store: CorpusStore, engine: EngineChoice) -> None:
    report = build(store, engine=engine)

    with closing(Snapshot(report.path)) as snapshot:
        assert snapshot.passage_at(0).text == LAMP


def test_someone_who_only_asks_is_answered_from_a_version_built_again(store: CorpusStore) -> None:
    report = build(store)
    truncate(report.path / DATABASE)

    with closing(open_present(store)) as snapshot:
        assert snapshot.document_text("lamp") == LAMP


def test_without_its_files_the_version_published_before_a_damaged_one_opens(store: CorpusStore) -> None:
    first = build(store)
    (store.source / "lamp.txt").write_text("The lamp is out.", encoding="utf-8")
    second = build(store)
    (store.source / "lamp.txt").unlink()
    truncate(second.path / DATABASE)

    with closing(open_current(store, or_published=True)) as snapshot:
        assert snapshot.version == first.version


def test_a_passage_changed_behind_an_open_version_is_never_returned(store: CorpusStore) -> None:
    report = build(store)
    with closing(Snapshot(report.path)) as snapshot:
        rewrite_a_word(report.path / DATABASE)

        with pytest.raises(VersionDamagedError, match=report.version) as error:
            snapshot.passage_at(0)

    assert error.value.opened is snapshot


def test_a_version_written_before_checksums_existed_is_checked_in_full_and_sealed(store: CorpusStore) -> None:
    report = build(store)
    checksums = (report.path / CHECKSUMS).read_bytes()
    (report.path / INTEGRITY).unlink()
    (report.path / CHECKSUMS).unlink()

    Snapshot(report.path).close()

    assert (report.path / INTEGRITY).exists()
    assert (report.path / CHECKSUMS).read_bytes() == checksums


def test_an_unsealed_version_with_other_texts_than_its_fingerprint_is_damaged(store: CorpusStore) -> None:
    report = build(store)
    (report.path / INTEGRITY).unlink()
    with closing(sqlite3.connect(report.path / DATABASE)) as database, database:
        database.execute("UPDATE documents SET text = replace(text, 'burns', 'burnt')")

    with pytest.raises(VersionDamagedError):
        Snapshot(report.path)


def test_only_the_latest_two_damaged_versions_are_kept(store: CorpusStore) -> None:
    for _ in range(4):
        truncate(build(store).path / DATABASE)

    build(store)

    assert len(list(store.folder.glob(".damaged-*"))) == 2


@pytest.mark.parametrize("place", [0, 10_000, 19_999])
def test_the_digest_of_a_large_file_is_over_samples_of_all_of_it(tmp_path: Path, place: int) -> None:
    path = tmp_path / "large"
    path.write_bytes(bytes(20_000))
    before = file_digest(path, whole=1000)
    content = bytearray(20_000)
    content[place] = 1
    path.write_bytes(content)

    assert file_digest(path, whole=1000) != before
