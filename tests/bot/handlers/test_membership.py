"""Being added to groups."""

from tests.bot.conftest import Start
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.state import Standing


async def test_a_bot_added_to_a_group_says_how_to_ask_it_there(
    world: World, start: Start, anna: Person
) -> None:
    world.state.privacy_mode = True
    await start()
    group = world.supergroup("Reading circle", standing=Standing.LEFT)

    world.set_standing(group, Standing.MEMBER, anna)

    greeting = await world.next_message(group)

    assert f"mention @{world.bot.username}" in greeting.text
    assert "Telegram shows me only commands and replies to my messages here." in greeting.text


async def test_an_admin_says_that_it_gets_all_messages(world: World, start: Start, anna: Person) -> None:
    await start()
    group = world.supergroup("Reading circle", standing=Standing.LEFT)

    world.set_standing(group, Standing.ADMINISTRATOR, anna)

    assert "Telegram shows me all messages here" in (await world.next_message(group)).text


async def test_a_bot_without_privacy_mode_says_that_it_gets_all_messages(
    world: World, start: Start, anna: Person
) -> None:
    world.state.privacy_mode = False
    await start()
    group = world.supergroup("Reading circle", standing=Standing.LEFT)

    world.set_standing(group, Standing.MEMBER, anna)

    assert "Telegram shows me all messages here" in (await world.next_message(group)).text


async def test_a_promotion_or_a_removal_is_not_greeted(world: World, start: Start, anna: Person) -> None:
    await start()
    group = world.supergroup("Reading circle")

    world.set_standing(group, Standing.ADMINISTRATOR, anna)
    world.set_standing(group, Standing.MEMBER, anna)
    anna.says(f"@{world.bot.username} Who lit the lamp?", group)

    assert "Edda Quist" in (await world.next_message(group)).text
