"""Everything that Telegram stores for one bot: chats, messages, pending updates, and the bot's settings."""

import itertools
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeAlias, TypeVar

from tests.support.bot_api.model.errors import ApiError
from tests.support.bot_api.model.flood import Flood
from tests.support.bot_api.model.queue import UpdateQueue
from tests.support.bot_api.model.records import (
    CallbackAnswer,
    Chat,
    Command,
    Document,
    InlineAnswer,
    InlineResult,
    Json,
    Message,
    Photo,
    Topic,
    User,
)

QUERY_LIFETIME = 15.0
"""Seconds in which a callback or inline query can be answered."""


class Standing(StrEnum):
    """The bot's status in a chat."""

    MEMBER = "member"
    ADMINISTRATOR = "administrator"
    LEFT = "left"
    KICKED = "kicked"


@dataclass(slots=True)
class Room:
    """A chat with its messages and the bot's standing in it."""

    chat: Chat
    ids: "itertools.count[int]"
    standing: Standing = Standing.MEMBER
    is_blocked: bool = False
    migrated_to: int | None = None
    administrators: set[int] = field(default_factory=set)
    topics: dict[int, Topic] = field(default_factory=dict)
    closed_topics: set[int] = field(default_factory=set)
    messages: dict[int, Message] = field(default_factory=dict)

    def thread_beside(self, replied: Message) -> int | None:
        """The thread of a reply: the topic's, or in a supergroup that of the chain of replies."""
        return replied.thread_id or (replied.id if self.chat.type == "supergroup" else None)


AnswerT = TypeVar("AnswerT")


@dataclass(slots=True)
class Query(Generic[AnswerT]):
    """A query that waits for the bot's only answer.

    ``words`` are the data of the button that was tapped, or what was typed after the bot's name.
    """

    id: str
    user: User
    words: str
    asked_at: float
    answer: AnswerT | None = None


CallbackQuery: TypeAlias = Query[CallbackAnswer]
InlineQuery: TypeAlias = Query[InlineAnswer]
GuestQuery: TypeAlias = Query[InlineResult]


class ActKind(StrEnum):
    """The kinds of things a bot does that people see."""

    SENT = "sent"
    EDITED = "edited"
    DELETED = "deleted"
    REACTED = "reacted"
    ACTING = "acting"


@dataclass(frozen=True, slots=True)
class Act:
    """Something the bot did that people see; ``what`` is the reaction, or the action ("typing")."""

    kind: ActKind
    chat: Chat
    message: Message | None = None
    what: str = ""
    thread_id: int | None = None


@dataclass(slots=True)
class Webhook:
    """Where updates are posted, and how the last attempts went."""

    url: str
    secret: str = ""
    max_connections: int = 40
    last_error: str = ""
    last_error_at: int = 0


@dataclass(frozen=True, slots=True)
class Response:
    """The answer to a request: the HTTP status and the envelope."""

    status: int
    body: Json

    @property
    def ok(self) -> bool:
        """Whether the request was granted."""
        return bool(self.body["ok"])

    @property
    def result(self) -> Any:
        """What a granted request returns."""
        return self.body["result"]

    @property
    def description(self) -> str:
        """Why a request was refused; empty when it was granted."""
        return str(self.body.get("description", ""))


@dataclass(slots=True)
class Request:
    """A request as it came; ``notes`` tell what a careful bot would not have sent."""

    method: str
    parameters: Mapping[str, object]
    at: float
    response: Response | None = None
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Fault:
    """A failure that a test has ordered for the next requests of a method ("" for any)."""

    method: str
    error: ApiError
    times: int


@dataclass(slots=True)
class Poll:
    """A getUpdates request that waits: for updates, its time, or another poller."""

    request: Request
    limit: int
    seconds: float


class State:
    """Telegram's side of one bot.  It does nothing by itself: no threads, no sockets, no clock of its own."""

    def __init__(
        self,
        bot: User,
        token: str,
        *,
        clock: Callable[[], float] = time.time,
        privacy_mode: bool = False,
        inline_mode: bool = True,
    ) -> None:
        self.bot = bot
        self.token = token
        self.clock = clock
        self.privacy_mode = privacy_mode
        self.inline_mode = inline_mode
        self.rooms: dict[int, Room] = {}
        self.people: dict[int, User] = {}
        self.updates = UpdateQueue(clock)
        self.poll: Poll | None = None
        self.webhook: Webhook | None = None
        self.proxied: dict[str, tuple[str, int]] = {}
        self.callbacks: dict[str, CallbackQuery] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        self.guest_queries: dict[str, GuestQuery] = {}
        self.inline_messages: dict[str, tuple[int, int]] = {}
        self.documents: dict[str, tuple[Document, bytes]] = {}
        self.photos: dict[str, bytes] = {}
        self.menus: dict[tuple[str, str], tuple[Command, ...]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.flood = Flood()
        self.faults: list[Fault] = []
        self.log: list[Request] = []
        self.acts: list[Act] = []
        self.listeners: list[Callable[[], None]] = []
        self._ids = itertools.count(1)
        self._shared_message_ids = itertools.count(1)

    def now(self) -> int:
        """The date of a message sent now: whole seconds since 1970."""
        return int(self.clock())

    def new_id(self) -> str:
        """An identifier never given before, long as Telegram's are."""
        return str(4_000_000_000_000 + next(self._ids))

    def open(self, chat: Chat, standing: Standing = Standing.MEMBER) -> Room:
        """The room of a chat, created if it is new; a supergroup begins with a service message."""
        ids = itertools.count(2) if chat.counts_its_own_messages else self._shared_message_ids
        return self.rooms.setdefault(chat.id, Room(chat, ids, standing))

    def new_message_id(self, chat: Chat) -> int:
        """The next message id of a chat: private chats and groups count together, others apart."""
        return next(self.rooms[chat.id].ids)

    def keep(self, message: Message) -> Message:
        """Store a message, in place of its earlier form when it has one."""
        self.rooms[message.chat.id].messages[message.id] = message
        return message

    def message(self, chat_id: int, message_id: int | None) -> Message | None:
        """A message that is still there."""
        room = self.rooms.get(chat_id)
        return room.messages.get(message_id) if room and message_id else None

    def lay_down(self, name: str, content: bytes, mime_type: str, size: int | None = None) -> Document:
        """Store a file; ``size`` may claim more bytes than there are, so that a test need not create them."""
        document = Document(f"BQAC{self.new_id()}", name, mime_type, len(content) if size is None else size)
        self.documents[document.file_id] = (document, content)
        return document

    def lay_down_photo(self, content: bytes, width: int, height: int) -> Photo:
        """Keep a picture."""
        photo = Photo(f"AgAC{self.new_id()}", width, height, len(content))
        self.photos[photo.file_id] = content
        return photo

    def user(self, user_id: int) -> User:
        """A person, or the bot; one that was never met has no name."""
        return self.bot if user_id == self.bot.id else self.people.get(user_id, User(user_id, ""))

    def changed(self) -> None:
        """Notify all listeners of a change."""
        for listener in self.listeners:
            listener()
