"""Files, links and removals from a chat: check what they would change, and ask whether to publish that.

Each is checked beside the published version, and waits for [Publish] or [Discard] below its report, even
across restarts.
"""

import asyncio
import logging
import secrets
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from telegram import Update, User

from bot.admins.admin import Admin, Handle, Order
from bot.admins.open_questions.open_gaps import open_questions
from bot.admins.publishing.pending import Outcome, PendingProposals, as_typed, with_problems
from bot.admins.publishing.progress import ProgressMessage
from bot.admins.publishing.uploads import (
    MAX_BYTES,
    SentFile,
    Uploads,
    fetch,
    words_of_document,
    words_of_link,
)
from bot.callback_context import CallbackContext
from bot.context import Bot, BotContext, Context
from bot.errors import NotFetchedError, ReloadStoppedError, TooBigError
from bot.messages import addressing
from bot.messages.addressing import message_in
from bot.messages.chats import Place
from bot.messages.message import Reply
from bot.messages.richtext import plain
from bot.roles import Role
from bot.state import PendingProposal
from bot.texts.catalog import MakeText
from corpus.errors import CorpusError
from corpus.loading import is_beside_the_documents
from management.adding import existing_file
from management.links.gathering import gather
from management.proposing import Addition

log = logging.getLogger(__name__)

NO_ADDRESSES: Mapping[str, str] = MappingProxyType({})


class Proposing:
    """What admins send to change the corpus, checked and shown to them before it is published."""

    def __init__(
        self, bot_context: BotContext, admin: Admin, uploads: Uploads, pending: PendingProposals
    ) -> None:
        self._bot_context = bot_context
        self._admin = admin
        self._uploads = uploads
        self._pending = pending
        self._fetching = asyncio.Lock()

    # Messages

    def document(self, fallback: Handle) -> Handle:
        """The handler of messages with a file: an upload if an admin sends it, otherwise *fallback*."""
        upload = self._admin.command("upload", Role.ADMIN, self.upload, read=words_of_document)

        async def handle(update: Update, context: Context) -> None:
            message = message_in(update)
            sender = addressing.person(message)
            is_order = addressing.is_addressed(message, context.bot.bot)
            if is_order and await self._bot_context.roles.may(sender, Role.ADMIN):
                context.application.create_task(upload(update, context), update=update)
            else:
                await fallback(update, context)

        return handle

    def link(self, fallback: Handle) -> Handle:
        """The handler of messages that are a web address: an admin's is fetched, others are *fallback*."""
        fetch_link = self._admin.command("link", Role.ADMIN, self.add_link, read=words_of_link)

        async def handle(update: Update, context: Context) -> None:
            if await self._bot_context.roles.may(addressing.person(message_in(update)), Role.ADMIN):
                context.application.create_task(fetch_link(update, context), update=update)
            else:
                await fallback(update, context)

        return handle

    async def upload(self, bot: Bot, order: Order) -> None:
        """Handle a file: fetch it, check what publishing it would change, and ask."""
        sent, upload = SentFile.of_words(order.words), secrets.token_hex(4)
        progress = self._progress(bot, order, lambda texts: texts.uploads.checking(sent.name))
        work = self._propose_upload(bot, order, sent, upload, progress)
        await self._check(upload, progress, sent.name, work)

    async def add_link(self, bot: Bot, order: Order) -> None:
        """A web address: fetch its page, check what publishing it would change, and ask."""
        upload = secrets.token_hex(4)
        progress = self._progress(bot, order, lambda texts: texts.uploads.checking(order.words))
        await self._check(upload, progress, order.words, self._propose_page(order, upload, progress))

    async def propose_removal(
        self, bot: Bot, place: Place, user: User, name: str, message: int | None = None
    ) -> None:
        """Check what removing a file would change, and ask, in the bot's *message* if there is one."""
        removal = secrets.token_hex(4)
        progress = ProgressMessage(
            self._bot_context, bot, place, user, lambda texts: texts.uploads.checking_without(name), message
        )
        work = self._propose_removal(removal, user, place.chat, name, progress)
        await self._check(removal, progress, name, work, removes=True)

    async def propose_again(
        self, callback: CallbackContext, pending: PendingProposal, begun: asyncio.Event
    ) -> None:
        """Make a proposal again, for the present corpus, in the message of the earlier report.

        *begun* is set once taps find that it is being checked.
        """
        message, user = callback.message, callback.user
        progress = ProgressMessage(
            self._bot_context,
            callback.bot,
            Place(message.chat.id),
            user,
            lambda texts: texts.uploads.rechecking(),
            message.message_id,
        )

        async def work() -> Outcome:
            begun.set()
            return await self._propose_again(pending, user, progress)

        name, removes = pending.file or pending.removes, bool(pending.removes)
        working = work()
        try:
            await self._check(pending.id, progress, name, working, removes=removes, earlier=pending)
        finally:  # even if the work could not start: the caller would wait for ever
            working.close()
            begun.set()

    # Parts

    def _progress(self, bot: Bot, order: Order, heading: MakeText) -> ProgressMessage:
        return ProgressMessage(self._bot_context, bot, order.place, order.user, heading)

    async def _check(
        self,
        upload: str,
        progress: ProgressMessage,
        name: str,
        work: Coroutine[Any, Any, Outcome],
        *,
        removes: bool = False,
        earlier: PendingProposal | None = None,
    ) -> None:
        """Show the progress of *work* on a file and then its outcome, in place of an *earlier* proposal.

        What was sent stays on disk only while a proposal waits.  The buttons of a new proposal work as soon
        as they are seen; those of an earlier one must not decide about what nobody has seen yet.
        """
        with self._uploads.at_work(upload):
            async with progress:
                outcome = await self._refusals_as_replies(name, work, removes=removes)
            await self._pending.keep(outcome)
            if not isinstance(outcome, PendingProposal):
                await (self._uploads.remove(upload) if earlier is None else self._pending.remove(earlier))
            if earlier is not None:
                await self._pending.report(progress, outcome, renewed=True)
                return
        await self._pending.report(progress, outcome)

    async def _refusals_as_replies(
        self, file: str, work: Coroutine[Any, Any, Outcome], *, removes: bool = False
    ) -> Outcome:
        """The result of *work* on an uploaded file, or on one to be removed, with refusals as replies."""
        try:
            return await work
        except TooBigError:
            return lambda reply_context: Reply(reply_context.texts.uploads.too_big(file, MAX_BYTES >> 20))
        except NotFetchedError as error:
            log.warning("cannot fetch a file: %s", error)
            return lambda reply_context: Reply(reply_context.texts.uploads.not_fetched(file))
        except ReloadStoppedError:
            return lambda reply_context: Reply(reply_context.texts.uploads.check_stopped())
        except CorpusError as error:
            log.info("refused a file: %s", error)
            reason = self._pending.without_folders(str(error))
        if removes:
            return lambda reply_context: Reply(reply_context.texts.uploads.removal_refused(file, reason))
        if file:
            return lambda reply_context: Reply(reply_context.texts.uploads.file_refused(file, reason))
        return lambda reply_context: Reply(reply_context.texts.reports.reload_failed(reason))

    async def _propose_upload(
        self, bot: Bot, order: Order, sent: SentFile, upload: str, progress: ProgressMessage
    ) -> Outcome:
        """Fetch a file and propose it.  Raises as fetch() and LiveCorpus.propose() do."""
        progress.report("fetching", 0, 0)
        async with self._fetching:  # one at a time, because the whole file is held in memory
            file = await fetch(bot, sent, self._uploads.received(upload))
        pending = await self._propose_files(upload, order.user, order.place.chat, [file], progress)
        if pending.proposal.changes_nothing and not is_beside_the_documents(file):
            return lambda reply_context: Reply(reply_context.texts.uploads.known_already(file.name))
        await self._note_upload(order, pending)
        return pending

    async def _propose_page(self, order: Order, upload: str, progress: ProgressMessage) -> Outcome:
        """Fetch what a link leads to and propose it.  Raises as gather() and LiveCorpus.propose() do."""
        manager = self._bot_context.manager
        progress.report("fetching", 0, 0)
        folder = self._uploads.received(upload)
        async with self._fetching:
            gathered = await gather(
                [order.words],
                folder,
                manager.fetch_policy,
                manager.feed_pages,
            )
        pending = await self._propose_files(
            upload, order.user, order.place.chat, gathered.files, progress, gathered.addresses
        )
        if gathered.feeds:
            pending = replace(pending, file=order.words, replaces="", feeds=gathered.feeds)
        elif pending.proposal.changes_nothing:
            return lambda reply_context: Reply(reply_context.texts.uploads.known_already(pending.file))
        proposal = with_problems(pending.proposal, gathered.notes())
        await self._note_upload(order, pending)
        return replace(pending, links=gathered.links, proposal=proposal)

    async def _note_upload(self, order: Order, pending: PendingProposal) -> None:
        await self._bot_context.state.journal.note(
            order.user.id, "upload", pending.proposal.version, pending.file, update=order.update
        )

    async def _propose_files(
        self,
        upload: str,
        user: User,
        chat: int,
        files: Sequence[Path],
        progress: ProgressMessage,
        addresses: Mapping[str, str] = NO_ADDRESSES,
    ) -> PendingProposal:
        """Propose to add files; the proposal is named by the first."""
        manager = self._bot_context.manager
        source = manager.source
        await self._uploads.unstage(upload)
        staged = self._uploads.staged(upload, source)
        adding = Addition(tuple(files), staged, replace=True, addresses=addresses)
        basis = await asyncio.to_thread(manager.basis)
        name = files[0].name
        replaces = await asyncio.to_thread(existing_file, name, source)
        asked = await open_questions(self._bot_context)
        proposal = await self._bot_context.corpus.propose(progress.report, list(asked), adding)
        kept = {each.name: await manager.publisher.keep_file(each) for each in files}
        typed = as_typed(proposal, asked)
        pending = self._pending.make(upload, user.id, chat, basis, typed, name, replaces or "")
        return replace(pending, kept=kept)

    async def _propose_removal(
        self, removal: str, user: User, chat: int, name: str, progress: ProgressMessage
    ) -> PendingProposal:
        """Propose to remove a file."""
        manager = self._bot_context.manager
        await self._uploads.unstage(removal)
        without = Addition((), self._uploads.staged(removal, manager.source), without=(name,))
        basis = await asyncio.to_thread(manager.basis)
        proposal = await self._bot_context.corpus.propose(progress.report, (), without)
        pending = self._pending.make(removal, user.id, chat, basis, proposal)
        return replace(pending, removes=name)

    async def _propose_again(
        self, pending: PendingProposal, user: User, progress: ProgressMessage
    ) -> Outcome:
        if pending.removes:
            return await self._propose_removal(pending.id, user, pending.chat, pending.removes, progress)
        if pending.file:
            files = await self._pending.files_of(pending)
            if not files:
                return lambda reply_context: Reply(plain(reply_context.texts.orders.nothing_waits()))
            addresses = {name: link.url for name, link in pending.links.items()}
            again = await self._propose_files(pending.id, user, pending.chat, files, progress, addresses)
            return replace(again, file=pending.file, links=pending.links, feeds=pending.feeds)
        return await self._propose_reload_again(pending, user, progress)

    async def _propose_reload_again(
        self, pending: PendingProposal, user: User, progress: ProgressMessage
    ) -> Outcome:
        manager = self._bot_context.manager
        basis = await asyncio.to_thread(manager.basis)
        asked = await open_questions(self._bot_context)
        proposal = await self._bot_context.corpus.propose(progress.report, list(asked))
        if proposal.changes_nothing:
            return lambda reply_context: Reply(reply_context.texts.reports.unchanged())
        await manager.publisher.change(partial(manager.hold, proposal.version))
        return self._pending.make(pending.id, user.id, pending.chat, basis, as_typed(proposal, asked))
