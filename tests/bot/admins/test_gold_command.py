"""Protecting answers with /gold: conversations of admins over the strict Bot API."""

from pathlib import Path

from evaluation.gold import read_gold
from tests.bot.admins.publishing.test_publishing import NOBODY_KNOWS
from tests.bot.conftest import Start
from tests.bot.people import send_file, send_text, tap_button
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.records import Chat, Message


async def reply_to(world: World, person: Person, message: Message, text: str) -> Message:
    person.replies_to(message, text)
    return await world.next_message(person.chat)


async def test_a_protected_answer_holds_back_a_version_that_loses_it(
    world: World, start: Start, source: Path, olga: Person
) -> None:
    await start(source, admins=(olga.id,))
    answer = await send_text(world, olga, "Who lit the lamp?")

    protected = await reply_to(world, olga, answer, "/gold")

    assert protected.text == (
        "Protected. I’ll hold back any version that no longer answers it like this:\n"
        "Who lit the lamp?\n“Mayor Edda Quist lit it on Sunday evening.”"
    )

    report = await send_file(world, olga, "lamp.txt", NOBODY_KNOWS)
    assert "Held back: 1 gold question loses its right answer." in report.text

    await tap_button(world, olga, report, "Discard")
    assert "Edda Quist" in (await send_text(world, olga, "Who lit the lamp?")).text


async def test_another_sentence_can_be_protected_by_its_number_and_taken_back(
    world: World, start: Start, source: Path, olga: Person
) -> None:
    await start(source, admins=(olga.id,))
    answer = await send_text(world, olga, "Who paid for the repair?")
    more = await tap_button(world, olga, answer, "More")

    protected = await reply_to(world, olga, more, "/gold 2")

    assert "I don’t answer it with this sentence yet." in protected.text

    (question,) = read_gold(source / "chat.gold.jsonl")
    assert question.answers[0].text in protected.text

    assert (await tap_button(world, olga, protected, "Undo")).text == "No longer protected."
    assert not (source / "chat.gold.jsonl").exists()


async def test_a_follow_up_is_protected_with_the_question_before_it(
    world: World, start: Start, source: Path, olga: Person
) -> None:
    await start(source, admins=(olga.id,))
    await send_text(world, olga, "What did the repair cost?")
    answer = await send_text(world, olga, "Who paid half of it?")
    await reply_to(world, olga, answer, "/gold")

    questions = [each.question for each in read_gold(source / "chat.gold.jsonl")]

    assert questions == ["What did the repair cost?", "Who paid half of it?"]


async def test_gold_needs_a_reply_to_an_answer_that_has_a_sentence_with_that_number(
    world: World, start: Start, source: Path, olga: Person, anna: Person
) -> None:
    await start(source, admins=(olga.id,))

    assert (await send_text(world, olga, "/gold")).text.startswith("Reply /gold to an answer")

    nothing = await send_text(world, olga, "Are there penguins in Antarctica?")
    assert "no sentence that I could protect" in (await reply_to(world, olga, nothing, "/gold")).text

    answer = await send_text(world, olga, "Who lit the lamp?")
    assert "Give the number of one" in (await reply_to(world, olga, answer, "/gold 99")).text
    assert (await send_text(world, anna, "/gold")).text.startswith("Only admins can do that.")
    assert not (source / "chat.gold.jsonl").exists()


async def test_somebody_elses_question_is_not_written_down(
    world: World, start: Start, source: Path, olga: Person, anna: Person, group: Chat
) -> None:
    await start(source, admins=(olga.id,))
    anna.says("@quoth_bot Who lit the lamp?", where=group)
    answer = await world.next_message(group)
    olga.replies_to(answer, "/gold@quoth_bot")
    question = await world.next_message(olga.chat)
    await olga.taps(question, "Do it").answer()

    assert (await world.next_message(olga.chat)).text.startswith("That was somebody else’s question")
    assert not (source / "chat.gold.jsonl").exists()


async def test_an_admin_who_knows_a_better_sentence_is_told_how_to_protect_it(
    world: World, start: Start, source: Path, olga: Person
) -> None:
    await start(source, admins=(olga.id,))
    answer = await send_text(world, olga, "Who lit the lamp?")
    reasons = await tap_button(world, olga, answer, "👎")

    notice = await olga.taps(reasons, "There’s a better sentence").answer()

    assert notice.show_alert
    assert notice.text.startswith("Reply /gold and the number")
