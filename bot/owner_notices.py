"""Messages to the owners when something needs their attention.

The bot's state or its search cannot be used, changed texts cannot be put in use, Telegram was unreachable for
long, or the disk is nearly full.
"""

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable, Collection

from telegram import Bot
from telegram.error import TelegramError

from bot.messages.chats import Place
from bot.messages.message import Reply
from bot.messages.richtext import RichText
from bot.texts.languages import DEFAULT, texts_in
from bot.transport.sending.live import send_now

log = logging.getLogger(__name__)

SECONDS_BETWEEN_NOTICES = 6 * 3600.0
"""The shortest time between two messages about the same kind of trouble."""
SECONDS_AWAY = 600.0
"""Telegram is unreachable for a moment every day; owners are notified of this long an outage."""
MIN_FREE_BYTES = 200 << 20
"""Owners are notified if the disk of the state folder has less room than this."""
SECONDS_UNTIL_NOTICE = 10.0
"""Owners are not notified of what is over sooner, such as a backup by another program."""


class OwnerNotices:
    """Notifies the owners once of each trouble, in the default language: theirs is in the state."""

    def __init__(
        self,
        bot: Bot,
        owners: Collection[int],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bot = bot
        self._owners = owners
        self._sleep = sleep
        self._clock = clock
        self._last: dict[str, float] = {}
        self._notices: set[asyncio.Task[None]] = set()
        self._telling: dict[str, asyncio.Task[None]] = {}
        self._notified: set[str] = set()
        self._texts = texts_in(DEFAULT)

    def state(self, reason: str) -> None:
        """The state cannot be used for that *reason*; if *reason* is empty, it can be used again."""
        texts = self._texts.errors
        self._notify_while_it_lasts(
            "state", texts.database_in_trouble(reason) if reason else None, texts.database_recovered()
        )

    def search(self, reason: str) -> None:
        """The search cluster gives no complete replies for that *reason*; if it is empty, it does again."""
        texts = self._texts.errors
        self._notify_while_it_lasts(
            "search", texts.search_in_trouble(reason) if reason else None, texts.search_recovered()
        )

    def corpus(self, reason: str) -> None:
        """Texts that changed cannot be read or put in use, for that *reason*."""
        self._notify("corpus", self._texts.errors.corpus_in_trouble(reason))

    def disk(self, free_bytes: int) -> None:
        """The disk of the state folder has *free_bytes* left."""
        if free_bytes < MIN_FREE_BYTES:
            self._notify("disk", self._texts.errors.disk_nearly_full(free_bytes >> 20))

    def telegram_back(self, seconds_away: float) -> None:
        """Telegram can be reached again after *seconds_away*."""
        if seconds_away >= SECONDS_AWAY:
            self._notify("telegram", self._texts.errors.telegram_was_away(int(seconds_away // 60)))

    def _notify(self, kind: str, text: RichText) -> None:
        """Notify the owners, unless they were recently notified of the same kind of trouble."""
        now = self._clock()
        if now - self._last.get(kind, -math.inf) >= SECONDS_BETWEEN_NOTICES:
            self._last[kind] = now
            notice = asyncio.create_task(self._send_to_owners(text))
            self._notices.add(notice)
            notice.add_done_callback(self._notices.discard)

    def _notify_while_it_lasts(self, kind: str, trouble: RichText | None, recovered: RichText) -> None:
        """Notify the owners once if *trouble* lasts, and again when it is over (*trouble* is None)."""
        if kind in self._telling:
            self._telling.pop(kind).cancel()
        if trouble is not None:
            self._telling[kind] = asyncio.create_task(self._notify_of_trouble(kind, trouble))
        elif kind in self._notified:
            self._notified.discard(kind)
            self._telling[kind] = asyncio.create_task(self._send_to_owners(recovered))

    async def _notify_of_trouble(self, kind: str, trouble: RichText) -> None:
        await self._sleep(SECONDS_UNTIL_NOTICE)
        self._notified.add(kind)
        await self._send_to_owners(trouble)

    async def _send_to_owners(self, text: RichText) -> None:
        for owner in self._owners:
            try:
                await send_now(self._bot, Place(owner), Reply(text))
            except TelegramError as error:
                log.warning("an owner could not be notified: %s", error)
