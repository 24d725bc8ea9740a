import os
import time
from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import StorageError, VersionNotFoundError
from retrieval.indexing.versions import build, build_candidate, open_current
from retrieval.store import publications
from retrieval.store.snapshot import VersionUnusableError


class Shelf:
    """A corpus of one text, which is rewritten, and its versions."""

    def __init__(self, home: Path) -> None:
        self.source = home / "articles"
        self.versions = home / "versions"
        self.source.mkdir()
        self.places = (self.source, self.versions)

    def write(self, text: str) -> None:
        (self.source / "lamp.txt").write_text(f"{text} The keeper slept at noon.", encoding="utf-8")

    def built(self, *texts: str) -> list[str]:
        """Each text published in turn; the versions' names."""
        names = []
        for text in texts:
            self.write(text)
            names.append(build(*self.places).version)
        return names

    def candidate(self, text: str) -> str:
        self.write(text)
        return build_candidate(*self.places).version

    @property
    def current(self) -> str:
        with closing(publications.open_published(*self.places)) as snapshot:
            return snapshot.version

    @property
    def stored(self) -> list[str]:
        return [each.version for each in publications.stored(*self.places)]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def test_nothing_is_in_use_before_something_was_published(shelf: Shelf) -> None:
    assert publications.pointer(*shelf.places) is None
    assert publications.mark(*shelf.places) is None
    assert publications.stored(*shelf.places) == ()
    with pytest.raises(VersionNotFoundError, match="reload"):
        publications.open_published(*shelf.places)


def test_a_version_that_was_only_built_is_not_in_use(shelf: Shelf) -> None:
    (first,) = shelf.built("The lamp burns.")
    second = shelf.candidate("The lamp is out.")
    assert shelf.current == first != second
    assert shelf.stored == [first, second]


def test_publishing_puts_a_version_in_use_and_remembers_who_did_it(shelf: Shelf) -> None:
    shelf.built("The lamp burns.")
    second = shelf.candidate("The lamp is out.")
    publications.publish(*shelf.places, second, by="7")
    assert shelf.current == second
    now = publications.pointer(*shelf.places)
    assert now is not None
    assert [(entry.version, entry.by) for entry in now.history][-1] == (second, "7")


def test_what_was_published_is_not_built_again_while_its_files_stay(shelf: Shelf) -> None:
    (first,) = shelf.built("The lamp burns.")
    before = publications.mark(*shelf.places)
    open_current(*shelf.places).close()
    assert publications.mark(*shelf.places) == before
    assert shelf.current == first


def test_a_running_bot_can_tell_that_something_was_published(shelf: Shelf) -> None:
    shelf.built("The lamp burns.")
    before = publications.mark(*shelf.places)
    shelf.built("The lamp is out.")
    assert publications.mark(*shelf.places) != before


def test_publishing_what_is_not_there_is_refused_and_changes_nothing(shelf: Shelf) -> None:
    (first,) = shelf.built("The lamp burns.")
    with pytest.raises(VersionUnusableError):
        publications.publish(*shelf.places, "0123")
    assert shelf.current == first


def test_going_back_builds_nothing_and_outlives_a_start(shelf: Shelf) -> None:
    first, second = shelf.built("The lamp burns.", "The lamp is out.")
    entry = publications.rollback(*shelf.places, by="7")
    assert (entry.version, entry.by) == (first, "7")
    with closing(open_current(*shelf.places)) as snapshot:
        assert snapshot.version == first
    assert shelf.stored == [first, second]


def test_going_back_twice_comes_back(shelf: Shelf) -> None:
    _, second = shelf.built("The lamp burns.", "The lamp is out.")
    publications.rollback(*shelf.places)
    publications.rollback(*shelf.places)
    assert shelf.current == second


def test_going_back_to_a_version_by_name(shelf: Shelf) -> None:
    first, _, _ = shelf.built("One lamp burns.", "Two lamps burn.", "Three lamps burn.")
    publications.rollback(*shelf.places, first)
    assert shelf.current == first


def test_there_is_nothing_to_go_back_to_from_the_first_version(shelf: Shelf) -> None:
    shelf.built("The lamp burns.")
    with pytest.raises(VersionNotFoundError, match="earlier"):
        publications.rollback(*shelf.places)


def test_files_that_change_after_going_back_are_built_again(shelf: Shelf) -> None:
    shelf.built("The lamp burns.", "The lamp is out.")
    publications.rollback(*shelf.places)
    shelf.write("The lamp is new.")
    open_current(*shelf.places).close()
    assert len(shelf.stored) == 3


def test_a_version_that_waits_is_not_published_by_a_start(shelf: Shelf) -> None:
    (first,) = shelf.built("The lamp burns.")
    second = shelf.candidate("The lamp is out.")
    publications.hold(*shelf.places, second)
    open_current(*shelf.places).close()
    assert shelf.current == first
    assert [each.version for each in publications.stored(*shelf.places) if each.waiting] == [second]


def test_a_discarded_version_is_gone_and_stays_so_at_a_start(shelf: Shelf) -> None:
    (first,) = shelf.built("The lamp burns.")
    second = shelf.candidate("The lamp is out.")
    publications.hold(*shelf.places, second)
    assert publications.discard(*shelf.places) == second
    open_current(*shelf.places).close()
    assert shelf.current == first
    assert shelf.stored == [first]
    assert publications.discard(*shelf.places) is None


def test_a_version_that_was_in_use_is_not_lost_by_discarding_it(shelf: Shelf) -> None:
    first, second = shelf.built("The lamp burns.", "The lamp is out.")
    publications.hold(*shelf.places, first)
    publications.discard(*shelf.places)
    assert shelf.stored == [second, first]


def test_publishing_what_waits_ends_the_waiting(shelf: Shelf) -> None:
    shelf.built("The lamp burns.")
    second = shelf.candidate("The lamp is out.")
    publications.hold(*shelf.places, second)
    publications.publish(*shelf.places, second)
    now = publications.pointer(*shelf.places)
    assert now is not None
    assert (now.version, now.waiting) == (second, None)


def test_pruning_keeps_the_versions_that_were_in_use_last(shelf: Shelf) -> None:
    first, second, third = shelf.built("One lamp burns.", "Two lamps burn.", "Three lamps burn.")
    assert publications.prune(*shelf.places, keep=2) == (first,)
    assert shelf.stored == [third, second]
    publications.rollback(*shelf.places)
    assert publications.prune(*shelf.places, keep=0) == (third,)
    assert shelf.stored == [second]


def test_pruning_leaves_what_waits_and_what_was_built_just_now(shelf: Shelf) -> None:
    (first,) = shelf.built("One lamp burns.")
    waiting = shelf.candidate("Two lamps burn.")
    publications.hold(*shelf.places, waiting)
    fresh = shelf.candidate("Three lamps burn.")
    old = shelf.candidate("Four lamps burn.")
    day_before = time.time() - 2 * 86400
    os.utime(publications.home_of(*shelf.places) / old, (day_before, day_before))
    assert publications.prune(*shelf.places, keep=1) == (old,)
    assert set(shelf.stored) == {first, waiting, fresh}


def test_a_pruned_version_that_is_open_is_read_to_the_end(shelf: Shelf) -> None:
    shelf.built("One lamp burns.")
    with closing(publications.open_published(*shelf.places)) as old:
        shelf.built("Two lamps burn.")
        publications.prune(*shelf.places, keep=1)
        assert "One lamp burns." in old.document_text("lamp")


def test_a_version_is_meant_by_the_beginning_of_its_name(shelf: Shelf) -> None:
    (first,) = shelf.built("One lamp burns.")
    assert publications.resolve(*shelf.places, first[:5]) == first
    for name in ("", "zzz"):
        with pytest.raises(VersionNotFoundError, match=first):
            publications.resolve(*shelf.places, name)


def test_a_pointer_from_before_there_was_a_history_is_read(shelf: Shelf) -> None:
    (first,) = shelf.built("One lamp burns.")
    home = publications.home_of(*shelf.places)
    (home / publications.CURRENT).write_text(f'{{"version": "{first}", "files": []}}')
    assert publications.pointer(*shelf.places) == publications.Pointer(first, ())
    (second,) = shelf.built("Two lamps burn.")
    assert shelf.stored == [second, first]


def test_a_pointer_that_is_damaged_is_none(shelf: Shelf) -> None:
    (first,) = shelf.built("One lamp burns.")
    (publications.home_of(*shelf.places) / publications.CURRENT).write_text('{"version": ')
    assert publications.pointer(*shelf.places) is None
    open_current(*shelf.places).close()
    assert shelf.current == first


def test_what_the_disk_refuses_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "versions").write_text("no folder")
    with pytest.raises(StorageError, match="QUOTH_STATE_DIR"):
        publications.publish(tmp_path / "articles", tmp_path / "versions", "a")


def test_a_version_that_nobody_wants_is_dropped_and_one_that_was_in_use_stays(shelf: Shelf) -> None:
    first, second = shelf.built("The lamp burns.", "The lamp is out.")
    third = shelf.candidate("Nobody remembers the lamp.")
    fourth = shelf.candidate("Everybody remembers the lamp.")
    publications.hold(*shelf.places, fourth)
    assert [publications.drop(*shelf.places, each) for each in (first, second, third, fourth)] == [
        False,
        False,
        True,
        False,
    ]
    assert set(shelf.stored) == {first, second, fourth}
