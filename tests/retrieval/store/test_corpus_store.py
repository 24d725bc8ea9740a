import os
import time
from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import StorageError, VersionNotFoundError
from retrieval.indexing.opening import open_current
from retrieval.indexing.versions import build, build_candidate
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.manifest import VersionUnusableError
from retrieval.store.pointer import POINTER_FILE, Pointer


class RewrittenCorpus:
    """A corpus of one text that is rewritten repeatedly, and its versions."""

    def __init__(self, home: Path) -> None:
        self.source = home / "articles"
        self.store = CorpusStore(self.source, home / "versions")
        self.source.mkdir()

    def write(self, text: str) -> None:
        (self.source / "lamp.txt").write_text(f"{text} The keeper slept at noon.", encoding="utf-8")

    def built(self, *texts: str) -> list[str]:
        """Publish each text in turn; return the names of the versions."""
        names = []
        for text in texts:
            self.write(text)
            names.append(build(self.store).version)
        return names

    def candidate(self, text: str) -> str:
        self.write(text)
        return build_candidate(self.store).version

    @property
    def current(self) -> str:
        with closing(self.store.open_published()) as snapshot:
            return snapshot.version

    @property
    def stored(self) -> list[str]:
        return [each.version for each in self.store.stored()]


@pytest.fixture
def corpus(tmp_path: Path) -> RewrittenCorpus:
    return RewrittenCorpus(tmp_path)


def test_nothing_is_in_use_before_something_was_published(corpus: RewrittenCorpus) -> None:
    assert corpus.store.pointer() is None
    assert corpus.store.change_mark() is None
    assert corpus.store.stored() == ()
    with pytest.raises(VersionNotFoundError, match="reload"):
        corpus.store.open_published()


def test_a_version_that_was_only_built_is_not_in_use(corpus: RewrittenCorpus) -> None:
    (first,) = corpus.built("The lamp burns.")
    second = corpus.candidate("The lamp is out.")

    assert corpus.current == first != second
    assert corpus.stored == [first, second]


def test_publishing_puts_a_version_in_use_and_remembers_who_did_it(corpus: RewrittenCorpus) -> None:
    corpus.built("The lamp burns.")
    second = corpus.candidate("The lamp is out.")
    corpus.store.publish(second, by="7")

    assert corpus.current == second

    now = corpus.store.pointer()
    assert now is not None
    assert [(entry.version, entry.by) for entry in now.history][-1] == (second, "7")


def test_a_published_version_is_not_built_again_while_its_files_stay(corpus: RewrittenCorpus) -> None:
    (first,) = corpus.built("The lamp burns.")
    before = corpus.store.change_mark()
    open_current(corpus.store).close()

    assert corpus.store.change_mark() == before
    assert corpus.current == first


def test_a_running_bot_can_tell_that_something_was_published(corpus: RewrittenCorpus) -> None:
    corpus.built("The lamp burns.")
    before = corpus.store.change_mark()
    corpus.built("The lamp is out.")

    assert corpus.store.change_mark() != before


def test_publishing_what_is_not_there_is_refused_and_changes_nothing(corpus: RewrittenCorpus) -> None:
    (first,) = corpus.built("The lamp burns.")

    with pytest.raises(VersionUnusableError):
        corpus.store.publish("0123")
    assert corpus.current == first


def test_a_rollback_builds_nothing_and_survives_a_restart(corpus: RewrittenCorpus) -> None:
    first, second = corpus.built("The lamp burns.", "The lamp is out.")
    entry = corpus.store.rollback(by="7")

    assert (entry.version, entry.by) == (first, "7")
    with closing(open_current(corpus.store)) as snapshot:
        assert snapshot.version == first
    assert corpus.stored == [first, second]


def test_rolling_back_twice_returns_to_the_latest_version(corpus: RewrittenCorpus) -> None:
    _, second = corpus.built("The lamp burns.", "The lamp is out.")
    corpus.store.rollback()
    corpus.store.rollback()

    assert corpus.current == second


def test_going_back_to_a_version_by_name(corpus: RewrittenCorpus) -> None:
    first, _, _ = corpus.built("One lamp burns.", "Two lamps burn.", "Three lamps burn.")
    corpus.store.rollback(first)

    assert corpus.current == first


def test_there_is_nothing_to_go_back_to_from_the_first_version(corpus: RewrittenCorpus) -> None:
    corpus.built("The lamp burns.")

    with pytest.raises(VersionNotFoundError, match="earlier"):
        corpus.store.rollback()


def test_files_that_change_after_going_back_are_built_again(corpus: RewrittenCorpus) -> None:
    corpus.built("The lamp burns.", "The lamp is out.")
    corpus.store.rollback()
    corpus.write("The lamp is new.")
    open_current(corpus.store).close()

    assert len(corpus.stored) == 3


def test_a_version_that_waits_is_not_published_by_a_start(corpus: RewrittenCorpus) -> None:
    (first,) = corpus.built("The lamp burns.")
    second = corpus.candidate("The lamp is out.")
    corpus.store.hold(second)
    open_current(corpus.store).close()

    assert corpus.current == first
    assert [each.version for each in corpus.store.stored() if each.waiting] == [second]


def test_a_discarded_version_stays_discarded_after_a_restart(corpus: RewrittenCorpus) -> None:
    (first,) = corpus.built("The lamp burns.")
    second = corpus.candidate("The lamp is out.")
    corpus.store.hold(second)

    assert corpus.store.discard() == second

    open_current(corpus.store).close()
    assert corpus.current == first
    assert corpus.stored == [first]
    assert corpus.store.discard() is None


def test_a_version_that_was_in_use_is_not_lost_by_discarding_it(corpus: RewrittenCorpus) -> None:
    first, second = corpus.built("The lamp burns.", "The lamp is out.")
    corpus.store.hold(first)
    corpus.store.discard()

    assert corpus.stored == [second, first]


def test_publishing_what_waits_ends_the_waiting(corpus: RewrittenCorpus) -> None:
    corpus.built("The lamp burns.")
    second = corpus.candidate("The lamp is out.")
    corpus.store.hold(second)
    corpus.store.publish(second)
    now = corpus.store.pointer()

    assert now is not None
    assert (now.version, now.waiting) == (second, None)


def test_pruning_keeps_the_versions_that_were_in_use_last(corpus: RewrittenCorpus) -> None:
    first, second, third = corpus.built("One lamp burns.", "Two lamps burn.", "Three lamps burn.")

    assert corpus.store.prune(keep=2) == (first,)
    assert corpus.stored == [third, second]

    corpus.store.rollback()
    assert corpus.store.prune(keep=0) == (third,)
    assert corpus.stored == [second]


def test_pruning_leaves_what_waits_and_what_was_built_just_now(corpus: RewrittenCorpus) -> None:
    (first,) = corpus.built("One lamp burns.")
    waiting = corpus.candidate("Two lamps burn.")
    corpus.store.hold(waiting)
    fresh = corpus.candidate("Three lamps burn.")
    old = corpus.candidate("Four lamps burn.")
    day_before = time.time() - 2 * 86400
    os.utime(corpus.store.folder / old, (day_before, day_before))

    assert corpus.store.prune(keep=1) == (old,)
    assert set(corpus.stored) == {first, waiting, fresh}


def test_a_pruned_version_that_is_open_is_read_to_the_end(corpus: RewrittenCorpus) -> None:
    corpus.built("One lamp burns.")
    with closing(corpus.store.open_published()) as old:
        corpus.built("Two lamps burn.")
        corpus.store.prune(keep=1)

        assert "One lamp burns." in old.document_text("lamp")


def test_a_version_can_be_named_by_the_beginning_of_its_name(corpus: RewrittenCorpus) -> None:
    (first,) = corpus.built("One lamp burns.")

    assert corpus.store.resolve(first[:5]) == first
    for name in ("", "zzz"):
        with pytest.raises(VersionNotFoundError, match=first):
            corpus.store.resolve(name)


def test_a_pointer_written_before_histories_existed_can_be_read(corpus: RewrittenCorpus) -> None:
    (first,) = corpus.built("One lamp burns.")
    home = corpus.store.folder
    (home / POINTER_FILE).write_text(f'{{"version": "{first}", "files": []}}')

    assert corpus.store.pointer() == Pointer(first, ())

    (second,) = corpus.built("Two lamps burn.")
    assert corpus.stored == [second, first]


def test_a_damaged_pointer_is_read_as_none(corpus: RewrittenCorpus) -> None:
    (first,) = corpus.built("One lamp burns.")
    (corpus.store.folder / POINTER_FILE).write_text('{"version": ')

    assert corpus.store.pointer() is None

    open_current(corpus.store).close()
    assert corpus.current == first


def test_a_disk_error_is_reported_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "versions").write_text("no folder")

    with pytest.raises(StorageError, match="QUOTH_STATE_DIR"):
        CorpusStore(tmp_path / "articles", tmp_path / "versions").publish("a")


def test_dropping_removes_an_unwanted_version_but_not_one_that_was_published(
    corpus: RewrittenCorpus,
) -> None:
    first, second = corpus.built("The lamp burns.", "The lamp is out.")
    third = corpus.candidate("Nobody remembers the lamp.")
    fourth = corpus.candidate("Everybody remembers the lamp.")
    corpus.store.hold(fourth)

    assert [corpus.store.drop(each) for each in (first, second, third, fourth)] == [
        False,
        False,
        True,
        False,
    ]
    assert set(corpus.stored) == {first, second, fourth}
