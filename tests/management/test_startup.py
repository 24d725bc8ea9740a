from contextlib import closing
from typing import Any

import pytest

from corpus.errors import CorpusError
from management.operations import Shelf
from management.startup import open_at_start
from retrieval.indexing.versions import build
from retrieval.store import publications

OTHER_MAYOR = "The Lamp of Selmouth\n\nNobody remembers the lamp. The repair cost 40,000 crowns."


@pytest.fixture
def shelf(home: Any) -> Shelf:
    return Shelf(home.source, home.versions)


def started(shelf: Shelf) -> str:
    with closing(open_at_start(shelf)) as snapshot:
        return snapshot.version


def test_the_first_start_builds_and_the_next_one_does_not(shelf: Shelf) -> None:
    first = started(shelf)
    mark = publications.mark(shelf.source, shelf.versions)
    assert started(shelf) == first
    assert publications.mark(shelf.source, shelf.versions) == mark


async def test_files_that_changed_are_built_within_an_event_loop_too(shelf: Shelf, home: Any) -> None:
    first = started(shelf)
    home.write("boat.txt", "The boat came home.")
    second = started(shelf)
    assert second != first
    assert [each.version for each in shelf.stored() if each.current] == [second]


def test_what_would_answer_worse_waits(shelf: Shelf, home: Any, caplog: pytest.LogCaptureFixture) -> None:
    first = started(shelf)
    home.write("lamp.txt", OTHER_MAYOR)
    assert started(shelf) == first
    assert "held back" in caplog.text
    assert [each.waiting for each in shelf.stored()] == [False, True]


def test_where_nothing_can_be_written_the_version_in_use_answers(
    shelf: Shelf, home: Any, caplog: pytest.LogCaptureFixture
) -> None:
    report = build(*home)
    home.write("boat.txt", "The boat came home.")
    lock = report.path.parent / ".lock"
    lock.unlink()
    lock.mkdir()
    assert started(shelf) == report.version
    assert "meanwhile" in caplog.text


def test_a_corpus_that_is_gone_is_refused(shelf: Shelf, home: Any) -> None:
    started(shelf)
    home.write("lamp.txt", "")
    with pytest.raises(CorpusError):
        open_at_start(shelf)
