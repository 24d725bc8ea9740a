"""What happens when a button is tapped: the message changes to what it asks for, or a notice says why not."""

from telegram import CallbackQuery, Message, Update

from bot import addressing, describing, rendering
from bot.answering import answer
from bot.callbacks import (
    Action,
    AskStarter,
    ShowContext,
    ShowOutline,
    ShowPage,
    ShowSources,
    ShowSpeaker,
    unpack,
)
from bot.desk import Bot, Context, Desk
from bot.reply import Reply, Stage
from bot.sending import acknowledge
from bot.state import Given


class Taps:
    """The handler of taps."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def tap(self, update: Update, context: Context) -> None:
        """Do what a tapped button asks for."""
        query = update.callback_query
        assert query is not None, "only taps are routed here"  # noqa: S101
        message, action = query.message, unpack(query.data or "")
        async with self._desk.stage(context.bot, query.from_user) as stage:
            if action is None or not isinstance(message, Message):  # or one that is no longer accessible
                await acknowledge(query, stage.texts.unknown_button())
            elif action.version != stage.snapshot.version:
                await acknowledge(query, stage.texts.stale())
            elif isinstance(action, AskStarter):
                await self._ask(query, message, action, context.bot, stage)
            else:
                await self._show(query, message, action, context.bot, stage)

    async def _ask(
        self, query: CallbackQuery, message: Message, action: AskStarter, bot: Bot, stage: Stage
    ) -> None:
        """Answer a starter question as if the person had typed it."""
        if action.index >= len(stage.snapshot.starters):
            await acknowledge(query, stage.texts.unknown_button())
            return
        await acknowledge(query)
        conversation = addressing.conversation_of_tap(query, message)
        place = addressing.place_of(message)._replace(reply_to=None)
        question = stage.snapshot.starters[action.index]
        await answer(self._desk, bot, stage, place, conversation, question, repeat_question=True)

    async def _show(
        self, query: CallbackQuery, message: Message, action: Action, bot: Bot, stage: Stage
    ) -> None:
        """Show in the same message what *action* asks for."""
        view = await self._view(action, message, stage)
        if isinstance(view, str):
            await acknowledge(query, view)
            return
        await acknowledge(query)
        await self._desk.outbox.revise(bot, message.chat.id, message.message_id, view, stage.snapshot)

    async def _view(self, action: Action, message: Message, stage: Stage) -> Reply | str:
        """What *action* asks for, or the notice that says why it cannot be had."""
        if isinstance(action, ShowSources):
            return describing.sources(stage, action.page)
        if isinstance(action, ShowOutline):
            known = action.document < stage.snapshot.document_count
            return (
                describing.outline(stage, action.document, action.passage)
                if known
                else stage.texts.unknown_button()
            )
        if isinstance(action, AskStarter):
            return stage.texts.unknown_button()
        given = await self._desk.state.given(action.answer)
        # Callback data can be forged: an answer is only ever shown in the chat it was given in.
        if given is None or given.conversation.chat != message.chat.id:
            return stage.texts.answer_gone()
        return _view_of(given, action, stage)


def _view_of(given: Given, action: ShowPage | ShowContext | ShowSpeaker, stage: Stage) -> Reply | str:
    """A view of a kept answer."""
    if isinstance(action, ShowPage):
        return rendering.page_reply(given, action.page, stage)
    if not 1 <= action.number <= len(rendering.candidates_of(given.answer)):
        return stage.texts.unknown_button()
    if isinstance(action, ShowSpeaker):
        return rendering.speaker_reply(given, action.number, stage)
    try:
        return rendering.context_reply(given, action.number, action.passage, stage)
    except KeyError:  # a passage that the document has not
        return stage.texts.unknown_button()
