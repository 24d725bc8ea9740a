"""The nouns of Telegram as a bot meets them, all frozen.

Offsets and lengths of entities count UTF-16 code units, as everywhere in Telegram.
"""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

GENERAL_TOPIC = 1
"""The thread of a forum's General topic: known to sendChatAction, unknown to sendMessage."""


@dataclass(frozen=True, slots=True)
class User:
    """A person, or a bot."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation; ``type`` is private, group, supergroup or channel."""

    id: int
    type: str
    title: str = ""
    username: str = ""
    first_name: str = ""
    last_name: str = ""
    is_forum: bool = False

    @property
    def counts_its_own_messages(self) -> bool:
        """Whether message ids start from 1 here: only supergroups and channels count separately."""
        return self.type in ("supergroup", "channel")


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of a forum."""

    chat: Chat
    thread_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of a text with a meaning; the fields after ``length`` belong to the types that need them."""

    type: str
    offset: int
    length: int
    url: str = ""
    user_id: int = 0
    language: str = ""
    custom_emoji_id: str = ""

    @property
    def end(self) -> int:
        """The offset after the last code unit."""
        return self.offset + self.length


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A text with its entities.

    >>> FormattedText("a 😀 b", (Entity("bold", 2, 2),)).covered("bold")
    ('😀',)
    """

    text: str = ""
    entities: tuple[Entity, ...] = ()

    def covered(self, entity_type: str) -> tuple[str, ...]:
        """The texts under the entities of one type, in order."""
        units = self.text.encode("utf-16-le")
        return tuple(
            units[2 * entity.offset : 2 * entity.end].decode("utf-16-le")
            for entity in self.entities
            if entity.type == entity_type
        )


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: what it says, what a tap does, and the object as Telegram returns it."""

    text: str
    action: str
    raw: Json

    @property
    def value(self) -> str:
        """What the action carries: the callback data, the address, the text to copy, the query."""
        value = self.raw[self.action]
        return str(value.get("text") or value.get("url") or "") if isinstance(value, dict) else str(value)


Keyboard: TypeAlias = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """The words that a reply selects in the original message; ``position`` is in UTF-16 units there."""

    words: FormattedText
    position: int
    is_manual: bool = True


@dataclass(frozen=True, slots=True)
class Document:
    """A file in a message; its bytes are stored separately, under ``file_id``."""

    file_id: str
    name: str
    mime_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture in a message; its bytes are stored separately, under ``file_id``."""

    file_id: str
    width: int
    height: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message in its present version.

    ``body`` is the text, or the caption where there is a ``document`` or a ``photo``.  ``service`` holds what
    a service message tells ("migrate_to_chat_id", "forum_topic_created", …).  ``thread_id`` is the topic's in
    a forum and the root of the chain of replies in other supergroups.  ``external_reply`` tells of a message
    of another chat that is replied to.
    """

    chat: Chat
    id: int
    date: int
    sender: User | None = None
    sender_chat: Chat | None = None
    body: FormattedText = FormattedText()
    document: Document | None = None
    photo: Photo | None = None
    service: Json = field(default_factory=dict)
    reply_to: int | None = None
    quote: Quote | None = None
    thread_id: int | None = None
    is_topic_message: bool = False
    keyboard: Keyboard = ()
    link_preview: Json = field(default_factory=dict)
    edit_date: int | None = None
    via_bot: User | None = None
    forward_origin: Json = field(default_factory=dict)
    external_reply: Json = field(default_factory=dict)
    is_protected: bool = False

    @property
    def text(self) -> str:
        """The words of the message."""
        return self.body.text

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the buttons, row by row."""
        return tuple(button.text for row in self.keyboard for button in row)

    def button(self, label: str) -> Button:
        """The button with that ``label``.  Raises AssertionError if there is none."""
        for row in self.keyboard:
            for button in row:
                if button.text == label:
                    return button
        raise AssertionError(f"No button says {label!r}; there are {list(self.labels)} under {self.text!r}")


@dataclass(frozen=True, slots=True)
class Command:
    """An entry of a command menu."""

    command: str
    description: str


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """What someone sees after a tap: a notice that disappears, or an alert to close."""

    text: str
    show_alert: bool
    url: str


@dataclass(frozen=True, slots=True)
class InlineResult:
    """A card that the bot offers, and the message it becomes when it is chosen."""

    id: str
    title: str
    description: str
    body: FormattedText
    keyboard: Keyboard
    link_preview: Json


@dataclass(frozen=True, slots=True)
class InlineAnswer:
    """The cards under an inline query; ``next_offset`` fetches more of them."""

    results: tuple[InlineResult, ...]
    next_offset: str
    is_personal: bool
    cache_time: int
    button: Json


@dataclass(frozen=True, slots=True)
class Update:
    """An update for the bot; ``order`` names the queue in which a webhook keeps the order."""

    id: int
    kind: str
    body: Json
    order: int
    expires_at: float

    @property
    def json(self) -> Json:
        """The update as the bot receives it."""
        return {"update_id": self.id, self.kind: self.body}
