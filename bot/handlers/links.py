"""Messages that are only links: not opened for people, one at a time for admins."""

from telegram import Update

from bot.context import BotContext, Context
from bot.conversation import reply_tracking
from bot.messages import addressing
from bot.messages.addressing import message_in
from bot.messages.message import Reply
from bot.roles import Role
from bot.views.reply_context import ReplyContext


class Links:
    """The handler of messages that consist only of links."""

    def __init__(self, bot_context: BotContext) -> None:
        self._bot_context = bot_context

    async def message(self, update: Update, context: Context) -> None:
        """Say that links are not opened, and tell admins to send one at a time."""
        message = message_in(update)
        user = addressing.person(message)
        role = None if user is None else await self._bot_context.roles.of(user)
        may_add = role in (Role.ADMIN, Role.OWNER)

        def reply(reply_context: ReplyContext) -> Reply:
            texts = reply_context.texts
            return Reply(texts.uploads.no_links() if may_add else texts.talk.no_links())

        await reply_tracking.reply(self._bot_context, context.bot, message, reply)
