"""Buttons that read a question differently: exactly as typed, or as about the other bearer of a name."""

from pathlib import Path

import pytest

from tests.bot.conftest import Start
from tests.bot.people import send_text
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.records import Message
from tests.support.snapshots import write_texts

EXACTLY = "Search exactly what I typed"
BEARERS = {
    "Ivan Petrov": "Ivan Petrov was a baker in Ruritania. Ivan Petrov was born in 1901 in Strelsau.",
    "Boris Petrov": "Boris Petrov was a sailor on the lake. Boris Petrov was born in 1876 in Zenda.",
    "Trade": "Trade with Ruritania doubled in 1930. Merchants came from Hentzau.",
}


@pytest.fixture
def two_petrovs(tmp_path: Path) -> Path:
    """A corpus in which two people have the same name."""
    return write_texts(tmp_path / "bearers.jsonl", BEARERS)


async def tap_button(world: World, person: Person, message: Message, label: str) -> Message:
    """The message after a button press that shows no notice."""
    tap = person.taps(message, label)
    edited = await world.next_edit(person.chat)
    assert (await tap.answer()).text == ""
    assert edited.id == message.id
    return edited


# Exactly what was typed


async def test_a_corrected_question_can_be_searched_exactly_as_typed_and_back(
    world: World, start: Start, anna: Person
) -> None:
    await start()
    await send_text(world, anna, "What did the repair cost?")

    answer = await send_text(world, anna, "And who paid for it?")

    assert answer.text.startswith("Understood as: And who paid for it? (repair")

    exact = await tap_button(world, anna, answer, EXACTLY)
    assert "Understood as" not in exact.text
    assert "Back" in exact.labels
    assert EXACTLY not in exact.labels

    back = await tap_button(world, anna, exact, "Back")
    assert (back.text, back.labels) == (answer.text, answer.labels)

    again = await tap_button(world, anna, back, EXACTLY)
    assert (again.text, again.labels) == (exact.text, exact.labels)


async def test_the_answer_to_the_exact_question_has_its_own_views_explanation_and_follow_ups(
    world: World, start: Start, anna: Person
) -> None:
    await start()
    await send_text(world, anna, "What did the repair cost?")
    exact = await tap_button(world, anna, await send_text(world, anna, "And who lit it?"), EXACTLY)
    context = await tap_button(world, anna, exact, exact.labels[0])

    assert (await tap_button(world, anna, context, "Back")).text == exact.text

    why = await send_text(world, anna, "/why")
    assert why.text.startswith("And who lit it?\nAsked for: a person")

    (receipt,) = why.body.covered("code")
    assert why.text.endswith(f"\n\nAnswer {receipt}")


async def test_a_corrected_typo_can_be_searched_as_typed(
    world: World, start: Start, two_petrovs: Path, anna: Person
) -> None:
    await start(two_petrovs)
    answer = await send_text(world, anna, "Where did the merchants of Hentzua come from?")

    assert answer.text.startswith("Understood as: Where did the merchants of Hentzau come from?")

    exact = await tap_button(world, anna, answer, EXACTLY)
    assert "Merchants came from Hentzau." in exact.text
    assert "Understood as" not in exact.text


async def test_uncorrected_questions_and_inline_cards_offer_no_search_as_typed(
    world: World, start: Start, anna: Person
) -> None:
    await start()

    assert EXACTLY not in (await send_text(world, anna, "Who lit the lamp?")).labels

    cards = await anna.asks_inline("Who lit the lamp?").answer()
    assert {card.keyboard for card in cards.results} == {()}


async def test_pressing_a_button_that_has_gone_shows_a_notice(
    world: World, start: Start, anna: Person
) -> None:
    await start()
    await send_text(world, anna, "What did the repair cost?")
    answer = await send_text(world, anna, "And who paid for it?")
    await tap_button(world, anna, answer, EXACTLY)

    assert "no longer have this answer" in (await anna.taps(answer, EXACTLY).answer()).text


async def test_pressing_the_button_after_a_reload_says_that_the_text_has_changed(
    world: World, start: Start, source: Path, olga: Person
) -> None:
    await start(source, admins=(olga.id,))
    await send_text(world, olga, "What did the repair cost?")
    answer = await send_text(world, olga, "And who paid for it?")
    (source / "pier.txt").write_text("A second lamp is planned for the north pier.", encoding="utf-8")
    await send_text(world, olga, "/reload")

    assert "earlier version of the texts" in (await olga.taps(answer, EXACTLY).answer()).text


# Two people with the same name


async def test_a_button_switches_to_the_other_bearer_of_a_name_and_back(
    world: World, start: Start, two_petrovs: Path, anna: Person
) -> None:
    await start(two_petrovs)
    answer = await send_text(world, anna, "When was Petrov born?")
    (other,) = {"Ivan Petrov", "Boris Petrov"} & set(answer.labels)
    (one,) = {"Ivan Petrov", "Boris Petrov"} - {other}

    assert answer.text.startswith(f"There are two with that name. This is {one}:\n\n{one} was born in")

    second = await tap_button(world, anna, answer, other)
    assert second.text.startswith(f"There are two with that name. This is {other}:\n\n{other} was born in")
    assert one in second.labels

    back = await tap_button(world, anna, second, one)
    assert (back.text, back.labels) == (answer.text, answer.labels)


async def test_a_follow_up_question_follows_the_reading_that_is_shown(
    world: World, start: Start, two_petrovs: Path, anna: Person
) -> None:
    await start(two_petrovs)
    answer = await send_text(world, anna, "When was Petrov born?")
    for name in ("Ivan Petrov", "Boris Petrov", "Ivan Petrov"):
        if name in answer.labels:
            answer = await tap_button(world, anna, answer, name)
        anna.replies_to(answer, "And what was he?")
        follow_up = await world.next_message(anna.chat)

        assert follow_up.body.covered("blockquote")[0].startswith(name)


async def test_why_after_a_question_about_the_text_itself_says_where_that_is_known_from(
    world: World, start: Start, anna: Person
) -> None:
    await start()
    await send_text(world, anna, "Who wrote this?")

    why = await send_text(world, anna, "/why")

    assert why.text.startswith("What I say about a text as a whole is in the lines around its title")
