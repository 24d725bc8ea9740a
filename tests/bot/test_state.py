import os
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.errors import StateError
from bot.messages.chats import Conversation
from bot.messages.permalinks import Archived
from bot.state import FILE, MIGRATIONS, State, StoredAnswer
from bot.state.orders import WaitingOrder
from bot.state.updates import ReceivedUpdate
from retrieval.records import Answer, Citation, Grade
from tests.bot.conftest import OpenState

HERE = Conversation(chat=-100, thread=3, user=7)
FOUND = Citation("harbour", "The Harbour", 2, 10, 14, "It 😀", 1.5)
NEXT = Citation("harbour", "The Harbour", 3, 20, 24, "Then", 0.5)
ANSWER = Answer("Who?", Grade.PARTIAL, 0.25, (FOUND,), (NEXT,), ("keeper",), "Who keeps it?")


def make_stored_answer(answer_id: str, at: float, conversation: Conversation = HERE) -> StoredAnswer:
    return StoredAnswer(answer_id, conversation, 55, at, "0a1b2c3d4e5f", replace(ANSWER, question=answer_id))


async def test_an_answer_is_stored_completely(state: State) -> None:
    kept = make_stored_answer("a", 1.0)
    await state.answers.keep(kept)

    assert await state.answers.get("a") == kept


async def test_an_unknown_answer_is_none(state: State) -> None:
    assert await state.answers.get("a") is None


async def test_answers_survive_a_restart(open_state: OpenState) -> None:
    first = open_state()
    await first.answers.keep(make_stored_answer("a", 1.0))
    await first.close()

    second = open_state()

    assert await second.answers.get("a") == make_stored_answer("a", 1.0)

    await second.close()


async def test_closing_the_state_twice_is_not_an_error(open_state: OpenState) -> None:
    state = open_state()
    await state.close()
    await state.close()


async def test_a_state_without_a_folder_is_not_persistent(tmp_path: Path) -> None:
    state = State(None)
    await state.answers.keep(make_stored_answer("a", 1.0))

    assert await state.answers.get("a") is not None

    await state.close()
    assert not os.listdir(tmp_path)  # noqa: PTH208 - nothing blocks here


async def test_the_history_lists_the_last_answers_oldest_first(state: State) -> None:
    for number in range(5):
        await state.answers.keep(make_stored_answer(str(number), float(number)))
    history = await state.answers.history(HERE, since=0.5, limit=3)

    assert [kept.id for kept in history] == ["2", "3", "4"]
    assert [kept.id for kept in await state.answers.history(HERE, since=3.5, limit=3)] == ["4"]


async def test_the_history_can_be_limited_to_answers_before_a_time(state: State) -> None:
    for number in range(3):
        await state.answers.keep(make_stored_answer(str(number), float(number)))
    history = await state.answers.history(HERE, since=-1.0, limit=3, before=2.0)

    assert [kept.id for kept in history] == ["0", "1"]


async def test_the_answer_in_a_message_is_the_latest_one_shown_there(state: State) -> None:
    await state.answers.keep(make_stored_answer("a", 1.0))
    await state.answers.keep(make_stored_answer("b", 2.0))

    found = await state.answers.in_message(HERE.chat, 55)

    assert found is not None
    assert found.id == "b"
    assert await state.answers.in_message(HERE.chat, 56) is None
    assert await state.answers.in_message(HERE.chat + 1, 55) is None


async def test_the_followed_answers_the_chosen_reading_and_the_selection_are_stored(state: State) -> None:
    kept = replace(
        make_stored_answer("a", 1.0),
        answer=replace(ANSWER, readings=("Ann Keeper", "Bo Keeper"), of_words=True),
        asked_by=54,
        followed=("x", "y"),
        selection="the keeper said",
        exact=True,
        milliseconds=2.5,
        other=True,
        pointer=60,
        instead_of="x",
    )
    await state.answers.keep(kept)

    assert await state.answers.get("a") == kept
    assert await state.answers.get_all(["gone", "a"]) == [kept]


def test_the_other_reading_is_shown_first_once_it_was_chosen() -> None:
    chosen = replace(make_stored_answer("a", 1.0), answer=replace(ANSWER, readings=("Ann", "Bo")), other=True)

    assert (chosen.shown.citations, chosen.shown.others) == ((NEXT,), (FOUND,))
    assert chosen.shown.readings == ("Bo", "Ann")
    assert replace(chosen, other=False).shown == chosen.answer


async def test_an_answer_replaces_another_in_its_message_and_in_the_conversation(
    state: State,
) -> None:
    old = replace(make_stored_answer("old", 1.0), asked_by=54)
    await state.answers.keep(old)
    await state.answers.replace("old", replace(old, id="new", instead_of="old"))

    assert [kept.id for kept in await state.answers.history(HERE, since=0.0, limit=3)] == ["new"]
    for found in (
        await state.answers.in_message(HERE.chat, 55),
        await state.answers.answer_to(HERE.chat, 54),
    ):
        assert found is not None
        assert (found.id, found.instead_of, found.current) == ("new", "old", True)
    assert await state.answers.get("old") == replace(old, current=False)

    await state.answers.replace("new", old)
    assert [kept.id for kept in await state.answers.history(HERE, since=0.0, limit=3)] == ["old"]


async def test_replacing_an_answer_from_before_a_new_conversation_does_not_move_it_into_the_new_one(
    state: State,
) -> None:
    await state.answers.keep(make_stored_answer("old", 1.0))
    await state.answers.start_over(HERE)
    await state.answers.replace("old", make_stored_answer("new", 1.0))

    assert await state.answers.history(HERE, since=0.0, limit=3) == []


async def test_a_withdrawn_answer_is_not_followed_but_is_still_found_by_its_message(
    state: State,
) -> None:
    await state.answers.keep(replace(make_stored_answer("a", 1.0), asked_by=54))
    await state.answers.withdraw("a")

    assert await state.answers.history(HERE, since=0.0, limit=3) == []
    assert await state.answers.in_message(HERE.chat, 55) is None
    assert await state.answers.same_question(HERE, "a", since=0.0) is None

    found = await state.answers.answer_to(HERE.chat, 54)
    assert found is not None
    assert not found.current


async def test_pointers_to_an_answer_can_be_listed(state: State) -> None:
    await state.answers.keep(make_stored_answer("a", 1.0))
    await state.answers.keep(replace(make_stored_answer("b", 2.0), pointer=60))

    assert [led.id for led in await state.answers.pointing_to(HERE.chat, 55)] == ["b"]

    for message, answer_id in ((55, "a"), (60, "b")):
        found = await state.answers.in_message(HERE.chat, message)

        assert found is not None
        assert found.id == answer_id


async def test_each_chat_topic_and_user_has_a_separate_history(state: State) -> None:
    await state.answers.keep(make_stored_answer("a", 1.0))

    for other in (HERE._replace(chat=-101), HERE._replace(thread=0), HERE._replace(user=8)):
        assert await state.answers.history(other, since=0.0, limit=3) == []


async def test_a_new_conversation_has_no_history_but_the_old_answers_stay(state: State) -> None:
    await state.answers.keep(make_stored_answer("a", 1.0))
    await state.answers.start_over(HERE)

    assert await state.answers.history(HERE, since=0.0, limit=3) == []
    assert await state.answers.get("a") is not None


async def test_a_history_continues_when_its_group_becomes_a_supergroup(state: State) -> None:
    await state.answers.keep(replace(make_stored_answer("a", 1.0), message=5, asked_by=4))
    await state.answers.move_chat(HERE.chat, -1000)

    there = HERE._replace(chat=-1000)

    assert [kept.id for kept in await state.answers.history(there, since=0.0, limit=3)] == ["a"]
    assert await state.answers.in_message(-1000, 5) is None
    assert await state.answers.answer_to(-1000, 4) is None
    assert await state.answers.same_question(there, ANSWER.question, since=0.0) is None


async def test_expired_entries_are_deleted(state: State) -> None:
    await state.answers.keep(make_stored_answer("old", 1.0))
    await state.answers.keep(make_stored_answer("new", 3.0))
    await state.prune(answers_before=2.0, updates_before=0.0, replies_before=0.0)

    assert await state.answers.get("old") is None
    assert await state.answers.get("new") is not None


async def test_a_repeated_question_is_recognized_by_its_words_whoever_asked_it(state: State) -> None:
    asked = replace(make_stored_answer("a", 5.0), answer=replace(ANSWER, question="Who lit the lamp?"))
    await state.answers.keep(asked)
    other = HERE._replace(user=8)

    assert await state.answers.same_question(other, "who lit  the LAMP", since=1.0) == asked
    assert await state.answers.same_question(other, "who lit the lamps", since=1.0) is None
    assert await state.answers.same_question(other, "who lit the lamp", since=5.0) is None
    for elsewhere in (other._replace(thread=0), other._replace(chat=-1)):
        assert await state.answers.same_question(elsewhere, "who lit the lamp", since=1.0) is None


async def test_a_chosen_language_is_remembered_until_it_is_reset(state: State) -> None:
    assert await state.people.language(7) == ""

    await state.people.set_language(7, "de")
    assert (await state.people.language(7), await state.people.language(8)) == ("de", "")

    await state.people.set_language(7, "")
    assert await state.people.language(7) == ""


async def rows(state: State, sql: str) -> list[Any]:
    return await state._database.do(lambda connection: connection.execute(sql).fetchall())


async def fill_every_table(state: State) -> None:
    """Store something about the users 7 and 8 in each table."""
    for user in (7, 8):
        private = replace(ANSWER, question=f"secret of {user}")
        await state.answers.keep(
            replace(make_stored_answer(f"of{user}", 1.0, HERE._replace(user=user)), answer=private)
        )
        await state.people.rate("of8", user, f"verdict of {user}")
        await state.people.set_language(user, f"tongue of {user}")
        await state.replies.keep(-100, 1000 + user, 1010 + user, user)
        await state.updates.receive(user, b"digest", f"message of {user}", user, f"telegram of {user}")
        await state.grants.change(user, "", "admin", 15 - user)
        await state.journal.note(user, "grant", "", f"word of {user}", about=15 - user)
        await state.orders.keep(WaitingOrder(f"order of {user}", user, "revoke", "5", ""))
        await state.subscriptions.keep(Conversation(user, 0, user), f"wish of {user}", "0a1b")
        await state.subscriptions.set_digest(user, wanted=True)
    await state.orders.keep(WaitingOrder("order about 7", 8, "grant", "7 viewer", ""))
    await state.orders.keep(WaitingOrder("order about 77", 8, "grant", "77 viewer", ""))
    await state.people.rate("of7", 8, "verdict on 7")


async def test_the_words_of_a_forgotten_user_are_overwritten_in_the_file(tmp_path: Path) -> None:
    state = State(tmp_path)
    await fill_every_table(state)

    assert (await state.forget(7)).answers == 1

    kept = (tmp_path / FILE).read_bytes()
    log = tmp_path / f"{FILE}-wal"

    assert not log.exists() or log.read_bytes() == b""
    for gone in (b"secret of 7", b"verdict of 7", b"verdict on 7", b"tongue of 7", b"message of 7"):
        assert gone not in kept
    for gone in (b"wish of 7", b"order of 7", b"order about 7grant", b"telegram of 7"):
        assert gone not in kept
    for stays in (b"secret of 8", b"verdict of 8", b"tongue of 8", b"message of 8", b"order about 77"):
        assert stays in kept

    await state.close()


async def test_forgetting_a_user_deletes_their_rows_in_every_table_and_nobody_elses(
    state: State,
) -> None:
    await fill_every_table(state)

    assert (await state.forget(7)).answers == 1

    assert not await state.updates.receive(7, b"digest", "message of 7", 7)  # it is still not handled twice

    columns = await rows(state, state._database.dialect.columns)
    with_user = {table for table, column in columns if column == "user"}

    assert with_user == {
        "answers",
        "ratings",
        "languages",
        "updates",
        "roles",
        "journal",
        "orders",
        "proposals",
        "settled_gaps",
        "prompts",
        "replies",
        "outbox",
        "wishes",
        "digests",
    }
    for table in with_user:
        assert await rows(state, f"SELECT count(*) FROM {table} WHERE user = 7") == [(0,)]
    assert await rows(state, "SELECT user, granted_by FROM roles") == [(8, None)]
    assert await rows(state, "SELECT user, about, detail FROM journal ORDER BY id") == [
        (8, None, "admin"),
        (None, 8, "word of 7"),
        (None, 8, "admin"),
        (8, None, "word of 8"),
    ]


async def test_a_cited_sentence_is_archived_permanently(state: State) -> None:
    sentence = Archived("harbour", "The Harbour", "1999-05-03", 2, 14, 24, 10, "Ten It 😀 said so.")
    await state.sentences.archive([sentence])
    await state.sentences.archive([sentence])
    await state.prune(answers_before=1e12, updates_before=1e12, replies_before=0.0)

    assert await state.sentences.archived(sentence.id) == sentence
    assert await state.sentences.archived("unknown") is None


async def test_an_update_is_stored_only_once(state: State) -> None:
    assert await state.updates.receive(1, b"digest", "{}")
    assert not await state.updates.receive(1, b"digest", "{}")


async def test_an_update_with_the_same_id_but_other_content_is_a_different_update(state: State) -> None:
    assert await state.updates.receive(1, b"digest", "{}")
    assert await state.updates.receive(1, b"other", "{}")


async def test_unhandled_updates_are_still_there_after_a_restart(open_state: OpenState) -> None:
    first = open_state()
    await first.updates.receive(1, b"1", "one")
    await first.updates.receive(2, b"2", "two")
    await first.updates.complete(1, b"1")
    await first.close()

    second = open_state()
    unhandled = await second.updates.unhandled()
    await second.close()

    assert [update.payload for update in unhandled] == ["two"]


async def test_updates_are_resumed_in_telegrams_order_regardless_of_the_clock(state: State) -> None:
    await state.updates.receive(2, b"2", "two")
    await state.updates.receive(1, b"1", "one")

    unhandled = await state.updates.unhandled()

    assert [update.payload for update in unhandled] == ["one", "two"]


async def test_the_content_of_a_handled_update_is_erased_from_the_file(tmp_path: Path) -> None:
    state = State(tmp_path)
    await state.updates.receive(1, b"1", "a very private question")
    await state.updates.complete(1, b"1")
    await state.close()

    assert b"private" not in (tmp_path / FILE).read_bytes()


async def test_only_handling_an_update_counts_as_an_attempt_and_not_a_restart(state: State) -> None:
    await state.updates.receive(1, b"1", "one")
    await state.updates.unhandled()
    await state.updates.begin(1, b"1")
    (begun,) = await state.updates.unhandled()
    await state.updates.release(1, b"1")
    (released,) = await state.updates.unhandled()

    assert (begun.tries, released.tries) == (1, 0)


async def test_an_unhandled_update_is_kept_however_old_it_is(state: State) -> None:
    await state.updates.receive(1, b"1", "one")

    await state.prune(answers_before=0.0, updates_before=1e12, replies_before=0.0)

    assert len(await state.updates.unhandled()) == 1


async def test_handled_updates_are_remembered_while_telegram_may_repeat_them(state: State) -> None:
    await state.updates.receive(1, b"1", "one")
    await state.prune(answers_before=0.0, updates_before=1.0, replies_before=0.0)

    assert not await state.updates.receive(1, b"1", "one")

    await state.updates.complete(1, b"1")
    await state.prune(answers_before=0.0, updates_before=1e12, replies_before=0.0)

    assert await state.updates.receive(1, b"1", "one")


async def test_a_question_that_somebody_waits_for_stays_however_old_it_is(state: State) -> None:
    await state.subscriptions.keep(HERE, "Who built the pier?", "0a1b")

    await state.prune(answers_before=1e12, updates_before=1e12, replies_before=1e12)

    assert [each.question for each in await state.subscriptions.unasked("another", 9)] == [
        "Who built the pier?"
    ]


async def test_an_order_waits_until_it_is_taken(state: State) -> None:
    order = WaitingOrder("0a", 7, "rollback", "", "")
    await state.orders.keep(order)

    assert [await state.orders.waiting("0a", user) for user in (7, 7, 8)] == [order, order, None]
    assert await state.orders.take("0a", 7) == order
    assert await state.orders.waiting("0a", 7) is None


async def test_forgetting_during_an_update_keeps_it_and_later_ones_until_they_are_handled(
    state: State,
) -> None:
    for update in (1, 2, 3):
        await state.updates.receive_all([ReceivedUpdate(update, b"d", f"words {update}", 7, "de", chat=7)])

    await state.forget(7, during=2)
    waiting = [each.id for each in await state.updates.unhandled()]
    await state.updates.complete(2, b"d")

    assert waiting == [2, 3]
    assert state.traces_left
    kept = await rows(state, "SELECT id, payload, user, language, chat FROM updates ORDER BY id")
    assert list(map(tuple, kept)) == [
        (1, None, None, "", 0),
        (2, None, None, "", 0),
        (3, "words 3", 7, "de", 7),
    ]

    await state.erase_traces()
    assert not state.traces_left


async def test_the_language_somebody_last_wrote_in_is_stored_until_they_are_forgotten(state: State) -> None:
    for update, language in enumerate(("de", "ru", "")):
        await state.updates.receive(update, b"1", "{}", 7, language)

    assert (await state.updates.language(7), await state.updates.language(8)) == ("ru", "")

    await state.forget(7)
    assert await state.updates.language(7) == ""


async def test_reply_links_are_kept_until_they_expire_or_their_person_is_forgotten(
    state: State,
) -> None:
    for user in (7, 8):
        await state.replies.keep(-100, user, 50 + user, user)
    await state.replies.keep(-100, 7, 60, 7)

    assert [await state.replies.to(-100, message) for message in (7, 8, 9)] == [60, 58, None]
    assert await state.replies.to(-200, 7) is None

    await state.forget(7)
    assert [await state.replies.to(-100, message) for message in (7, 8)] == [None, 58]

    await state.prune(answers_before=1e12, updates_before=1e12, replies_before=0.0)
    assert await state.replies.to(-100, 8) == 58

    await state.prune(answers_before=0.0, updates_before=0.0, replies_before=1e12)
    assert await state.replies.to(-100, 8) is None


@pytest.mark.parametrize("version", range(len(MIGRATIONS)))
async def test_a_database_of_every_earlier_schema_is_migrated(tmp_path: Path, version: int) -> None:
    database = sqlite3.connect(tmp_path / FILE)
    for migration in MIGRATIONS[:version]:
        database.executescript(migration)
    database.execute(f"PRAGMA user_version = {version}")
    database.close()
    state = State(tmp_path)
    await state.answers.keep(make_stored_answer("a", 1.0))

    assert await state.answers.get("a") == make_stored_answer("a", 1.0)

    await state.close()


async def test_a_database_of_a_later_schema_is_refused(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / FILE)
    database.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    database.close()

    with pytest.raises(StateError, match="later Quoth"):
        State(tmp_path)


async def test_a_folder_that_cannot_be_created_is_refused(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")

    with pytest.raises(StateError, match="QUOTH_STATE_DIR"):
        State(tmp_path / "state")
