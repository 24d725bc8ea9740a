"""Pages from the web in a corpus: added, asked for again at a reload, kept when they cannot be fetched."""

from pathlib import Path

import pytest

from management.errors import RefusedError
from management.links.addresses import FetchPolicy
from management.links.records import read_links
from management.operations import CorpusManager
from retrieval.store.corpus_store import CorpusStore
from tests.management.links.misbehaving_server import PAGE, misbehaving, send, unless_unchanged

NEWER = PAGE.replace(b"burns again", b"went out on Sunday")


@pytest.fixture
def manager(tmp_path: Path) -> CorpusManager:
    source = tmp_path / "corpus"
    source.mkdir()
    (source / "boat.txt").write_text("The boat came home at noon.", encoding="utf-8")
    return CorpusManager(CorpusStore(source, tmp_path / "versions"), fetch_policy=FetchPolicy(loopback=True))


async def test_a_link_is_added_and_a_reload_picks_up_what_has_changed(manager: CorpusManager) -> None:
    answers = {"/lamp": unless_unchanged(PAGE, '"1"')}
    with misbehaving(answers) as server:
        added = await manager.add_links([server.url("/lamp")], by="test")

        assert added.changes.added == ("127.0.0.1-lamp", "boat")
        assert read_links(manager.source)["127.0.0.1-lamp.html"].etag == '"1"'

        answers["/lamp"] = unless_unchanged(NEWER, '"2"')
        assert (await manager.reload(by="test")).changes.changed == ("127.0.0.1-lamp",)
        assert read_links(manager.source)["127.0.0.1-lamp.html"].etag == '"2"'

    assert manager.store.is_up_to_date()


async def test_a_page_that_is_no_longer_available_stays_and_is_a_problem(manager: CorpusManager) -> None:
    answers = {"/lamp": send(200, PAGE)}
    with misbehaving(answers) as server:
        await manager.add_links([server.url("/lamp")], by="test")
        answers["/lamp"] = send(410)
        reloaded = await manager.reload(by="test")

    assert reloaded.changes_nothing
    assert "its server answered 410; the earlier version stays" in reloaded.problems[0]


async def test_an_unavailable_link_adds_nothing(manager: CorpusManager) -> None:
    with misbehaving({}) as server, pytest.raises(RefusedError, match="404"):
        await manager.add_links([server.url("/lamp")], by="test")

    assert [path.name for path in manager.source.iterdir()] == ["boat.txt"]


async def test_removing_a_file_removes_its_link(manager: CorpusManager) -> None:
    with misbehaving({"/lamp": send(200, PAGE)}) as server:
        await manager.add_links([server.url("/lamp")], by="test")
        await manager.remove(["127.0.0.1-lamp"], by="test")

        assert read_links(manager.source) == {}

        asked = len(server.asked)
        await manager.reload(by="test")

        assert len(server.asked) == asked
