"""Classify failed requests to Telegram by what to do about them."""

import random
from dataclasses import dataclass

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0
"""Seconds between attempts at the same request; each pause is twice as long as the one before."""

_NOWHERE_TO_WRITE = (
    "chat not found",
    "not enough rights",
    "have no rights",
    "chat_write_forbidden",
    "chat_restricted",
    "topic_closed",
    "topic_deleted",
    "message thread not found",
    "user is deactivated",
    "peer_id_invalid",
    "need administrator rights",
)
"""Telegram's messages for chats where the bot may not write (any more).  The people there know about it."""
_NOT_TO_BE_CHANGED = ("message to edit not found", "message can't be edited", "message_id_invalid")
_UNCHANGED = "message is not modified"
_TOO_LATE = "query is too old"


@dataclass(frozen=True, slots=True)
class TryAgain:
    """The same request may succeed in some seconds; ``flooded`` if Telegram asked for that pause."""

    seconds: float
    flooded: bool = False


@dataclass(frozen=True, slots=True)
class ChatMoved:
    """The group has become a supergroup with another id."""

    chat: int


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Nobody can receive the message: the bot was blocked, or may not write there."""


@dataclass(frozen=True, slots=True)
class NotEditable:
    """The message to be changed is gone, or too old."""


@dataclass(frozen=True, slots=True)
class AlreadyAsRequested:
    """The message already is as requested: the edit changes nothing."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """Telegram does not accept this request."""


Failure = TryAgain | ChatMoved | Unreachable | NotEditable | AlreadyAsRequested | Rejected


def failure_of(error: TelegramError, tried: int) -> Failure:
    """What an error means after *tried* attempts.

    >>> failure_of(BadRequest("Message to edit not found"), 1)
    NotEditable()
    >>> failure_of(Forbidden("bot was blocked by the user"), 1)
    Unreachable()
    """
    if isinstance(error, RetryAfter):
        return TryAgain(_seconds_to_wait(error), flooded=True)
    if isinstance(error, ChatMigrated):
        return ChatMoved(error.new_chat_id)
    if isinstance(error, BadRequest | Forbidden):
        return _refusal(error)
    # No response, an unreadable one, 5xx, or 401 and 404, which a restarting proxy sends as well.
    return TryAgain(pause_after(tried))


def pause_after(tried: int, first: float = FIRST_PAUSE, longest: float = LONGEST_PAUSE) -> float:
    """Seconds to wait after *tried* attempts, with random jitter, so that not all retry at once.

    >>> pause_after(1) < pause_after(3) < pause_after(50) <= 1.25 * LONGEST_PAUSE
    True
    """
    return min(first * 2.0 ** min(tried - 1, 20), longest) * random.uniform(1, 1.25)  # noqa: S311


def is_too_late(error: TelegramError) -> bool:
    """Whether a query was answered later than Telegram allows."""
    return _TOO_LATE in str(error).casefold()


def never_arrived(error: TelegramError) -> bool:
    """Whether the request certainly did not reach Telegram, so that repeating it cannot do anything twice."""
    return isinstance(error.__cause__, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)


def is_temporary(error: TelegramError) -> bool:
    """Whether the failure is temporary: in the network or at Telegram, not in the request."""
    return isinstance(error, NetworkError | RetryAfter | InvalidToken) and not isinstance(error, BadRequest)


def _refusal(error: BadRequest | Forbidden) -> Failure:
    description = str(error).casefold()
    if isinstance(error, Forbidden) or any(reason in description for reason in _NOWHERE_TO_WRITE):
        return Unreachable()
    if any(reason in description for reason in _NOT_TO_BE_CHANGED):
        return NotEditable()
    return AlreadyAsRequested() if _UNCHANGED in description else Rejected()


def _seconds_to_wait(error: RetryAfter) -> float:
    after = error.retry_after
    seconds = float(after) if isinstance(after, int) else after.total_seconds()
    return seconds + random.uniform(0.1, 0.5)  # noqa: S311 - so that not all who waited retry at once
