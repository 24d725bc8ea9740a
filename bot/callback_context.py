"""A tapped button, and the ways to respond to it."""

from collections.abc import Coroutine
from dataclasses import dataclass, replace
from typing import Any

from telegram import CallbackQuery, Message, Update, User

from bot.context import Bot, BotContext, Context
from bot.messages.message import Keyboard, Reply
from bot.transport.sending.live import acknowledge
from bot.views.reply_context import ReplyContext


@dataclass(frozen=True, slots=True)
class CallbackContext:
    """One callback query: the message with the tapped button, and what is needed to reply.

    Telegram shows a progress bar on the button until the query is acknowledged, once: `show`, `alert` and
    `toast` do that.  Where the work takes time, `acknowledge` first and `revise` when it is done.
    """

    query: CallbackQuery
    message: Message
    reply: ReplyContext
    bot_context: BotContext
    context: Context
    update: Update

    @property
    def user(self) -> User:
        """Who tapped the button."""
        return self.query.from_user

    @property
    def bot(self) -> Bot:
        """The bot that the button belongs to."""
        return self.context.bot

    async def show(self, reply: Reply) -> None:
        """Acknowledge the query and change the message to *reply*."""
        await self.acknowledge()
        await self.revise(reply)

    async def alert(self, text: str) -> None:
        """Acknowledge the query with a notice that has to be closed; the message stays as it is."""
        await acknowledge(self.query, text)

    async def toast(self, text: str) -> None:
        """Acknowledge the query with a line that vanishes by itself."""
        await acknowledge(self.query, text, alert=False)

    async def acknowledge(self) -> None:
        """Acknowledge the query silently."""
        await acknowledge(self.query)

    async def revise(self, reply: Reply) -> None:
        """Change the message of an acknowledged query to *reply*."""
        chat, message = self.message.chat.id, self.message.message_id
        await self.bot_context.outbox.revise(chat, message, reply, self.reply.snapshot)

    async def revise_keyboard(self, keyboard: Keyboard) -> None:
        """Change only the buttons below the message: its text stays, whatever the corpus says by now."""
        await self.bot_context.outbox.revise_keyboard(self.message.chat.id, self.message.message_id, keyboard)

    def schedule(self, work: Coroutine[Any, Any, None]) -> None:
        """Run *work* in the background, beside later updates."""
        self.context.application.create_task(work, self.update)

    def renewed(self, reply: ReplyContext) -> "CallbackContext":
        """The same query with the present reply context, after work that changed it."""
        return replace(self, reply=reply)
