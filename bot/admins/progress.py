"""A message that says how far something is while it is being done, and in the end what came of it."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType

from telegram import User
from telegram.error import TelegramError

from bot.context import Bot, BotContext
from bot.messages.chats import Place
from bot.messages.message import Reply
from bot.messages.richtext import RichText, join
from bot.texts.catalog import Texts
from bot.transport.live import revise_now, send_now
from bot.views.reply_context import MakeReply

log = logging.getLogger(__name__)

SECONDS_UNTIL_PROGRESS = 2.0
"""What is done sooner is reported in one message; what takes longer says first that it is at work."""
SECONDS_BETWEEN_EDITS = 3.0
"""Telegram takes about one message a second in a chat, edits among them."""

Heading = Callable[[Texts], RichText]
"""What is being done, in somebody's language."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is being done just now, how much of it is done and of how much; 0 of 0 where that is not known."""

    name: str
    done: int
    total: int


class ProgressMessage:
    """Tells *user* in *place* how far something is, for as long as the ``async with`` block runs.

    Afterwards `end` puts the outcome in the place of that message, or sends it where nothing was said.
    """

    def __init__(
        self,
        bot_context: BotContext,
        bot: Bot,
        place: Place,
        user: User,
        heading: Heading,
        message: int | None = None,
    ) -> None:
        """*message*: one of the bot's to be changed, instead of a new one."""
        self._bot_context = bot_context
        self._bot = bot
        self._place = place
        self._user = user
        self._heading = heading
        self._message = message
        self._step: Step | None = None
        self._over = asyncio.Event()

    def tell(self, reply_context: str, done: int, total: int) -> None:
        """Take note of how far it is; shown when it is time to."""
        self._step = Step(reply_context, done, total)

    async def __aenter__(self) -> "ProgressMessage":
        self._telling = asyncio.create_task(self._keep_telling())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Not cancelled: an edit on its way could overtake the outcome.
        self._over.set()
        await self._telling

    async def end(self, make: MakeReply) -> None:
        """Show what came of it, in the message that said how far it was, or anew where that was deleted."""
        async with self._bot_context.reply_context(self._bot, self._user) as reply_context:
            await self._bot_context.outbox.revise_or_send(
                self._message or 0, self._place, make(reply_context), reply_context.snapshot
            )

    async def _keep_telling(self) -> None:
        if self._message is None:
            await self._wait(SECONDS_UNTIL_PROGRESS)
        shown: RichText | None = None
        while not self._over.is_set():
            try:
                shown = await self._show(shown)
            except TelegramError as error:
                log.info("progress could not be shown: %s", error)
            await self._wait(SECONDS_BETWEEN_EDITS)

    async def _show(self, shown: RichText | None) -> RichText:
        """Say how far it is, if that is not what is *shown*."""
        async with self._bot_context.reply_context(self._bot, self._user) as reply_context:
            said = self._words(reply_context.texts)
            if said == shown:
                return said
            if self._message is not None:
                await revise_now(self._bot, self._place.chat, self._message, Reply(said))
            else:
                sent = await send_now(self._bot, self._place, Reply(said))
                self._message = None if sent is None else sent.message_id
            return said

    def _words(self, texts: Texts) -> RichText:
        step = self._step
        return join(
            [
                self._heading(texts),
                texts.uploads.step(step.name, step.done, step.total) if step else RichText(),
            ]
        )

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._over.wait()
