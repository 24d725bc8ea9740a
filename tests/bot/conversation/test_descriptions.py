"""The descriptions that Telegram shows before anybody has written to the bot."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from bot.conversation.descriptions import set_descriptions
from bot.texts.languages import NAMES, texts_in
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.methods.profile import PROFILE_LENGTHS


@pytest.fixture
async def bot_with_descriptions(world: World) -> AsyncIterator[Bot]:
    """A bot that has described itself."""
    async with Bot(world.token, base_url=world.server.base_url) as telegram_bot:
        await set_descriptions(telegram_bot)
        yield telegram_bot


def description_methods(world: World) -> list[str]:
    """The methods that changed a description, in order."""
    return [request.method for request in world.log if request.method.startswith("setMy")]


async def test_the_bot_describes_itself_in_each_language(world: World, bot_with_descriptions: Bot) -> None:
    for code in NAMES:
        language, commands = "" if code == "en" else code, texts_in(code).commands

        assert world.state.profile["description", language] == commands.description()
        assert world.state.profile["short_description", language] == commands.short_description()


async def test_a_description_that_is_already_set_is_not_set_again(
    world: World, bot_with_descriptions: Bot
) -> None:
    before = len(description_methods(world))

    await set_descriptions(bot_with_descriptions)

    assert len(description_methods(world)) == before


async def test_a_description_written_by_the_owner_stays(world: World, bot_with_descriptions: Bot) -> None:
    world.state.profile.clear()
    world.state.profile["description", ""] = "Ask me about our town."

    await set_descriptions(bot_with_descriptions)

    assert world.state.profile["description", ""] == "Ask me about our town."
    assert ("description", "de") not in world.state.profile
    assert world.state.profile["short_description", ""]


async def test_a_description_refused_by_telegram_is_not_an_error(
    world: World, bot_with_descriptions: Bot, refusals: set[str]
) -> None:
    world.fail("getMyDescription", 400, "Bad Request: not now")
    refusals.add("Bad Request: not now")

    await set_descriptions(bot_with_descriptions)

    assert world.log[-1].method == "getMyDescription"


def test_descriptions_fit_in_every_language() -> None:
    for code in NAMES:
        commands = texts_in(code).commands

        assert len(commands.description()) <= PROFILE_LENGTHS["description"]
        assert len(commands.short_description()) <= PROFILE_LENGTHS["short_description"]
