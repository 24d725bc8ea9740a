"""What the owners are told by themselves: that the bot's memory cannot be used, and that it can again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection

from telegram import Bot
from telegram.error import TelegramError

from bot.messages.chats import Place
from bot.messages.message import Reply
from bot.messages.richtext import RichText
from bot.texts.languages import DEFAULT, texts_in
from bot.transport.live import send_now

log = logging.getLogger(__name__)

SECONDS_UNTIL_NOTICE = 10.0
"""What is over sooner, a backup by another program say, is not worth a message."""


class OwnerNotices:
    """Tells the owners, once for each trouble, in the bot's first language: theirs stands in the memory."""

    def __init__(
        self,
        bot: Bot,
        owners: Collection[int],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._owners = owners
        self._sleep = sleep
        self._telling: asyncio.Task[None] | None = None
        self._told = False
        self._texts = texts_in(DEFAULT)

    def memory(self, reason: str) -> None:
        """The memory cannot be used, for that reason; or it can again, where there is none."""
        if self._telling is not None:
            self._telling.cancel()
        if reason:
            self._telling = asyncio.create_task(self._tell_of_trouble(reason))
        elif self._told:
            self._told = False
            self._telling = asyncio.create_task(self._tell(self._texts.errors.memory_well_again()))

    async def _tell_of_trouble(self, reason: str) -> None:
        await self._sleep(SECONDS_UNTIL_NOTICE)
        self._told = True
        await self._tell(self._texts.errors.memory_in_trouble(reason))

    async def _tell(self, text: RichText) -> None:
        for owner in self._owners:
            try:
                await send_now(self._bot, Place(owner), Reply(text))
            except TelegramError as error:
                log.warning("an owner could not be told of the memory's trouble: %s", error)
