"""/document: show what is known about a text; an admin corrects it in the same command."""

import asyncio
import re

from telegram import Update

from bot.admins.admin import Admin, Handle, Order, send_result
from bot.admins.publishing.reloading import Reloading
from bot.context import Bot, BotContext, Context
from bot.conversation import reply_tracking
from bot.messages import addressing
from bot.messages.addressing import message_in
from bot.messages.message import Reply
from bot.messages.richtext import RichText
from bot.roles import Role
from bot.views import corpus
from corpus.errors import CorpusError
from corpus.metadata import FIELDS
from management.metadata_writing import set_metadata
from processes.threads import finish_in_thread

_CORRECTION = re.compile(rf"(.*?)(?:^|\s)({'|'.join(FIELDS)})\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)


def correction_in(words: str) -> tuple[str, str, str] | None:
    """The document, the field and the value in the words of a correction; None for any other words.

    >>> correction_in("lamp Author: Nils Holm"), correction_in("The lamp")
    (('lamp', 'author', 'Nils Holm'), None)
    """
    found = _CORRECTION.fullmatch(words)
    return (found[1].strip(), found[2].lower(), found[3].strip()) if found else None


class DocumentHandlers:
    """The command /document, for everyone and for admins."""

    def __init__(self, bot_context: BotContext, admin: Admin, reloading: Reloading) -> None:
        self._bot_context = bot_context
        self._reloading = reloading
        self._writing = asyncio.Lock()
        self._correct: Handle = admin.command("document", Role.ADMIN, self.correct)

    async def document(self, update: Update, context: Context) -> None:
        """/document NAME shows a text; /document NAME author: VALUE corrects what is stated about it."""
        message = message_in(update)
        words = addressing.after_command(message, context.bot.bot)
        if correction_in(words):
            context.application.create_task(self._correct(update, context), update=update)
            return
        role = await self._bot_context.roles.of(addressing.person(message))
        may_edit = role in (Role.ADMIN, Role.OWNER)
        await reply_tracking.reply(
            self._bot_context,
            context.bot,
            message,
            lambda reply_context: corpus.document(reply_context, words, may_edit=may_edit),
        )

    async def correct(self, bot: Bot, order: Order) -> None:
        """Store a correction and read the texts again, or say why that is impossible."""
        name, field, value = correction_in(order.words) or ("", "", "")
        async with self._bot_context.reply_context(bot, order.user) as context:
            texts, card = context.texts, corpus.document_meant(name, context.snapshot)
            refusal = texts.corpus.no_document(name)
            if not name:  # and there are several texts
                refusal = texts.corpus.correct_document(context.snapshot.cards(0, 1)[0].id)
            if card is not None:
                reason = await self._write(order, card.id, field, value)
                refusal = texts.errors.cannot_be_done(reason) if reason else RichText()
            reply = Reply(refusal if refusal.text else texts.corpus.document_noted())
            await send_result(self._bot_context, bot, order, context, reply)
        if not refusal.text:
            await self._reloading.reload(bot, order, wait=True)

    async def _write(self, order: Order, document: str, field: str, value: str) -> str:
        """Store a correction; return why that is impossible, "" if it was stored."""
        source = self._bot_context.manager.source
        try:
            async with self._writing:
                await finish_in_thread(set_metadata, source, document, field, value)
        except (CorpusError, OSError) as error:
            return str(error)
        await self._bot_context.state.journal.note(
            order.user.id, "document", detail=document, update=order.update
        )
        return ""
