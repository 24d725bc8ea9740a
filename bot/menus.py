"""The command menus that Telegram shows: one for everyone, a short one in groups, a long one for admins."""

import logging
from collections.abc import Sequence

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from bot.languages import DEFAULT, NAMES, texts_in

log = logging.getLogger(__name__)

COMMANDS = (
    "ask",
    "new",
    "why",
    "outline",
    "verify",
    "sources",
    "about",
    "help",
    "language",
    "privacy",
    "forget",
    "id",
)
IN_GROUPS = ("ask", "new", "why", "verify", "sources", "help")
FOR_ADMINS = (*COMMANDS, "reload")


async def set_menus(bot: Bot, admins: Sequence[int]) -> None:
    """Set the menu of each scope in each language; what Telegram refuses is logged and the others go on.

    A chat with an admin who has never written to the bot is refused, for one.
    """
    scopes: list[tuple[BotCommandScope, Sequence[str]]] = [
        (BotCommandScopeDefault(), COMMANDS),
        (BotCommandScopeAllGroupChats(), IN_GROUPS),
        *((BotCommandScopeChat(admin), FOR_ADMINS) for admin in admins),
    ]
    for scope, names in scopes:
        try:
            for code in NAMES:
                commands = [BotCommand(name, texts_in(code).command(name)) for name in names]
                await bot.set_my_commands(commands, scope, None if code == DEFAULT else code)
        except TelegramError as error:
            log.info("the command menu for scope %s was not set: %s", scope.type, error)
