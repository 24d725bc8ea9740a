import shutil
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import CorpusError, VersionNotFoundError
from management.errors import HeldBackError, RefusedError
from management.operations import CorpusManager
from retrieval.indexing.opening import open_current
from retrieval.store.corpus_store import CorpusStore

OTHER_MAYOR = "The Lamp of Selmouth\n\nNobody remembers the lamp. The repair cost 40,000 crowns."


@pytest.fixture
def manager(home: Any) -> CorpusManager:
    return CorpusManager(home.store, keep=2)


def current(manager: CorpusManager) -> str:
    pointer = manager.store.pointer()
    assert pointer is not None
    return pointer.version


async def test_a_reload_publishes_a_version_and_records_it(manager: CorpusManager) -> None:
    made = await manager.reload(by="ann")
    (only,) = manager.stored()

    assert only.current
    assert only.published is not None
    assert (only.version, only.published.by, only.published.what) == (made.version, "ann", "reloaded")


async def test_a_version_that_answers_worse_waits_until_it_is_confirmed(
    manager: CorpusManager, home: Any
) -> None:
    first = await manager.reload(by="ann")
    home.write("lamp.txt", OTHER_MAYOR)

    with pytest.raises(HeldBackError, match="Who lit the lamp"):
        await manager.reload(by="ann")

    open_current(home.store).close()
    assert current(manager) == first.version

    second = await manager.reload(by="ann", confirmed=True)
    assert current(manager) == second.version
    assert not any(each.waiting for each in manager.stored())


async def test_a_version_that_waits_can_be_discarded(manager: CorpusManager, home: Any) -> None:
    first = await manager.reload(by="ann")
    home.write("lamp.txt", OTHER_MAYOR)

    with pytest.raises(HeldBackError):
        await manager.reload(by="ann")
    assert manager.discard() is not None
    assert [each.version for each in manager.stored()] == [first.version]


async def test_an_added_file_is_published_and_is_not_built_again(
    manager: CorpusManager, home: Any, tmp_path: Path
) -> None:
    await manager.reload(by="ann")
    (tmp_path / "boat.txt").write_text("The boat came home.")

    made = await manager.add([tmp_path / "boat.txt"], by="ann")

    assert made.changes.added == ("boat",)

    mark = home.store.change_mark()
    open_current(home.store).close()

    assert (current(manager), home.store.change_mark()) == (made.version, mark)


async def test_adding_a_file_that_makes_answers_worse_changes_nothing(
    manager: CorpusManager, home: Any, tmp_path: Path
) -> None:
    first = await manager.reload(by="ann")
    (tmp_path / "lamp.txt").write_text(OTHER_MAYOR)

    with pytest.raises(HeldBackError):
        await manager.add([tmp_path / "lamp.txt"], by="ann", replace=True)
    assert "Edda Quist" in (home.source / "lamp.txt").read_text()
    assert current(manager) == first.version


async def test_the_first_added_file_creates_the_corpus(tmp_path: Path) -> None:
    manager = CorpusManager(CorpusStore(tmp_path / "new", tmp_path / "versions"))
    (tmp_path / "boat.txt").write_text("The boat came home.")
    await manager.add([tmp_path / "boat.txt"], by="ann")

    assert (tmp_path / "new" / "boat.txt").exists()
    assert len(manager.stored()) == 1


async def test_only_the_last_versions_are_kept(manager: CorpusManager, home: Any) -> None:
    for text in ("One boat.", "Two boats.", "Three boats."):
        home.write("boat.txt", text)
        await manager.reload(by="ann")

    assert len(manager.stored()) == 2


async def test_rolling_back_and_comparing_versions(manager: CorpusManager, home: Any) -> None:
    first = await manager.reload(by="ann")

    with pytest.raises(RefusedError, match="only one version"):
        manager.diff()

    home.write("boat.txt", "The boat came home.")
    second = await manager.reload(by="ann")

    assert manager.diff()[:2] == (first.version, second.version)
    assert manager.diff()[2].added == ("boat",)
    assert manager.diff(second.version, first.version)[2].removed == ("boat",)
    with pytest.raises(RefusedError, match="already"):
        manager.rollback(second.version[:6], by="ann")
    assert manager.rollback(by="ann").version == first.version
    with pytest.raises(VersionNotFoundError):
        manager.rollback("nothing", by="ann")


async def test_a_refused_corpus_changes_nothing(manager: CorpusManager, home: Any) -> None:
    first = await manager.reload(by="ann")
    home.write("lamp.txt", "")

    with pytest.raises(CorpusError):
        await manager.reload(by="ann")
    assert current(manager) == first.version


async def test_a_large_change_waits_for_a_decision(manager: CorpusManager, home: Any) -> None:
    first = await manager.reload(by="ann")
    home.write("boat.txt", "The boat came home.\n\nIt was painted green.")
    proposal = await manager.propose()

    with pytest.raises(HeldBackError, match="changes 2 passages, and up to 1") as held:
        manager.accept(proposal, by="ann", limit=1)
    assert held.value.proposal is proposal
    assert (current(manager), manager.stored()[1].waiting) == (first.version, True)
    assert manager.accept(proposal, by="ann", limit=2).version == proposal.version


async def test_a_proposal_can_be_discarded_and_a_version_that_was_in_use_stays(
    manager: CorpusManager, home: Any
) -> None:
    first = await manager.reload(by="ann")
    home.write("boat.txt", "The boat came home.")
    proposal = await manager.propose()

    assert manager.has(proposal.version)
    assert manager.discard(proposal.version) == proposal.version
    assert not manager.has(proposal.version)
    assert manager.discard(first.version) is None
    assert manager.has(first.version)


async def test_a_proposal_is_based_on_the_version_in_use_and_the_files(
    manager: CorpusManager, home: Any
) -> None:
    await manager.reload(by="ann")
    first = manager.basis()

    assert manager.basis() == first

    home.write("boat.txt", "The boat came home.")
    second = manager.basis()
    await manager.reload(by="ann")

    assert len({first, second, manager.basis()}) == 3


async def test_differences_are_listed_by_document(manager: CorpusManager, home: Any) -> None:
    first = await manager.reload(by="ann")
    home.write("boat.txt", "The boat came home.")
    second = await manager.reload(by="ann")

    (only,) = manager.differences(first.version, second.version)

    assert (only.kind, only.document, only.passages_added) == ("added", "boat", 1)


async def test_rolling_back_to_a_version_that_was_never_published_is_refused(
    manager: CorpusManager, home: Any
) -> None:
    """It may have been held back because it answers worse."""
    first = await manager.reload(by="ann")
    home.write("lamp.txt", OTHER_MAYOR)
    proposal = await manager.propose()

    with pytest.raises(RefusedError, match="was never published"):
        manager.rollback(proposal.version, by="ann")
    manager.hold(proposal.version)
    with pytest.raises(RefusedError, match="was never published"):
        manager.rollback_target(proposal.version)

    assert current(manager) == first.version


async def test_the_basis_of_a_proposal_does_not_depend_on_the_name_of_the_folder(
    manager: CorpusManager, home: Any, tmp_path: Path
) -> None:
    copied = Path(shutil.copytree(home.source, tmp_path / "texts"))

    elsewhere = CorpusManager(CorpusStore(copied, tmp_path / "elsewhere"))

    assert elsewhere.basis() == manager.basis()
