"""Removing files in chat: conversations of admins over the strict Bot API."""

from pathlib import Path

import pytest

from bot.admins.publishing.removing import FILES_PER_PAGE, files_page
from bot.messages.callback_data import OfferRemoval, ShowFiles, pack
from bot.messages.message import check
from bot.views.reply_context import ReplyContext
from tests.bot.admins.publishing.test_publishing import write_gold_question
from tests.bot.conftest import Start
from tests.bot.people import send_file, send_text, tap_button, tap_forged_button
from tests.bot.samples import button_actions
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World

BOAT = "The boat of Selmouth was painted green by Nils Holm in the spring."


@pytest.fixture
def source_of_two_files(source: Path) -> Path:
    """A corpus of two files."""
    (source / "boat.txt").write_text(BOAT, encoding="utf-8")
    return source


async def test_a_published_file_can_be_removed_and_stays_away(
    world: World, start: Start, source_of_two_files: Path, olga: Person
) -> None:
    await start(source_of_two_files, admins=(olga.id,))
    report = await send_text(world, olga, "/remove boat")

    assert report.text.startswith("I’ve checked what removing boat.txt would change. Nothing is removed yet.")
    assert "− boat" in report.text
    assert report.labels == ("Remove", "Discard")
    assert "Nils Holm" in (await send_text(world, olga, "Who painted the boat?")).text

    done = await tap_button(world, olga, report, "Remove")
    assert done.text.startswith("Removed.\nboat.txt")
    assert not (source_of_two_files / "boat.txt").exists()
    assert "Nils Holm" not in (await send_text(world, olga, "Who painted the boat?")).text

    again = await send_file(world, olga, "pier.txt", "Greta Lund mended the pier.")
    assert "+ pier" in again.text
    assert "boat" not in again.text
    assert "files removed: boat.txt" in (await send_text(world, olga, "/versions")).text


async def test_a_file_can_be_chosen_from_a_list_and_kept_after_all(
    world: World, start: Start, source_of_two_files: Path, olga: Person
) -> None:
    await start(source_of_two_files, admins=(olga.id,))
    listed = await send_text(world, olga, "/remove")

    assert listed.labels == ("boat.txt", "lamp.gold.jsonl", "lamp.txt")

    report = await tap_button(world, olga, listed, "boat.txt")
    while not report.text.startswith("I’ve checked"):
        report = await world.next_edit(olga.chat)
    kept = await tap_button(world, olga, report, "Discard")

    assert kept.text.startswith("Discarded. Nothing has changed.")
    assert (source_of_two_files / "boat.txt").exists()


async def test_removing_a_file_that_gold_questions_rely_on_is_held_back(
    world: World, start: Start, source_of_two_files: Path, olga: Person
) -> None:
    write_gold_question(source_of_two_files, "Who painted the boat?", "Nils Holm")
    await start(source_of_two_files, admins=(olga.id,))

    report = await send_text(world, olga, "/remove boat.txt")

    assert "Held back: 1 gold question loses its right answer." in report.text
    assert report.labels == ("Remove anyway", "Discard")


@pytest.mark.parametrize(
    ("name", "reply"),
    [
        ("boat.pdf", "no file is named boat.pdf; there are: "),
        ("../articles/lamp.txt", "no file is named"),
        ("/etc/passwd", "no file is named"),
    ],
)
async def test_a_name_that_is_not_a_file_of_the_corpus_is_refused(
    world: World, start: Start, source_of_two_files: Path, olga: Person, name: str, reply: str
) -> None:
    await start(source_of_two_files, admins=(olga.id,))

    assert reply in (await send_text(world, olga, f"/remove {name}")).text


async def test_the_only_document_cannot_be_removed(
    world: World, start: Start, source: Path, olga: Person
) -> None:
    await start(source, admins=(olga.id,))
    report = await send_text(world, olga, "/remove lamp.txt")

    assert report.text.startswith("I can’t remove lamp.txt. Nothing has changed.")
    assert (source / "lamp.txt").exists()


async def test_only_admins_can_remove_files(
    world: World, start: Start, source_of_two_files: Path, olga: Person, anna: Person
) -> None:
    await start(source_of_two_files, admins=(olga.id,))

    assert (await send_text(world, anna, "/remove boat.txt")).text.startswith("Only admins can do that.")

    await send_text(world, anna, "/help")
    shown = await send_text(world, anna, "/about")

    for action in (ShowFiles(0), OfferRemoval("0" * 12)):
        assert "Only admins" in (await tap_forged_button(anna, shown, pack(action))).text


def test_every_file_of_a_large_corpus_can_be_reached(context: ReplyContext) -> None:
    files = [f"{n:03}{'😀' * 100}.txt" for n in range(3 * FILES_PER_PAGE + 1)]
    pages = [files_page(files, page, context) for page in range(4)]

    for page in pages:
        check(page, context.snapshot)
    offers = {action for page in pages for action in button_actions(page) if isinstance(action, OfferRemoval)}

    assert len(offers) == len(files)
