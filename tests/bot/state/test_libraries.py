"""What belongs to one library is invisible from another; and which libraries a chat has chosen."""

import datetime

from bot.messages.chats import Conversation
from bot.messages.verdicts import BAD
from bot.state import State, StoredAnswer
from bot.state.orders import WaitingOrder
from retrieval.records import Answer, Grade
from tests.bot.test_proposals import PENDING

GROUP = Conversation(-100, 3, 7)
QUESTION = "Who signs?"


async def fill(state: State, library: str) -> State:
    """The state of a library after a question, a vote, an order, a proposal and a grant."""
    own = state.of_library(library)
    answer = Answer(QUESTION, Grade.NONE, 0.1, missing_terms=("signs",))
    await own.answers.keep(
        StoredAnswer(f"{library}-answer", GROUP, 5, 10.0, "0a1b2c3d4e5f", answer, asked_by=4, library=library)
    )
    await own.people.rate(f"{library}-answer", 8, BAD)
    await own.gaps.dismiss([f"{library}-mark"], 7)
    await own.gaps.store_prompt(7, 6, f"{library}-gap", 7)
    await own.orders.keep(WaitingOrder(f"{library}-order", 7, "grant", "5 admin", ""))
    await own.proposals.keep(PENDING)
    await own.grants.change(7, "", "admin", 1)
    await own.subscriptions.keep(GROUP, QUESTION, "0a1b2c3d4e5f")
    await own.subscriptions.set_digest(7, wanted=True)
    return own


async def test_what_belongs_to_a_library_is_invisible_from_another(state: State) -> None:
    await fill(state, "handbook")
    news = state.of_library("news")

    today = datetime.date(1970, 1, 1)
    usage = await news.statistics.usage(today, 1)
    assert await news.answers.get("handbook-answer") is None
    assert await news.answers.in_message(-100, 5) is None
    assert await news.answers.answer_to(-100, 4) is None
    assert await news.answers.history(GROUP, 0.0, 9) == []
    assert await news.answers.same_question(GROUP, QUESTION, 0.0) is None
    assert (usage.questions, usage.bad, usage.grades) == (0, 0, ())
    assert await news.gaps.questions() == []
    assert await news.gaps.dismissed() == frozenset()
    assert await news.gaps.prompt(7, 6) is None
    assert await news.orders.take("handbook-order", 7) is None
    assert await news.proposals.pending(PENDING.id) is None
    assert await news.grants.all() == []
    assert await news.journal.latest(9) == []
    assert await news.subscriptions.unasked("another", 9) == []
    assert await news.subscriptions.digests_due(1e12) == []


async def test_a_library_sees_its_own_data(state: State) -> None:
    own = await fill(state, "handbook")

    usage = await own.statistics.usage(datetime.date(1970, 1, 1), 1)
    stored = await own.answers.get("handbook-answer")
    assert stored is not None
    assert stored.library == "handbook"
    assert usage.questions == 1
    assert [each.question for each in await own.gaps.questions()] == [QUESTION]
    assert await own.gaps.dismissed() == {"handbook-mark"}
    assert await own.gaps.prompt(7, 6) == "handbook-gap"
    assert await own.proposals.pending(PENDING.id) == PENDING
    assert [grant.role for grant in await own.grants.all()] == ["admin"]
    assert [entry.what for entry in await own.journal.latest(9)] == ["grant"]
    assert await own.subscriptions.wants_digest(7)


async def test_a_person_can_have_another_role_in_each_library(state: State) -> None:
    handbook, news = state.of_library("handbook"), state.of_library("news")
    await handbook.grants.change(7, "", "admin", 1)
    await news.grants.change(7, "", "viewer", 1)

    await handbook.grants.change(7, "admin", "", 1)

    assert await handbook.grants.of(7) is None
    assert [grant.role for grant in await news.grants.all()] == ["viewer"]


async def test_the_library_of_a_button_is_found_by_what_the_button_is_about(state: State) -> None:
    await fill(state, "handbook")

    assert await state.answers.library_of("handbook-answer") == "handbook"
    assert await state.libraries.of_question(-100, 4) == "handbook"
    assert await state.orders.library_of("handbook-order") == "handbook"
    assert await state.proposals.library_of(PENDING.id) == "handbook"
    assert await state.answers.library_of("unknown") is None


async def test_forgetting_a_person_deletes_their_data_of_all_libraries(state: State) -> None:
    handbook, news = await fill(state, "handbook"), await fill(state, "news")

    forgotten = await handbook.forget(7)

    assert forgotten.answers == 2
    assert await news.answers.get("news-answer") is None
    assert await news.grants.all() == []
    assert not await news.subscriptions.wants_digest(7)


async def test_a_topic_without_a_choice_uses_what_its_chat_uses(state: State) -> None:
    await state.libraries.choose(-100, 0, ["news"])
    await state.libraries.choose(-100, 3, ["handbook", "faq"])

    assert await state.libraries.of(-100, 3) == ("handbook", "faq")
    assert await state.libraries.of(-100, 4) == ("news",)
    assert await state.libraries.of(-200, 0) == ()


async def test_a_choice_moves_with_its_group_and_can_be_taken_back(state: State) -> None:
    await state.libraries.choose(-100, 0, ["news"])

    await state.libraries.move_chat(-100, -1001)

    assert await state.libraries.of(-1001, 0) == ("news",)
    await state.libraries.choose(-1001, 0, [])
    assert await state.libraries.of(-1001, 0) == ()
