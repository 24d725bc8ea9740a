from contextlib import closing
from typing import Any

import pytest

from corpus.errors import CorpusError
from management.operations import CorpusManager
from management.startup import open_at_start
from retrieval.indexing.versions import build

OTHER_MAYOR = "The Lamp of Selmouth\n\nNobody remembers the lamp. The repair cost 40,000 crowns."


@pytest.fixture
def manager(home: Any) -> CorpusManager:
    return CorpusManager(home.store)


def started(manager: CorpusManager) -> str:
    with closing(open_at_start(manager)) as snapshot:
        return snapshot.version


def test_the_first_start_builds_and_the_next_one_does_not(manager: CorpusManager) -> None:
    first = started(manager)
    mark = manager.store.change_mark()

    assert started(manager) == first
    assert manager.store.change_mark() == mark


async def test_files_that_changed_are_built_within_an_event_loop_too(
    manager: CorpusManager, home: Any
) -> None:
    first = started(manager)
    home.write("boat.txt", "The boat came home.")
    second = started(manager)

    assert second != first
    assert [each.version for each in manager.stored() if each.current] == [second]


def test_a_version_that_would_answer_worse_waits_at_the_start(
    manager: CorpusManager, home: Any, caplog: pytest.LogCaptureFixture
) -> None:
    first = started(manager)
    home.write("lamp.txt", OTHER_MAYOR)

    assert started(manager) == first
    assert "held back" in caplog.text
    assert [each.waiting for each in manager.stored()] == [False, True]


def test_the_version_in_use_answers_if_nothing_can_be_written(
    manager: CorpusManager, home: Any, caplog: pytest.LogCaptureFixture
) -> None:
    report = build(home.store)
    home.write("boat.txt", "The boat came home.")
    lock = report.path.parent / ".lock"
    lock.unlink()
    lock.mkdir()

    assert started(manager) == report.version
    assert "meanwhile" in caplog.text


def test_a_missing_corpus_is_refused_at_the_start(manager: CorpusManager, home: Any) -> None:
    started(manager)
    home.write("lamp.txt", "")

    with pytest.raises(CorpusError):
        open_at_start(manager)
