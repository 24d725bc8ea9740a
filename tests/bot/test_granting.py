"""Roles given and taken in chat: whole conversations over the strict Bot API."""

from pathlib import Path

import pytest

from tests.bot.conftest import Start
from tests.botapi.people import Person
from tests.botapi.records import Message
from tests.botapi.world import World

CANNOT_BEGIN = "Forbidden: bot can't initiate conversation with a user"
NOBODY = "Bad Request: chat not found"


@pytest.fixture
def olga(world: World) -> Person:
    """An owner who has started the bot."""
    person = world.person("Olga")
    world.private_chat(person)
    return person


@pytest.fixture
def oskar(world: World) -> Person:
    """Another owner."""
    person = world.person("Oskar")
    world.private_chat(person)
    return person


@pytest.fixture
def anna(world: World) -> Person:
    person = world.person("Anna")
    world.private_chat(person)
    return person


async def said(world: World, person: Person, text: str) -> Message:
    """What the bot says to *text* in private."""
    person.says(text)
    return await world.next_message(person.chat)


async def granted(world: World, owner: Person, person: Person, role: str) -> None:
    question = await said(world, owner, f"/grant {person.id} {role}")
    await owner.taps(question, "Grant").answer()
    await world.next_message(person.chat)
    await world.next_message(owner.chat)


def commands(world: World, person: Person) -> set[str]:
    return {entry.command for entry in world.menu(person)}


async def test_an_owner_makes_an_admin_who_is_told_and_can_do_what_admins_do(
    world: World, start: Start, source: Path, olga: Person, anna: Person
) -> None:
    await start(source, admins=(olga.id,))
    question = await said(world, olga, f"/grant {anna.id} admin")
    assert question.text == f"Shall {anna.id} become: admin?\nNow without a role."
    assert question.labels == ("Grant", "Cancel")
    assert "Only admins" in (await said(world, anna, "/reload")).text
    tap = olga.taps(question, "Grant")
    assert (await tap.answer()).text == ""
    assert (await world.next_edit(olga.chat)).text == f"Confirmed: /grant {anna.id} admin"
    assert "given a role here: admin" in (await world.next_message(anna.chat)).text
    report = await world.next_message(olga.chat)
    assert report.text == f"Done. {anna.id} is now: admin.\nI have told them."
    assert (await said(world, anna, "/reload")).text.startswith("Nothing has changed.")
    await world.changes.until(lambda: "reload" in commands(world, anna) or None, "the admin's menu")
    assert "grant" not in commands(world, anna)
