"""/gold: turn an answer into a gold question, which later versions have to answer as well."""

import asyncio
from collections.abc import Sequence
from typing import Any

from telegram import Message, User

from bot.admins.admin import Admin, Order, send_result
from bot.callback_context import CallbackContext
from bot.context import Bot, BotContext
from bot.conversation import history
from bot.messages import addressing
from bot.messages.callback_data import RemoveGold
from bot.messages.message import Reply, button
from bot.messages.richtext import RichText, shorten
from bot.roles import Role
from bot.state import StoredAnswer
from bot.views.answers import candidates_of
from bot.views.reply_context import ReplyContext
from corpus.errors import CorpusError
from management.errors import RefusedError
from management.gold_writing import add_gold, gold_rows, remove_gold
from processes.threads import finish_in_thread
from retrieval.records import Citation
from retrieval.store.snapshot import Snapshot

REASON_UNITS = 190
_ADD, _REMOVE = "add gold", "remove gold"
"""The steps that an update may have begun when the process died."""


def words_of_gold(message: Message, me: User) -> str:
    """The words of /gold: the chat and the message that it replies to, and the arguments."""
    original = addressing.original_of(message)
    typed = addressing.after_command(message, me)
    return f"{message.chat.id} {original.message_id if original else 0} {typed}".rstrip()


class GoldCommand:
    """The command /gold, and the button that removes a gold question."""

    def __init__(self, bot_context: BotContext, admin: Admin) -> None:
        self._bot_context = bot_context
        self._admin = admin
        self._writing = asyncio.Lock()

    async def gold(self, bot: Bot, order: Order) -> None:
        """/gold [NUMBER] in reply to an answer: protect its first sentence, or the one with that number."""
        chat, message, *typed = order.words.split(maxsplit=2)
        stored = await self._bot_context.state.answers.in_message(int(chat), int(message))
        async with self._bot_context.reply_context(bot, order.user) as context:
            right = _sentence(stored, typed[0] if typed else "1", order.user.id, context)
            if isinstance(right, RichText) or stored is None:
                reply = Reply(right if isinstance(right, RichText) else context.texts.gold_command.usage())
            else:
                reply = await self._store_gold(stored, right, order, context)
            await send_result(self._bot_context, bot, order, context, reply)

    async def tap(self, callback: CallbackContext, action: RemoveGold) -> None:
        """Remove a gold question."""
        if not await self._admin.may_tap(callback, Role.ADMIN):
            return
        source, texts = self._bot_context.manager.source, callback.reply.texts.gold_command
        update = callback.update.update_id
        is_first = await self._bot_context.state.steps.begin(update, _REMOVE)
        try:
            async with self._writing, self._bot_context.manager.publisher.editing():
                removed = await finish_in_thread(remove_gold, source, action.id)
        except CorpusError as error:
            await callback.alert(shorten(str(error), REASON_UNITS))
            return
        if not removed and is_first:
            await self._bot_context.state.steps.take_back(update, _REMOVE)
            await callback.alert(texts.gone())
            return
        await self._note(callback.user.id, "gold removed", callback.reply, update)
        await callback.show(Reply(texts.removed()))

    async def _store_gold(
        self, stored: StoredAnswer, right: Citation, order: Order, context: ReplyContext
    ) -> Reply:
        """Store the gold question and confirm it, or say why that is impossible."""
        texts = context.texts.gold_command
        earlier = await history.answers_followed(stored, self._bot_context.state, self._bot_context.policy)
        questions = [*(each.answer.question for each in earlier), stored.answer.question]
        id_ = f"chat-{stored.id}"
        try:
            await self._add(order.update, gold_rows(id_, questions, right))
        except CorpusError as error:
            return Reply(context.texts.errors.cannot_be_done(str(error)))
        await self._note(order.user.id, "gold added", context, order.update)
        is_first = right == candidates_of(stored.shown)[0]
        text = texts.protected(stored.answer.question, right.text, is_first=is_first)
        return Reply(text, ((button(context.texts.gaps.undo_button(), RemoveGold(id_)),),))

    async def _add(self, update: int, rows: Sequence[dict[str, Any]]) -> None:
        """Add gold questions, unless a process did that for this update and died then.

        Raises as `add_gold` does.
        """
        source, steps = self._bot_context.manager.source, self._bot_context.state.steps
        is_first = await steps.begin(update, _ADD)
        try:
            async with self._writing, self._bot_context.manager.publisher.editing():
                await finish_in_thread(add_gold, source, rows)
        except CorpusError as error:
            if is_first or not isinstance(error, RefusedError):
                await steps.take_back(update, _ADD)
                raise

    async def _note(self, user: int, action: str, context: ReplyContext, update: int) -> None:
        await self._bot_context.state.journal.note(user, action, context.snapshot.version, update=update)


def _sentence(
    stored: StoredAnswer | None, number: str, user: int, context: ReplyContext
) -> Citation | RichText:
    """The sentence of an answer to be protected, or why there is none.

    Only one's own questions are stored, because /forget must delete what somebody else typed.
    """
    texts = context.texts.gold_command
    if stored is None or not number.isdecimal():
        return texts.usage()
    if stored.conversation.user != user or stored.words_by not in (0, user):
        return texts.not_yours()
    candidates = candidates_of(stored.shown)
    if not 1 <= int(number) <= len(candidates):
        return texts.no_such_sentence(len(candidates))
    right = candidates[int(number) - 1]
    return right if _is_in_text(right, context.snapshot) else texts.not_in_text()


def _is_in_text(citation: Citation, snapshot: Snapshot) -> bool:
    """Whether the present text has the sentence, anywhere in its document."""
    try:
        return citation.text in snapshot.document_text(citation.document)
    except KeyError:
        return False
