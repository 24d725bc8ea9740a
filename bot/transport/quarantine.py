"""Set unreadable updates aside, so that one of them does not block all that follow.

Each is replaced by an empty update with the same id, which confirms it and does nothing else.  The log gets
its id and the kind of error, never its content.
"""

import json
import logging
from typing import Any

from telegram import Update

log = logging.getLogger(__name__)

LARGEST = 2**63 - 1
"""The largest integer of SQLite and of Telegram's ids."""


class UnreadableUpdateError(ValueError):
    """An update cannot be handled; the message says why, without anything that people wrote."""


def readable_updates(payload: bytes) -> bytes:
    """A response to getUpdates with unreadable updates replaced by empty ones.

    >>> readable_updates(b'{"ok": true, "result": [{"update_id": 7, "message": {"message_id": 1}}]}')
    b'{"ok": true, "result": [{"update_id": 7}]}'
    """
    try:
        response = json.loads(payload)
    except ValueError:  # reported when it is parsed
        return payload
    updates = response.get("result") if isinstance(response, dict) else None
    if not isinstance(updates, list):
        return payload
    readable = [readable_or_empty(update) for update in updates]
    return payload if readable == updates else json.dumps(response | {"result": readable}).encode()


def is_storable(number: int) -> bool:
    """Whether a number fits into 64 bits.

    >>> is_storable(2**63), is_storable(-(2**63))
    (False, True)
    """
    return -LARGEST - 1 <= number <= LARGEST


def check_readable(update: Any) -> None:
    """Raise UnreadableUpdateError if an update, as JSON, cannot be handled."""
    _check_values(update)
    try:
        parsed = Update.de_json(update)
        message = parsed.message or parsed.edited_message
        has_date = message is None or message.date is not None
    except Exception as error:  # the library may raise anything on malformed data
        raise UnreadableUpdateError(type(error).__name__) from None
    if not has_date:
        raise UnreadableUpdateError("no date")


def readable_or_empty(update: Any) -> Any:
    """The update, or an empty one if it cannot be read."""
    try:
        check_readable(update)
    except UnreadableUpdateError as error:
        number = update.get("update_id") if isinstance(update, dict) else None
        log.error("update %s cannot be read (%s) and is set aside", number, error)
        return {"update_id": number}
    return update


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
