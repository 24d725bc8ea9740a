"""Handlers of the commands for everyone; other modules make the replies."""

import logging

from telegram import Message, Update
from telegram.ext import ApplicationHandlerStop

from bot.context import Bot, BotContext, Context
from bot.conversation import reply_tracking
from bot.conversation.answering import why
from bot.conversation.command_menus import commands_of, set_menu
from bot.errors import ChooseLibraryError
from bot.messages import addressing
from bot.messages.addressing import message_in
from bot.messages.message import Reply
from bot.messages.permalinks import id_in
from bot.roles import Role
from bot.state import StoredAnswer
from bot.texts.catalog import MakeText
from bot.transport.sending.live import acknowledge
from bot.views import corpus, verification
from corpus.errors import SearchUnavailableError
from retrieval.query.verify import verify
from retrieval.store.manifest import VersionDamagedError

log = logging.getLogger(__name__)


class CommandHandlers:
    """The handlers for everyone; those for admins are in bot/admins/admin.py."""

    def __init__(self, bot_context: BotContext) -> None:
        self._bot_context = bot_context

    # Commands

    async def start(self, update: Update, context: Context) -> None:
        """/start: the welcome, or the sentence that a link opens."""
        message, role = message_in(update), await self._role_in_private(update)
        wanted = id_in(context.args[0]) if context.args else None
        sentence = await self._bot_context.state.sentences.archived(wanted) if wanted else None
        if sentence is not None and sentence.library != self._bot_context.library:  # and not seen here
            sentence = None
        await reply_tracking.reply(
            self._bot_context,
            context.bot,
            message,
            lambda reply_context: (
                corpus.welcome(reply_context)
                if sentence is None
                else verification.opened_reply(sentence, reply_context)
            ),
        )
        if role is not None:  # granted perhaps before Telegram allowed the bot to set a menu here
            await set_menu(
                context.bot, message.chat.id, role, several=self._bot_context.libraries is not None
            )

    async def help(self, update: Update, context: Context) -> None:
        """/help; in private with the commands of the person's role."""
        role = await self._role_in_private(update)
        await reply_tracking.reply(
            self._bot_context,
            context.bot,
            message_in(update),
            lambda reply_context: corpus.help_reply(
                commands_of(role, several=self._bot_context.libraries is not None), reply_context.texts
            ),
        )

    async def about(self, update: Update, context: Context) -> None:
        """/about."""
        await reply_tracking.reply(self._bot_context, context.bot, message_in(update), corpus.about)

    async def sources(self, update: Update, context: Context) -> None:
        """/sources."""
        await reply_tracking.reply(
            self._bot_context,
            context.bot,
            message_in(update),
            lambda reply_context: corpus.sources(reply_context, 0),
        )

    async def outline(self, update: Update, context: Context) -> None:
        """/outline, of the text with the name that follows, or else of a text to choose."""
        message = message_in(update)
        name = addressing.after_command(message, context.bot.bot)
        await reply_tracking.reply(
            self._bot_context,
            context.bot,
            message,
            lambda reply_context: corpus.contents(reply_context, name),
        )

    async def id(self, update: Update, context: Context) -> None:
        """/id."""
        user = addressing.person(message_in(update))
        await reply_tracking.reply(
            self._bot_context,
            context.bot,
            message_in(update),
            lambda reply_context: Reply(
                reply_context.texts.commands.no_id()
                if user is None
                else reply_context.texts.commands.your_id(user)
            ),
        )

    async def new(self, update: Update, context: Context) -> None:
        """/new."""
        await self._bot_context.state.answers.start_over(addressing.conversation_of(message_in(update)))
        await self._bot_context.reply(
            context.bot,
            message_in(update),
            lambda reply_context: Reply(reply_context.texts.talk.new_conversation()),
        )

    async def verify(self, update: Update, context: Context) -> None:
        """/verify with a quotation, or in reply to one."""
        message = message_in(update)
        quotation = addressing.after_command(message, context.bot.bot)
        if not quotation:
            quotation = addressing.words_pointed_at(message, context.bot.bot)
        async with self._bot_context.reply_context(context.bot, message.from_user) as reply_context:
            reply = Reply(reply_context.texts.citations.verify_usage())
            if quotation:
                verdict = await self._bot_context.corpus.run(verify, quotation, reply_context.snapshot)
                reply = verification.verdict_reply(verdict, reply_context)
            await reply_tracking.put(self._bot_context, context.bot, reply_context, message, reply)

    async def why(self, update: Update, context: Context) -> None:
        """/why: explain the answer replied to, or else the last one of the conversation."""
        message = message_in(update)
        stored = await self._explainable(message)
        async with self._bot_context.reply_context(context.bot, message.from_user) as reply_context:
            if stored is None:
                reply = Reply(reply_context.texts.explanations.nothing_to_explain())
            elif stored.version != reply_context.snapshot.version:
                reply = Reply(reply_context.texts.explanations.explained_no_more())
            else:
                reply = await why(self._bot_context, reply_context, stored)
            await reply_tracking.put(self._bot_context, context.bot, reply_context, message, reply)

    async def forwarded_command(self, update: Update, context: Context) -> None:
        """Ignore a forwarded command, which somebody else typed."""
        await self._reply_in_private(update, context, lambda texts: texts.commands.forwarded_command())
        raise ApplicationHandlerStop

    async def unknown_command(self, update: Update, context: Context) -> None:
        """A command that does not exist; in a group it may belong to another bot."""
        await self._reply_in_private(update, context, lambda texts: texts.commands.unknown_command())

    async def edited_action(self, update: Update, context: Context) -> None:
        """A command that changes something, in an edited message, which does not repeat it."""
        await reply_tracking.reply(
            self._bot_context,
            context.bot,
            message_in(update),
            lambda reply_context: Reply(reply_context.texts.commands.edited_command()),
        )

    # What happens to chats

    async def moved(self, update: Update, context: Context) -> None:
        """A group has become a supergroup: move its conversations and its library to the new id."""
        message = message_in(update)
        if message.migrate_to_chat_id is not None:
            await self._bot_context.state.answers.move_chat(message.chat.id, message.migrate_to_chat_id)
            await self._bot_context.state.libraries.move_chat(message.chat.id, message.migrate_to_chat_id)

    # Errors

    async def error(self, update: object, context: Context) -> None:
        """An exception in a handler: log it with the update's id, and send the person one calm sentence."""
        update_id = update.update_id if isinstance(update, Update) else None
        if isinstance(context.error, SearchUnavailableError):
            await self._say_search_unavailable(update, context)
            return
        if isinstance(context.error, ChooseLibraryError):
            await self._say_to_choose(update, context)
            return
        log.error("handling update %s failed", update_id, exc_info=context.error)
        if isinstance(context.error, VersionDamagedError):
            await self._bot_context.corpus.replace_damaged(context.error)
        message = addressing.replyable(update) if isinstance(update, Update) else None
        if message is not None:
            await self._bot_context.reply(
                context.bot, message, lambda reply_context: Reply(reply_context.texts.errors.went_wrong())
            )

    async def _say_to_choose(self, update: object, context: Context) -> None:
        """Say that the chat uses several libraries, and that one has to be chosen first."""
        libraries = self._bot_context.libraries
        if not isinstance(update, Update) or libraries is None:
            return
        names = libraries.names(self._bot_context.library)
        await self._tell_sender(context.bot, update, lambda texts: texts.libraries.choose_one(names))

    async def _say_search_unavailable(self, update: object, context: Context) -> None:
        """Tell a person that the search is unavailable now, and that their request is not kept."""
        if not isinstance(update, Update):
            return
        log.warning("update %d could not be handled: %s", update.update_id, context.error)
        await self._tell_sender(context.bot, update, lambda texts: texts.errors.search_was_away())

    # Limits

    async def too_many(self, bot: Bot, update: Update) -> None:
        """Tell a person that too many of their messages wait; not for an inline query that shows nothing."""
        await self._tell_sender(bot, update, lambda texts: texts.errors.slow_down())

    # Parts

    async def _reply_in_private(self, update: Update, context: Context, make: MakeText) -> None:
        """Reply to a message, unless it is in a group."""
        message = message_in(update)
        if addressing.in_private(message):
            await reply_tracking.reply(
                self._bot_context,
                context.bot,
                message,
                lambda reply_context: Reply(make(reply_context.texts)),
            )

    async def _tell_sender(self, bot: Bot, update: Update, make: MakeText) -> None:
        """Tell whoever sent an update: an alert for a tap, a message for a message, otherwise nothing."""
        query, message = update.callback_query, addressing.replyable(update)
        async with self._bot_context.reply_context(bot, update.effective_user) as reply_context:
            text = make(reply_context.texts)
            if query is not None:
                await acknowledge(query, text.text)
            elif message is not None:
                place = addressing.place_of(message)
                await self._bot_context.outbox.send(place, Reply(text), reply_context.snapshot)

    async def _role_in_private(self, update: Update) -> Role | None:
        """The role of the author in a private chat; in a group it stays private."""
        message = message_in(update)
        return (
            await self._bot_context.roles.of(addressing.person(message))
            if addressing.in_private(message)
            else None
        )

    async def _explainable(self, message: Message) -> StoredAnswer | None:
        """The answer that /why asks about."""
        state, original = self._bot_context.state, addressing.original_of(message)
        if original is not None:
            stored = await state.answers.in_message(message.chat.id, original.message_id)
            if stored is not None:
                return stored
        last = await state.answers.history(addressing.conversation_of(message), 0.0, 1)
        return last[0] if last else None
