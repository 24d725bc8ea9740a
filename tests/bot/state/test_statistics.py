"""Statistics of the questions asked."""

import datetime

from bot.messages.chats import Conversation
from bot.messages.verdicts import BAD, GOOD
from bot.state import State, StoredAnswer
from retrieval.records import Answer, Citation, Grade

LAST = datetime.date(2002, 11, 29)
NOON = datetime.datetime(2002, 11, 29, 12, tzinfo=datetime.UTC).timestamp()
DAY = 86400.0


async def ask(
    state: State,
    answer_id: str,
    at: float = NOON,
    *,
    question: str = "Who lit the lamp?",
    grade: Grade = Grade.ANSWER,
    cited: tuple[str, ...] = (),
    milliseconds: float | None = None,
) -> None:
    citations = tuple(Citation(document, document.title(), 1, 0, 2, "It", 1.5) for document in cited)
    answer = Answer(question, grade, 0.25, citations)
    here = Conversation(7, 0, 7)
    await state.answers.keep(StoredAnswer(answer_id, here, 5, at, "0a1b", answer, milliseconds=milliseconds))


async def test_every_day_of_the_period_is_counted_even_those_without_questions(state: State) -> None:
    for number, at in enumerate([NOON, NOON - DAY / 2, NOON - DAY / 2 - 1, NOON - 2 * DAY, NOON - 3 * DAY]):
        await ask(state, str(number), at)
    usage = await state.statistics.usage(LAST, 3)

    assert [(day.day, count) for day, count in usage.days] == [(27, 1), (28, 1), (29, 2)]
    assert usage.questions == 4


async def test_questions_outside_the_period_are_not_counted(state: State) -> None:
    for answer_id, at in (("before", NOON - 7 * DAY), ("after", NOON + DAY)):
        await ask(state, answer_id, at, cited=("lamp",), milliseconds=3.0)
    await state.people.rate("before", 8, GOOD)  # now, long after the period
    usage = await state.statistics.usage(LAST, 7)
    counted = (usage.grades, usage.median, usage.slowest, usage.good, usage.documents, usage.languages)

    assert counted == ((), None, None, 0, (), ())


async def test_grades_and_languages_are_counted_most_frequent_first(state: State) -> None:
    await ask(state, "a")
    await ask(state, "b", question="Где живут пингвины?", grade=Grade.NONE)
    await ask(state, "c", question="What did it cost?")

    usage = await state.statistics.usage(LAST, 1)

    assert usage.grades == (("answer", 2), ("none", 1))
    assert usage.languages == (("en", 2), ("ru", 1))


async def test_a_replaced_answer_is_not_counted(state: State) -> None:
    for answer_id in ("a", "b"):
        await ask(state, answer_id, cited=(answer_id,), milliseconds=3.0)
    second = await state.answers.get("b")

    assert second is not None

    await state.answers.replace("a", second)
    usage = await state.statistics.usage(LAST, 1)

    assert (usage.questions, usage.grades) == (1, (("answer", 1),))
    assert (usage.documents, usage.languages) == ((("B", 1),), (("en", 1),))


async def test_response_times_are_given_as_median_and_95th_percentile(state: State) -> None:
    await ask(state, "unmeasured")
    for number in range(1, 21):
        await ask(state, str(number), milliseconds=float(number))
    usage = await state.statistics.usage(LAST, 1)

    assert (usage.median, usage.slowest) == (10.0, 19.0)


async def test_a_single_response_time_is_both_median_and_95th_percentile(state: State) -> None:
    await ask(state, "a", milliseconds=4.0)
    usage = await state.statistics.usage(LAST, 1)

    assert (usage.median, usage.slowest) == (4.0, 4.0)


async def test_ratings_are_good_or_bad_and_bad_ones_may_have_reasons(state: State) -> None:
    for user, verdict in enumerate([GOOD, GOOD, BAD, "wrong", "wrong", "elsewhere"]):
        await state.people.rate("a", user, verdict)
    tomorrow = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(1)
    usage = await state.statistics.usage(tomorrow, 3)

    assert (usage.good, usage.bad) == (2, 4)
    assert usage.reasons == (("wrong", 2), ("elsewhere", 1))


async def test_a_document_is_counted_once_per_answer_that_cites_it(state: State) -> None:
    await ask(state, "a", cited=("lamp", "lamp", "pier"))
    await ask(state, "b", cited=("lamp",))

    usage = await state.statistics.usage(LAST, 1)

    assert usage.documents == (("Lamp", 2), ("Pier", 1))
