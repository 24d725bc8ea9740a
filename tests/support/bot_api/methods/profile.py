"""The bot's profile: its name, its descriptions, its command menus."""

import re
from itertools import product

from tests.support.bot_api.methods import chats
from tests.support.bot_api.methods.call import Call, Result, Run
from tests.support.bot_api.model.errors import bad_request
from tests.support.bot_api.model.records import Chat, Command, User
from tests.support.bot_api.model.state import State
from tests.support.bot_api.rendering import render
from tests.support.bot_api.validation.parameters import Fields

MAX_COMMANDS = 100
LONGEST_COMMAND = 32
LONGEST_COMMAND_DESCRIPTION = 256
PROFILE_LENGTHS = {"name": 64, "description": 512, "short_description": 120}

_WIDE_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")


def get_me(call: Call) -> Result:
    """getMe."""
    return render.me_json(call.state)


def set_my_commands(call: Call) -> Result:
    """setMyCommands, for one scope and one language."""
    values = call.parameters.json("commands", "Can't parse commands JSON object") or []
    if not isinstance(values, list):
        raise bad_request("Expected an Array of BotCommand")
    commands = tuple(_command(call, value) for value in values)
    place = _place(call)
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    if any(not re.fullmatch(r"[a-z0-9_]+", command.command) for command in commands):
        raise bad_request("BOT_COMMAND_INVALID")
    call.state.menus[place] = commands
    return True


def get_my_commands(call: Call) -> Result:
    """getMyCommands: exactly those set for this scope and language."""
    commands = call.state.menus.get(_place(call), ())
    return [{"command": entry.command, "description": entry.description} for entry in commands]


def delete_my_commands(call: Call) -> Result:
    """deleteMyCommands."""
    call.state.menus.pop(_place(call), None)
    return True


def setter(field: str) -> Run:
    """setMyName, setMyDescription or setMyShortDescription."""

    def run(call: Call) -> Result:
        value = call.parameters.text(field)
        if len(value) > PROFILE_LENGTHS[field]:
            # Telegram's own words for it are not public.
            raise bad_request(f"{field} is too long")
        call.state.profile[field, _language(call)] = value
        return True

    return run


def getter(field: str) -> Run:
    """getMyName, getMyDescription or getMyShortDescription: for the language, or else for all."""

    def run(call: Call) -> Result:
        profile = call.state.profile
        default = call.state.bot.first_name if field == "name" else ""
        value = profile.get((field, _language(call))) or profile.get((field, "")) or default
        return {field: value}

    return run


def menu_seen(state: State, user: User, chat: Chat) -> tuple[Command, ...]:
    """The menu someone sees in a chat: the nearest scope that has one, one's own language first."""
    places = product(_scopes_seen(state, user, chat), (user.language_code, ""))
    return next((state.menus[place] for place in places if state.menus.get(place)), ())


def _scopes_seen(state: State, user: User, chat: Chat) -> list[str]:
    """The scopes that apply to someone in a chat, nearest first."""
    if chat.type == "private":
        return [f"chat {chat.id}", "all_private_chats", "default"]
    scopes = [f"chat_member {chat.id} {user.id}", f"chat {chat.id}", "all_group_chats", "default"]
    if user.id in state.rooms[chat.id].administrators:
        scopes.insert(1, f"chat_administrators {chat.id}")
        scopes.insert(3, "all_chat_administrators")
    return scopes


def _command(call: Call, value: object) -> Command:
    fields = Fields(value, "BotCommand", ("command", "description"), call.note)
    command = fields.required("command").strip().removeprefix("/")
    description = fields.required("description").strip()
    if not command:
        raise bad_request("Command must be non-empty")
    if len(command) > LONGEST_COMMAND:
        raise bad_request(f"Command length must not exceed {LONGEST_COMMAND}")
    if not description:
        raise bad_request("Command description must be non-empty")
    if len(description) > LONGEST_COMMAND_DESCRIPTION:
        raise bad_request(f"Command description length must not exceed {LONGEST_COMMAND_DESCRIPTION}")
    return Command(command, description)


def _place(call: Call) -> tuple[str, str]:
    """The scope, spelt as one text ("chat_member -100 7"), and the language a menu is set for."""
    return _scope(call), _language(call)


def _scope(call: Call) -> str:
    value = call.parameters.json("scope", "Can't parse BotCommandScope JSON object")
    if value is None:
        return "default"
    fields = Fields(value, "BotCommandScope", ("type", "chat_id", "user_id"), call.note)
    kind = fields.required("type")
    if kind in _WIDE_SCOPES:
        return kind
    if kind not in _CHAT_SCOPES:
        raise bad_request("Can't parse BotCommandScope: Unsupported type specified")
    chat = chats.readable(call, fields.required("chat_id")).chat
    if chat.type == "channel":
        raise bad_request("Can't change commands in channel chats")
    if kind == "chat":
        return f"chat {chat.id}"
    if chat.type == "private":
        raise bad_request("Can't use specified scope in private chats")
    return f"{kind} {chat.id}" + (f" {fields.integer('user_id')}" if kind == "chat_member" else "")


def _language(call: Call) -> str:
    language = call.parameters.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("Invalid language code specified")
    return language
