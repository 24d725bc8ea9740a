"""What a question follows, and that an answer can be replayed from it."""

from dataclasses import replace

from bot.conversation.history import followed_by, present, turns
from bot.messages.chats import Conversation
from bot.policy import Policy
from bot.state import State, StoredAnswer
from retrieval.answering import answer
from retrieval.records import Grade
from retrieval.store.snapshot import Snapshot
from tests.bot.samples import stored

CHAT = Conversation(1, 0, 1)


def kept(
    snapshot: Snapshot, answer_id: str, question: str, at: float = 1.0, **changes: object
) -> StoredAnswer:
    found = StoredAnswer(answer_id, CHAT, 5, at, snapshot.version, answer(question, snapshot))
    return replace(found, **changes)  # type: ignore[arg-type]


async def test_what_was_followed_is_noted_and_what_was_not_is_what_came_before(snapshot: Snapshot) -> None:
    state = State(None)
    for name, at in (("a", 1.0), ("b", 2.0), ("c", 3.0)):
        await state.answers.keep(kept(snapshot, name, "Who lit the lamp?", at))
    noted = kept(snapshot, "d", "Why?", 4.0, followed=("b",))
    assert [each.id for each in await followed_by(noted, state, Policy())] == ["b"]
    unnoted = replace(noted, at=2.5, followed=None)
    assert [each.id for each in await followed_by(unnoted, state, Policy())] == ["a", "b"]
    await state.answers.start_anew(CHAT)
    assert [each.id for each in await followed_by(noted, state, Policy())] == ["b"]
    await state.close()


async def test_an_answer_is_present_as_what_stands_in_its_message(snapshot: Snapshot) -> None:
    state = State(None)
    old = kept(snapshot, "old", "Who lit the lamp?")
    await state.answers.keep(old)
    await state.answers.take_place("old", kept(snapshot, "new", "What did the repair cost?"))
    then = await state.answers.those(["old"])
    assert [each.id for each in await present(then, state)] == ["new"]
    await state.answers.withdraw("new")
    assert await present(then, state) == []
    await state.close()


def test_places_in_another_version_mean_nothing(snapshot: Snapshot) -> None:
    there = kept(snapshot, "a", "Who lit the lamp?", version="elsewhere")
    (turn,) = turns([there], "", snapshot)
    assert (turn.question, turn.answer.citations, turn.answer.others) == ("Who lit the lamp?", (), ())


def test_the_reading_that_was_chosen_is_the_one_that_is_followed(snapshot: Snapshot) -> None:
    one = stored(snapshot, Grade.PARTIAL)
    (turn,) = turns([replace(one, other=True)], "", snapshot)
    assert turn.answer.citations == one.answer.others[:1]


def test_words_pointed_at_come_last(snapshot: Snapshot) -> None:
    lit = kept(snapshot, "a", "Who lit the lamp?")
    first, last = turns([lit], "Edda Quist lit it", snapshot)
    assert first.answer == lit.answer
    assert (last.question, last.answer.citations[0].text) == (
        "Edda Quist lit it",
        "Mayor Edda Quist lit it on Sunday evening.",
    )
