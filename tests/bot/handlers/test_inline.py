from pathlib import Path

import pytest

from bot.handlers.inline import CARDS_PER_PAGE, is_long_enough
from tests.bot.conftest import Start
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.records import Chat


async def test_an_inline_question_gets_cited_cards_that_can_be_sent_anywhere(
    world: World, start: Start, anna: Person, group: Chat
) -> None:
    await start()
    ask = anna.asks_inline("Who lit the lamp?")

    cards = (await ask.answer()).results

    assert cards[0].title == "Mayor Edda Quist lit it on Sunday evening."
    assert cards[0].description == "¶ 2 · The Lamp of Selmouth"

    sent = anna.chooses(ask, cards[0].id, group)
    assert (
        sent.text == "Mayor Edda Quist lit it on Sunday evening.\n[1] The Lamp of Selmouth · ¶ 2 · 3 May 1999"
    )
    assert sent.body.covered("blockquote") == ("Mayor Edda Quist lit it on Sunday evening.",)
    assert sent.keyboard == ()


async def test_the_link_on_a_card_opens_its_sentence(world: World, start: Start, anna: Person) -> None:
    await start()
    ask = anna.asks_inline("Who lit the lamp?")
    card = (await ask.answer()).results[0]
    (link,) = [entity.url for entity in card.body.entities if entity.type == "text_link"]
    anna.starts(link.partition("?start=")[2])

    assert (await world.next_message(anna.chat)).text.endswith(
        "The current text still says this word for word."
    )


async def test_a_card_for_a_weak_match_says_so(start: Start, anna: Person) -> None:
    await start()
    cards = (await anna.asks_inline("Who lit the lamp?").answer()).results

    assert cards[1].body.text.startswith("I’m not sure this answers it.")


async def test_cards_are_paged(start: Start, source: Path, anna: Person) -> None:
    many = " ".join(f"Lamp number {number} burns in street {number}." for number in range(30))
    (source / "lamps.txt").write_text(many, encoding="utf-8")
    await start(source)
    first = await anna.asks_inline("Which lamp burns in which street?").answer()
    second = await anna.asks_inline("Which lamp burns in which street?", first.next_offset).answer()

    assert len(first.results) == CARDS_PER_PAGE
    assert (first.next_offset, second.next_offset) == ("5", "")
    assert not {card.body.text for card in first.results} & {card.body.text for card in second.results}


async def test_an_empty_inline_query_suggests_questions(start: Start, anna: Person) -> None:
    await start()
    cards = (await anna.asks_inline("").answer()).results

    assert [card.title for card in cards][:2] == ["Who lit the lamp?", "What did the repair cost?"]
    assert cards[0].body.text.startswith("Who lit the lamp?\n\nMayor Edda Quist")


@pytest.mark.parametrize("words", ["W", "??", "Are there penguins in Antarctica?"])
async def test_queries_that_are_too_short_or_unanswered_get_no_cards(
    start: Start, anna: Person, words: str
) -> None:
    await start()

    assert (await anna.asks_inline(words).answer()).results == ()


async def test_the_button_to_the_private_chat_sends_a_plain_start(
    world: World, start: Start, anna: Person
) -> None:
    await start()
    answer = await anna.asks_inline("Are there penguins in Antarctica?").answer()

    assert answer.button is not None

    anna.starts(str(answer.button["start_parameter"]))
    assert (await world.next_message(anna.chat)).text.startswith("Hello!")


@pytest.mark.parametrize(
    ("words", "enough"), [("Hu", False), ("Hu J", True), ("胡", True), ("", False), ("?!.", False)]
)
def test_an_inline_question_needs_several_letters_but_fewer_in_a_dense_script(
    words: str, *, enough: bool
) -> None:
    assert is_long_enough(words) is enough
