"""Words typed after an answer that continue it: "more", "go on", a number."""

from pathlib import Path

import pytest

from bot.application import QuothApplication
from tests.bot.conftest import Start
from tests.bot.people import person_who_started, send_text, tap_button
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.records import Message

HARBOUR = """\
The Harbour of Selmouth

Edda Quist lit the harbour lamp on Sunday. The lamp stands on the pier. Ole Brandt cleans the lamp.

Nils Holm painted the lamp green in May. The guild paid for the lamp. A storm broke the lamp in 1987.

The new lamp came from Aarhus in 1990. Fishermen see the lamp at sea. Ida Falk wrote a song about the lamp.

The bakery opens at six. Its bread is baked in an old oven.
"""
QUESTION = "Who lit the harbour lamp?"


@pytest.fixture
async def running(start: Start, tmp_path: Path) -> QuothApplication:
    source = tmp_path / "harbour.txt"
    source.write_text(HARBOUR, encoding="utf-8")
    return await start(source)


pytestmark = pytest.mark.usefixtures("running")


def quoted(message: Message) -> tuple[str, ...]:
    return message.body.covered("blockquote")


async def turn_pages(world: World, person: Person, answer: Message) -> list[tuple[str, ...]]:
    """The sentences that the button [More] shows, page by page."""
    pages, shown = [], answer
    while "More" in shown.labels:
        shown = await tap_button(world, person, shown, "More")
        pages.append(quoted(shown))
    return pages


@pytest.mark.parametrize("word", ["more", "mehr", "más", "ещё", "更多"])
async def test_typing_more_again_goes_on_like_the_button_until_there_is_no_more(
    world: World, anna: Person, boris: Person, word: str
) -> None:
    pages = await turn_pages(world, boris, await send_text(world, boris, QUESTION))
    await send_text(world, anna, QUESTION)

    typed = [await send_text(world, anna, word) for _ in pages]
    after = await send_text(world, anna, word)

    assert len(pages) > 1
    assert [quoted(each) for each in typed] == pages
    assert after.text == "There’s no more: that was all I found."


async def test_typing_more_goes_on_from_the_page_that_the_button_shows(world: World, anna: Person) -> None:
    answer = await send_text(world, anna, QUESTION)
    first = await tap_button(world, anna, answer, "More")

    typed = await send_text(world, anna, "more")
    second = await tap_button(world, anna, first, "More")

    assert quoted(typed) == quoted(second) != quoted(first)


async def test_after_an_edit_of_the_question_more_is_about_the_new_one(world: World, anna: Person) -> None:
    question = anna.says("Where does the bakery bake bread?")
    await world.next_message(anna.chat)
    await send_text(world, anna, "more")
    anna.edits(question, QUESTION)
    edited = await world.next_edit(anna.chat)

    typed = await send_text(world, anna, "more")

    assert quoted(typed) == (await turn_pages(world, anna, edited))[0]


async def test_a_message_that_is_edited_to_more_shows_more_of_the_answer_before_it(
    world: World, anna: Person
) -> None:
    await send_text(world, anna, QUESTION)
    first = quoted(await send_text(world, anna, "more"))
    typed = anna.says("moer of thsi")
    reply = await world.next_message(anna.chat)

    anna.edits(typed, "more")
    edited = await world.next_edit(anna.chat)

    assert edited.id == reply.id
    assert len(quoted(edited)) > 0
    assert not set(quoted(edited)) & set(first)


async def test_an_edited_more_keeps_its_page(world: World, anna: Person) -> None:
    await send_text(world, anna, QUESTION)
    typed = anna.says("more")
    page = await world.next_message(anna.chat)
    anna.edits(typed, "source?")
    context = await world.next_edit(anna.chat)

    anna.edits(typed, "more please")
    edited = await world.next_edit(anna.chat)

    assert quoted(context) != quoted(page)
    assert quoted(edited) == quoted(page)


async def test_an_edited_more_that_asks_a_question_is_answered_after_the_answers_before(
    world: World, anna: Person
) -> None:
    await send_text(world, anna, QUESTION)
    typed = anna.says("more")
    await world.next_message(anna.chat)

    anna.edits(typed, "And who painted it?")

    assert "Understood as: And who painted it? (" in (await world.next_edit(anna.chat)).text


async def test_going_on_twice_shows_the_next_two_paragraphs_and_then_the_end(
    world: World, anna: Person
) -> None:
    await send_text(world, anna, QUESTION)

    replies = [await send_text(world, anna, "go on") for _ in range(4)]

    assert [each.text.partition(" · ")[2].partition("\n")[0] for each in replies[:3]] == [
        "¶ 2 of 4",
        "¶ 3 of 4",
        "¶ 4 of 4",
    ]
    assert replies[3].text == "That’s the end of this text."


@pytest.mark.parametrize(("view", "numbers"), [("/timeline", "[1] to [2]"), ("/who", "only [1]")])
async def test_a_number_that_no_sentence_has_is_refused_with_those_that_there_are(
    world: World, anna: Person, view: str, numbers: str
) -> None:
    await send_text(world, anna, view)

    reply = await send_text(world, anna, "7")

    assert reply.text == f"There’s no [7]. The last answer has {numbers}."


@pytest.mark.parametrize("word", ["back", "zurück", "atrás", "назад", "返回"])
async def test_typing_back_after_more_shows_the_page_before_until_the_answer(
    world: World, anna: Person, word: str
) -> None:
    answer = await send_text(world, anna, QUESTION)
    pages = [await send_text(world, anna, "more") for _ in range(2)]

    typed = [await send_text(world, anna, word) for _ in range(3)]

    assert [quoted(each) for each in typed] == [quoted(pages[0]), quoted(answer), quoted(answer)]


async def test_typing_back_after_a_paragraph_shows_the_answer(world: World, anna: Person) -> None:
    answer = await send_text(world, anna, QUESTION)
    await send_text(world, anna, "go on")

    back = await send_text(world, anna, "back")

    assert back.text == answer.text


async def test_back_right_after_an_answer_is_looked_up(world: World, anna: Person) -> None:
    await send_text(world, anna, QUESTION)

    reply = await send_text(world, anna, "back")

    assert reply.text.startswith("Understood as: back (harbour)")


async def test_a_year_is_looked_up_without_the_question_before(world: World) -> None:
    asking, alone = person_who_started(world, "Asta"), person_who_started(world, "Ulla")
    await send_text(world, asking, QUESTION)

    reply = await send_text(world, asking, "1987")

    assert quoted(reply)[0] == "A storm broke the lamp in 1987."
    assert reply.text == (await send_text(world, alone, "1987")).text


async def test_a_number_after_a_dead_end_is_looked_up_without_the_question_before(world: World) -> None:
    asking, alone = person_who_started(world, "Asta"), person_who_started(world, "Ulla")
    nothing = await send_text(world, asking, "Does the zeppelin of the lamp quack?")

    reply = await send_text(world, asking, "7")

    assert nothing.text.startswith("I found no answer.")
    assert reply.text == (await send_text(world, alone, "7")).text
