"""Being told when a question is answered: conversations over the strict Bot API."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.bot.conftest import WITHOUT_PROGRESS, Start
from tests.bot.people import person_who_started, send_file, send_text, tap_button
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World

BOAT = "The boat of Selmouth was painted green by Nils Holm in the spring."
SOON = replace(WITHOUT_PROGRESS, looks_for_versions=timedelta(milliseconds=20))


@pytest.fixture
def anna(world: World) -> Person:
    return person_who_started(world, "Anna")


@pytest.fixture
def boris(world: World) -> Person:
    return person_who_started(world, "Boris")


async def test_somebody_is_told_once_when_a_later_version_answers(
    world: World, start: Start, source: Path, anna: Person, boris: Person
) -> None:
    await start(source, admins=(anna.id,), policy=SOON)
    nothing = await send_text(world, boris, "Who painted the boat?")

    notice = await boris.taps(nothing, "Tell me when you know").answer()

    assert notice.text.startswith("I’ll message you once")

    other = await send_file(world, anna, "pier.txt", "Greta Lund mended the pier.")
    await tap_button(world, anna, other, "Publish")

    await tap_button(world, anna, await send_file(world, anna, "boat.txt", BOAT), "Publish")
    told = await world.next_message(boris.chat)

    assert told.text.startswith(
        "You asked me to tell you when I know. My texts answer it now:\n\nWho painted"
    )
    assert "Nils Holm" in told.text

    await tap_button(
        world, anna, await send_file(world, anna, "tug.txt", "The tug Osprey is blue."), "Publish"
    )
    assert "Nils Holm" in (await send_text(world, boris, "Who painted the boat?")).text


async def test_a_forgotten_person_gets_no_notice(
    world: World, start: Start, source: Path, anna: Person, boris: Person
) -> None:
    await start(source, admins=(anna.id,), policy=SOON)
    nothing = await send_text(world, boris, "Who painted the boat?")
    await boris.taps(nothing, "Tell me when you know").answer()
    await send_text(world, boris, "/forget")
    also = await send_text(world, anna, "Who painted the boat?")
    await anna.taps(also, "Tell me when you know").answer()

    report = await send_file(world, anna, "boat.txt", BOAT)
    await tap_button(world, anna, report, "Publish")

    assert "Nils Holm" in (await world.next_message(anna.chat)).text
    assert "Nils Holm" in (await send_text(world, boris, "Who painted the boat?")).text


async def test_in_a_group_the_bot_offers_nobody_a_notice(
    world: World, start: Start, source: Path, boris: Person
) -> None:
    await start(source)
    group = world.group("Reading circle")
    boris.says("@quoth_bot Who painted the boat?", where=group)

    assert "Tell me when you know" not in (await world.next_message(group)).labels
