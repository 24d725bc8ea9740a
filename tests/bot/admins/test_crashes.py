"""What an admin did just before the process died is told as done by the next one, and recorded once."""

from pathlib import Path

import pytest

from bot.admins.auditing import merged
from bot.state import State
from bot.state.journal import JournalEntry
from management.operations import CorpusManager
from tests.bot.conftest import ON_BOTH_DATABASES, Start
from tests.bot.failures.crashes import REPEATED, Crash
from tests.bot.people import published_version, send_file, send_text, tap_button
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.records import Message

pytestmark = ON_BOTH_DATABASES

BOAT = "The boat of Selmouth was painted green by Nils Holm in the spring."


@pytest.fixture
def refusals() -> set[str]:
    return set(REPEATED)


async def message_with(world: World, person: Person, text: str) -> Message:
    """The next message to somebody that says *text*; those before may have been sent twice."""
    while text not in (message := await world.next_message(person.chat)).text:
        pass
    return message


async def told_about(world: World, owner: Person, person: Person) -> int:
    """How many messages say what was, or was not, done about somebody, once everything is delivered."""
    await send_text(world, owner, "/id")
    said = [message.text for message in world.messages(owner.chat) if str(person.id) in message.text]
    return sum(text.startswith(("Done.", "Nothing done")) for text in said)


async def edit_with(world: World, person: Person, text: str) -> Message:
    """The next edit of a message to somebody that says *text*."""
    while text not in (message := await world.next_edit(person.chat)).text:
        pass
    return message


async def journal(state_dir: Path, database: str) -> list[JournalEntry]:
    """All that is on record, the latest first."""
    state = State(state_dir, url=database)
    entries = await state.journal.latest(100)
    await state.close()
    return entries


def audited(entries: list[JournalEntry], manager: CorpusManager, version: str) -> list[str]:
    """What /audit shows of a version, apart from what was sent for it."""
    pointer = manager.store.pointer()
    assert pointer is not None
    events = [event.entry for event in merged(entries, pointer.history) if event.entry.version == version]
    return [entry.what for entry in events if entry.what != "upload"]


@pytest.mark.parametrize("when", ["before _finish", "after _finish"])
async def test_a_role_given_just_before_a_crash_is_told_as_given(
    world: World, start: Start, olga: Person, anna: Person, database: str, tmp_path: Path, when: str
) -> None:
    application = await start(admins=(olga.id,))
    question = await send_text(world, olga, f"/grant {anna.id} admin")

    olga.taps(question, "Grant")
    await Crash(application, world.updates[-1].id, when).happens()
    await start(admins=(olga.id,))

    await message_with(world, olga, f"Done. {anna.id} is now admin.\nI’ve let them know.")
    assert await told_about(world, olga, anna) == 1
    entries = await journal(tmp_path / "state", database)
    assert [(entry.what, entry.about) for entry in entries] == [("grant", anna.id)]


@pytest.mark.parametrize("when", ["before _finish", "after _finish"])
async def test_a_role_taken_just_before_a_crash_is_told_as_taken(
    world: World, start: Start, olga: Person, anna: Person, database: str, tmp_path: Path, when: str
) -> None:
    state = State(tmp_path / "state", url=database)
    await state.grants.change(anna.id, "", "viewer", olga.id)
    await state.close()
    application = await start(admins=(olga.id,))
    question = await send_text(world, olga, f"/revoke {anna.id}")

    olga.taps(question, "Revoke")
    await Crash(application, world.updates[-1].id, when).happens()
    await start(admins=(olga.id,))

    await message_with(world, olga, f"Done. {anna.id} no longer has a role.")
    assert await told_about(world, olga, anna) == 1
    entries = await journal(tmp_path / "state", database)
    assert [(entry.what, entry.about) for entry in entries] == [("revoke", anna.id), ("grant", anna.id)]


@pytest.mark.parametrize("when", ["before write", "after write", "after _remove"])
async def test_a_file_published_just_before_a_crash_is_told_as_published(
    world: World,
    start: Start,
    source: Path,
    manager: CorpusManager,
    olga: Person,
    database: str,
    tmp_path: Path,
    when: str,
) -> None:
    application = await start(source, admins=(olga.id,))
    report = await send_file(world, olga, "boat.txt", BOAT)

    olga.taps(report, "Publish")
    await Crash(application, world.updates[-1].id, when).happens()
    await start(source, admins=(olga.id,))

    assert (await edit_with(world, olga, "boat.txt")).text.startswith("Published.\nboat.txt")
    entries = await journal(tmp_path / "state", database)
    assert audited(entries, manager, published_version(manager)) == ["publish"]
    assert "Nils Holm" in (await send_text(world, olga, "Who painted the boat?")).text


@pytest.mark.parametrize("when", ["after write", "after _remove"])
async def test_a_file_discarded_just_before_a_crash_is_told_as_discarded(
    world: World, start: Start, source: Path, olga: Person, database: str, tmp_path: Path, when: str
) -> None:
    application = await start(source, admins=(olga.id,))
    report = await send_file(world, olga, "boat.txt", BOAT)

    olga.taps(report, "Discard")
    await Crash(application, world.updates[-1].id, when).happens()
    await start(source, admins=(olga.id,))

    assert (await edit_with(world, olga, "boat.txt")).text.startswith("Discarded.")
    entries = await journal(tmp_path / "state", database)
    assert [entry.what for entry in entries] == ["discard", "upload"]


@pytest.mark.parametrize("when", ["before write", "after write", "after _finish"])
async def test_a_version_gone_back_to_just_before_a_crash_is_told_as_in_use(
    world: World,
    start: Start,
    source: Path,
    manager: CorpusManager,
    olga: Person,
    database: str,
    tmp_path: Path,
    when: str,
) -> None:
    application = await start(source, admins=(olga.id,))
    first = published_version(manager)
    (source / "boat.txt").write_text(BOAT, encoding="utf-8")
    await send_text(world, olga, "/reload")
    (source / "boat.txt").unlink()
    question = await send_text(world, olga, "/rollback")

    olga.taps(question, "Roll back")
    await Crash(application, world.updates[-1].id, when).happens()
    await start(source, admins=(olga.id,))

    assert "is in use again" in (await message_with(world, olga, first)).text
    entries = await journal(tmp_path / "state", database)
    assert audited(entries, manager, first) == ["rollback", "published"]


@pytest.mark.parametrize("when", ["before write", "after write"])
async def test_files_taken_out_just_before_a_crash_are_told_as_taken_out(
    world: World,
    start: Start,
    source: Path,
    manager: CorpusManager,
    olga: Person,
    database: str,
    tmp_path: Path,
    when: str,
) -> None:
    application = await start(source, admins=(olga.id,))
    first = published_version(manager)
    (source / "boat.txt").write_text(BOAT, encoding="utf-8")
    await send_text(world, olga, "/reload")
    offer = await send_text(world, olga, "/rollback")

    olga.taps(offer, offer.labels[1])
    await Crash(application, world.updates[-1].id, when).happens()
    await start(source, admins=(olga.id,))

    assert "boat.txt" in (await edit_with(world, olga, first)).text
    (entry, *_) = await journal(tmp_path / "state", database)
    assert (entry.what, entry.version, entry.detail) == ("rollback", first, "boat.txt")


@pytest.mark.parametrize("when", ["before write", "after write"])
async def test_a_gold_question_added_just_before_a_crash_is_told_as_added(
    world: World, start: Start, source: Path, olga: Person, database: str, tmp_path: Path, when: str
) -> None:
    application = await start(source, admins=(olga.id,))
    answer = await send_text(world, olga, "Who paid for the repair?")

    olga.replies_to(answer, "/gold")
    await Crash(application, world.updates[-1].id, when).happens()
    await start(source, admins=(olga.id,))

    assert (await world.next_message(olga.chat)).labels == ("Undo",)
    entries = await journal(tmp_path / "state", database)
    assert [entry.what for entry in entries] == ["gold added"]


@pytest.mark.parametrize("when", ["before write", "after write", "after _dismiss"])
async def test_questions_ignored_just_before_a_crash_are_recorded_as_ignored_once(
    world: World, start: Start, olga: Person, database: str, tmp_path: Path, when: str
) -> None:
    application = await start(admins=(olga.id,))
    await send_text(world, olga, "Where are the penguins?")
    board = await send_text(world, olga, "/gaps")
    gap = await tap_button(world, olga, board, board.labels[0])

    olga.taps(gap, "Ignore")
    await Crash(application, world.updates[-1].id, when).happens()
    await start(admins=(olga.id,))

    await world.next_edit(olga.chat)
    assert "No open questions" in (await send_text(world, olga, "/gaps")).text
    entries = await journal(tmp_path / "state", database)
    assert [entry.what for entry in entries] == ["gap set aside"]
