"""What happens when a button is tapped: the message changes to what it asks for, or a notice says why not."""

from dataclasses import replace

from telegram import CallbackQuery, Message, Update

from bot.admins.admin import Admin
from bot.admins.auditing import Auditing
from bot.admins.board import Board
from bot.admins.publishing import Publishing
from bot.admins.versions import Versions
from bot.context import Bot, BotContext, Context
from bot.conversation import addressing
from bot.conversation.answering import PlacedQuestion, answer, read_otherwise
from bot.handlers.feedback import BAD, GOOD, VERDICTS, reasons_keyboard
from bot.messages.callback_data import (
    AskStarter,
    ChooseLanguage,
    Confirm,
    Decide,
    FillGap,
    OfferRollback,
    OrderAction,
    Rate,
    ReadOtherwise,
    ReopenGap,
    RollBack,
    SettleGap,
    ShowAudit,
    ShowContext,
    ShowDifference,
    ShowGap,
    ShowGaps,
    ShowOutline,
    ShowPage,
    ShowSources,
    ShowSpeaker,
    ShowStats,
    ShowVersions,
    View,
    Withdraw,
    unpack,
)
from bot.messages.message import Reply, ReplyContext
from bot.state import StoredAnswer
from bot.texts.languages import NAMES
from bot.transport.sending import acknowledge
from bot.views import answers, corpus


class CallbackQueryHandlers:
    """The handler of taps."""

    def __init__(
        self,
        desk: BotContext,
        admin: Admin,
        board: Board,
        publishing: Publishing,
        versions: Versions,
        auditing: Auditing,
    ) -> None:
        self._desk = desk
        self._admin = admin
        self._board = board
        self._publishing = publishing
        self._versions = versions
        self._auditing = auditing

    async def tap(self, update: Update, context: Context) -> None:
        """Do what a tapped button asks for."""
        query = update.callback_query
        assert query is not None, "only taps are routed here"  # noqa: S101
        message, action = query.message, unpack(query.data or "")
        async with self._desk.stage(context.bot, query.from_user) as stage:
            if not isinstance(message, Message):  # or one that is no longer accessible
                await acknowledge(query, stage.texts.unknown_button())
                return
            if isinstance(action, OrderAction):
                await self._order(update, query, message, action, context, stage)
                return
            match action:
                case None:
                    await acknowledge(query, stage.texts.unknown_button())
                case Rate():
                    await self._rate(query, message, action, context.bot, stage)
                case ChooseLanguage():
                    await self._choose_language(query, message, action, context.bot)
                case _ if action.version != stage.snapshot.version:
                    await acknowledge(query, stage.texts.stale())
                case AskStarter():
                    await self._ask(query, message, action, context.bot, stage)
                case ReadOtherwise():
                    await self._read_otherwise(query, message, action, context.bot, stage)
                case _:
                    await self._show(query, message, action, context.bot, stage)

    async def _order(
        self,
        update: Update,
        query: CallbackQuery,
        message: Message,
        action: OrderAction,
        context: Context,
        stage: ReplyContext,
    ) -> None:
        """Do what only people with a role may have done; whoever does it checks that."""
        match action:
            case Confirm():
                await self._admin.confirm(update, query, message, action, context)
            case Withdraw():
                await self._admin.withdraw(query, message, action, context.bot)
            case ShowAudit():
                await self._auditing.turn(query, message, action, context.bot, stage)
            case Decide():
                await self._publishing.tap(query, message, action, context, stage)
            case ShowVersions() | ShowDifference() | OfferRollback() | RollBack():
                await self._versions.tap(query, message, action, context.bot, stage)
            case ShowStats():
                await self._board.tap_stats(query, message, action, context.bot, stage)
            case ShowGaps() | ShowGap() | SettleGap() | ReopenGap() | FillGap():
                await self._board.tap(query, message, action, context.bot, stage)

    async def _ask(
        self, query: CallbackQuery, message: Message, action: AskStarter, bot: Bot, stage: ReplyContext
    ) -> None:
        """Answer a starter question as if the person had typed it."""
        if action.index >= len(stage.snapshot.starters):
            await acknowledge(query, stage.texts.unknown_button())
            return
        await acknowledge(query)
        asked = PlacedQuestion(
            stage.snapshot.starters[action.index],
            addressing.place_of(message)._replace(reply_to=None),
            addressing.conversation_of_tap(query, message),
            repeats_question=True,
        )
        await answer(self._desk, bot, stage, asked)

    async def _read_otherwise(
        self, query: CallbackQuery, message: Message, action: ReadOtherwise, bot: Bot, stage: ReplyContext
    ) -> None:
        """Answer in the same message what the question asks if it is read otherwise."""
        given = await self._given(action.answer, message)
        read = await read_otherwise(self._desk, stage, given, action.way) if given is not None else None
        if read is None:
            await acknowledge(query, stage.texts.answer_gone())
            return
        await acknowledge(query)
        reply = answers.answer_reply(read, stage)
        await self._desk.outbox.revise(bot, message.chat.id, message.message_id, reply, stage.snapshot)

    async def _rate(
        self, query: CallbackQuery, message: Message, action: Rate, bot: Bot, stage: ReplyContext
    ) -> None:
        """Remember a rating; a bad one is asked for its reason, as long as the answer is current."""
        given = await self._given(action.answer, message)
        if given is None or action.verdict not in VERDICTS:
            await acknowledge(query, stage.texts.answer_gone())
            return
        await self._desk.state.people.rate(given.id, query.from_user.id, action.verdict)
        is_current = given.version == stage.snapshot.version
        asks_why = action.verdict == BAD and is_current
        said = stage.texts.why_bad() if asks_why else stage.texts.thanks_for_rating()
        await acknowledge(query, said, alert=False)
        if action.verdict == GOOD or not is_current:
            return
        shown = answers.answer_reply(given, stage)
        if asks_why:
            shown = replace(shown, keyboard=reasons_keyboard(given.id, stage.texts))
        await self._desk.outbox.revise(bot, message.chat.id, message.message_id, shown, stage.snapshot)

    async def _choose_language(
        self, query: CallbackQuery, message: Message, action: ChooseLanguage, bot: Bot
    ) -> None:
        """Speak another language to this person from now on, and say so in it."""
        if action.code in NAMES or not action.code:
            await self._desk.state.people.set_language(query.from_user.id, action.code)
        await acknowledge(query)
        async with self._desk.stage(bot, query.from_user) as stage:
            said = Reply(stage.texts.language_chosen())
            await self._desk.outbox.revise(bot, message.chat.id, message.message_id, said, stage.snapshot)

    async def _show(
        self, query: CallbackQuery, message: Message, action: View, bot: Bot, stage: ReplyContext
    ) -> None:
        """Show in the same message what *action* asks for."""
        view = await self._view(action, message, stage)
        if isinstance(view, str):
            await acknowledge(query, view)
            return
        await acknowledge(query)
        await self._desk.outbox.revise(bot, message.chat.id, message.message_id, view, stage.snapshot)

    async def _view(self, action: View, message: Message, stage: ReplyContext) -> Reply | str:
        """What *action* asks for, or the notice that says why it cannot be had."""
        if isinstance(action, ShowSources):
            return corpus.sources(stage, action.page)
        if isinstance(action, ShowOutline):
            if action.document >= stage.snapshot.document_count:
                return stage.texts.unknown_button()
            return corpus.outline(stage, action.document, action.passage)
        given = await self._given(action.answer, message)
        return stage.texts.answer_gone() if given is None else _view_of(given, action, stage)

    async def _given(self, answer_id: str, message: Message) -> StoredAnswer | None:
        """The kept answer of that id, while its message gives it.

        Callback data can be forged: an answer is only had where it was given.
        """
        given = await self._desk.state.answers.given(answer_id)
        if given is None or given.conversation.chat != message.chat.id:
            return None
        return given if given.current else None


def _view_of(
    given: StoredAnswer, action: ShowPage | ShowContext | ShowSpeaker, stage: ReplyContext
) -> Reply | str:
    """A view of a kept answer."""
    if isinstance(action, ShowPage):
        return answers.page_reply(given, action.page, stage)
    if not 1 <= action.number <= len(answers.candidates_of(given.answer)):
        return stage.texts.unknown_button()
    if isinstance(action, ShowSpeaker):
        return answers.speaker_reply(given, action.number, stage)
    try:
        return answers.context_reply(given, action.number, action.passage, stage)
    except KeyError:  # a passage that the document has not
        return stage.texts.unknown_button()
