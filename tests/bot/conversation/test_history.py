"""Which earlier answers a question follows, and replaying an answer from them."""

from dataclasses import replace

from bot.conversation.history import answers_followed, current_versions, turns
from bot.messages.chats import Conversation
from bot.policy import Policy
from bot.state import State, StoredAnswer
from retrieval.answering import answer
from retrieval.records import Grade
from retrieval.store.snapshot import Snapshot
from tests.bot.samples import make_stored_answer

CHAT = Conversation(1, 0, 1)


def stored_answer(
    snapshot: Snapshot, answer_id: str, question: str, at: float = 1.0, **changes: object
) -> StoredAnswer:
    found = StoredAnswer(answer_id, CHAT, 5, at, snapshot.version, answer(question, snapshot))
    return replace(found, **changes)  # type: ignore[arg-type]


async def test_an_answer_follows_its_recorded_predecessors_or_else_those_before_it(
    snapshot: Snapshot, state: State
) -> None:
    for name, at in (("a", 1.0), ("b", 2.0), ("c", 3.0)):
        await state.answers.keep(stored_answer(snapshot, name, "Who lit the lamp?", at))
    noted = stored_answer(snapshot, "d", "Why?", 4.0, followed=("b",))

    assert [each.id for each in await answers_followed(noted, state, Policy())] == ["b"]

    unnoted = replace(noted, at=2.5, followed=None)
    assert [each.id for each in await answers_followed(unnoted, state, Policy())] == ["a", "b"]

    await state.answers.start_over(CHAT)
    assert [each.id for each in await answers_followed(noted, state, Policy())] == ["b"]


async def test_the_history_uses_the_answer_that_each_message_shows_now(
    snapshot: Snapshot, state: State
) -> None:
    old = stored_answer(snapshot, "old", "Who lit the lamp?")
    await state.answers.keep(old)
    await state.answers.replace("old", stored_answer(snapshot, "new", "What did the repair cost?"))

    then = await state.answers.get_all(["old"])

    assert [each.id for each in await current_versions(then, state)] == ["new"]

    await state.answers.withdraw("new")
    assert await current_versions(then, state) == []


def test_citations_in_another_version_are_ignored(snapshot: Snapshot) -> None:
    there = stored_answer(snapshot, "a", "Who lit the lamp?", version="elsewhere")
    (turn,) = turns([there], "", snapshot)

    assert (turn.question, turn.answer.citations, turn.answer.others) == ("Who lit the lamp?", (), ())


def test_follow_up_questions_follow_the_chosen_reading(snapshot: Snapshot) -> None:
    one = make_stored_answer(snapshot, Grade.PARTIAL)
    (turn,) = turns([replace(one, other=True)], "", snapshot)

    assert turn.answer.citations == one.answer.others[:1]


def test_a_selection_is_the_last_turn_of_the_history(snapshot: Snapshot) -> None:
    lit = stored_answer(snapshot, "a", "Who lit the lamp?")
    first, last = turns([lit], "Edda Quist lit it", snapshot)

    assert first.answer == lit.answer
    assert (last.question, last.answer.citations[0].text) == (
        "Edda Quist lit it",
        "Mayor Edda Quist lit it on Sunday evening.",
    )
