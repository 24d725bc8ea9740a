"""Messages that contain only links."""

import pytest

from tests.bot.conftest import Start
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World

LINK = "https://example.org/lamp.html"


@pytest.mark.parametrize("text", [LINK, f"{LINK}\n{LINK}"])
async def test_a_link_on_its_own_gets_the_reply_that_links_are_not_opened(
    world: World, start: Start, anna: Person, text: str
) -> None:
    await start()

    anna.says(text)

    assert (await world.next_message(anna.chat)).text.startswith("I don’t open links. Ask me in words")


async def test_an_admin_is_told_to_send_one_link_at_a_time(world: World, start: Start, olga: Person) -> None:
    await start(admins=(olga.id,))

    olga.says(f"{LINK}\n{LINK}")

    assert "one link at a time" in (await world.next_message(olga.chat)).text


async def test_a_question_with_a_link_in_it_is_answered(world: World, start: Start, anna: Person) -> None:
    await start()

    anna.says(f"Who lit the lamp? {LINK}")

    assert "Edda Quist" in (await world.next_message(anna.chat)).text
