"""A Telegram in memory: the Bot API methods that this bot calls, without a network.

The terminal runs the production application with it.  It is small on purpose: private chats, no markup to
parse (this bot sends text with entities), and only those of Telegram's rules that shape a conversation.  What
Telegram accepts is checked elsewhere, by the strict Bot API of the tests.
"""

import asyncio
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from telegram import InlineKeyboardButton, Message, Update
from telegram.ext import Application
from telegram.request import BaseRequest, RequestData

Json = dict[str, Any]

LONGEST_MESSAGE = 4096
"""Characters in a message, in both directions."""

TOKEN = "1:memory"  # noqa: S105 - a Telegram in memory has no secret
"""A token in the format that python-telegram-bot expects; any token works here."""

BOT: Json = {"id": 1, "is_bot": True, "first_name": "Quoth", "username": "quoth_bot"}
CONTENT = ("text", "entities", "reply_markup")
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
TOO_LATE = "Bad Request: query is too old and response timeout expired or query ID is invalid"

_COMMAND = re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@\w+)?(?![\w/])")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who writes to the bot; their private chat has their id."""

    id: int
    first_name: str = "You"
    language_code: str = "en"


@dataclass(frozen=True, slots=True)
class Sent:
    """The bot sent a message, perhaps with a file, which was kept at a path."""

    message: Message
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class Edited:
    """The bot edited a message; this is the new version."""

    message: Message


@dataclass(frozen=True, slots=True)
class Notice:
    """The bot answered a tap with a short notice, or with an alert that has to be closed."""

    text: str
    alert: bool


Event = Sent | Edited | Notice
KeepFile = Callable[[str, bytes], Path]
"""Keeps a file that the bot sends, by its name and content, and says where."""


class BotApiError(Exception):
    """A request that the Bot API refuses: the HTTP status and the reason."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code = code


class MemoryTelegram(BaseRequest):
    """The request object of a bot, and at the same time its Telegram.

    `write`, `edit` and `tap` turn what people do into updates, as JSON of the Bot API, for the application.
    The bot's messages are stored in their present version, and *notify* is called with each change.  Files of
    the bot go to *keep_file*, if given.
    """

    def __init__(
        self,
        notify: Callable[[Event], None],
        clock: Callable[[], float] = time.time,
        keep_file: KeepFile | None = None,
    ) -> None:
        self._notify = notify
        self._clock = clock
        self._keep_file = keep_file
        self._message_ids = count(1)
        self._update_ids = count(1)
        self._messages: dict[int, dict[int, Json]] = {}  # by chat, then by message id, oldest first
        self._expecting: dict[int, Json] = {}  # by chat, the message that asked for a reply to itself
        self._open_taps: set[str] = set()
        self._files: dict[str, bytes] = {}  # by id, which is also the path
        self._methods: Mapping[str, Callable[[Json], object]] = {
            "getMe": lambda _: BOT,
            "sendMessage": self._send_message,
            "sendPhoto": partial(self._send_file, "photo"),
            "sendDocument": partial(self._send_file, "document"),
            "editMessageText": self._edit_message_text,
            "editMessageReplyMarkup": self._edit_buttons,
            "answerCallbackQuery": self._answer_callback_query,
            "sendChatAction": self._accept,
            "getFile": self._get_file,
            "setMyCommands": self._accept,
            "deleteMyCommands": self._accept,
            "getMyDescription": lambda _: {"description": ""},
            "setMyDescription": self._accept,
            "getMyShortDescription": lambda _: {"short_description": ""},
            "setMyShortDescription": self._accept,
        }

    # What people do.

    def write(self, person: Person, text: str, reply_to: int | None = None, quote: str = "") -> Json:
        """The update for a message of *person*; Telegram trims it and marks its commands.

        It replies to the message *reply_to*, or to the selected *quote* from it, or else to the message that
        asked for a reply.
        """
        self._messages.setdefault(person.id, {})
        content = _typed_content(text)
        opened = self._expecting.pop(person.id, None)
        original = opened if reply_to is None else self._messages[person.id][reply_to]
        if original is not None:
            content["reply_to_message"] = _without_reply(original)
            if quote:
                content["quote"] = _selected(original, quote)
        message = self._keep(person.id, _user(person), content)
        return {"update_id": next(self._update_ids), "message": message}

    def send_file(self, person: Person, name: str, content: bytes) -> Json:
        """The update for a file that *person* sends."""
        self._messages.setdefault(person.id, {})
        file_id = f"file{len(self._files) + 1}"
        self._files[file_id] = content
        document = {
            "file_id": file_id,
            "file_unique_id": file_id,
            "file_name": name,
            "file_size": len(content),
        }
        message = self._keep(person.id, _user(person), {"document": document})
        return {"update_id": next(self._update_ids), "message": message}

    def edit(self, person: Person, message_id: int, text: str) -> Json:
        """The update for an edit of the message *message_id*."""
        message = {
            **self._messages[person.id][message_id],
            "edit_date": int(self._clock()),
            **_typed_content(text),
        }
        self._messages[person.id][message_id] = message
        return {"update_id": next(self._update_ids), "edited_message": message}

    def tap(self, person: Person, message_id: int, callback_data: str) -> Json:
        """The update for a tap on a button below the message *message_id*."""
        update_id = next(self._update_ids)
        self._open_taps.add(str(update_id))
        query = {
            "id": str(update_id),
            "from": _user(person),
            "chat_instance": str(person.id),
            "message": self._messages[person.id][message_id],
            "data": callback_data,
        }
        return {"update_id": update_id, "callback_query": query}

    # What can be seen.

    def keyboard(self, person: Person) -> Message | None:
        """The last message with buttons in the person's chat."""
        chat = self._messages.get(person.id, {})
        return next((_as_message(kept) for kept in reversed(chat.values()) if "reply_markup" in kept), None)

    def messages(self, person: Person) -> Sequence[Message]:
        """All messages in the person's chat in their present version, oldest first."""
        return [_as_message(kept) for kept in self._messages.get(person.id, {}).values()]

    @property
    def open_taps(self) -> frozenset[str]:
        """The ids of taps that the bot has not answered, so that the button still shows progress."""
        return frozenset(self._open_taps)

    # Requests of the bot.

    @property
    def read_timeout(self) -> float | None:
        """None, because answers are immediate."""
        return None

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """There is nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,
    ) -> tuple[int, bytes]:
        """The HTTP status and the JSON that the Bot API answers, or the bytes of a file."""
        if method == "GET":
            return 200, self._files[url.rsplit("/", 1)[-1]]
        parameters = {} if request_data is None else request_data.parameters
        files = {} if request_data is None else request_data.multipart_data
        try:
            # Converted to JSON and back, as over HTTP, so that stored objects are not shared.
            result = self._answer(url.rsplit("/", 1)[-1], json.loads(json.dumps(parameters)) | files)
        except BotApiError as refusal:
            failure = {"ok": False, "error_code": refusal.code, "description": str(refusal)}
            return refusal.code, json.dumps(failure).encode()
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def _answer(self, method: str, parameters: Json) -> object:
        if method not in self._methods:
            raise BotApiError(404, "Not Found: method not found")
        return self._methods[method](parameters)

    def _send_file(self, kind: str, parameters: Json) -> Json:
        """Send a file of a kind; a terminal shows where it was kept, and the caption as text."""
        name, content = parameters[kind][:2]
        chat_id, caption = self._chat(parameters), parameters.get("caption", "")
        entities = parameters.get("caption_entities", [])
        message = self._keep(chat_id, BOT, {"text": caption, "entities": entities})
        self._notify(Sent(_as_message(message), self._keep_file and self._keep_file(name, content)))
        return message

    def _send_message(self, parameters: Json) -> Json:
        chat_id = self._chat(parameters)
        message = self._keep(chat_id, BOT, _content(parameters))
        if parameters.get("reply_markup", {}).get("force_reply"):
            self._expecting[chat_id] = message
        self._notify(Sent(_as_message(message)))
        return message

    def _edit_message_text(self, parameters: Json) -> Json:
        chat_id, message_id = self._chat(parameters), parameters["message_id"]
        before = self._messages[chat_id].get(message_id)
        if before is None:
            raise BotApiError(400, "Bad Request: message to edit not found")
        if before["from"] != BOT:
            raise BotApiError(400, "Bad Request: message can't be edited")
        after = _content(parameters)
        if after == _content(before):
            raise BotApiError(400, NOT_MODIFIED)
        kept = {name: value for name, value in before.items() if name not in CONTENT}
        message = {**kept, "edit_date": int(self._clock()), **after}
        self._messages[chat_id][message_id] = message
        self._notify(Edited(_as_message(message)))
        return message

    def _edit_buttons(self, parameters: Json) -> Json:
        before = self._messages[self._chat(parameters)].get(parameters["message_id"], {})
        text = {name: value for name, value in before.items() if name in ("text", "entities")}
        return self._edit_message_text(parameters | text)

    def _answer_callback_query(self, parameters: Json) -> bool:
        if parameters["callback_query_id"] not in self._open_taps:
            raise BotApiError(400, TOO_LATE)
        self._open_taps.remove(parameters["callback_query_id"])
        if parameters.get("text"):
            self._notify(Notice(parameters["text"], parameters.get("show_alert", False)))
        return True

    def _get_file(self, parameters: Json) -> Json:
        file_id = parameters["file_id"]
        if file_id not in self._files:
            raise BotApiError(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        size = len(self._files[file_id])
        return {"file_id": file_id, "file_unique_id": file_id, "file_size": size, "file_path": file_id}

    def _accept(self, parameters: Json) -> bool:
        """Accept a request that shows nothing in a terminal."""
        where = parameters.get("scope", parameters)
        if "chat_id" in where:
            self._chat(where)
        return True

    def _chat(self, where: Json) -> int:
        chat_id = int(where["chat_id"])
        if chat_id not in self._messages:
            raise BotApiError(400, "Bad Request: chat not found")
        return chat_id

    def _keep(self, chat_id: int, sender: Json, content: Json) -> Json:
        message_id = next(self._message_ids)
        message = {
            "message_id": message_id,
            "date": int(self._clock()),
            "chat": {"id": chat_id, "type": "private"},
            "from": sender,
            **content,
        }
        self._messages[chat_id][message_id] = message
        return message


class PrivateChat:
    """A person's chat with an application that runs with a Telegram in memory."""

    def __init__(
        self, application: Application[Any, Any, Any, Any, Any, Any], telegram: MemoryTelegram, person: Person
    ) -> None:
        self.person = person
        self._application = application
        self._telegram = telegram
        self._standing = asyncio.all_tasks()

    async def say(self, text: str) -> None:
        """Write *text*; returns when the bot has handled it."""
        await self._deliver(self._telegram.write(self.person, text))

    async def reply(self, text: str, to: Message, quote: str = "") -> None:
        """Write *text* in reply to a message, or to selected words of it."""
        await self._deliver(self._telegram.write(self.person, text, to.message_id, quote))

    async def send_file(self, name: str, content: bytes) -> None:
        """Send a file; returns when the bot has received it, but may still be checking it."""
        await self._deliver(self._telegram.send_file(self.person, name, content))

    async def edit(self, message: Message, text: str) -> None:
        """Change one's message to *text*; returns when the bot has handled it."""
        await self._deliver(self._telegram.edit(self.person, message.message_id, text))

    def mine(self) -> Sequence[Message]:
        """The person's own messages, the last one first."""
        return [message for message in self._latest_first() if not _is_the_bots(message)]

    def received(self) -> Sequence[Message]:
        """The bot's messages in their present version, the last one first."""
        return [message for message in self._latest_first() if _is_the_bots(message)]

    async def tap(self, choice: int) -> None:
        """Tap the button at that place of `choices`, from 1; returns when the bot has handled it."""
        button, message_id = self._buttons_in_reach()[choice - 1]
        await self._deliver(self._telegram.tap(self.person, message_id, str(button.callback_data)))

    def choices(self) -> Sequence[str]:
        """The labels of the buttons that can be tapped: those of the last message that has any."""
        return [button.text for button, _ in self._buttons_in_reach()]

    async def until_idle(self) -> None:
        """Wait until work in the background is done, such as a reload.

        These are all tasks created since the chat was opened, so the event loop must belong to the bot.
        """
        while busy := asyncio.all_tasks() - self._standing - {asyncio.current_task()}:
            await asyncio.wait(busy)

    def _latest_first(self) -> Sequence[Message]:
        return self._telegram.messages(self.person)[::-1]

    async def _deliver(self, update: Json) -> None:
        await self._application.update_queue.put(Update.de_json(update, self._application.bot))
        await self._application.update_queue.join()

    def _buttons_in_reach(self) -> Sequence[tuple[InlineKeyboardButton, int]]:
        message = self._telegram.keyboard(self.person)
        if message is None:
            return []
        return [(button, message.message_id) for button in buttons(message) if button.callback_data]


def buttons(message: Message) -> Sequence[InlineKeyboardButton]:
    """The buttons under a message, row by row."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    return [button for row in rows for button in row]


def _is_the_bots(message: Message) -> bool:
    return message.from_user is not None and message.from_user.is_bot


def _typed_content(text: str) -> Json:
    """The content of a typed message."""
    text = text.strip()
    return {"text": text, "entities": commands(text)}


def _without_reply(message: Json) -> Json:
    """A message as part of a reply: without the message that it replies to itself."""
    return {name: value for name, value in message.items() if name != "reply_to_message"}


def _selected(message: Json, words: str) -> Json:
    """The quote of *words* selected in a message, which must contain them."""
    text = str(message["text"])
    return {"text": words, "position": _utf16(text[: text.index(words)]), "is_manual": True}


def commands(text: str) -> list[Json]:
    """The commands in a text as Telegram marks them, in UTF-16 code units.

    >>> commands("😀 /ask why")
    [{'type': 'bot_command', 'offset': 3, 'length': 4}]
    """
    return [
        {"type": "bot_command", "offset": _utf16(text[: found.start()]), "length": _utf16(found.group())}
        for found in _COMMAND.finditer(text)
    ]


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _content(parameters: Json) -> Json:
    """The visible content of a request or a message, without empty fields."""
    text = parameters.get("text", "")
    if not text:
        raise BotApiError(400, "Bad Request: message text is empty")
    if len(text) > LONGEST_MESSAGE:
        raise BotApiError(400, "Bad Request: message is too long")
    shown = {name: parameters[name] for name in CONTENT if parameters.get(name)}
    if "inline_keyboard" not in shown.get("reply_markup", {}):  # other markup is not part of a message
        shown.pop("reply_markup", None)
    return shown


def _user(person: Person) -> Json:
    return {
        "id": person.id,
        "is_bot": False,
        "first_name": person.first_name,
        "language_code": person.language_code,
    }


def _as_message(message: Json) -> Message:
    return Message.de_json(message, None)
