"""Messages to the owners when something needs somebody.

The bot's state or its search cannot be used, changed texts cannot be taken into use, Telegram was away for
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
"""Between two messages about the same kind of trouble."""
SECONDS_AWAY = 600.0
"""Telegram is unreachable for a moment every day; this much is worth a message."""
MIN_FREE_BYTES = 200 << 20
"""Less room than this on the disk of the state folder is worth a message."""
SECONDS_UNTIL_NOTICE = 10.0
"""What is over sooner, a backup by another program say, is not worth a message."""


class OwnerNotices:
    """Tells the owners, once for each trouble, in the bot's first language: theirs stands in the memory."""

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
        self._told: set[str] = set()
        self._texts = texts_in(DEFAULT)

    def state(self, reason: str) -> None:
        """The memory cannot be used, for that reason; or it can again, where there is none."""
        texts = self._texts.errors
        self._notify_while_it_lasts(
            "memory", texts.database_in_trouble(reason) if reason else None, texts.database_recovered()
        )

    def search(self, reason: str) -> None:
        """The search cluster gives no complete replies, for that reason; or it does again, without one."""
        texts = self._texts.errors
        self._notify_while_it_lasts(
            "search", texts.search_in_trouble(reason) if reason else None, texts.search_recovered()
        )

    def corpus(self, reason: str) -> None:
        """Texts that changed cannot be read or taken into use, for that reason."""
        self._notify("corpus", self._texts.errors.corpus_in_trouble(reason))

    def disk(self, free_bytes: int) -> None:
        """So much room is left on the disk of the state folder."""
        if free_bytes < MIN_FREE_BYTES:
            self._notify("disk", self._texts.errors.disk_nearly_full(free_bytes >> 20))

    def telegram_back(self, seconds_away: float) -> None:
        """Telegram can be reached again after so many seconds."""
        if seconds_away >= SECONDS_AWAY:
            self._notify("telegram", self._texts.errors.telegram_was_away(int(seconds_away // 60)))

    def _notify(self, kind: str, text: RichText) -> None:
        """Tell the owners, unless they were told of the same kind of trouble a while ago."""
        now = self._clock()
        if now - self._last.get(kind, -math.inf) >= SECONDS_BETWEEN_NOTICES:
            self._last[kind] = now
            notice = asyncio.create_task(self._send_to_owners(text))
            self._notices.add(notice)
            notice.add_done_callback(self._notices.discard)

    def _notify_while_it_lasts(self, kind: str, trouble: RichText | None, recovered: RichText) -> None:
        """Tell the owners of trouble that lasts, once, and then of its end; None: it is over."""
        if kind in self._telling:
            self._telling.pop(kind).cancel()
        if trouble is not None:
            self._telling[kind] = asyncio.create_task(self._notify_of_trouble(kind, trouble))
        elif kind in self._told:
            self._told.discard(kind)
            self._telling[kind] = asyncio.create_task(self._send_to_owners(recovered))

    async def _notify_of_trouble(self, kind: str, trouble: RichText) -> None:
        await self._sleep(SECONDS_UNTIL_NOTICE)
        self._told.add(kind)
        await self._send_to_owners(trouble)

    async def _send_to_owners(self, text: RichText) -> None:
        for owner in self._owners:
            try:
                await send_now(self._bot, Place(owner), Reply(text))
            except TelegramError as error:
                log.warning("an owner could not be told of trouble: %s", error)
