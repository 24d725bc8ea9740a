"""A message that shows the progress of some work and then turns into its result."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType

from telegram import User
from telegram.error import TelegramError

from bot.context import Bot, BotContext
from bot.messages.chats import Place
from bot.messages.message import Reply
from bot.messages.richtext import RichText, join
from bot.texts.catalog import MakeText, Texts
from bot.transport.sending.live import revise_now, send_now
from bot.views.reply_context import MakeReply

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Step:
    """The current step, and how much of it is done; ``total`` is 0 if that is unknown."""

    name: str
    done: int
    total: int


class ProgressMessage:
    """Shows *user* in *place* the progress of the work in the ``async with`` block.

    Afterwards `end` replaces that message by the result, or sends the result if no progress was shown.
    """

    def __init__(
        self,
        bot_context: BotContext,
        bot: Bot,
        place: Place,
        user: User,
        heading: MakeText,
        message: int | None = None,
    ) -> None:
        """*message* is a message of the bot to edit instead of sending a new one."""
        self._bot_context = bot_context
        self._bot = bot
        self._place = place
        self._user = user
        self._heading = heading
        self._message = message
        self._step: Step | None = None
        self._over = asyncio.Event()

    def report(self, step: str, done: int, total: int) -> None:
        """Note the progress; it is shown with the next update of the message."""
        self._step = Step(step, done, total)

    async def __aenter__(self) -> "ProgressMessage":
        self._updating = asyncio.create_task(self._keep_updating())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Not cancelled, because an edit under way could overtake the result.
        self._over.set()
        await self._updating

    async def end(self, make: MakeReply) -> None:
        """Show the result in the progress message, or in a new one if that was deleted."""
        async with self._bot_context.reply_context(self._bot, self._user) as reply_context:
            await self._bot_context.outbox.revise_or_send(
                self._message or 0, self._place, make(reply_context), reply_context.snapshot
            )

    async def _keep_updating(self) -> None:
        policy = self._bot_context.policy
        if self._message is None:
            await self._wait(policy.progress_after)
        shown: RichText | None = None
        while not self._over.is_set():
            try:
                shown = await self._show(shown)
            except TelegramError as error:
                log.info("cannot show progress: %s", error)
            await self._wait(policy.progress_interval)

    async def _show(self, shown: RichText | None) -> RichText:
        """Show the progress, unless it is the same as is *shown*."""
        async with self._bot_context.reply_context(self._bot, self._user) as reply_context:
            text = self._text(reply_context.texts)
            if text == shown:
                return text
            if self._message is not None:
                await revise_now(self._bot, self._place.chat, self._message, Reply(text))
            else:
                sent = await send_now(self._bot, self._place, Reply(text))
                self._message = None if sent is None else sent.message_id
            return text

    def _text(self, texts: Texts) -> RichText:
        step = self._step
        return join(
            [
                self._heading(texts),
                texts.uploads.step(step.name, step.done, step.total) if step else RichText(),
            ]
        )

    async def _wait(self, limit: timedelta) -> None:
        """Wait until the work is over, but at most for a while."""
        with suppress(TimeoutError):
            async with asyncio.timeout(limit.total_seconds()):
                await self._over.wait()
