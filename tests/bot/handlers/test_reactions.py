"""👍 and 👎 as reactions to answers."""

import pytest

from bot.application import QuothApplication
from bot.messages.verdicts import BAD, GOOD
from bot.running import ALLOWED_UPDATES
from tests.bot.conftest import Start
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.records import Message
from tests.support.bot_api.model.state import Standing


async def answer_to(anna: Person, world: World) -> Message:
    anna.says("Who lit the lamp?")
    return await world.next_message(anna.chat)


async def stored_ratings(application: QuothApplication, anna: Person, world: World) -> list[tuple[int, str]]:
    """The ratings, once everything before has been handled."""
    anna.says("/id")
    await world.next_message(anna.chat)
    return await application._state.people.ratings()


@pytest.mark.parametrize(("emoji", "verdict"), [("👍", GOOD), ("👎", BAD)])
async def test_a_reaction_to_an_answer_rates_it(
    world: World, start: Start, anna: Person, emoji: str, verdict: str
) -> None:
    application = await start()
    answer = await answer_to(anna, world)

    anna.reacts(answer, emoji)

    assert await stored_ratings(application, anna, world) == [(anna.id, verdict)]


async def test_a_new_reaction_replaces_the_first_and_removing_it_withdraws_the_rating(
    world: World, start: Start, anna: Person
) -> None:
    application = await start()
    answer = await answer_to(anna, world)

    anna.reacts(answer, "👍")
    anna.reacts(answer, "👎", before="👍")
    changed = await stored_ratings(application, anna, world)
    anna.reacts(answer, "", before="👎")
    taken_back = await stored_ratings(application, anna, world)

    assert changed == [(anna.id, BAD)]
    assert taken_back == []


async def test_taking_a_reaction_back_leaves_what_a_button_said(
    world: World, start: Start, anna: Person
) -> None:
    application = await start()
    answer = await answer_to(anna, world)
    anna.reacts(answer, "👍")
    await anna.taps(answer, "👎").answer()

    anna.reacts(answer, "", before="👍")

    assert await stored_ratings(application, anna, world) == [(anna.id, BAD)]


def test_telegram_is_asked_for_the_updates_that_it_sends_only_on_request() -> None:
    assert {"message_reaction", "my_chat_member", "guest_message"} <= set(ALLOWED_UPDATES)


async def test_other_reactions_and_reactions_to_other_messages_rate_nothing(
    world: World, start: Start, anna: Person
) -> None:
    application = await start()
    answer = await answer_to(anna, world)
    anna.says("/id")
    other = await world.next_message(anna.chat)

    anna.reacts(answer, "🔥")
    anna.reacts(other, "👎")

    assert await stored_ratings(application, anna, world) == []


async def test_a_reaction_in_a_group_that_the_bot_administers_counts(
    world: World, start: Start, anna: Person
) -> None:
    application = await start()
    group = world.supergroup("Reading circle", standing=Standing.ADMINISTRATOR)
    anna.says(f"@{world.bot.username} Who lit the lamp?", group)
    answer = await world.next_message(group)

    anna.reacts(answer, "👍")

    assert await stored_ratings(application, anna, world) == [(anna.id, GOOD)]
