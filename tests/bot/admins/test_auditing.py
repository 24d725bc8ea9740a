"""The activity list, by itself and in whole conversations over the strict Bot API."""

import datetime
from dataclasses import replace
from pathlib import Path

from bot.admins.auditing import PER_PAGE, merged
from bot.live_corpus import BY
from bot.messages.callback_data import ShowAudit, pack
from bot.state import State
from bot.state.journal import JournalEntry
from management.operations import CorpusManager
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.pointer import Publication
from tests.bot.conftest import Start
from tests.bot.people import send_text
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.records import Button

NOON = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)


def published(version: str, by: str, seconds: int = 0) -> Publication:
    at = NOON + datetime.timedelta(seconds=seconds)
    return Publication(version, at.isoformat(timespec="seconds"), by, "published")


def journal_entry(seconds: float, version: str) -> JournalEntry:
    return JournalEntry(NOON.timestamp() + seconds, 7, "reload", version)


def test_a_publication_in_the_journal_is_not_listed_again_from_the_version_history() -> None:
    events = merged([journal_entry(0.7, "a")], [published("a", BY)])

    assert [(event.entry.user, event.by) for event in events] == [(7, "")]


def test_a_terminal_publication_is_listed_even_if_a_chat_published_at_the_same_time() -> None:
    events = merged([journal_entry(0.7, "a")], [published("a", "terminal")])

    assert [event.by for event in events] == ["", "terminal"]


def test_a_publication_from_a_chat_that_the_journal_lacks_is_still_listed() -> None:
    events = merged([journal_entry(500.0, "b"), journal_entry(0.7, "a")], [published("b", BY)])

    assert [(event.entry.version, event.by) for event in events] == [("b", ""), ("a", ""), ("b", BY)]


async def test_actions_in_chats_and_at_the_terminal_are_listed_with_who_took_them(
    world: World, start: Start, source: Path, tmp_path: Path, olga: Person
) -> None:
    await start(source, admins=(olga.id,))
    (source / "second.txt").write_text("A second lamp is planned for the north pier.", encoding="utf-8")
    await send_text(world, olga, "/reload")
    (source / "third.txt").write_text("A third lamp is planned for the south pier.", encoding="utf-8")
    proposal = await CorpusManager(CorpusStore(source, tmp_path / "versions")).reload(by="terminal")
    record = await send_text(world, olga, "/audit")
    heading, terminal, chat, first = record.text.split("\n\n")

    assert heading.startswith("Activity")
    assert f"at the terminal · reloaded · Version {proposal.version}, fingerprint " in terminal
    assert f"{olga.id} · reloaded · Version {proposal.before}, fingerprint " in chat
    assert "at the start · published · " in first
    assert record.labels == ()


async def test_the_activity_list_is_paged_in_place(
    world: World, start: Start, tmp_path: Path, olga: Person
) -> None:
    state = State(tmp_path / "state")
    for number in range(2 * PER_PAGE):
        await state.journal.note(olga.id, "upload", detail=f"file number {number};")
    await state.close()
    await start(admins=(olga.id,))
    newest = await send_text(world, olga, "/audit")

    assert newest.text.count("file number") == PER_PAGE
    assert "file number 19;" in newest.text
    assert newest.labels == ("▶",)

    await olga.taps(newest, "▶").answer()
    older = await world.next_edit(olga.chat)

    assert "file number 9;" in older.text
    assert older.labels == ("◀", "▶")

    await olga.taps(older, "▶").answer()
    oldest = await world.next_edit(olga.chat)

    assert "published" in oldest.text
    assert oldest.labels == ("◀",)

    await olga.taps(oldest, "◀").answer()
    assert (await world.next_edit(olga.chat)).text == older.text


async def test_a_page_number_past_the_end_shows_the_last_page(
    world: World, start: Start, tmp_path: Path, olga: Person
) -> None:
    state = State(tmp_path / "state")
    for number in range(PER_PAGE):
        await state.journal.note(olga.id, "upload", detail=f"file number {number};")
    await state.close()
    await start(admins=(olga.id,))
    newest = await send_text(world, olga, "/audit")
    far = {"text": "far", "callback_data": pack(ShowAudit(10**40))}
    forged = replace(newest, keyboard=((Button("far", "callback_data", far),),))
    await olga.taps(forged, "far").answer()

    assert (await world.next_edit(olga.chat)).labels == ("◀",)
