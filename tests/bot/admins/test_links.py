"""Web addresses that admins send: conversations over the strict Bot API, pages from a server on loopback."""

from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.application import build_application
from bot.live_corpus import LiveCorpus
from bot.policy import Policy
from management.links.addresses import FetchPolicy
from management.links.records import read_feeds, read_links
from retrieval.store.corpus_store import CorpusStore
from tests.bot.conftest import WITHOUT_PROGRESS, Start
from tests.bot.people import send_text, tap_button
from tests.bot.running import polling
from tests.management.links.feed_contents import RSS, rss
from tests.management.links.misbehaving_server import misbehaving, send, unless_unchanged
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World

BOAT = (
    b"<html><body><article><h1>The boat</h1>"
    b"<p>The boat of Selmouth was painted green by Nils Holm in the spring.</p></article></body></html>"
)


@pytest.fixture
def policy() -> Policy:
    return WITHOUT_PROGRESS


@pytest.fixture
async def running(
    world: World, source: Path, olga: Person, tmp_path: Path, policy: Policy
) -> AsyncIterator[None]:
    """The application, of which olga is an admin, with a corpus whose pages may come from loopback."""
    store = CorpusStore(source, tmp_path / "versions")
    with closing(LiveCorpus(store, fetch_policy=FetchPolicy(loopback=True))) as corpus:
        application = build_application(
            corpus,
            token=world.token,
            base_url=world.server.base_url,
            base_file_url=world.server.base_file_url,
            admins=(olga.id,),
            state_dir=tmp_path / "state",
            policy=policy,
        )
        async with polling(application):
            yield


async def test_a_page_can_be_checked_published_and_searched_and_is_asked_for_again(
    world: World, running: None, source: Path, olga: Person
) -> None:
    answers = {"/boat": send(200, BOAT)}
    with misbehaving(answers) as server:
        report = await send_text(world, olga, server.url("/boat"))

        assert report.text.startswith("I’ve checked 127.0.0.1-boat.html. Nothing is published yet.")

        await tap_button(world, olga, report, "Publish")
        assert "Nils Holm" in (await send_text(world, olga, "Who painted the boat?")).text
        assert read_links(source)["127.0.0.1-boat.html"].url == server.url("/boat")

        answers["/boat"] = send(200, BOAT.replace(b"Nils Holm", b"Greta Lund"))
        assert "1 changed" in (await send_text(world, olga, "/reload")).text

    assert "Greta Lund" in (await send_text(world, olga, "Who painted the boat?")).text


async def test_a_feed_is_checked_published_and_brings_more_at_a_reload(
    world: World, running: None, source: Path, olga: Person
) -> None:
    answers = {"/boat": send(200, BOAT), "/feed": send(200, rss("/boat"), RSS)}
    with misbehaving(answers) as server:
        report = await send_text(world, olga, server.url("/feed"))

        assert report.text.startswith(f"I’ve checked {server.url('/feed')}. Nothing is published yet.")

        await tap_button(world, olga, report, "Publish")
        assert "Nils Holm" in (await send_text(world, olga, "Who painted the boat?")).text
        assert list(read_feeds(source)) == [server.url("/feed")]

        answers["/mast"] = send(200, BOAT.replace(b"boat", b"mast").replace(b"Nils Holm", b"Greta Lund"))
        answers["/feed"] = send(200, rss("/mast", "/boat"), RSS)

        assert "1 added" in (await send_text(world, olga, "/reload")).text

    assert "Greta Lund" in (await send_text(world, olga, "Who painted the mast?")).text


async def test_a_page_that_cannot_be_had_is_refused_with_the_reason(
    world: World, running: None, source: Path, olga: Person
) -> None:
    with misbehaving({"/picture": send(200, b"x", "image/png")}) as server:
        refused = await send_text(world, olga, server.url("/picture"))

    assert "is image/png, which Quoth cannot read" in refused.text
    assert "Nothing has changed." in refused.text


async def test_a_link_from_somebody_without_a_role_is_a_question_and_not_fetched(
    world: World, running: None, olga: Person, anna: Person
) -> None:
    with misbehaving({"/boat": send(200, BOAT)}) as server:
        reply = await send_text(world, anna, server.url("/boat"))

        assert "I’ve checked" not in reply.text
        assert server.asked == []


async def test_an_address_within_a_network_is_refused(
    world: World, start: Start, source: Path, olga: Person
) -> None:
    await start(source, admins=(olga.id,))
    with misbehaving({"/boat": send(200, BOAT)}) as server:
        refused = await send_text(world, olga, f"http://127.0.0.1:{server.port}/boat")

        assert server.asked == []

    assert "I can’t use http://127.0.0.1" in refused.text


@pytest.mark.parametrize(
    "policy",
    [
        replace(
            WITHOUT_PROGRESS,
            refresh_every=timedelta(milliseconds=200),
            looks_for_links=timedelta(milliseconds=100),
        )
    ],
    ids=["often"],
)
async def test_pages_are_fetched_again_on_a_schedule_and_owners_notified_of_changes(
    world: World, running: None, olga: Person
) -> None:
    answers = {"/boat": unless_unchanged(BOAT, "1")}
    with misbehaving(answers) as server:
        report = await send_text(world, olga, server.url("/boat"))
        await tap_button(world, olga, report, "Publish")

        answers["/boat"] = unless_unchanged(BOAT.replace(b"Nils Holm", b"Greta Lund"), "2")
        told = await world.next_message(olga.chat)

        assert told.text.startswith("Reloaded.")
        assert "≠ 127.0.0.1-boat" in told.text

    assert "Greta Lund" in (await send_text(world, olga, "Who painted the boat?")).text
