"""The command menus that Telegram shows: one for everyone, a short one in groups, one for each role."""

import logging
from collections.abc import Mapping, Sequence

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from bot.roles import Role
from bot.texts.languages import DEFAULT, NAMES, texts_in

log = logging.getLogger(__name__)

COMMANDS = (
    "ask",
    "new",
    "why",
    "digest",
    "timeline",
    "who",
    "numbers",
    "outline",
    "document",
    "verify",
    "sources",
    "about",
    "help",
    "language",
    "privacy",
    "forget",
    "id",
)
IN_GROUPS = ("ask", "new", "why", "digest", "verify", "sources", "help")
FOR_VIEWERS = (*COMMANDS, "stats")
FOR_ADMINS = (
    *FOR_VIEWERS,
    "reload",
    "remove",
    "versions",
    "diff",
    "rollback",
    "gold",
    "gaps",
    "audit",
    "roles",
)
FOR_OWNERS = (*FOR_ADMINS, "grant", "revoke")
_COMMANDS_BY_ROLE = {Role.OWNER: FOR_OWNERS, Role.ADMIN: FOR_ADMINS, Role.VIEWER: FOR_VIEWERS}


def commands_of(role: Role | None, *, several: bool = False) -> Sequence[str]:
    """The commands for a role; None means no role.  *several*: the bot has more than one library."""
    return _with_use(COMMANDS if role is None else _COMMANDS_BY_ROLE[role], several=several)


def _with_use(commands: Sequence[str], *, several: bool) -> Sequence[str]:
    return (commands[0], "use", *commands[1:]) if several else commands


async def set_menus(bot: Bot, roles: Mapping[int, Role], *, several: bool = False) -> None:
    """Set the menu of each scope and of each person with a role, in each language."""
    await _set_menu(bot, BotCommandScopeDefault(), commands_of(None, several=several))
    await _set_menu(bot, BotCommandScopeAllGroupChats(), _with_use(IN_GROUPS, several=several))
    for user, role in roles.items():
        await set_menu(bot, user, role, several=several)


async def set_menu(bot: Bot, user: int, role: Role, *, several: bool = False) -> None:
    """Set the menu in the private chat of someone who has a role."""
    await _set_menu(bot, BotCommandScopeChat(user), commands_of(role, several=several))


async def remove_menu(bot: Bot, user: int) -> None:
    """Show a person who lost their role the general menu again."""
    scope = BotCommandScopeChat(user)
    try:
        for code in NAMES:
            await bot.delete_my_commands(scope, None if code == DEFAULT else code)
    except TelegramError as error:
        log.info("the command menu for scope %s was not removed: %s", scope.type, error)


async def _set_menu(bot: Bot, scope: BotCommandScope, names: Sequence[str]) -> None:
    """Set a menu; a refusal by Telegram is logged and not an error.

    Telegram refuses it for a person who has never written to the bot, for example.
    """
    try:
        for code in NAMES:
            commands = [BotCommand(name, texts_in(code).commands.command(name)) for name in names]
            await bot.set_my_commands(commands, scope, None if code == DEFAULT else code)
    except TelegramError as error:
        log.info("the command menu for scope %s was not set: %s", scope.type, error)
