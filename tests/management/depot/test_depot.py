"""Versions are put into a depot once and fetched whole, or refused by name."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import StorageError
from management.depot.bucket_store import BucketStore
from management.depot.depot import FILES, Depot
from management.depot.errors import DepotDamagedError, DepotError, NotInDepotError
from management.depot.folder_store import FolderStore
from management.depot.records import DepotVersion
from retrieval.indexing.versions import build, build_candidate
from retrieval.store.corpus_store import CorpusStore


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def object_named(depot: Depot, ending: str) -> str:
    """The name of the object in a depot that ends with *ending*."""
    return next(each.name for each in depot.objects.list_objects(FILES) if each.name.endswith(ending))


def test_a_version_is_fetched_as_it_was_put(
    depot: Depot, home: Any, built: str, elsewhere: CorpusStore
) -> None:
    depot.put(home.store, built)

    fetched = depot.fetch(elsewhere, built)

    assert fetched
    assert files_of(elsewhere.path_of(built)) == files_of(home.store.path_of(built))
    assert elsewhere.files_of(built) == home.store.files_of(built)

    elsewhere.open_version(built).close()


def test_a_version_that_is_already_there_is_neither_put_nor_fetched_again(
    depot: Depot, home: Any, built: str, elsewhere: CorpusStore
) -> None:
    first = depot.put(home.store, built)

    assert depot.put(home.store, built) == first
    assert depot.fetch(elsewhere, built)
    assert not depot.fetch(elsewhere, built)


def test_progress_is_reported_up_to_the_whole_size(
    depot: Depot, home: Any, built: str, elsewhere: CorpusStore
) -> None:
    told: list[tuple[str, int, int]] = []

    size = depot.put(home.store, built, lambda *each: told.append(each)).size
    depot.fetch(elsewhere, built, lambda *each: told.append(each))
    depot.check(built, lambda *each: told.append(each))

    for stage in ("putting", "fetching", "checking"):
        assert max(done for name, done, _ in told if name == stage) == size


def test_a_version_can_be_named_by_the_beginning_of_its_name(depot: Depot, home: Any, built: str) -> None:
    depot.put(home.store, built)

    assert depot.resolve(built[:5]) == built
    with pytest.raises(NotInDepotError, match=f"there are: {built}"):
        depot.resolve("zzz")


def test_a_missing_version_is_refused_with_a_remedy(depot: Depot, elsewhere: CorpusStore) -> None:
    with pytest.raises(NotInDepotError, match=r"version 0123 is not in the depot .*corpus depot push 0123"):
        depot.fetch(elsewhere, "0123")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda content: content[: len(content) // 2], "corpus.sqlite is truncated"),
        (lambda content: b"", "corpus.sqlite is truncated"),
        (lambda content: content[:100] + bytes(100) + content[200:], "corpus.sqlite"),
        (None, "corpus.sqlite is missing"),
    ],
    ids=["truncated", "empty", "altered", "missing"],
)
def test_a_damaged_version_is_refused_by_name_and_the_old_one_keeps_answering(
    depot: Depot, home: Any, built: str, harm: Callable[[bytes], bytes] | None, said: str
) -> None:
    home.write("boat.txt", "The boat came home.")
    newer = build_candidate(home.store).version
    depot.put(home.store, newer)
    home.store.drop(newer)
    name = object_named(depot, "corpus.sqlite.gz")
    if harm is None:
        depot.objects.delete([name])
    else:
        depot.objects.write(name, [harm(b"".join(depot.objects.read(name)))])

    for refused in (lambda: depot.fetch(home.store, newer), lambda: depot.check(newer)):
        with pytest.raises(DepotDamagedError, match=f"version {newer} .*{said}.*push {newer} --replace"):
            refused()

    assert [each.version for each in home.store.stored()] == [built]
    assert not list(home.store.folder.glob(".building-*"))

    home.store.open_published().close()


def test_a_version_whose_unpacked_bytes_were_altered_is_refused(
    depot: Depot, home: Any, built: str, elsewhere: CorpusStore
) -> None:
    """The compression is intact, so only the digest reveals it."""
    from management.depot.compression import compressed, unpacked

    depot.put(home.store, built)
    name = object_named(depot, "corpus.sqlite.gz")
    content = bytearray(b"".join(unpacked(depot.objects.read(name))))
    content[100] ^= 1
    depot.objects.write(name, compressed([bytes(content)]))

    with pytest.raises(DepotDamagedError, match=r"corpus\.sqlite has changed"):
        depot.fetch(elsewhere, built)


def test_an_altered_record_is_refused_by_name(
    depot: Depot, home: Any, built: str, elsewhere: CorpusStore
) -> None:
    depot.put(home.store, built)
    record = f"versions/{built}.json"
    depot.objects.write(record, [b"".join(depot.objects.read(record)).replace(b"manifest", b"manifesto")])

    with pytest.raises(DepotDamagedError, match=f"version {built} .*its record has changed"):
        depot.fetch(elsewhere, built)

    assert isinstance(depot.versions()[built], DepotDamagedError)


def test_putting_a_damaged_version_again_repairs_it(
    depot: Depot, home: Any, built: str, elsewhere: CorpusStore
) -> None:
    depot.put(home.store, built)
    name = object_named(depot, "corpus.sqlite.gz")
    depot.objects.write(name, [b"".join(depot.objects.read(name))[:-1]])

    depot.put(home.store, built)  # its size is wrong, so it is replaced without --replace

    assert depot.fetch(elsewhere, built)


def test_a_damaged_local_version_is_not_put(depot: Depot, home: Any, built: str) -> None:
    (home.store.path_of(built) / "corpus.sqlite").write_bytes(b"")

    with pytest.raises(Exception, match=f"version {built} is damaged: corpus.sqlite"):
        depot.put(home.store, built)

    assert not depot.versions()


def test_if_two_machines_put_a_version_at_once_one_is_kept(
    objects: Any, home: Any, built: str, elsewhere: CorpusStore
) -> None:
    class Overtaken:
        """A place where another machine is faster by one record."""

        name = objects.name
        list_objects, has, read, delete = objects.list_objects, objects.has, objects.read, objects.delete
        sweep_unfinished = objects.sweep_unfinished

        def write(self, name: str, content: Iterable[bytes], *, only_new: bool = False) -> bool:
            if name.startswith("versions/"):
                Depot(objects).put(home.store, built)
            return bool(objects.write(name, content, only_new=only_new))

    record = Depot(Overtaken()).put(home.store, built)

    assert record == Depot(objects).record(built)
    assert {each.name.split("/")[1] for each in objects.list_objects(FILES)} == {record.folder.split("/")[1]}
    assert Depot(objects).fetch(elsewhere, built)


PUT_AND_STOP = """
import sys, time
from pathlib import Path
from management.depot.depot import Depot
from management.depot.folder_store import FolderStore
from retrieval.store.corpus_store import CorpusStore

def tell(stage, done, total):
    print(done, flush=True)
    time.sleep(60)

source, versions, folder, version = sys.argv[1:]
Depot(FolderStore(Path(folder))).put(CorpusStore(Path(source), Path(versions)), version, tell)
"""


def test_a_put_that_is_killed_leaves_no_version_and_is_swept(home: Any, built: str, tmp_path: Path) -> None:
    depot = Depot(FolderStore(tmp_path / "depot"))
    words = [str(home.source), str(home.versions), str(tmp_path / "depot"), built]
    with subprocess.Popen([sys.executable, "-c", PUT_AND_STOP, *words], stdout=subprocess.PIPE) as putting:
        assert putting.stdout is not None

        putting.stdout.readline()
        os.kill(putting.pid, signal.SIGKILL)

    assert not depot.versions()

    depot.put(home.store, built)
    assert depot.sweep(1, (), unfinished_seconds=-1) == []
    assert {each.name.split("/")[1] for each in depot.objects.list_objects(FILES)} == {
        depot.record(built).folder.split("/")[1]
    }
    assert not list((tmp_path / "depot").rglob(".writing-*"))


def test_a_fetch_to_a_full_disk_is_refused_with_a_remedy(home: Any, built: str, tmp_path: Path) -> None:
    """No file may grow beyond a few bytes, so that writing fails as on a full disk."""
    depot = Depot(FolderStore(tmp_path / "depot"))
    depot.put(home.store, built)
    elsewhere = CorpusStore(home.source, tmp_path / "elsewhere")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(StorageError, match=r"cannot write the corpus to .*make room"):
            depot.fetch(elsewhere, built)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)

    assert list(elsewhere.folder.glob("[!.]*")) == []
    assert list(elsewhere.folder.glob(".building-*")) == []
    assert depot.fetch(elsewhere, built)


@pytest.fixture
def versions(home: Any) -> list[str]:
    """Three versions, the last one published."""
    names = []
    for text in ("one", "two", "three"):
        home.write("boat.txt", f"The boat has number {text}.")
        names.append(build(home.store).version)
    return names


def test_old_versions_are_swept_unless_they_are_needed(depot: Depot, home: Any, versions: list[str]) -> None:
    for version in versions:
        depot.put(home.store, version)

    swept = depot.sweep(1, [versions[0]], unfinished_seconds=-1)

    assert swept == [versions[1]]
    assert set(depot.versions()) == {versions[0], versions[2]}
    assert {Path(each.name).parts[1][:12] for each in depot.objects.list_objects(FILES)} == {
        versions[0],
        versions[2],
    }


def test_the_version_noted_as_published_is_never_swept(depot: Depot, home: Any, versions: list[str]) -> None:
    for version in versions:
        depot.put(home.store, version)
    depot.note_published(versions[0])

    assert versions[0] not in depot.sweep(1, (), unfinished_seconds=-1)
    assert depot.published() == versions[0]


def test_a_version_put_within_a_day_is_not_swept(depot: Depot, home: Any, versions: list[str]) -> None:
    for version in versions:
        depot.put(home.store, version)

    assert depot.sweep(1, ()) == []


def test_a_folder_that_cannot_be_written_is_named(home: Any, built: str, tmp_path: Path) -> None:
    (tmp_path / "depot").write_text("no folder")

    with pytest.raises(DepotError, match=f"the depot {tmp_path / 'depot'} cannot be used: .*mounted"):
        Depot(FolderStore(tmp_path / "depot")).put(home.store, built)


DENIED = b"<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message></Error>"


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (403, DENIED, "s3://texts refuses the keys; check QUOTH_DEPOT_KEY"),
        (500, b"", "s3://texts does not answer; check QUOTH_DEPOT_ENDPOINT"),
        (None, b"", "s3://texts does not answer; check QUOTH_DEPOT_ENDPOINT"),
    ],
    ids=["wrong keys", "errors", "silence"],
)
def test_a_server_that_cannot_be_used_is_named_with_a_remedy(
    misbehaving: Any,
    home: Any,
    built: str,
    elsewhere: CorpusStore,
    status: int | None,
    body: bytes,
    said: str,
) -> None:
    pytest.importorskip("obstore", reason="the client is not installed: make machines")
    depot = Depot(BucketStore(misbehaving(status, body).access(seconds=0.3)))

    with pytest.raises(DepotError, match=said) as on_put:
        depot.put(home.store, built)
    with pytest.raises(DepotError, match=said):
        depot.fetch(elsewhere, built)

    assert "a-secret" not in str(on_put.value)


def test_a_missing_bucket_is_named(s3: str, home: Any, built: str) -> None:
    from management.depot.bucket_store import S3Access

    depot = Depot(BucketStore(S3Access("nowhere", endpoint=s3, key="somebody", secret="a-secret")))

    with pytest.raises(DepotError, match="s3://nowhere does not exist; create the bucket"):
        depot.put(home.store, built)


def test_a_large_object_is_written_in_parts_and_read_back(bucket: Any) -> None:
    objects, pieces = BucketStore(bucket), [os.urandom(1 << 20) for _ in range(20)]

    objects.write("large", iter(pieces))

    assert b"".join(objects.read("large")) == b"".join(pieces)


def test_a_record_in_a_newer_layout_is_refused() -> None:
    from management.depot import records

    version = DepotVersion("0123", "", "files/0123-ab", ())
    later = records.written(version).replace(b'"layout": 1', b'"layout": 2')

    with pytest.raises(DepotDamagedError):
        records.read_record("0123", later)
