"""Where messages belong: the place of a reply, and the conversation of a message."""

from typing import NamedTuple

_FIRST_SUPERGROUP = -1_000_000_000_000
"""Supergroups and channels have ids below this: the Bot API derives them from Telegram's own."""


class Place(NamedTuple):
    """Where a reply goes: the chat, the topic in it, and in groups the message replied to."""

    chat: int
    thread: int | None = None
    reply_to: int | None = None


class Conversation(NamedTuple):
    """Whose conversation a message belongs to: one for each chat, topic and user.

    ``thread`` is 0 outside topics.  Someone who writes in the name of a chat has that chat's id as ``user``.
    """

    chat: int
    thread: int
    user: int

    @property
    def place(self) -> Place:
        """Where a message of the conversation goes that replies to none."""
        return Place(self.chat, self.thread or None)


def address_of(conversation: Conversation, message: int) -> str | None:
    """The link to a message of a supergroup, for its members; None if messages have no links.

    >>> address_of(Conversation(-1001234567890, 5, 7), 42)
    'https://t.me/c/1234567890/5/42'
    """
    if conversation.chat > _FIRST_SUPERGROUP:
        return None
    parts = [_FIRST_SUPERGROUP - conversation.chat, conversation.thread or None, message]
    return "https://t.me/c/" + "/".join(str(part) for part in parts if part is not None)
