"""The handlers of each library, made when the first update for it comes."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from telegram import CallbackQuery, Message, Update
from telegram.ext import CommandHandler

from bot.admins.digests import send_digests
from bot.admins.publishing.publishing import Publishing
from bot.context import Bot, BotContext, Context
from bot.conversation import reply_tracking
from bot.conversation.notifying import notify_answered
from bot.handlers.commands import CommandHandlers
from bot.handlers.routing import FindHandler, Handler, LibraryRouter, Routed
from bot.libraries.libraries import Libraries
from bot.messages import addressing
from bot.messages.message import Reply
from bot.roles import Role
from bot.state import State
from bot.transport.sending.live import acknowledge
from bot.views.reply_context import ReplyContext

WITHOUT_LIBRARY = frozenset({"id", "forget", "privacy", "language"})
"""The commands that work in a chat that sees no library: they show nothing of one."""


@dataclass(frozen=True, slots=True)
class HandlerSet:
    """All handlers of one library, or of several asked together; the ``first`` see an update first."""

    bot_context: BotContext
    talk: CommandHandlers
    publishing: Publishing
    first: Sequence[Handler]
    handlers: Sequence[Handler]


class HandlersByLibrary:
    """The handlers of all libraries of a bot, and of those that some chat uses together."""

    def __init__(
        self,
        libraries: Libraries,
        state: State,
        make: Callable[[str], HandlerSet],
        apply_changes: Callable[[Sequence[str]], Awaitable[None]],
    ) -> None:
        """*make* makes the handlers for a key of *libraries*.

        *apply_changes* switches libraries to what other processes have published in them.
        """
        self._libraries = libraries
        self._state = state
        self._router = LibraryRouter(libraries, state)
        self._make = make
        self._apply_changes = apply_changes
        self._made: dict[str, HandlerSet] = {}

    def of(self, key: str) -> HandlerSet:
        """The handlers for a key."""
        if key not in self._made:
            self._made[key] = self._make(key)
        return self._made[key]

    @property
    def any(self) -> HandlerSet:
        """The handlers of any library, for updates that concern none in particular."""
        return self.of(next(iter(self._libraries.corpora)))

    def first(self) -> list[Handler]:
        """The handlers that see an update first, each passing it on to the update's library."""
        return [Routed(each, self._first_at(place)) for place, each in enumerate(self.any.first)]

    def handlers(self) -> list[Handler]:
        """The other handlers, each passing an update on to the update's library."""
        return [Routed(each, self._handler_at(place)) for place, each in enumerate(self.any.handlers)]

    async def error(self, update: object, context: Context) -> None:
        """An exception in a handler, which the handlers of the same library report."""
        key = await self._router.key(update)
        made = self.any if key is None else self.of(key)
        await made.talk.error(update, context)

    async def refresh(self, bot: Bot) -> None:
        """Fetch the pages and feeds of each library that are due."""
        for name in self._libraries.corpora:
            await self.of(name).publishing.reloading.refresh(bot)

    async def notify_answered(self, bot: Bot) -> None:
        """Notify the people whose questions a newer version answers."""
        for key in await self._keys():
            await notify_answered(self.of(key).bot_context, bot)

    async def send_digests(self, bot: Bot) -> None:
        """Send the digests that are due."""
        for key in await self._keys():
            await send_digests(self.of(key).bot_context, bot)

    async def holders(self) -> dict[int, Role]:
        """Everybody who has a role in some library, with their highest one."""
        found: dict[int, Role] = {}
        for name in self._libraries.corpora:
            for user, role in (await self.of(name).bot_context.roles.holders()).items():
                if user not in found or role.may(found[user]):
                    found[user] = role
        return found

    async def _keys(self) -> list[str]:
        """The keys under which something may be stored, and which still exist."""
        stored = await self._state.libraries.keys()
        keys = dict.fromkeys([*self._libraries.corpora, *stored])
        return [key for key in keys if await self._libraries.recall(key)]

    def _first_at(self, place: int) -> FindHandler:
        async def find(update: object, context: Context) -> Handler | None:
            key = await self._key(update)
            return None if key is None else self.of(key).first[place]

        return find

    def _handler_at(self, place: int) -> FindHandler:
        async def find(update: object, context: Context) -> Handler | None:
            key = await self._key(update)
            if key is not None:
                return self.of(key).handlers[place]
            handler = self.any.handlers[place]
            if isinstance(handler, CommandHandler) and handler.commands <= WITHOUT_LIBRARY:
                return handler
            await self._say_none_is_open(update, context.bot)
            return None

        return find

    async def _key(self, update: object) -> str | None:
        """The key that an update is for, with its libraries up to date; None if its chat sees none."""
        key = await self._router.key(update)
        if key is not None:
            await self._apply_changes(self._libraries.names(key))
        return key

    async def _say_none_is_open(self, update: object, bot: Bot) -> None:
        """Tell somebody who asks the bot that the chat sees no library; ignore messages to others."""
        if not isinstance(update, Update):
            return
        bot_context = self.any.bot_context
        if update.callback_query is not None:
            await self._refuse_tap(update.callback_query, bot)
        elif update.message is not None and _is_meant(update.message, bot):
            chat = update.message.chat.id
            await reply_tracking.reply(bot_context, bot, update.message, lambda made: _none_here(chat, made))
        elif update.inline_query is not None:
            async with bot_context.reply_context(bot, update.inline_query.from_user) as made:
                await bot_context.outbox.offer(update.inline_query, [], "", "", made.snapshot)

    async def _refuse_tap(self, query: CallbackQuery, bot: Bot) -> None:
        async with self.any.bot_context.reply_context(bot, query.from_user) as made:
            await acknowledge(query, made.texts.errors.unknown_button())


def _is_meant(message: Message, bot: Bot) -> bool:
    return addressing.is_addressed(message, bot.bot) or bool((message.text or "").startswith("/"))


def _none_here(chat: int, reply_context: ReplyContext) -> Reply:
    return Reply(reply_context.texts.libraries.none_here(chat))
