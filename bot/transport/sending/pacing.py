"""The pace of requests: no more messages a second than Telegram accepts, and retries when it asks for them.

`Delivery` retries letters of the outbox, for hours if necessary.  The retries here are for what is not worth
storing: an alert, typing, the menu of commands, the progress of a reload.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from itertools import count
from typing import Any

from aiolimiter import AsyncLimiter
from telegram.error import RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from bot.transport.failures import TryAgain, failure_of, is_temporary, never_arrived

log = logging.getLogger(__name__)

MAX_TRIES = 5
ONCE = 1
"""The ``rate_limit_args`` of a request that is tried only once."""
LONGEST_WAIT = 60.0
"""Seconds to wait for a flood limit; if it is longer, the request fails."""

_REPEATABLE = frozenset({"editMessageText", "setMyCommands", "deleteMyCommands", "getFile"})
"""Idempotent methods."""

Request = Callable[..., Coroutine[Any, Any, Any]]
Sleep = Callable[[float], Awaitable[None]]
Reserve = Callable[[float], Awaitable[float]]
"""Reserves a message at a pace of so many a second; returns the seconds to wait for it."""


class RequestPacer(BaseRateLimiter[int]):
    """Limits the requests about messages per second, and retries those that may be repeated.

    Each request waits on its own, so a flood limit in one chat delays nobody else.
    """

    def __init__(
        self, messages_per_second: float, sleep: Sleep = asyncio.sleep, reserve: Reserve | None = None
    ) -> None:
        """*messages_per_second*: for the whole bot, with bursts of as many; 0 means no limit.

        *reserve* reserves a message if several processes share the limit.
        """
        self._pace = AsyncLimiter(messages_per_second, 1) if messages_per_second else None
        self._per_second = messages_per_second
        self._reserve = reserve
        self._sleep = sleep

    async def initialize(self) -> None:
        """Do nothing; the base class requires it."""

    async def shutdown(self) -> None:
        """Do nothing; the base class requires it."""

    async def process_request(
        self,
        callback: Request,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """Make a request; *rate_limit_args* may set how often it is tried."""
        tries = rate_limit_args or MAX_TRIES
        for tried in count(1):
            if self._pace is not None and "chat_id" in data:
                await self._wait_for_turn(self._pace)
            try:
                return await callback(*args, **kwargs)
            except TelegramError as error:
                wait = _wait_before_repeating(error, endpoint, tried)
                if wait is None or wait > LONGEST_WAIT or tried >= tries:
                    raise
                log.info("%s is tried again in %.1f s (%s)", endpoint, wait, error)
                await self._sleep(wait)
        raise AssertionError("the loop ends by returning or raising")

    async def _wait_for_turn(self, pace: AsyncLimiter) -> None:
        if self._reserve is None:
            await pace.acquire()
        elif seconds := await self._reserve(self._per_second):
            await self._sleep(seconds)


def _wait_before_repeating(error: TelegramError, endpoint: str, tried: int) -> float | None:
    """Seconds until the same request may be tried again, None if a retry is unsafe or useless."""
    failure = failure_of(error, tried)
    if not isinstance(failure, TryAgain):
        return None
    repeatable = endpoint in _REPEATABLE and is_temporary(error)
    return failure.seconds if isinstance(error, RetryAfter) or repeatable or never_arrived(error) else None
