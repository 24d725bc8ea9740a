"""What Telegram shows of the bot before anybody has written to it: on the empty chat and on its profile."""

import logging
from collections.abc import Awaitable, Callable
from functools import partial

from telegram import Bot
from telegram.error import TelegramError

from bot.texts.languages import DEFAULT, NAMES, texts_in

log = logging.getLogger(__name__)

Read = Callable[[], Awaitable[str]]
Write = Callable[[str, str | None], Awaitable[object]]


async def set_descriptions(bot: Bot) -> None:
    """Describe the bot in each language, unless that is done or its owner has described it otherwise.

    A refusal by Telegram is logged and not an error.
    """
    try:
        await _set(partial(_description, bot), partial(_describe, bot), "description")
        await _set(partial(_short_description, bot), partial(_describe_shortly, bot), "short_description")
    except TelegramError as error:
        log.info("the bot's description was not set: %s", error)


async def _set(read: Read, write: Write, name: str) -> None:
    if await read():  # ours as well: the default is written last
        return
    for code in sorted(NAMES, key=lambda code: code == DEFAULT):
        text = getattr(texts_in(code).commands, name)()
        await write(text, None if code == DEFAULT else code)


async def _description(bot: Bot) -> str:
    return (await bot.get_my_description()).description


async def _describe(bot: Bot, text: str, language: str | None) -> None:
    await bot.set_my_description(text, language)


async def _short_description(bot: Bot) -> str:
    return (await bot.get_my_short_description()).short_description


async def _describe_shortly(bot: Bot, text: str, language: str | None) -> None:
    await bot.set_my_short_description(text, language)
