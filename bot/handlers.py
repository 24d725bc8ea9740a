"""What happens on each kind of update: who speaks is read from it, the reply is made elsewhere and sent."""

import logging
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.error import BadRequest, NetworkError
from telegram.ext import CallbackContext, ExtBot

from bot import addressing, rendering, sending
from bot.addressing import Conversation, Place
from bot.callbacks import AskStarter, ShowContext, ShowPage, ShowSources, unpack
from bot.library import Library
from bot.menus import COMMANDS
from bot.rendering import Reply
from bot.richtext import RichText
from bot.smalltalk import Smalltalk, smalltalk
from bot.state import Given, State
from bot.texts import Texts
from retrieval.records import Turn
from retrieval.snapshot import Snapshot

log = logging.getLogger(__name__)

Bot = ExtBot[int]
Data = dict[Any, Any]  # the library's own stores, unused: what we keep has types and is in bot/state.py
Context = CallbackContext[Bot, Data, Data, Data]


@dataclass(frozen=True, slots=True)
class Policy:
    """How the bot behaves where there is a choice.

    ``turns`` earlier questions of a conversation are taken into account until it was silent for
    ``conversation_expires``; answers are kept, for their buttons, for ``answers_kept``.
    ``log_questions`` lets what people ask stand in the log.
    """

    turns: int = 6
    conversation_expires: timedelta = timedelta(hours=1)
    answers_kept: timedelta = timedelta(days=30)
    messages_per_second: float = 30
    log_questions: bool = False


class Handlers:
    """The handlers for everyone; those for admins are in bot/admin.py."""

    def __init__(self, library: Library, state: State, policy: Policy, texts: Texts) -> None:
        self._library = library
        self._state = state
        self._policy = policy
        self._texts = texts

    # Commands

    async def start(self, update: Update, context: Context) -> None:
        """/start, with whatever payload a link carried."""
        await self._reply(update, context, rendering.welcome)

    async def help(self, update: Update, context: Context) -> None:
        """/help."""
        await self._reply(update, context, lambda _, texts: rendering.help_reply(COMMANDS, texts))

    async def about(self, update: Update, context: Context) -> None:
        """/about."""
        await self._reply(update, context, rendering.about)

    async def sources(self, update: Update, context: Context) -> None:
        """/sources."""
        await self._reply(update, context, lambda snapshot, texts: rendering.sources(snapshot, 0, texts))

    async def id(self, update: Update, context: Context) -> None:
        """/id."""
        user = addressing.person(_message(update))
        await self._say(update, context, self._texts.no_id() if user is None else self._texts.your_id(user))

    async def new(self, update: Update, context: Context) -> None:
        """/new."""
        await self._state.start_anew(addressing.conversation_of(_message(update)))
        await self._say(update, context, self._texts.new_conversation())

    async def ask(self, update: Update, context: Context) -> None:
        """/ask with a question."""
        asked = addressing.question_in(_message(update), context.bot.bot)
        _, *question = asked.split(maxsplit=1)
        await self._answer_message(update, context, question[0] if question else "")

    async def unknown_command(self, update: Update, context: Context) -> None:
        """A command that does not exist; in a group it may well be another bot's."""
        if addressing.in_private(_message(update)):
            await self._say(update, context, self._texts.unknown_command())

    # Messages

    async def message(self, update: Update, context: Context) -> None:
        """Any other message: a question, if it speaks to the bot."""
        message = _message(update)
        if not addressing.is_addressed(message, context.bot.bot):
            return
        if message.text is None and message.caption is None:
            await self._say(update, context, self._texts.only_text())
            return
        await self._answer_message(update, context, addressing.question_in(message, context.bot.bot))

    async def moved(self, update: Update, context: Context) -> None:
        """A group has become a supergroup: its conversations go on under the new id."""
        message = _message(update)
        if message.migrate_to_chat_id is not None:
            await self._state.move_chat(message.chat.id, message.migrate_to_chat_id)

    # Taps

    async def tap(self, update: Update, context: Context) -> None:
        """A button was tapped: do what it asks for, or say why that is no longer possible."""
        query = update.callback_query
        assert query is not None, "only taps are routed here"  # noqa: S101
        message, action = query.message, unpack(query.data or "")
        if action is None or not isinstance(message, Message):  # or one that is no longer accessible
            await sending.acknowledge(query, self._texts.unknown_button())
            return
        with self._library.snapshot() as snapshot:
            if action.version != snapshot.version:
                await sending.acknowledge(query, self._texts.stale())
            elif isinstance(action, AskStarter):
                await self._ask_starter(query, message, action, context.bot, snapshot)
            else:
                await self._show(query, message, action, context.bot, snapshot)

    async def _ask_starter(
        self, query: CallbackQuery, message: Message, action: AskStarter, bot: Bot, snapshot: Snapshot
    ) -> None:
        if action.index >= len(snapshot.starters):
            await sending.acknowledge(query, self._texts.unknown_button())
            return
        await sending.acknowledge(query)
        conversation = addressing.conversation_of_tap(query, message)
        place = addressing.place_of(message)._replace(reply_to=None)
        question = snapshot.starters[action.index]
        await self._answer(bot, place, conversation, question, snapshot, repeat_question=True)

    async def _show(
        self,
        query: CallbackQuery,
        message: Message,
        action: ShowPage | ShowContext | ShowSources,
        bot: Bot,
        snapshot: Snapshot,
    ) -> None:
        """Show in the same message what *action* asks for."""
        view = await self._view(action, message, snapshot)
        if isinstance(view, str):
            await sending.acknowledge(query, view)
            return
        await sending.acknowledge(query)
        await sending.revise(bot, message.chat.id, message.message_id, view, snapshot)

    async def _view(
        self, action: ShowPage | ShowContext | ShowSources, message: Message, snapshot: Snapshot
    ) -> Reply | str:
        """What *action* asks for, or the notice that says why it cannot be had."""
        if isinstance(action, ShowSources):
            return rendering.sources(snapshot, action.page, self._texts)
        given = await self._state.given(action.answer)
        # Callback data can be forged: an answer is only ever shown in the chat it was given in.
        if given is None or given.conversation.chat != message.chat.id:
            return self._texts.answer_gone()
        if isinstance(action, ShowPage):
            return rendering.page_reply(given, action.page, snapshot, self._texts)
        if not 1 <= action.number <= len(given.answer.citations) + len(given.answer.others):
            return self._texts.unknown_button()
        return rendering.context_reply(given, action.number, snapshot, self._texts)

    # Errors

    async def error(self, update: object, context: Context) -> None:
        """An exception in a handler: logged with the update's id, and one calm sentence to the person."""
        update_id = update.update_id if isinstance(update, Update) else None
        log.error("update %s could not be handled", update_id, exc_info=context.error)
        message = update.effective_message if isinstance(update, Update) else None
        cannot_be_told = isinstance(context.error, NetworkError) and not isinstance(context.error, BadRequest)
        if message is None or cannot_be_told:
            return
        with self._library.snapshot() as snapshot:
            reply = Reply(self._texts.went_wrong())
            await sending.send(context.bot, addressing.place_of(message), reply, snapshot)

    # Parts

    async def _say(self, update: Update, context: Context, text: RichText) -> None:
        await self._reply(update, context, lambda snapshot, texts: Reply(text))

    async def _reply(
        self, update: Update, context: Context, make: Callable[[Snapshot, Texts], Reply]
    ) -> None:
        place = addressing.place_of(_message(update))
        with self._library.snapshot() as snapshot:
            await sending.send(context.bot, place, make(snapshot, self._texts), snapshot)

    async def _answer_message(self, update: Update, context: Context, question: str) -> None:
        """Reply to what a message asks, which may be nothing, a greeting, or no words at all."""
        message = _message(update)
        if not question:
            await self._say(update, context, self._texts.ask_usage())
            return
        said = smalltalk(question)
        if said is not None:
            await self._reply(update, context, _SMALLTALK[said])
            return
        place, conversation = addressing.place_of(message), addressing.conversation_of(message)
        with self._library.snapshot() as snapshot:
            await self._answer(context.bot, place, conversation, question, snapshot)

    async def _answer(
        self,
        bot: Bot,
        place: Place,
        conversation: Conversation,
        question: str,
        snapshot: Snapshot,
        *,
        repeat_question: bool = False,
    ) -> None:
        """Answer *question* from *snapshot*, and remember the answer for its buttons and for follow-ups."""
        now = time.time()
        since = now - self._policy.conversation_expires.total_seconds()
        earlier = await self._state.history(conversation, since, self._policy.turns)
        if not rendering.has_words(question, snapshot, follows=bool(earlier)):
            await sending.send(bot, place, rendering.no_words_reply(snapshot, self._texts), snapshot)
            return
        answer = await self._library.ask(question, snapshot, _turns(earlier, snapshot.version))
        asked = f" to {question!r}" if self._policy.log_questions else ""
        log.info("%s%s, %.0f ms", answer.grade.value, asked, 1000 * (time.time() - now))
        given = Given(secrets.token_hex(4), conversation, 0, now, snapshot.version, answer)
        reply = rendering.answer_reply(given, snapshot, self._texts, repeat_question=repeat_question)
        sent = await sending.send(bot, place, reply, snapshot)
        if sent is not None:
            await self._state.keep(replace(given, message=sent.message_id))


_SMALLTALK: dict[Smalltalk, Callable[[Snapshot, Texts], Reply]] = {
    Smalltalk.GREETING: rendering.welcome,
    Smalltalk.THANKS: lambda snapshot, texts: Reply(texts.welcome_thanks()),
    Smalltalk.FAREWELL: lambda snapshot, texts: Reply(texts.goodbye()),
}


def _turns(earlier: Sequence[Given], version: str) -> list[Turn]:
    """A conversation as retrieval takes it; places in another version of the corpus mean nothing here."""
    return [
        Turn(
            given.answer.question,
            given.answer if given.version == version else replace(given.answer, citations=(), others=()),
        )
        for given in earlier
    ]


def _message(update: Update) -> Message:
    """The message of an update that the filters let through to a message's handler."""
    assert update.message is not None, "only messages are routed here"  # noqa: S101
    return update.message
