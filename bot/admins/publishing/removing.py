"""/remove: remove a file from the corpus, after showing what that changes and confirming it."""

import asyncio
import hashlib

from bot.admins.admin import Admin, Order, send_result
from bot.admins.publishing.proposing import Proposing
from bot.callback_context import CallbackContext
from bot.context import Bot, BotContext
from bot.messages.callback_data import FileAction, OfferRemoval, ShowFiles
from bot.messages.chats import Place
from bot.messages.message import Reply, button, keyboard_of
from bot.messages.richtext import shorten
from bot.roles import Role
from bot.views.paging import list_page
from bot.views.reply_context import ReplyContext
from corpus.errors import CorpusError
from management.removing import corpus_files, resolve_file

FILES_PER_PAGE = 8
LABEL_UNITS = 60
REASON_UNITS = 1000


class Removing:
    """The command /remove, and the buttons of the list of files."""

    def __init__(self, bot_context: BotContext, admin: Admin, proposing: Proposing) -> None:
        self._bot_context = bot_context
        self._admin = admin
        self._proposing = proposing

    async def remove(self, bot: Bot, order: Order) -> None:
        """/remove NAME: check what removing that file would change; without a name, list the files."""
        source = self._bot_context.manager.source
        try:
            name = await asyncio.to_thread(resolve_file, order.words, source) if order.words else ""
        except CorpusError as error:
            reason = shorten(str(error), REASON_UNITS)
            async with self._bot_context.reply_context(bot, order.user) as context:
                refusal = Reply(context.texts.errors.cannot_be_done(reason))
                await send_result(self._bot_context, bot, order, context, refusal)
            return
        if name:
            await self._proposing.propose_removal(bot, order.place, order.user, name)
            return
        files = await asyncio.to_thread(corpus_files, source)
        async with self._bot_context.reply_context(bot, order.user) as context:
            await send_result(self._bot_context, bot, order, context, files_page(files, 0, context))

    async def tap(self, callback: CallbackContext, action: FileAction) -> None:
        """Show another page of the files, or check what removing one of them would change."""
        if not await self._admin.may_tap(callback, Role.ADMIN):
            return
        files = await asyncio.to_thread(corpus_files, self._bot_context.manager.source)
        if isinstance(action, ShowFiles):
            await callback.show(files_page(files, action.page, callback.reply))
            return
        name = next((file for file in files if mark_of_file(file) == action.mark), None)
        if name is None:
            await callback.alert(callback.reply.texts.uploads.file_gone())
            return
        await callback.acknowledge()
        place, message = Place(callback.message.chat.id), callback.message.message_id
        callback.schedule(self._proposing.propose_removal(callback.bot, place, callback.user, name, message))


def files_page(files: list[str], page: int, context: ReplyContext) -> Reply:
    """A page of the files of the corpus, counting from 0, with a button to remove each."""
    texts = context.texts
    if not files:
        return Reply(texts.uploads.no_files())
    shown = list_page(files, page, FILES_PER_PAGE)
    rows = [(button(shorten(file, LABEL_UNITS), OfferRemoval(mark_of_file(file))),) for file in shown.entries]
    return Reply(texts.uploads.which_file(len(files)), keyboard_of(*rows, shown.turns(ShowFiles)))


def mark_of_file(name: str) -> str:
    """A short digest of a file's name, because callback data is too short for the name itself.

    >>> mark_of_file("lamp.txt")
    '1e039a6eaaba'
    """
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:12]
