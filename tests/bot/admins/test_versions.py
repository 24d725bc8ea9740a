"""Listing, comparing and rolling back versions in chat: conversations over the strict Bot API."""

import json
from pathlib import Path

import pytest

from management.operations import CorpusManager
from tests.bot.conftest import LAMP, Start
from tests.bot.people import published_version, send_file, send_text, tap_button
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World

BOAT = "The boat of Selmouth was painted green by Nils Holm in the spring."


async def test_versions_can_be_listed_compared_and_rolled_back_to(
    world: World, start: Start, source: Path, manager: CorpusManager, olga: Person
) -> None:
    await start(source, admins=(olga.id,))
    first = published_version(manager)
    await tap_button(world, olga, await send_file(world, olga, "boat.txt", BOAT), "Publish")
    second = published_version(manager)
    listed = await send_text(world, olga, "/versions")

    assert listed.text.startswith(f"2 versions\n\n{second} · in use\n")
    assert f"by {olga.id} · files added: boat.txt\n2 texts, 4 paragraphs" in listed.text
    assert listed.labels == (f"↩ {first}",)

    difference = await send_text(world, olga, "/diff")
    assert difference.text.startswith(f"From {first} to {second}\n\nTexts: 1 added, 0 removed, 0 changed")
    assert difference.text.endswith("+ boat: +1")

    offer = await tap_button(world, olga, listed, f"↩ {first}")
    assert offer.text.startswith(
        f"Roll back to version {first}? This would change:\n\nTexts: 0 added, 1 removed"
    )
    assert "Added since then: boat.txt." in offer.text
    assert offer.labels == ("Roll back, keep the files", "Roll back and remove them", "Cancel")
    assert (await tap_button(world, olga, offer, "Cancel")).text == listed.text

    offer = await tap_button(world, olga, listed, f"↩ {first}")
    done = await tap_button(world, olga, offer, "Roll back, keep the files")

    assert done.text.startswith(f"Version {first} is in use again.")
    assert published_version(manager) == first
    assert (source / "boat.txt").exists()
    assert "Nils Holm" not in (await send_text(world, olga, "Who painted the boat?")).text


async def test_a_rollback_can_remove_the_files_that_the_earlier_version_did_not_have(
    world: World, start: Start, source: Path, manager: CorpusManager, olga: Person
) -> None:
    await start(source, admins=(olga.id,))
    first = published_version(manager)
    await tap_button(world, olga, await send_file(world, olga, "boat.txt", BOAT), "Publish")
    (source / "later.txt").write_text("Greta Lund mended the pier.", encoding="utf-8")

    offer = await send_text(world, olga, "/rollback")
    done = await tap_button(world, olga, offer, "Roll back and remove them")

    assert done.text == f"Version {first} is in use again.\n\nRemoved from the corpus: boat.txt."
    assert not (source / "boat.txt").exists()
    assert (source / "later.txt").exists()
    assert published_version(manager) == first

    pointer = manager.store.pointer()
    assert pointer is not None
    assert pointer.history[-1].files == ("boat.txt",)


async def test_a_rollback_says_that_a_file_removed_since_is_left_out_by_the_next_reload(
    world: World, start: Start, source: Path, manager: CorpusManager, olga: Person
) -> None:
    (source / "boat.txt").write_text(BOAT, encoding="utf-8")
    await start(source, admins=(olga.id,))
    await tap_button(world, olga, await send_text(world, olga, "/remove boat.txt"), "Remove")

    question = await send_text(world, olga, "/rollback")
    await olga.taps(question, "Roll back").answer()
    done = await world.next_message(olga.chat)

    for said in (question.text, done.text):
        assert "No longer in the corpus folder: boat.txt. The next upload or reload leaves" in said
        assert "stay as they are" not in said


async def test_a_rollback_command_asks_for_confirmation(
    world: World, start: Start, source: Path, manager: CorpusManager, olga: Person
) -> None:
    await start(source, admins=(olga.id,))
    first = published_version(manager)

    assert "no earlier version" in (await send_text(world, olga, "/rollback")).text

    (source / "lamp.txt").write_text(f"{LAMP}\n\n{BOAT}", encoding="utf-8")
    await send_text(world, olga, "/reload")

    question = await send_text(world, olga, f"/rollback {first[:6]}")

    assert question.text.startswith(f"Roll back to version {first}?")
    assert "≠ lamp" in question.text
    assert question.labels == ("Roll back", "Cancel")

    await olga.taps(question, "Roll back").answer()
    assert (await world.next_message(olga.chat)).text.startswith(f"Version {first} is in use again.")
    assert published_version(manager) == first
    assert "already in use" in (await send_text(world, olga, f"/rollback {first}")).text


async def test_a_rollback_confirmed_after_the_corpus_changed_is_not_carried_out(
    world: World, start: Start, source: Path, manager: CorpusManager, olga: Person
) -> None:
    await start(source, admins=(olga.id,))
    (source / "lamp.txt").write_text(f"{LAMP}\n\n{BOAT}", encoding="utf-8")
    await send_text(world, olga, "/reload")
    question = await send_text(world, olga, "/rollback")
    await tap_button(
        world, olga, await send_file(world, olga, "pier.txt", "Greta Lund mended the pier."), "Publish"
    )
    third = published_version(manager)
    await olga.taps(question, "Roll back").answer()

    assert "has changed in the meantime" in (await world.next_message(olga.chat)).text
    assert published_version(manager) == third


@pytest.mark.parametrize(
    ("order", "reply"),
    [
        ("/diff a", "Name two versions"),
        ("/diff zz zz", "I can’t do that: no version begins"),
        ("/rollback zz", "I can’t do that: no version begins"),
    ],
)
async def test_an_unknown_version_is_reported_as_missing(
    world: World, start: Start, source: Path, olga: Person, order: str, reply: str
) -> None:
    await start(source, admins=(olga.id,))

    assert reply in (await send_text(world, olga, order)).text


async def test_long_comparisons_are_paged(world: World, start: Start, source: Path, olga: Person) -> None:
    await start(source, admins=(olga.id,))
    rows = [{"_id": f"note{n:02}", "title": "N", "text": f"Note {n} was lost."} for n in range(45)]

    report = await send_file(world, olga, "notes.jsonl", "\n".join(map(json.dumps, rows)))

    assert "and 37 more" in report.text

    await tap_button(world, olga, report, "Publish")
    first = await send_text(world, olga, "/diff")

    assert first.labels == ("▶",)

    second = await tap_button(world, olga, first, "▶")
    assert second.labels == ("◀", "▶")
    assert "note25" in second.text
    assert "note05" not in second.text
