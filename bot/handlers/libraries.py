"""/use: choose which library the bot answers from in a chat or a topic."""

import re

from telegram import ChatMember, Message, Update
from telegram.error import TelegramError

from bot.callback_context import CallbackContext
from bot.context import Bot, BotContext, Context
from bot.conversation import reply_tracking
from bot.libraries.libraries import Libraries
from bot.libraries.library_access import ALL, among
from bot.messages import addressing
from bot.messages.addressing import message_in
from bot.messages.callback_data import UseLibrary
from bot.messages.message import Button, Reply, button
from bot.roles import Role
from bot.views.reply_context import ReplyContext

_CHOOSE = (ChatMember.OWNER, ChatMember.ADMINISTRATOR)
MAX_BUTTONS = 24
"""Libraries with a button; more are chosen by typing their names."""


class LibraryHandlers:
    """The handlers of /use and its buttons, and of commands that need one library to be chosen first."""

    def __init__(self, bot_context: BotContext, libraries: Libraries) -> None:
        self._bot_context = bot_context
        self._libraries = libraries

    async def use(self, update: Update, context: Context) -> None:
        """/use shows what the chat answers from; /use NAME, or several names, chooses it."""
        message = message_in(update)
        words = addressing.after_command(message, context.bot.bot)
        wanted = [word for word in re.split(r"[,\s]+", words.lower()) if word]
        async with self._bot_context.reply_context(context.bot, message.from_user) as reply_context:
            reply = await self._reply(context.bot, message, wanted, reply_context)
            await reply_tracking.put(self._bot_context, context.bot, reply_context, message, reply)

    async def tap(self, callback: CallbackContext, action: UseLibrary) -> None:
        """Choose the library of a tapped button."""
        chat, thread, _ = addressing.conversation_of_tap(callback.query, callback.message)
        texts, seen = callback.reply.texts.libraries, self._libraries.seen(chat)
        names = among(seen, [action.name])
        if not names:
            await callback.alert(texts.unknown(action.name, seen).text)
        elif not await self._may_choose(callback.bot, callback.message, callback.user.id):
            await callback.alert(texts.only_admins().text)
        else:
            await self._libraries.choose(chat, thread, [action.name])
            await callback.show(self._choice(names, seen, callback.reply))

    async def choose_one(self, update: Update, context: Context) -> None:
        """A command about one library, in a chat that uses several."""
        await reply_tracking.reply(
            self._bot_context, context.bot, message_in(update), self.one_has_to_be_chosen
        )

    def one_has_to_be_chosen(self, reply_context: ReplyContext) -> Reply:
        """The reply to a command about one library, in a chat that uses several."""
        names = self._libraries.names(self._bot_context.library)
        return Reply(reply_context.texts.libraries.choose_one(names))

    async def _reply(
        self, bot: Bot, message: Message, wanted: list[str], reply_context: ReplyContext
    ) -> Reply:
        chat, thread, user = addressing.conversation_of(message)
        texts, seen = reply_context.texts.libraries, self._libraries.seen(chat)
        if not wanted:
            return self._choice(await self._libraries.used(chat, thread), seen, reply_context)
        if unknown := [name for name in wanted if name not in (*seen, ALL)]:
            return Reply(texts.unknown(unknown[0], seen))
        if not await self._may_choose(bot, message, user):
            return Reply(texts.only_admins())
        await self._libraries.choose(chat, thread, [ALL] if ALL in wanted else wanted)
        return Reply(texts.chosen(among(seen, wanted)))

    def _choice(self, used: tuple[str, ...], seen: tuple[str, ...], reply_context: ReplyContext) -> Reply:
        """What the chat answers from, and buttons for the other libraries; a mark shows which is in use."""
        texts = reply_context.texts.libraries
        buttons = [_choice_of(name, name, used == (name,)) for name in seen[:MAX_BUTTONS]]
        rows = [tuple(buttons[first : first + 2]) for first in range(0, len(buttons), 2)]
        if len(seen) > 1:
            rows.append((_choice_of(texts.all_button(), ALL, used == seen),))
        return Reply(texts.used(used, seen[:2]), tuple(rows))

    async def _may_choose(self, bot: Bot, message: Message, user: int) -> bool:
        """Whether somebody may choose for a chat: in private for themselves, in a group as its admin."""
        if addressing.in_private(message) or user == message.chat.id:  # the latter is an anonymous admin
            return True
        if await self._bot_context.roles.may(user, Role.ADMIN):
            return True
        try:
            return (await bot.get_chat_member(message.chat.id, user)).status in _CHOOSE
        except TelegramError:
            return False


def _choice_of(label: str, name: str, is_used: bool) -> Button:
    return button(f"✓ {label}" if is_used else label, UseLibrary(name))
