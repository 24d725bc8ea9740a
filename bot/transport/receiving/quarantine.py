"""Set unreadable updates aside, so that one of them does not block all that follow.

Each is handled as an empty update with the same id, which does nothing.  The log gets its id and the kind of
error, never its content.
"""

import json
import logging
from typing import Any

from telegram import Bot, Message, Update

from bot.transport.raw_updates import RawUpdate, is_storable

log = logging.getLogger(__name__)


class UnreadableUpdateError(ValueError):
    """An update cannot be handled; the message says why, without anything that people wrote."""


def parsed_or_empty(raw: RawUpdate, bot: Bot | None) -> Update:
    """The update, parsed; an empty one with the same id if it cannot be read.

    >>> parsed_or_empty(RawUpdate(7, "message", '{"update_id": 7, "message": {"message_id": 1}}'), None)
    Update(update_id=7)
    """
    try:
        return _parsed(json.loads(raw.payload), bot)
    except (UnreadableUpdateError, RecursionError) as error:
        reason = error if isinstance(error, UnreadableUpdateError) else "nested too deeply"
        log.error("update %d cannot be read (%s) and is set aside", raw.id, reason)
        return Update(raw.id)


def _parsed(value: Any, bot: Bot | None) -> Update:
    _check_values(value)
    try:
        update = Update.de_json(value, bot)
        _check_message(update.message or update.edited_message)
    except UnreadableUpdateError:
        raise
    except Exception as error:  # the library may raise anything on malformed data
        raise UnreadableUpdateError(type(error).__name__) from None
    return update


def _check_message(message: Message | None) -> None:
    """Check what the library does not validate although handlers rely on it."""
    if message is None:
        return
    if message.date is None or message.chat is None:
        raise UnreadableUpdateError("no date" if message.date is None else "no chat")
    if message.text:
        message.parse_entities()
    if message.caption:
        message.parse_caption_entities()


def _check_values(value: Any) -> None:
    """Reject numbers beyond 64 bits and lone surrogates, which cannot be stored."""
    match value:
        case dict():
            for each in value.values():
                _check_values(each)
        case list():
            for each in value:
                _check_values(each)
        case int() if not is_storable(value):
            raise UnreadableUpdateError("a number beyond 64 bits")
        case str() if not value.isascii() and any("\ud800" <= sign <= "\udfff" for sign in value):
            raise UnreadableUpdateError("half a character")
