"""Open questions in the state database: they appear and disappear with answers and ratings."""

import sqlite3
from pathlib import Path

from bot.admins.open_questions.gaps import group, mark_of
from bot.messages.chats import Conversation
from bot.messages.verdicts import BAD, GOOD
from bot.state import FILE, State, StoredAnswer
from retrieval.records import Answer, Citation, Grade

SAID = Citation("harbour", "The Harbour", 2, 10, 14, "It 😀", 1.5)


async def ask(
    state: State,
    answer_id: str,
    question: str,
    grade: Grade = Grade.NONE,
    missing: tuple[str, ...] = (),
    *,
    user: int = 7,
    at: float = 1.0,
    understood_as: str | None = None,
) -> None:
    """Store a question by *user* and its answer."""
    cited = () if grade is Grade.NONE else (SAID,)
    answer = Answer(question, grade, 0.25, cited, (), missing, understood_as)
    await state.answers.keep(
        StoredAnswer(answer_id, Conversation(user, 0, user), 5, at, "0a1b2c3d4e5f", answer)
    )


async def open_questions(state: State, limit: int = 9) -> list[str]:
    """The searched texts of the open questions."""
    return list(group(await state.gaps.questions(), await state.gaps.dismissed(), ["en"]).questions())[:limit]


async def test_only_questions_without_a_full_answer_are_gaps(state: State) -> None:
    await ask(state, "a", "Who lit the lamp?", Grade.ANSWER)
    await ask(state, "b", "Who drew it?", Grade.PARTIAL)
    await ask(state, "c", "Who built the pier?", Grade.PARTIAL, ("pier",))
    await ask(state, "d", "Where is the moon?", Grade.NONE, ("moon",), at=2.0)

    assert await open_questions(state) == ["Where is the moon?", "Who built the pier?"]


async def test_a_question_edited_into_an_answered_one_is_no_longer_a_gap(state: State) -> None:
    await ask(state, "a", "Who lit teh lampe?", Grade.NONE, ("lampe",))
    await state.answers.withdraw("a")

    assert await open_questions(state) == []


async def test_an_answer_rated_bad_is_a_gap_whatever_the_reason(state: State) -> None:
    await ask(state, "a", "Who lit the lamp?", Grade.ANSWER)
    await ask(state, "b", "Who drew it?", Grade.ANSWER)
    await state.people.rate("a", 8, GOOD)
    await state.people.rate("b", 8, "incomplete")

    (found,) = await state.gaps.questions()

    assert (found.question, found.voted_down, found.cited) == ("Who drew it?", True, ("It 😀",))


async def test_a_question_is_listed_once_as_last_typed_with_the_number_of_people_who_asked_it(
    state: State,
) -> None:
    await ask(state, "a", "where is THE moon", missing=("moon",), at=3.0)
    await ask(state, "b", "Where is the moon?", missing=("moon",), user=8)
    await ask(state, "c", "Where?", at=2.0, understood_as="Where is the sun?")

    found = await state.gaps.questions()

    assert [(each.question, each.searched, each.asked) for each in found] == [
        ("where is THE moon", "where is THE moon", 2),
        ("Where?", "Where is the sun?", 1),
    ]
    assert await open_questions(state, 1) == ["where is THE moon"]


async def test_a_person_who_repeats_a_question_counts_once(state: State) -> None:
    for number in range(3):
        await ask(state, f"a{number}", "Where is the moon?", at=float(number))
    await ask(state, "b", "Where is the sun?", at=9.0)
    await ask(state, "c", "Where is the sun?", user=8)
    found = await state.gaps.questions()

    assert [(each.question, each.asked) for each in found] == [
        ("Where is the sun?", 2),
        ("Where is the moon?", 1),
    ]
    assert found[1].askers < found[0].askers


async def test_nobody_can_crowd_out_other_peoples_questions_by_asking_many(state: State) -> None:
    for number in range(20):
        for again in range(2):
            await ask(state, f"a{number}{again}", f"What is {number}?", at=float(number))
    await ask(state, "b", "Where is the sun?", user=8, at=-2.0)
    await ask(state, "c", "Where is the moon?", user=9, at=-1.0)
    few = [each.question for each in await state.gaps.questions(5)]

    assert few == ["What is 19?", "Where is the moon?", "Where is the sun?", "What is 18?", "What is 17?"]


async def test_questions_that_differ_only_in_vowel_marks_are_different(state: State) -> None:
    await ask(state, "a", "कौन दीपक?")
    await ask(state, "b", "कान दीपक?", at=2.0)

    assert await open_questions(state) == ["कान दीपक?", "कौन दीपक?"]


async def test_the_same_words_following_a_different_question_are_a_different_question(state: State) -> None:
    await ask(state, "a", "Where?", understood_as="Where is the sun?")
    await ask(state, "b", "Where?", understood_as="Where is the moon?", at=2.0)

    assert await open_questions(state) == ["Where is the moon?", "Where is the sun?"]


async def test_forgetting_a_person_removes_their_questions_and_ratings_from_the_gaps(state: State) -> None:
    await ask(state, "a", "Where is the moon?", missing=("moon",))
    await ask(state, "b", "Who drew it?", Grade.ANSWER, user=8)
    await state.people.rate("b", 7, BAD)

    assert len(await state.gaps.questions()) == 2

    await state.forget(7)
    assert await state.gaps.questions() == []


async def test_a_replaced_answer_is_not_a_gap(state: State) -> None:
    await ask(state, "a", "Where is the mon?", missing=("mon",))
    await ask(state, "b", "Where is the moon?", Grade.ANSWER)

    answered = await state.answers.get("b")

    assert answered is not None

    await state.answers.replace("a", answered)
    assert await state.gaps.questions() == []


async def test_open_questions_disappear_with_answers_older_than_the_retention_time(state: State) -> None:
    await ask(state, "a", "Where is the moon?", missing=("moon",))
    await state.prune(answers_before=2.0, updates_before=0.0, replies_before=0.0)

    assert await open_questions(state) == []


async def test_questions_missing_only_set_aside_words_are_left_out_until_those_are_reopened(
    state: State,
) -> None:
    await ask(state, "a", "Where is the moon?", missing=("moon",))
    await ask(state, "b", "Where are moon and sun?", missing=("Moon", "sun"), at=2.0)
    await state.gaps.dismiss([mark_of("moon")], user=1)

    assert await open_questions(state) == ["Where are moon and sun?"]

    await state.gaps.restore([mark_of("moon")])
    assert await open_questions(state) == ["Where are moon and sun?", "Where is the moon?"]


async def test_set_aside_gaps_stay_so_and_store_no_words_of_the_question(
    tmp_path: Path,
) -> None:
    state = State(tmp_path)
    await ask(state, "a", "Where is the zzyzx?", missing=("zzyzx",))
    await state.gaps.dismiss([mark_of("zzyzx")], user=1)
    await state.forget(7)
    await state.prune(answers_before=1e12, updates_before=1e12, replies_before=0.0)

    assert await state.gaps.dismissed() == {mark_of("zzyzx")}
    assert b"zzyzx" not in (tmp_path / FILE).read_bytes()

    await state.close()


async def test_a_prompt_is_found_by_its_chat_and_message_until_it_expires(state: State) -> None:
    await state.gaps.store_prompt(chat=7, message=5, gap="ab12", user=7)

    assert await state.gaps.prompt(7, 5) == "ab12"
    assert await state.gaps.prompt(7, 6) is None
    assert await state.gaps.prompt(8, 5) is None

    await state.prune(answers_before=1e12, updates_before=0.0, replies_before=0.0)
    assert await state.gaps.prompt(7, 5) is None


async def test_an_answer_stored_before_questions_had_keys_counts_as_a_separate_question(
    tmp_path: Path,
) -> None:
    state = State(tmp_path)
    await ask(state, "a", "Where is the moon?")
    await ask(state, "b", "Where is the sun?", at=2.0)
    await state.close()
    with sqlite3.connect(tmp_path / FILE) as database:
        database.execute("UPDATE answers SET key = ''")
    database.close()
    again = State(tmp_path)

    assert await open_questions(again) == ["Where is the sun?", "Where is the moon?"]

    await again.close()


async def test_cached_answers_are_dropped_when_the_version_changes_or_somebody_is_forgotten(
    state: State,
) -> None:
    state.gaps.answers_of("0a1b")["Who?"] = Answer("Who?", Grade.NONE, 0.0)

    assert "Who?" in state.gaps.answers_of("0a1b")

    await state.forget(7)
    assert state.gaps.answers_of("0a1b") == {}

    state.gaps.answers_of("0a1b")["Who?"] = Answer("Who?", Grade.NONE, 0.0)
    assert state.gaps.answers_of("2c3d") == {}
