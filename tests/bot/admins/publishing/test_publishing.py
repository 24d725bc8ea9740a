"""Uploading, checking and publishing files in chat: conversations of admins over the strict Bot API."""

import asyncio
import glob
import json
import os
import re
import signal
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from pathlib import Path

import pytest

from bot.application import UPLOADS, QuothApplication
from bot.messages.callback_data import PUBLISH, Decide, RollBack, pack
from bot.policy import Policy
from bot.state import FILE
from management.operations import CorpusManager
from tests.bot.conftest import LAMP, WITHOUT_PROGRESS, Start
from tests.bot.people import (
    published_version,
    send_file,
    send_text,
    tap_button,
    tap_forged_button,
)
from tests.bot.running import stop
from tests.corpus.documents import encrypted_pdf, page, pdf, with_part, word
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.records import Chat
from tests.support.bot_api.model.state import Request

BOAT = "The boat of Selmouth was painted green by Nils Holm in the spring."
NOBODY_KNOWS = LAMP.replace("Mayor Edda Quist lit it on Sunday evening.", "It was lit on Sunday evening.")


def files_of(folder: Path, pattern: str = "*") -> set[str]:
    """The files of that name below a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob(pattern) if path.is_file()}


def uploads(tmp_path: Path) -> list[str]:
    """The uploaded files that are still stored."""
    pattern = f"{tmp_path / 'state' / UPLOADS}/*/given/*"
    return sorted(Path(name).name for name in glob.glob(pattern))  # noqa: PTH207 - Path.glob fails on a folder that goes


def downloads(world: World) -> list[Request]:
    return [request for request in world.log if request.method == "getFile"]


# Files


FORMATS: dict[str, Callable[[], bytes]] = {
    "boat.txt": lambda: BOAT.encode(),
    "boat.md": lambda: f"# The Boat\n\n{BOAT}\n".encode(),
    "boat.rst": lambda: f"The Boat\n========\n\n{BOAT}\n".encode(),
    "boat.html": lambda: page(f"<article><h1>The Boat</h1><p>{BOAT}</p><p>{BOAT}</p></article>"),
    "boat.pdf": lambda: pdf([BOAT]),
    "boat.docx": lambda: word(lambda document: document.add_paragraph(BOAT)),
    "boat.jsonl": lambda: json.dumps({"_id": "boat", "title": "The Boat", "text": BOAT}).encode(),
}


@pytest.mark.parametrize("name", FORMATS)
async def test_a_file_of_each_format_can_be_checked_published_and_searched(
    world: World, start: Start, source: Path, olga: Person, name: str, tmp_path: Path
) -> None:
    await start(source, admins=(olga.id,))
    report = await send_file(world, olga, name, FORMATS[name]())

    assert report.text.startswith(f"I’ve checked {name}. Nothing is published yet.\n\nTexts: 1 added,")
    assert "Paragraphs: 1 added, 0 removed, 0 changed" in report.text
    assert "+ boat" in report.text
    assert report.labels == ("Publish", "Discard")
    assert not (source / name).exists()

    done = await tap_button(world, olga, report, "Publish")
    assert done.text.startswith(f"Published.\n{name}\n\nTexts: 1 added")
    assert done.labels == ()
    assert (source / name).exists()
    assert "Nils Holm" in (await send_text(world, olga, "Who painted the boat?")).text
    assert uploads(tmp_path) == []


async def test_a_discarded_proposal_leaves_nothing_behind(
    world: World, start: Start, source: Path, manager: CorpusManager, olga: Person, tmp_path: Path
) -> None:
    await start(source, admins=(olga.id,))
    report = await send_file(world, olga, "boat.txt", BOAT)

    assert uploads(tmp_path) == ["boat.txt"]
    assert len(manager.stored()) == 2
    assert (await tap_button(world, olga, report, "Discard")).text.startswith(
        "Discarded. Nothing has changed."
    )
    assert uploads(tmp_path) == []
    assert len(manager.stored()) == 1
    assert not (source / "boat.txt").exists()

    again = await olga.taps(report, "Publish").answer()
    assert again.show_alert
    assert "already been decided" in again.text


async def test_uploading_a_file_with_an_existing_name_says_it_replaces_that_file(
    world: World, start: Start, source: Path, olga: Person
) -> None:
    await start(source, admins=(olga.id,))
    report = await send_file(world, olga, "LAMP.txt", LAMP.replace("Edda Quist", "Nils Holm"))

    assert "It replaces lamp.txt." in report.text
    assert "0 added, 0 removed, 1 changed" in report.text

    await tap_button(world, olga, report, "Publish")
    assert "Nils Holm" in (await send_text(world, olga, "Who lit the lamp?")).text
    assert files_of(source) == {"lamp.gold.jsonl", "lamp.txt"}


async def test_a_file_that_changes_nothing_is_reported_as_such(
    world: World, start: Start, source: Path, olga: Person, tmp_path: Path
) -> None:
    await start(source, admins=(olga.id,))
    report = await send_file(world, olga, "lamp.txt", LAMP)

    assert report.text == "lamp.txt changes nothing: the corpus already has this text."
    assert report.labels == ()
    assert uploads(tmp_path) == []


async def test_uploaded_gold_questions_are_recognized_and_not_taken_for_a_text(
    world: World, start: Start, source: Path, olga: Person
) -> None:
    await start(source, admins=(olga.id,))
    gold = {
        "id": "a",
        "question": "Who lit the lamp?",
        "answers": [{"text": "Edda Quist"}],
        "answerable": True,
    }

    report = await send_file(world, olga, "other.gold.jsonl", json.dumps(gold))

    assert report.labels == ("Publish", "Discard")

    await tap_button(world, olga, report, "Publish")
    assert (source / "other.gold.jsonl").exists()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "binary.txt": (lambda: b"\0\1\2\3" * 99, "not text"),
    "empty.txt": (lambda: b"", "empty"),
    "locked.pdf": (lambda: encrypted_pdf("secret"), "password"),
    "broken.pdf": (lambda: b"%PDF-1.7 and no more", "I can’t use broken.pdf"),
    "bomb.docx": (lambda: with_part(word(), "word/document.xml", b"0" * (64 << 20)), "I can’t use bomb.docx"),
    "deep.html": (lambda: b"<div>" * 200_000 + b"pines", "I can’t use deep.html"),
    "bad.jsonl": (lambda: b'{"_id": 1, "text": "Pines."}\n{', "line 2"),
    "pdf.txt": (lambda: pdf([BOAT]), "although its name says otherwise"),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_file_is_refused_with_the_reason_and_changes_nothing(
    world: World, start: Start, source: Path, manager: CorpusManager, olga: Person, name: str, tmp_path: Path
) -> None:
    await start(source, admins=(olga.id,))
    content, reason = HOSTILE[name]
    report = await send_file(world, olga, name, content())

    assert report.text.startswith(f"I can’t use {name}. Nothing has changed.")
    assert reason in report.text
    assert "uploads" not in report.text
    assert str(tmp_path) not in report.text
    assert report.labels == ()
    assert len(manager.stored()) == 1
    assert uploads(tmp_path) == []
    assert "Edda Quist" in (await send_text(world, olga, "Who lit the lamp?")).text


@pytest.mark.parametrize("name", ["boat.exe", "boat", "../..", "", "boat.txt.zip", ".txt"])
async def test_an_unsupported_file_type_is_refused_by_its_name_before_any_download(
    world: World, start: Start, source: Path, olga: Person, name: str
) -> None:
    await start(source, admins=(olga.id,))

    assert "of an unsupported kind" in (await send_file(world, olga, name, BOAT)).text
    assert downloads(world) == []


async def test_a_file_that_is_too_big_is_refused_before_any_download(
    world: World, start: Start, source: Path, olga: Person
) -> None:
    await start(source, admins=(olga.id,))
    report = await send_file(world, olga, "boat.txt", BOAT, size=(20 << 20) + 1)

    assert report.text.startswith("boat.txt is over 20 MB")
    assert downloads(world) == []


async def test_a_download_that_telegram_refuses_as_too_big_is_reported(
    world: World, start: Start, source: Path, olga: Person, refusals: set[str]
) -> None:
    refusals.add("Bad Request: file is too big")
    await start(source, admins=(olga.id,))
    world.fail("getFile", 400, "Bad Request: file is too big")

    assert "over 20 MB" in (await send_file(world, olga, "boat.txt", BOAT)).text


async def test_an_interrupted_download_changes_nothing_and_can_be_retried(
    world: World, start: Start, source: Path, olga: Person, tmp_path: Path
) -> None:
    await start(source, admins=(olga.id,))
    report = await send_file(world, olga, "boat.txt", BOAT, size=10 * len(BOAT))

    assert (
        report.text
        == "I couldn’t download boat.txt from Telegram. Nothing has changed; please send it again."
    )
    assert uploads(tmp_path) == []
    assert (await send_file(world, olga, "boat.txt", BOAT)).labels == ("Publish", "Discard")


@pytest.mark.parametrize("name", ["../../boat.txt", "C:\\temp\\boat.txt", "/etc/boat.txt", "..\\boat.txt"])
async def test_a_file_name_with_a_path_in_it_cannot_escape_the_folder(
    world: World, start: Start, source: Path, olga: Person, name: str, tmp_path: Path
) -> None:
    await start(source, admins=(olga.id,))
    before = files_of(tmp_path, "*boat*")

    report = await send_file(world, olga, name, BOAT)

    assert report.text.startswith("I’ve checked boat.txt.")

    await tap_button(world, olga, report, "Publish")
    assert files_of(tmp_path, "*boat*") - before == {"articles/boat.txt"}


async def test_a_single_file_corpus_accepts_no_other_files(
    world: World, start: Start, source: Path, olga: Person
) -> None:
    await start(source / "lamp.txt", admins=(olga.id,))

    assert "name a folder" in (await send_file(world, olga, "boat.txt", BOAT)).text


async def test_a_file_from_somebody_without_a_role_is_not_an_upload(
    world: World, start: Start, source: Path, olga: Person, anna: Person
) -> None:
    await start(source, admins=(olga.id,))

    assert "I can only read text" in (await send_file(world, anna, "boat.txt", BOAT)).text

    anna.sends_document("boat.txt", BOAT.encode(), "Who lit the lamp?")
    assert "Edda Quist" in (await world.next_message(anna.chat)).text
    assert downloads(world) == []


async def test_a_file_in_a_group_is_confirmed_in_private_when_the_bot_is_addressed(
    world: World, start: Start, source: Path, olga: Person, group: Chat
) -> None:
    await start(source, admins=(olga.id,))
    olga.sends_document("boat.txt", BOAT.encode(), "for you to read", where=group)
    olga.sends_document("boat.txt", BOAT.encode(), "@quoth_bot take this", where=group)

    question = await world.next_message(olga.chat)

    assert "Reading circle" in question.text
    assert "boat.txt" in question.text

    await olga.taps(question, "Do it").answer()
    report = await world.next_message(olga.chat)

    assert report.text.startswith("I’ve checked boat.txt.")
    assert not [message for message in world.messages(group) if message.sender == world.bot]


# What a report says


async def test_a_report_lists_skipped_lines_unreadable_files_and_newly_answerable_questions(
    world: World, start: Start, source: Path, olga: Person, anna: Person
) -> None:
    await start(source, admins=(olga.id,))

    assert "Nothing here" in (await send_text(world, anna, "Who painted the boat?")).text

    (source / "broken.txt").write_bytes(b"\0\1")
    report = await send_file(world, olga, "boat.txt", f"Print\n\nThe Boat\n\n{BOAT}\n\nShare on Facebook\n")

    assert "skipped (menus, bylines)\nboat: Print\n" in report.text
    assert "Problems\narticles/broken.txt: " in report.text
    assert "1 unanswered question can now be answered\nWho painted the boat?" in report.text
    assert "fingerprint" in report.text


async def test_a_version_that_answers_worse_is_held_back_until_somebody_publishes_it_anyway(
    world: World, start: Start, source: Path, olga: Person
) -> None:
    write_gold_question(source, "Who lit the lamp?", "Edda Quist")
    await start(source, admins=(olga.id,))

    report = await send_file(world, olga, "lamp.txt", NOBODY_KNOWS)

    assert "Held back: 1 gold question loses its right answer." in report.text
    assert (
        "1 worse:\n• Who lit the lamp?\n   before: Mayor Edda Quist lit it on Sunday evening.\n   now: "
        in (report.text)
    )
    assert report.labels == ("Publish anyway", "Discard")

    await tap_button(world, olga, report, "Publish anyway")
    assert "Edda Quist" not in (await send_text(world, olga, "Who lit the lamp?")).text


def write_gold_question(source: Path, question: str, words: str) -> None:
    gold = {"id": "a", "question": question, "answerable": True, "answers": [{"text": words}]}
    (source / "lamp.gold.jsonl").write_text(json.dumps(gold), encoding="utf-8")


async def test_problems_that_a_report_leaves_out_are_a_button_away(
    world: World, start: Start, source: Path, olga: Person
) -> None:
    await start(source, admins=(olga.id,))
    for number in range(5):
        (source / f"broken{number}.txt").write_bytes(b"\0\1")
    report = await send_file(world, olga, "boat.txt", BOAT)

    assert report.labels == ("Publish", "Discard", "Show all")

    details = await tap_button(world, olga, report, "Show all")
    assert all(f"• articles/broken{number}.txt: " in details.text for number in range(5))
    assert (await tap_button(world, olga, details, "Back")).text == report.text


async def test_problems_of_a_reload_that_was_published_at_once_are_a_button_away(
    world: World, start: Start, source: Path, olga: Person
) -> None:
    await start(source, admins=(olga.id,))
    for number in range(5):
        (source / f"broken{number}.txt").write_bytes(b"\0\1")
    (source / "boat.txt").write_text(BOAT, encoding="utf-8")
    report = await send_text(world, olga, "/reload")

    assert report.text.startswith("Reloaded.")

    details = await tap_button(world, olga, report, "Show all")
    assert all(f"• articles/broken{number}.txt: " in details.text for number in range(5))

    proposal = details.keyboard[-1][0].value.split(":")[1]
    notice = await tap_forged_button(olga, details, pack(Decide(proposal, PUBLISH)))

    assert "already been decided" in notice.text


# Reloads


async def test_a_reload_with_large_changes_waits_while_the_old_text_answers(
    world: World, start: Start, source: Path, manager: CorpusManager, olga: Person
) -> None:
    await start(source, admins=(olga.id,), policy=replace(WITHOUT_PROGRESS, publish_at_once=1))
    (source / "boat.txt").write_text(f"{BOAT}\n\nIt came home at noon.", encoding="utf-8")

    report = await send_text(world, olga, "/reload")

    assert report.text.startswith("I’ve read the corpus again. Nothing is published yet.")
    assert "It changes 2 paragraphs; up to 1 are published without asking." in report.text
    assert report.labels == ("Publish", "Discard")
    assert "Nils Holm" not in (await send_text(world, olga, "Who painted the boat?")).text

    await tap_button(world, olga, report, "Publish")
    assert "Nils Holm" in (await send_text(world, olga, "Who painted the boat?")).text
    assert not any(each.waiting for each in manager.stored())
    assert (await send_text(world, olga, "/reload")).text.startswith("Nothing has changed.")


async def test_a_discarded_reload_is_proposed_again_by_the_next_one(
    world: World, start: Start, source: Path, manager: CorpusManager, olga: Person
) -> None:
    write_gold_question(source, "Who lit the lamp?", "Edda Quist")
    await start(source, admins=(olga.id,))
    (source / "lamp.txt").write_text(NOBODY_KNOWS, encoding="utf-8")

    report = await send_text(world, olga, "/reload")

    assert report.labels == ("Publish anyway", "Discard")
    assert "Held back: 1 gold question" in report.text

    await tap_button(world, olga, report, "Discard")
    assert len(manager.stored()) == 1
    assert (await send_text(world, olga, "/reload")).labels == ("Publish anyway", "Discard")


async def test_the_progress_message_turns_into_the_report(
    world: World, start: Start, source: Path, olga: Person
) -> None:
    await start(source, admins=(olga.id,), policy=Policy(progress_after=timedelta(0)))
    (source / "boat.txt").write_text(BOAT, encoding="utf-8")

    first = await send_text(world, olga, "/reload")

    assert first.text.startswith("Reloading the corpus.")

    report = await world.next_edit(olga.chat)
    while not report.text.startswith("Reloaded."):
        report = await world.next_edit(olga.chat)

    assert report.id == first.id
    assert len(world.messages(olga.chat)) == 2


# Concurrent proposals


async def test_a_proposal_based_on_an_older_corpus_is_checked_again_and_nothing_is_lost(
    world: World, start: Start, source: Path, olga: Person, anna: Person
) -> None:
    await start(source, admins=(olga.id, anna.id))
    first = await send_file(world, olga, "boat.txt", BOAT)
    second = await send_file(world, anna, "pier.txt", "Greta Lund has mended the north pier.")
    await tap_button(world, olga, first, "Publish")
    await anna.taps(second, "Publish").answer()

    checking = await world.next_edit(anna.chat)

    assert "Checking again" in checking.text

    renewed = await world.next_edit(anna.chat)
    while not renewed.labels:
        renewed = await world.next_edit(anna.chat)

    assert renewed.text.startswith("The corpus has changed since the last report")
    assert "Texts: 1 added, 0 removed, 0 changed" in renewed.text
    assert not (source / "pier.txt").exists()

    await tap_button(world, anna, renewed, "Publish")
    assert "Nils Holm" in (await send_text(world, olga, "Who painted the boat?")).text
    assert "Greta Lund" in (await send_text(world, olga, "Who mended the north pier?")).text


async def test_a_file_added_at_the_terminal_in_the_meantime_is_not_lost(
    world: World, start: Start, source: Path, manager: CorpusManager, olga: Person, tmp_path: Path
) -> None:
    await start(source, admins=(olga.id,))
    report = await send_file(world, olga, "boat.txt", BOAT)
    (tmp_path / "pier.txt").write_text("Greta Lund has mended the north pier.", encoding="utf-8")
    await manager.add([tmp_path / "pier.txt"], by="terminal")
    await olga.taps(report, "Publish").answer()
    renewed = await world.next_edit(olga.chat)
    while not renewed.labels:
        renewed = await world.next_edit(olga.chat)
    await tap_button(world, olga, renewed, "Publish")

    assert "Greta Lund" in (await send_text(world, olga, "Who mended the north pier?")).text


async def test_an_album_is_checked_file_by_file(
    world: World, start: Start, source: Path, olga: Person
) -> None:
    await start(source, admins=(olga.id,))
    for number in range(3):
        olga.sends_document(f"part{number}.txt", f"Part {number} of the account was lost.".encode())
    reports = [await world.next_message(olga.chat) for _ in range(3)]
    named = sorted(re.findall(r"part\d\.txt", report.text)[0] for report in reports)

    assert named == ["part0.txt", "part1.txt", "part2.txt"]


async def test_questions_are_answered_while_a_file_is_checked(
    world: World, start: Start, source: Path, olga: Person, anna: Person
) -> None:
    await start(source, admins=(olga.id,))
    olga.sends_document("boat.txt", BOAT.encode())
    olga.says("Who lit the lamp?")

    assert "Edda Quist" in (await world.next_message(olga.chat)).text

    answered = 0
    while not any("Nothing is published yet" in message.text for message in world.messages(olga.chat)):
        assert "Edda Quist" in (await send_text(world, anna, "Who lit the lamp?")).text
        answered += 1
    report = await world.next_message(olga.chat)
    asking = asyncio.create_task(send_text(world, anna, "Who lit the lamp?"))
    await tap_button(world, olga, report, "Publish")

    assert "Edda Quist" in (await asking).text
    assert answered


# Restarts and ends


async def test_proposal_buttons_work_after_a_restart(
    world: World, start: Start, source: Path, olga: Person, tmp_path: Path
) -> None:
    first = await start(source, admins=(olga.id,))
    report = await send_file(world, olga, "boat.txt", BOAT)
    await stop(first)
    await start(source, admins=(olga.id,))
    await tap_button(world, olga, report, "Publish")

    assert "Nils Holm" in (await send_text(world, olga, "Who painted the boat?")).text


async def test_a_proposal_nobody_decides_on_expires_after_a_day(
    world: World, start: Start, source: Path, olga: Person, tmp_path: Path
) -> None:
    first = await start(source, admins=(olga.id,))
    report = await send_file(world, olga, "boat.txt", BOAT)
    await stop(first)
    with sqlite3.connect(tmp_path / "state" / FILE) as database:
        database.execute("UPDATE proposals SET at = at - 90000")
    database.close()
    (tmp_path / "state" / UPLOADS / "0a0b0c0d").mkdir()
    await start(source, admins=(olga.id,))

    assert "already been decided" in (await olga.taps(report, "Publish").answer()).text

    while uploads(tmp_path):  # noqa: ASYNC110 - nobody tells of it
        await asyncio.sleep(0.01)


async def test_a_killed_check_is_reported_and_can_be_retried(
    world: World, start: Start, source: Path, olga: Person, tmp_path: Path
) -> None:
    await start(source, admins=(olga.id,))
    olga.sends_document("boat.txt", BOAT.encode())
    os.kill(await child(), signal.SIGKILL)

    report = await world.next_message(olga.chat)

    assert report.text.startswith("I can’t use boat.txt. Nothing has changed.")
    assert "ended from outside (signal 9)" in report.text
    assert uploads(tmp_path) == []
    assert (await send_file(world, olga, "boat.txt", BOAT)).labels == ("Publish", "Discard")


async def test_a_check_interrupted_by_shutdown_says_so(
    world: World, start: Start, source: Path, olga: Person
) -> None:
    application: QuothApplication = await start(source, admins=(olga.id,))
    olga.sends_document("boat.txt", BOAT.encode())
    await child()
    await stop(application)

    assert "this check was stopped" in (await world.next_message(olga.chat)).text


async def child() -> int:
    """Wait for the build process to start, and return it."""
    while not (found := children()):  # noqa: ASYNC110 - nobody tells of it
        await asyncio.sleep(0.01)
    return found[0]


def children() -> list[int]:
    """The build processes that this process has started."""
    of_threads = (thread.read_text().split() for thread in Path("/proc/self/task").glob("*/children"))
    begun = chain.from_iterable(of_threads)
    return [int(process) for process in begun if b"management.proposing" in command_line(process)]


def command_line(process: str) -> bytes:
    return Path("/proc", process, "cmdline").read_bytes()


# Permissions


async def test_somebody_without_a_role_cannot_give_orders_or_press_buttons(
    world: World, start: Start, source: Path, manager: CorpusManager, olga: Person, anna: Person
) -> None:
    await start(source, admins=(olga.id,))
    first = published_version(manager)

    for order in ("/versions", "/diff", "/rollback"):
        assert "Only admins" in (await send_text(world, anna, order)).text

    await tap_button(world, olga, await send_file(world, olga, "boat.txt", BOAT), "Publish")
    answer = await send_text(world, anna, "/about")
    report = await send_file(world, olga, "pier.txt", "Greta Lund mended the pier.")
    data = [pack(RollBack(first, published_version(manager))), report.button("Publish").value]
    for forgery in data:
        alert = await tap_forged_button(anna, answer, forgery)

        assert alert.show_alert
        assert "Only admins" in alert.text

    assert published_version(manager) != first


async def test_the_buttons_of_a_proposal_work_only_below_the_message_that_shows_it(
    world: World, start: Start, source: Path, manager: CorpusManager, olga: Person, anna: Person
) -> None:
    await start(source, admins=(olga.id, anna.id))
    report = await send_file(world, olga, "boat.txt", BOAT)
    elsewhere = await send_text(world, anna, "/about")

    alert = await tap_forged_button(anna, elsewhere, report.button("Publish").value)

    assert "already been decided" in alert.text

    alert = await tap_forged_button(olga, report, pack(Decide("00000000", PUBLISH)))
    assert "already been decided" in alert.text
    assert len([each for each in manager.stored() if each.published]) == 1


async def test_every_action_is_recorded_in_the_journal(
    world: World, start: Start, source: Path, manager: CorpusManager, olga: Person, tmp_path: Path
) -> None:
    application = await start(source, admins=(olga.id,))
    await tap_button(world, olga, await send_file(world, olga, "boat.txt", BOAT), "Publish")
    await tap_button(
        world, olga, await send_file(world, olga, "pier.txt", "Greta Lund mended the pier."), "Discard"
    )
    await send_text(world, olga, "/reload")
    await tap_button(world, olga, await send_text(world, olga, "/rollback"), "Roll back, keep the files")
    await stop(application)
    with sqlite3.connect(tmp_path / "state" / FILE) as database:
        rows = database.execute("SELECT what, user, detail FROM journal ORDER BY id").fetchall()
    database.close()

    assert [(what, detail) for what, _, detail in rows] == [
        ("upload", "boat.txt"),
        ("publish", "boat.txt"),
        ("upload", "pier.txt"),
        ("discard", "pier.txt"),
        ("reload", ""),
        ("rollback", ""),
    ]
    assert {user for _, user, _ in rows} == {olga.id}
