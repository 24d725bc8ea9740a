"""Who writes to the bot, where, and what they ask: the one place that reads this from a message."""

from datetime import timedelta

from telegram import CallbackQuery, Message, MessageEntity, MessageOrigin, MessageOriginUser, Update, User
from telegram.constants import ChatType
from telegram.ext import filters

from bot.messages.chats import Conversation, Place

EDITABLE = timedelta(hours=48)
"""How long Telegram lets people edit a message."""
_QUOTATIONS: list[str | None] = [MessageEntity.BLOCKQUOTE, MessageEntity.EXPANDABLE_BLOCKQUOTE]
_MENTIONS: list[str | None] = [MessageEntity.MENTION, MessageEntity.TEXT_MENTION]


class _FromPeople(filters.MessageFilter):
    """Messages not written by a bot, directly or via inline mode, because answering might never end."""

    def filter(self, message: Message) -> bool:
        by_a_bot = message.from_user is not None and message.from_user.is_bot and message.sender_chat is None
        return not by_a_bot and message.via_bot is None


class _EditedInTime(filters.MessageFilter):
    """New messages, and those that their authors can still edit: other edits are not made by people."""

    def filter(self, message: Message) -> bool:
        return message.edit_date is None or message.edit_date - message.date <= EDITABLE


class _OnlyLinks(filters.MessageFilter):
    """Messages that consist only of links."""

    def filter(self, message: Message) -> bool:
        links = message.parse_entities([MessageEntity.URL]).values()
        return bool(links) and "".join((message.text or "").split()) == "".join(links)


FROM_PEOPLE = _FromPeople()
ONLY_LINKS = _OnlyLinks()
EDITED_IN_TIME = _EditedInTime()
FORWARDED_COMMAND = filters.FORWARDED & filters.COMMAND
"""Commands that somebody else typed: a forwarded message may be a question but is never carried out."""


def message_in(update: Update) -> Message:
    """The new or edited message of an update that reached a message handler."""
    message = update.message or update.edited_message
    assert message is not None, "only messages are routed here"  # noqa: S101
    return message


def replyable(update: Update) -> Message | None:
    """The message that a reply can be sent to; None for a guest message: the bot is not in its chat."""
    message = None if update.guest_message is not None else update.effective_message
    return message if isinstance(message, Message) else None


def in_private(message: Message) -> bool:
    """Whether the message is in a private chat with the bot."""
    return message.chat.type == ChatType.PRIVATE


def place_of(message: Message) -> Place:
    """Where to reply to *message*; in a group as a Telegram reply, so that it is clear who is answered."""
    return Place(message.chat.id, _thread(message), None if in_private(message) else message.message_id)


def conversation_of(message: Message) -> Conversation:
    """The conversation that *message* of a person belongs to."""
    if message.sender_chat is not None:
        speaker = message.sender_chat.id
    else:
        speaker = message.from_user.id if message.from_user else 0
    return Conversation(message.chat.id, _thread(message) or 0, speaker)


def conversation_of_tap(query: CallbackQuery, message: Message) -> Conversation:
    """The conversation of the person who tapped a button under *message*."""
    return Conversation(message.chat.id, _thread(message) or 0, query.from_user.id)


def person(message: Message) -> int | None:
    """The numeric id of the author of *message*; None for anonymous admins and channels."""
    if message.sender_chat is not None or message.from_user is None:
        return None
    return message.from_user.id


def is_addressed(message: Message, me: User) -> bool:
    """Whether *message* is addressed to the bot: always in private, in a group by mention or reply."""
    return in_private(message) or bool(_mentions_of(message, me)) or _replies_to(message, me)


def question_in(message: Message, me: User) -> str:
    """The words of *message* (or its caption) without mentions of the bot."""
    text = message.text or message.caption or ""
    for mention in reversed(_mentions_of(message, me)):
        text = _without(text, mention)
    return text.strip()


def original_of(message: Message) -> Message | None:
    """The message that *message* replies to, except the one that opened the topic, to which all "reply"."""
    original = message.reply_to_message
    return None if original is None or original.forum_topic_created is not None else original


def is_mine(message: Message, me: User) -> bool:
    """Whether the bot wrote *message*, perhaps as an inline result that somebody chose."""
    return any(author is not None and author.id == me.id for author in (message.from_user, message.via_bot))


def words_pointed_at(message: Message, me: User) -> str:
    """The words of another message that *message* is about: the selected ones, or else all of them.

    In the bot's own messages only selected words count, and only within quotations.
    """
    selected = message.quote.text if message.quote is not None else ""
    original = original_of(message)
    if original is None:  # it may be a message of another chat
        return selected.strip()
    if is_mine(original, me):
        return _quoted_in(original, selected)
    return selected.strip() or question_in(original, me)


def author_of_words(message: Message, me: User) -> int:
    """The id of whoever wrote the `words_pointed_at`: 0 for the bot itself and for unknown people."""
    original, external = original_of(message), message.external_reply
    if original is None:
        return 0 if external is None else _sender(external.origin)
    if is_mine(original, me):
        return 0
    if original.forward_origin is not None:
        return _sender(original.forward_origin)
    return person(original) or 0


def _sender(origin: MessageOrigin) -> int:
    return origin.sender_user.id if isinstance(origin, MessageOriginUser) else 0


def after_command(message: Message, me: User) -> str:
    """The arguments of a command."""
    _, *rest = question_in(message, me).split(maxsplit=1)
    return rest[0] if rest else ""


def _thread(message: Message) -> int | None:
    """The topic; None for the General topic, and for a thread of replies outside a forum."""
    return message.message_thread_id if message.is_topic_message else None


def _mentions_of(message: Message, me: User) -> list[MessageEntity]:
    found = message.parse_entities(_MENTIONS) | message.parse_caption_entities(_MENTIONS)
    ours = [entity for entity, text in found.items() if _is_me(entity, text, me)]
    return sorted(ours, key=lambda entity: entity.offset)


def _is_me(entity: MessageEntity, text: str, me: User) -> bool:
    if entity.user is not None:
        return entity.user.id == me.id
    return text.casefold() == f"@{me.username}".casefold()


def _replies_to(message: Message, me: User) -> bool:
    original = original_of(message)
    if original is None or original.from_user is None:
        return False
    return original.from_user.id == me.id


def _quoted_in(message: Message, selected: str) -> str:
    """The lines of the *selected* words that are in quotation blocks of the message."""
    blocks = message.parse_entities(_QUOTATIONS).values()
    lines = (line.strip() for line in selected.splitlines())
    return " ".join(line for line in lines if line and any(line in block for block in blocks))


def _without(text: str, entity: MessageEntity) -> str:
    """*text* without *entity*, whose offsets are in UTF-16 units."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    kept = encoded[: entity.offset * 2] + encoded[(entity.offset + entity.length) * 2 :]
    return kept.decode("utf-16-le", "surrogatepass")
