from pathlib import Path
from typing import Any

import pytest

from corpus.errors import CorpusError, VersionNotFoundError
from management.errors import HeldBackError, RefusedError
from management.operations import Shelf
from retrieval.indexing.versions import open_current
from retrieval.store import publications

OTHER_MAYOR = "The Lamp of Selmouth\n\nNobody remembers the lamp. The repair cost 40,000 crowns."


@pytest.fixture
def shelf(home: Any) -> Shelf:
    return Shelf(home.source, home.versions, keep=2)


def current(shelf: Shelf) -> str:
    pointer = publications.pointer(shelf.source, shelf.versions)
    assert pointer is not None
    return pointer.version


async def test_a_reload_publishes_and_is_remembered(shelf: Shelf) -> None:
    made = await shelf.reload(by="ann")
    (only,) = shelf.stored()
    assert only.current
    assert only.published is not None
    assert (only.version, only.published.by, only.published.what) == (made.version, "ann", "reloaded")


async def test_a_version_that_answers_worse_waits_until_it_is_confirmed(shelf: Shelf, home: Any) -> None:
    first = await shelf.reload(by="ann")
    home.write("lamp.txt", OTHER_MAYOR)
    with pytest.raises(HeldBackError, match="Who lit the lamp"):
        await shelf.reload(by="ann")
    open_current(*home).close()
    assert current(shelf) == first.version
    second = await shelf.reload(by="ann", confirmed=True)
    assert current(shelf) == second.version
    assert not any(each.waiting for each in shelf.stored())


async def test_a_version_that_waits_can_be_discarded(shelf: Shelf, home: Any) -> None:
    first = await shelf.reload(by="ann")
    home.write("lamp.txt", OTHER_MAYOR)
    with pytest.raises(HeldBackError):
        await shelf.reload(by="ann")
    assert shelf.discard() is not None
    assert [each.version for each in shelf.stored()] == [first.version]


async def test_an_added_file_is_published_and_is_not_built_again(
    shelf: Shelf, home: Any, tmp_path: Path
) -> None:
    await shelf.reload(by="ann")
    (tmp_path / "boat.txt").write_text("The boat came home.")
    made = await shelf.add([tmp_path / "boat.txt"], by="ann")
    assert made.changes.added == ("boat",)
    mark = publications.mark(*home)
    open_current(*home).close()
    assert (current(shelf), publications.mark(*home)) == (made.version, mark)


async def test_adding_what_answers_worse_changes_nothing(shelf: Shelf, home: Any, tmp_path: Path) -> None:
    first = await shelf.reload(by="ann")
    (tmp_path / "lamp.txt").write_text(OTHER_MAYOR)
    with pytest.raises(HeldBackError):
        await shelf.add([tmp_path / "lamp.txt"], by="ann", replace=True)
    assert "Edda Quist" in (home.source / "lamp.txt").read_text()
    assert current(shelf) == first.version


async def test_the_first_file_makes_the_corpus(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "new", tmp_path / "versions")
    (tmp_path / "boat.txt").write_text("The boat came home.")
    await shelf.add([tmp_path / "boat.txt"], by="ann")
    assert (tmp_path / "new" / "boat.txt").exists()
    assert len(shelf.stored()) == 1


async def test_only_so_many_versions_are_kept(shelf: Shelf, home: Any) -> None:
    for text in ("One boat.", "Two boats.", "Three boats."):
        home.write("boat.txt", text)
        await shelf.reload(by="ann")
    assert len(shelf.stored()) == 2


async def test_going_back_and_what_differs(shelf: Shelf, home: Any) -> None:
    first = await shelf.reload(by="ann")
    with pytest.raises(RefusedError, match="two versions"):
        shelf.diff()
    home.write("boat.txt", "The boat came home.")
    second = await shelf.reload(by="ann")
    assert shelf.diff()[:2] == (first.version, second.version)
    assert shelf.diff()[2].added == ("boat",)
    assert shelf.diff(second.version, first.version)[2].removed == ("boat",)
    with pytest.raises(RefusedError, match="already"):
        shelf.rollback(second.version[:6], by="ann")
    assert shelf.rollback(by="ann").version == first.version
    with pytest.raises(VersionNotFoundError):
        shelf.rollback("nothing", by="ann")


async def test_a_corpus_that_is_refused_changes_nothing(shelf: Shelf, home: Any) -> None:
    first = await shelf.reload(by="ann")
    home.write("lamp.txt", "")
    with pytest.raises(CorpusError):
        await shelf.reload(by="ann")
    assert current(shelf) == first.version


async def test_more_changes_than_are_published_unasked_wait(shelf: Shelf, home: Any) -> None:
    first = await shelf.reload(by="ann")
    home.write("boat.txt", "The boat came home.\n\nIt was painted green.")
    proposal = await shelf.propose()
    with pytest.raises(HeldBackError, match="changes 2 passages, and up to 1") as held:
        shelf.accept(proposal, by="ann", most=1)
    assert held.value.proposal is proposal
    assert (current(shelf), shelf.stored()[1].waiting) == (first.version, True)
    assert shelf.accept(proposal, by="ann", most=2).version == proposal.version


async def test_a_proposal_can_be_discarded_and_a_version_that_was_in_use_stays(
    shelf: Shelf, home: Any
) -> None:
    first = await shelf.reload(by="ann")
    home.write("boat.txt", "The boat came home.")
    proposal = await shelf.propose()
    assert shelf.has(proposal.version)
    assert shelf.discard(proposal.version) == proposal.version
    assert not shelf.has(proposal.version)
    assert shelf.discard(first.version) is None
    assert shelf.has(first.version)


async def test_a_proposal_is_made_upon_the_version_in_use_and_the_files(shelf: Shelf, home: Any) -> None:
    await shelf.reload(by="ann")
    first = shelf.basis()
    assert shelf.basis() == first
    home.write("boat.txt", "The boat came home.")
    second = shelf.basis()
    await shelf.reload(by="ann")
    assert len({first, second, shelf.basis()}) == 3


async def test_differences_are_told_by_document(shelf: Shelf, home: Any) -> None:
    first = await shelf.reload(by="ann")
    home.write("boat.txt", "The boat came home.")
    second = await shelf.reload(by="ann")
    (only,) = shelf.differences(first.version, second.version)
    assert (only.kind, only.document, only.passages_added) == ("added", "boat", 1)
