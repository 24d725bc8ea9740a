"""Who speaks to the bot, where, and what they ask: read from a message, decided nowhere else."""

from datetime import timedelta

from telegram import CallbackQuery, Message, MessageEntity, MessageOrigin, MessageOriginUser, Update, User
from telegram.constants import ChatType
from telegram.ext import filters

from bot.messages.chats import Conversation, Place

EDITABLE = timedelta(hours=48)
"""So long Telegram lets people edit a message."""
_QUOTATIONS: list[str | None] = [MessageEntity.BLOCKQUOTE, MessageEntity.EXPANDABLE_BLOCKQUOTE]
_MENTIONS: list[str | None] = [MessageEntity.MENTION, MessageEntity.TEXT_MENTION]


class _FromPeople(filters.MessageFilter):
    """Messages that a bot did not write, by itself or by way of someone: answering might never end."""

    def filter(self, message: Message) -> bool:
        by_a_bot = message.from_user is not None and message.from_user.is_bot and message.sender_chat is None
        return not by_a_bot and message.via_bot is None


class _EditedInTime(filters.MessageFilter):
    """Messages that are new, or that their writers can have edited: other edits are not their doing."""

    def filter(self, message: Message) -> bool:
        return message.edit_date is None or message.edit_date - message.date <= EDITABLE


class _OnlyLinks(filters.MessageFilter):
    """Messages that hold nothing but addresses of pages."""

    def filter(self, message: Message) -> bool:
        links = message.parse_entities([MessageEntity.URL]).values()
        return bool(links) and "".join((message.text or "").split()) == "".join(links)


FROM_PEOPLE = _FromPeople()
ONLY_LINKS = _OnlyLinks()
EDITED_IN_TIME = _EditedInTime()
FORWARDED_COMMAND = filters.FORWARDED & filters.COMMAND
"""Commands that somebody else typed: what is forwarded may be a question but is never carried out."""


def message_in(update: Update) -> Message:
    """The message of an update that the filters let through to a message's handler, new or edited."""
    message = update.message or update.edited_message
    assert message is not None, "only messages are routed here"  # noqa: S101
    return message


def replyable(update: Update) -> Message | None:
    """The message that a reply can be sent to; none to a guest message, in whose chat the bot is nobody."""
    message = None if update.guest_message is not None else update.effective_message
    return message if isinstance(message, Message) else None


def in_private(message: Message) -> bool:
    """Whether the message stands in a chat of one person with the bot."""
    return message.chat.type == ChatType.PRIVATE


def place_of(message: Message) -> Place:
    """Where to reply to *message*; in a group the reply hangs on it, so that it is clear who is answered."""
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
    """The numeric id of who wrote *message*; None for anonymous admins and channels, who are nobody."""
    if message.sender_chat is not None or message.from_user is None:
        return None
    return message.from_user.id


def is_addressed(message: Message, me: User) -> bool:
    """Whether *message* speaks to the bot: in private always, in a group by mention or in reply to it."""
    return in_private(message) or bool(_mentions_of(message, me)) or _replies_to(message, me)


def question_in(message: Message, me: User) -> str:
    """The words of *message* (or of its caption) without the mentions of the bot in it."""
    text = message.text or message.caption or ""
    for mention in reversed(_mentions_of(message, me)):
        text = _without(text, mention)
    return text.strip()


def original_of(message: Message) -> Message | None:
    """The message that *message* replies to; in a topic, all messages "reply" to the one that opened it."""
    original = message.reply_to_message
    return None if original is None or original.forum_topic_created is not None else original


def is_mine(message: Message, me: User) -> bool:
    """Whether the bot wrote *message*, perhaps by way of somebody who chose it in inline mode."""
    return any(author is not None and author.id == me.id for author in (message.from_user, message.via_bot))


def pointed_at(message: Message, me: User) -> str:
    """The words of another message that *message* is about: those selected in it, or else all of them.

    Of the bot's own messages these are only selected words, and only what is a quotation there.
    """
    selected = message.quote.text if message.quote is not None else ""
    original = original_of(message)
    if original is None:  # it may be a message of another chat
        return selected.strip()
    if is_mine(original, me):
        return _quoted_in(original, selected)
    return selected.strip() or question_in(original, me)


def author_of_words(message: Message, me: User) -> int:
    """The id of the person whose words `pointed_at` returns, 0 for the bot's own and for unknown people."""
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
    """The words of a command's message behind the command."""
    _, *rest = question_in(message, me).split(maxsplit=1)
    return rest[0] if rest else ""


def _thread(message: Message) -> int | None:
    """The topic; the General topic is none, and a thread of replies outside a forum is no topic."""
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
    """The lines of *selected* words of a message that stand in its quotation blocks."""
    blocks = message.parse_entities(_QUOTATIONS).values()
    lines = (line.strip() for line in selected.splitlines())
    return " ".join(line for line in lines if line and any(line in block for block in blocks))


def _without(text: str, entity: MessageEntity) -> str:
    """*text* without *entity*, whose place is counted in UTF-16 units."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    kept = encoded[: entity.offset * 2] + encoded[(entity.offset + entity.length) * 2 :]
    return kept.decode("utf-16-le", "surrogatepass")
