"""Handle taps on buttons: the message changes accordingly, or a notice says why not."""

import time
from functools import partial

from telegram import Message, Update

from bot.admins.admin import Admin
from bot.admins.auditing import Auditing
from bot.admins.gold_command import GoldCommand
from bot.admins.open_questions.board import Board
from bot.admins.publishing.publishing import Publishing
from bot.admins.stats_command import StatsCommand
from bot.admins.versions import Versions
from bot.callback_context import CallbackContext
from bot.context import BotContext, Context
from bot.conversation.answering import PlacedQuestion, another_reading, answer
from bot.conversation.when_searchable import Asker, when_searchable
from bot.handlers.libraries import LibraryHandlers
from bot.messages import addressing
from bot.messages.callback_data import (
    Action,
    AskStarter,
    ChooseLanguage,
    Confirm,
    Decide,
    DrawStats,
    OfferRemoval,
    OfferRollback,
    OrderAction,
    RateAnswer,
    ReadOtherwise,
    RemoveGold,
    RollBack,
    RollBackRemoving,
    SetDigest,
    ShowAudit,
    ShowContext,
    ShowDifference,
    ShowFiles,
    ShowOutline,
    ShowPage,
    ShowReport,
    ShowSources,
    ShowSpeaker,
    ShowStats,
    ShowVersions,
    TellWhen,
    UseLibrary,
    View,
    Withdraw,
    unpack,
)
from bot.messages.message import Reply
from bot.messages.verdicts import BAD, ELSEWHERE, GOOD, VERDICTS
from bot.roles import Role
from bot.state import StoredAnswer
from bot.texts.languages import NAMES
from bot.transport.sending.live import acknowledge
from bot.views import answers, corpus
from bot.views.ratings import reasons_keyboard
from bot.views.reply_context import ReplyContext


class CallbackQueryHandlers:
    """The handler of callback queries."""

    def __init__(
        self,
        bot_context: BotContext,
        admin: Admin,
        board: Board,
        stats_command: StatsCommand,
        publishing: Publishing,
        versions: Versions,
        auditing: Auditing,
        gold_command: GoldCommand,
        library_handlers: LibraryHandlers | None = None,
    ) -> None:
        self._bot_context = bot_context
        self._admin = admin
        self._board = board
        self._stats_command = stats_command
        self._publishing = publishing
        self._versions = versions
        self._auditing = auditing
        self._gold_command = gold_command
        self._library_handlers = library_handlers

    async def handle(self, update: Update, context: Context) -> None:
        """Carry out the action of a tapped button."""
        query = update.callback_query
        assert query is not None, "only callback queries are routed here"  # noqa: S101
        async with self._bot_context.reply_context(context.bot, query.from_user) as reply:
            if isinstance(query.message, Message):
                callback = CallbackContext(query, query.message, reply, self._bot_context, context, update)
                await self._do(callback, unpack(query.data or ""))
            else:  # the message is too old to be edited
                await acknowledge(query, reply.texts.errors.unknown_button())

    async def _do(self, callback: CallbackContext, action: Action | None) -> None:
        texts = callback.reply.texts
        match action:
            case None:
                await callback.alert(texts.errors.unknown_button())
            case RateAnswer():
                await self._rate(callback, action)
            case TellWhen():
                await self._tell_when(callback, action)
            case ChooseLanguage():
                await self._choose_language(callback, action)
            case UseLibrary():
                await self._use_library(callback, action)
            case _ if isinstance(action, OrderAction):
                await self._order(callback, action)
            case _ if action.version != callback.reply.snapshot.version:
                await callback.alert(texts.errors.stale())
            case AskStarter():
                await self._ask(callback, action)
            case ReadOtherwise():
                await self._read_otherwise(callback, action)
            case _:
                await self._show(callback, action)

    async def _order(self, callback: CallbackContext, action: OrderAction) -> None:
        """Carry out an action that needs a role, which the callee checks."""
        match action:
            case Confirm():
                await self._admin.confirm(callback, action)
            case Withdraw():
                await self._admin.withdraw(callback, action)
            case ShowAudit():
                await self._auditing.tap(callback, action)
            case Decide():
                await self._publishing.deciding.tap(callback, action)
            case ShowReport():
                await self._publishing.deciding.tap_report(callback, action)
            case ShowFiles() | OfferRemoval():
                await self._publishing.removing.tap(callback, action)
            case ShowVersions() | ShowDifference() | OfferRollback() | RollBack() | RollBackRemoving():
                await self._versions.tap(callback, action)
            case RemoveGold():
                await self._gold_command.tap(callback, action)
            case ShowStats() | DrawStats() | SetDigest():
                await self._stats_command.tap(callback, action)
            case _:
                await self._board.tap(callback, action)

    async def _ask(self, callback: CallbackContext, action: AskStarter) -> None:
        """Answer a starter question as if the person had typed it."""
        starters = callback.reply.snapshot.starters
        if action.index >= len(starters):
            await callback.alert(callback.reply.texts.errors.unknown_button())
            return
        await callback.acknowledge()
        asked = PlacedQuestion(
            starters[action.index],
            addressing.place_of(callback.message)._replace(reply_to=None),
            addressing.conversation_of_tap(callback.query, callback.message),
            repeats_question=True,
        )
        asker = Asker(callback.query.from_user, asked.place, time.time())
        answered = partial(answer, self._bot_context, callback.bot, callback.reply, asked)
        await when_searchable(self._bot_context, callback.bot, asker, answered)

    async def _read_otherwise(self, callback: CallbackContext, action: ReadOtherwise) -> None:
        """Answer another reading of the question in the same message."""
        stored = await self._stored(action.answer, callback)
        if stored is not None and not answers.can_be_read(stored, action.way):
            await callback.alert(callback.reply.texts.errors.unknown_button())
            return
        read = stored and await another_reading(self._bot_context, callback.reply, stored, action.way)
        if read is None:
            await callback.alert(callback.reply.texts.errors.answer_gone())
            return
        await callback.acknowledge()
        await self._bot_context.outbox.answer(
            addressing.place_of(callback.message)._replace(reply_to=None),
            answers.answer_reply(read, callback.reply),
            callback.reply.snapshot,
            read,
            message=callback.message.message_id,
            instead_of=action.answer,
        )

    async def _rate(self, callback: CallbackContext, action: RateAnswer) -> None:
        """Store a rating, and ask for the reason of a bad one in place of the answer's buttons."""
        stored, context = await self._stored(action.answer, callback), callback.reply
        if stored is None or action.verdict not in VERDICTS:
            await callback.alert(context.texts.errors.answer_gone())
            return
        await self._bot_context.state.people.rate(stored.id, callback.user.id, action.verdict)
        if action.verdict == ELSEWHERE and await self._bot_context.roles.may(callback.user.id, Role.ADMIN):
            await callback.alert(context.texts.gold_command.better_sentence_hint())
            await callback.revise_keyboard(answers.answer_keyboard(stored, context))
            return
        asks_why = action.verdict == BAD
        await callback.toast(
            context.texts.feedback.why_bad() if asks_why else context.texts.feedback.thanks_for_rating()
        )
        if asks_why:
            await callback.revise_keyboard(reasons_keyboard(stored.id, context.texts))
        elif action.verdict != GOOD:
            await callback.revise_keyboard(answers.answer_keyboard(stored, context))

    async def _tell_when(self, callback: CallbackContext, action: TellWhen) -> None:
        """Note that the person wants to be notified when their question is answered."""
        stored, talk = await self._stored(action.answer, callback), callback.reply.texts.talk
        if stored is None or stored.conversation.user != callback.user.id:
            await callback.alert(callback.reply.texts.errors.answer_gone())
            return
        question = stored.answer.understood_as or stored.answer.question
        await self._bot_context.state.subscriptions.keep(stored.conversation, question, stored.version)
        await callback.alert(talk.will_tell())

    async def _choose_language(self, callback: CallbackContext, action: ChooseLanguage) -> None:
        """Switch to another language for this person, and confirm it in that language."""
        if await self._holds_an_answer(callback.message):
            await callback.alert(callback.reply.texts.errors.unknown_button())
            return
        if action.code in NAMES or not action.code:
            await self._bot_context.state.people.set_language(callback.user.id, action.code)
        async with self._bot_context.reply_context(callback.bot, callback.user) as chosen:
            await callback.renewed(chosen).show(Reply(chosen.texts.privacy.language_chosen()))

    async def _use_library(self, callback: CallbackContext, action: UseLibrary) -> None:
        """Answer this chat from another library, if there are several."""
        if self._library_handlers is None:
            await callback.alert(callback.reply.texts.errors.unknown_button())
        else:
            await self._library_handlers.tap(callback, action)

    async def _show(self, callback: CallbackContext, action: View) -> None:
        """Show a view in the same message, or say in an alert why that is impossible."""
        view = await self._view(action, callback)
        await (callback.alert(view) if isinstance(view, str) else callback.show(view))

    async def _view(self, action: View, callback: CallbackContext) -> Reply | str:
        context = callback.reply
        if isinstance(action, ShowSources | ShowOutline) and await self._holds_an_answer(callback.message):
            return context.texts.errors.unknown_button()
        if isinstance(action, ShowSources):
            return corpus.sources(context, action.page)
        if isinstance(action, ShowOutline):
            if action.document >= context.snapshot.document_count:
                return context.texts.errors.unknown_button()
            return corpus.outline(context, action.document, action.passage)
        stored = await self._stored(action.answer, callback)
        if stored is None:
            return context.texts.errors.answer_gone()
        view = _view_of(stored, action, context)
        if isinstance(view, Reply) and not isinstance(action, ShowSpeaker):
            await self._bot_context.state.answers.note_part(
                stored.id, answers.part_shown(stored.shown, action)
            )
        return view

    async def _holds_an_answer(self, message: Message) -> bool:
        """Whether a message of the bot is an answer, which only its own buttons may change."""
        return (
            await self._bot_context.state.answers.in_message(message.chat.id, message.message_id) is not None
        )

    async def _stored(self, answer_id: str, callback: CallbackContext) -> StoredAnswer | None:
        """The stored answer with that id, unless the tapped message has another one.

        Callback data can be forged; this prevents showing one person's answer in another's message.
        """
        state, chat = self._bot_context.state.answers, callback.message.chat.id
        stored = await state.get(answer_id)
        if stored is None or not stored.current or stored.conversation.chat != chat:
            return None
        standing = await state.in_message(chat, callback.message.message_id)
        return stored if standing is None or standing.id == stored.id else None


def _view_of(
    stored: StoredAnswer, action: ShowPage | ShowContext | ShowSpeaker, context: ReplyContext
) -> Reply | str:
    """A view of a stored answer."""
    if isinstance(action, ShowPage):
        return answers.page_reply(stored, action.page, context)
    if not 1 <= action.number <= len(answers.candidates_of(stored.answer)):
        return context.texts.errors.unknown_button()
    if isinstance(action, ShowSpeaker):
        return answers.speaker_reply(stored, action.number, context)
    try:
        return answers.context_reply(stored, action.number, action.passage, context)
    except KeyError:  # the document has no such passage
        return context.texts.errors.unknown_button()
