"""Guest mode: the bot is called into a chat that it is not a member of."""

import datetime

import pytest

from tests.bot.conftest import Start
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.records import Chat
from tests.support.bot_api.model.state import Standing


@pytest.fixture
def elsewhere(world: World) -> Chat:
    return world.supergroup("Somewhere else", standing=Standing.LEFT)


async def test_a_guest_answers_with_a_cited_sentence_and_without_buttons(
    world: World, start: Start, anna: Person, elsewhere: Chat
) -> None:
    await start()

    answer = await anna.calls_guest(f"@{world.bot.username} Who lit the lamp?", elsewhere).answer()

    assert "Mayor Edda Quist lit it on Sunday evening." in answer.body.covered("blockquote")
    assert answer.keyboard == ()


async def test_a_guest_called_without_words_answers_the_message_replied_to(
    world: World, start: Start, anna: Person, elsewhere: Chat
) -> None:
    await start()
    question = anna.says("What did the repair cost?", elsewhere)

    answer = await anna.calls_guest(f"@{world.bot.username}", elsewhere, reply_to=question).answer()

    assert "40,000 crowns" in answer.body.text


@pytest.mark.parametrize(
    ("words", "said"),
    [("", "Put your question"), ("hello", "Hello!"), ("Which hotel has a pool?", "I found no answer")],
)
async def test_a_guest_that_finds_nothing_says_so(
    world: World, start: Start, anna: Person, elsewhere: Chat, words: str, said: str
) -> None:
    await start()

    answer = await anna.calls_guest(f"@{world.bot.username} {words}", elsewhere).answer()

    assert said in answer.body.text
    assert answer.keyboard == ()


async def test_nothing_asked_of_a_guest_is_kept(
    world: World, start: Start, anna: Person, elsewhere: Chat
) -> None:
    application = await start()

    await anna.calls_guest(f"@{world.bot.username} Who lit the lamp?", elsewhere).answer()

    today = datetime.datetime.now(datetime.UTC).date()

    assert (await application._state.statistics.usage(today, 2)).questions == 0
