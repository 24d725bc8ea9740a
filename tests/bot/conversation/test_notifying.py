"""Notifications that a question is answered now: conversations over the strict Bot API."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.bot.conftest import WITHOUT_PROGRESS, Start
from tests.bot.people import send_file, send_text, tap_button
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.records import Chat

BOAT = "The boat of Selmouth was painted green by Nils Holm in the spring."
SOON = replace(WITHOUT_PROGRESS, looks_for_versions=timedelta(milliseconds=20))


async def test_somebody_is_notified_once_when_a_later_version_answers(
    world: World, start: Start, source: Path, olga: Person, anna: Person
) -> None:
    await start(source, admins=(olga.id,), policy=SOON)
    nothing = await send_text(world, anna, "Who painted the boat?")

    notice = await anna.taps(nothing, "Tell me when you know").answer()

    assert notice.text.startswith("I’ll message you once")

    other = await send_file(world, olga, "pier.txt", "Greta Lund mended the pier.")
    await tap_button(world, olga, other, "Publish")

    await tap_button(world, olga, await send_file(world, olga, "boat.txt", BOAT), "Publish")
    told = await world.next_message(anna.chat)

    assert told.text.startswith(
        "You asked me to tell you when I know. My texts answer it now:\n\nWho painted"
    )
    assert "Nils Holm" in told.text

    await tap_button(
        world, olga, await send_file(world, olga, "tug.txt", "The tug Osprey is blue."), "Publish"
    )
    assert "Nils Holm" in (await send_text(world, anna, "Who painted the boat?")).text


async def test_a_forgotten_person_gets_no_notice(
    world: World, start: Start, source: Path, olga: Person, anna: Person
) -> None:
    await start(source, admins=(olga.id,), policy=SOON)
    nothing = await send_text(world, anna, "Who painted the boat?")
    await anna.taps(nothing, "Tell me when you know").answer()
    await send_text(world, anna, "/forget")
    also = await send_text(world, olga, "Who painted the boat?")
    await olga.taps(also, "Tell me when you know").answer()

    report = await send_file(world, olga, "boat.txt", BOAT)
    await tap_button(world, olga, report, "Publish")

    assert "Nils Holm" in (await world.next_message(olga.chat)).text
    assert "Nils Holm" in (await send_text(world, anna, "Who painted the boat?")).text


async def test_in_a_group_the_bot_offers_nobody_a_notice(
    world: World, start: Start, source: Path, anna: Person, group: Chat
) -> None:
    await start(source)
    anna.says("@quoth_bot Who painted the boat?", where=group)

    assert "Tell me when you know" not in (await world.next_message(group)).labels
