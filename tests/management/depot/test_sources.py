"""The files of the corpus folder follow those of the depot, but what somebody changed here stays."""

import os
from pathlib import Path
from typing import NamedTuple

import pytest

from corpus.errors import CorpusError
from management.depot.blobs import Blobs
from management.depot.errors import DepotDamagedError, NotInDepotError
from management.depot.object_store import ObjectStore
from management.depot.sources import note_known, put_sources, sweep_files, update_sources
from retrieval.store.corpus_store import CorpusStore


class Machine(NamedTuple):
    """A machine with a corpus folder of its own."""

    store: CorpusStore
    blobs: Blobs

    def write(self, name: str, text: str, modified: float | None = None) -> None:
        path = self.store.source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        if modified is not None:
            os.utime(path, (modified, modified))

    def put(self) -> str:
        """Publish the files."""
        digest, listed = put_sources(self.blobs, self.store)
        note_known(self.store, listed)
        return digest

    def follow(self, listed: str) -> list[str]:
        return update_sources(self.blobs, self.store, listed)

    @property
    def texts(self) -> dict[str, str]:
        source = self.store.source
        files = (path for path in source.rglob("[!.]*") if path.is_file())
        return {path.relative_to(source).as_posix(): path.read_text(encoding="utf-8") for path in files}


@pytest.fixture
def machines(objects: ObjectStore, tmp_path: Path) -> tuple[Machine, Machine]:
    """Two machines with the same depot; the folder of the first has two files, that of the second none."""
    one, two = (
        Machine(CorpusStore(tmp_path / name / "articles", tmp_path / name / "versions"), Blobs(objects))
        for name in ("one", "two")
    )
    one.write("lamp.txt", "The lamp burns.")
    one.write("more/boat.txt", "The boat came home.")
    two.store.source.mkdir(parents=True)
    return one, two


def test_a_new_machine_gets_the_files_with_their_timestamps(machines: tuple[Machine, Machine]) -> None:
    one, two = machines

    two.follow(one.put())

    assert two.texts == one.texts
    assert two.store.source_files() == one.store.source_files()


def test_new_changed_and_removed_files_are_mirrored(machines: tuple[Machine, Machine]) -> None:
    one, two = machines
    two.follow(one.put())

    one.write("lamp.txt", "The lamp is out.")
    one.write("new.txt", "The ferry sails.")
    (one.store.source / "more" / "boat.txt").unlink()
    changed = two.follow(one.put())

    assert two.texts == one.texts
    assert changed == ["lamp.txt", "more/boat.txt", "new.txt"]


def test_nothing_is_done_if_nothing_has_changed(machines: tuple[Machine, Machine]) -> None:
    one, two = machines
    listed = one.put()
    two.follow(listed)

    assert two.follow(listed) == []
    assert (two.put(), one.put()) == (listed, listed)


def test_local_changes_are_kept_for_the_next_reload(machines: tuple[Machine, Machine]) -> None:
    one, two = machines
    two.follow(one.put())
    two.write("lamp.txt", "The lamp is green.")
    two.write("mine.txt", "The pier is mine.")
    (two.store.source / "more" / "boat.txt").unlink()

    one.write("lamp.txt", "The lamp is red.")
    two.follow(one.put())

    assert two.texts == {"lamp.txt": "The lamp is green.", "mine.txt": "The pier is mine."}


def test_on_a_machine_without_a_list_the_later_of_two_files_wins(
    machines: tuple[Machine, Machine],
) -> None:
    one, two = machines
    one.write("lamp.txt", "The lamp burns.", modified=2000)
    one.write("more/boat.txt", "The boat came home.", modified=1000)
    two.write("lamp.txt", "An old copy.", modified=1000)
    two.write("more/boat.txt", "The boat came home late.", modified=2000)

    two.follow(one.put())

    assert two.texts == {"lamp.txt": "The lamp burns.", "more/boat.txt": "The boat came home late."}


def test_a_file_that_the_depot_has_lost_is_named_and_the_rest_is_kept(
    machines: tuple[Machine, Machine],
) -> None:
    one, two = machines
    listed = one.put()
    lamp = put_alone(one, "lamp.txt")
    one.blobs.objects.delete([f"blobs/{lamp}.gz"])

    with pytest.raises(NotInDepotError, match=r"lamp\.txt is not in the depot"):
        two.follow(listed)

    assert two.texts == {}


def put_alone(machine: Machine, name: str) -> str:
    """The digest of a file of the corpus."""
    return machine.blobs.put(machine.store.source / name)


def test_a_file_that_was_altered_in_the_depot_is_refused(machines: tuple[Machine, Machine]) -> None:
    one, two = machines
    lamp, boat = put_alone(one, "lamp.txt"), put_alone(one, "more/boat.txt")
    content = b"".join(one.blobs.objects.read(f"blobs/{boat}.gz"))
    one.blobs.objects.write(f"blobs/{lamp}.gz", [content])

    with pytest.raises(DepotDamagedError, match=r"lamp\.txt in the depot has changed"):
        two.blobs.fetch(lamp, two.store.source / "lamp.txt")

    assert two.texts == {}


def test_files_on_no_list_are_swept(machines: tuple[Machine, Machine], tmp_path: Path) -> None:
    one, two = machines
    upload = tmp_path / "upload.txt"
    upload.write_text("Discarded long ago.")
    unneeded, listed = one.blobs.put(upload), one.put()

    sweep_files(one.blobs, one.store, listed, unneeded_seconds=-1)

    with pytest.raises(CorpusError):
        two.blobs.fetch(unneeded, tmp_path / "again.txt")

    two.follow(listed)
    assert two.texts == one.texts


def test_a_corpus_of_one_file_with_another_name_than_in_the_depot_is_refused(
    objects: ObjectStore, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.txt").write_text(f"The lamp of {name} burns.")
    one, two = (
        Machine(CorpusStore(tmp_path / name / f"{name}.txt", tmp_path / name / "versions"), Blobs(objects))
        for name in ("one", "two")
    )

    with pytest.raises(CorpusError, match=r"one\.txt, and QUOTH_CORPUS names the file two\.txt here"):
        two.follow(one.put())

    assert [path.name for path in (tmp_path / "two").glob("*.txt")] == ["two.txt"]
