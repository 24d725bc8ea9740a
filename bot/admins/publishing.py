"""Change the corpus from a chat: reload it, add files, publish, discard.

A change that is large, or would answer worse, is shown first and waits for [Publish] or [Discard] below its
report, even across restarts.  A proposal for another state of the corpus than the present one is never
published: it is checked and shown again.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

from telegram import Message, Update, User

from bot.admins import reporting
from bot.admins.admin import Admin, Handle, Order
from bot.admins.open_questions.open_gaps import open_questions
from bot.admins.progress import ProgressMessage
from bot.admins.report_pages import details_page
from bot.admins.uploads import (
    KEPT_SECONDS,
    MAX_BYTES,
    SentFile,
    Uploads,
    fetch,
    words_of_document,
    words_of_link,
)
from bot.callback_context import CallbackContext
from bot.context import Bot, BotContext, Context
from bot.errors import NotFetchedError, ReloadRunningError, ReloadStoppedError, TooBigError
from bot.live_corpus import BY
from bot.messages import addressing
from bot.messages.addressing import message_in
from bot.messages.callback_data import DISCARD, PUBLISH, Decide, ShowReport
from bot.messages.chats import Place
from bot.messages.message import Reply
from bot.messages.richtext import plain
from bot.roles import Role
from bot.state import PendingProposal
from bot.views.reply_context import MakeReply, ReplyContext
from corpus.errors import CorpusError
from corpus.loading import is_beside_the_documents
from management.adding import existing_file, stage_again
from management.errors import HeldBackError
from management.links.gathering import gather
from management.operations import CorpusManager
from management.proposing import Addition, Proposal
from processes.threads import finish_in_thread
from retrieval.store.pointer import Publication

log = logging.getLogger(__name__)

Outcome = PendingProposal | MakeReply
"""The result of a check: a proposal to decide about, or a reply."""
_NOWHERE: Mapping[str, str] = MappingProxyType({})


class Publishing:
    """The commands and buttons that change the corpus, or the version in use."""

    def __init__(self, bot_context: BotContext, admin: Admin, uploads: Uploads) -> None:
        self._bot_context = bot_context
        self._admin = admin
        self._uploads = uploads
        self._deciding = asyncio.Lock()
        self._fetching = asyncio.Lock()

    @property
    def _manager(self) -> CorpusManager:
        """The files and versions; raises ChooseLibraryError where several libraries are used together."""
        return self._bot_context.corpus.manager

    # Orders

    async def reload(self, bot: Bot, order: Order) -> None:
        """/reload: read the corpus again, publish small changes, and report."""
        progress = ProgressMessage(
            self._bot_context, bot, order.place, order.user, lambda texts: texts.reports.reloading()
        )
        async with progress:
            outcome = await self._reload(order, progress)
        await self._end(progress, outcome)

    async def refresh(self, bot: Bot) -> None:
        """Ask again for what is due, publish what changes little, and tell the owners what changed.

        What changes much, or would answer worse, waits for a decision as after /reload.
        """
        interval = self._bot_context.policy.refresh_every
        refreshed = await self._manager.refresh(interval=interval, force=False)
        if not refreshed.has_changes:
            return
        live_corpus, limit = self._bot_context.corpus, self._bot_context.policy.publish_at_once
        basis = await asyncio.to_thread(self._manager.basis)
        try:
            proposal, decided = (await live_corpus.reload(limit=limit)).proposal, True
        except HeldBackError as held:
            proposal, decided = held.proposal, False
        except (CorpusError, ReloadRunningError, ReloadStoppedError) as error:
            log.warning("what links lead to was not taken up: %s", error)
            return
        if not proposal.changes_nothing:
            log.info(
                "links have changed: version %s %s", proposal.version, "is in use" if decided else "waits"
            )
            await self._tell_owners(bot, basis, _with_problems(proposal, refreshed.problems), decided=decided)

    async def _tell_owners(self, bot: Bot, basis: str, proposal: Proposal, *, decided: bool) -> None:
        """Send each owner the report of a refresh, with the buttons that decide if it waits."""
        limit = self._bot_context.policy.publish_at_once
        for owner in self._bot_context.roles.owners:
            pending = self._pending(secrets.token_hex(4), owner, owner, basis, proposal)
            pending = replace(pending, decided=decided)
            await self._bot_context.state.proposals.keep(pending)
            report = partial(reporting.reload_report, pending)
            if not decided:
                report = partial(reporting.proposal_reply, pending, limit)
            await self._bot_context.tell(bot, Place(owner), User(owner, "", is_bot=False), report)

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

    async def add_link(self, bot: Bot, order: Order) -> None:
        """A web address: fetch its page, check what publishing it would change, and ask."""
        upload = secrets.token_hex(4)
        progress = ProgressMessage(
            self._bot_context, bot, order.place, order.user, lambda texts: texts.uploads.checking(order.words)
        )
        with self._uploads.at_work(upload):
            async with progress:
                outcome = await self._refusals_as_replies(
                    order.words, self._propose_page(order, upload, progress)
                )
            if not isinstance(outcome, PendingProposal):
                await self._uploads.remove(upload)
            await self._end(progress, outcome)

    async def upload(self, bot: Bot, order: Order) -> None:
        """Handle a file: fetch it, check what publishing it would change, and ask."""
        sent, upload = SentFile.of_words(order.words), secrets.token_hex(4)
        progress = ProgressMessage(
            self._bot_context, bot, order.place, order.user, lambda texts: texts.uploads.checking(sent.name)
        )
        with self._uploads.at_work(upload):
            async with progress:
                outcome = await self._refusals_as_replies(
                    sent.name, self._propose_upload(bot, order, sent, upload, progress)
                )
            if not isinstance(outcome, PendingProposal):
                await self._uploads.remove(upload)
            await self._end(progress, outcome)

    async def propose_removal(
        self, bot: Bot, place: Place, user: User, name: str, message: int | None = None
    ) -> None:
        """Check what removing a file would change, and ask, in the bot's *message* if there is one."""
        removal = secrets.token_hex(4)
        progress = ProgressMessage(
            self._bot_context, bot, place, user, lambda texts: texts.uploads.checking_without(name), message
        )
        with self._uploads.at_work(removal):
            async with progress:
                work = self._propose_removal(removal, user, place.chat, name, progress)
                outcome = await self._refusals_as_replies(name, work, removes=True)
            if not isinstance(outcome, PendingProposal):
                await self._uploads.remove(removal)
            await self._end(progress, outcome)

    # Taps

    async def tap(self, callback: CallbackContext, action: Decide) -> None:
        """Publish or discard a proposal, if the person who taps may."""
        if await self._admin.may_tap(callback, Role.ADMIN):
            async with self._deciding:
                await self._decide(callback, action)

    async def tap_report(self, callback: CallbackContext, action: ShowReport) -> None:
        """Show a page of the details that a report leaves out, or the report again."""
        if not await self._admin.may_tap(callback, Role.ADMIN):
            return
        pending = await self._bot_context.state.proposals.pending(action.proposal, time.time() - KEPT_SECONDS)
        if pending is None or pending.chat != callback.message.chat.id:
            await callback.alert(callback.reply.texts.orders.nothing_waits())
        elif action.page:
            await callback.show(details_page(pending, action.page, callback.reply))
        else:
            await callback.show(self._report(pending, callback.reply))

    def _report(self, pending: PendingProposal, context: ReplyContext) -> Reply:
        if pending.decided:
            return reporting.reload_report(pending, context)
        return reporting.proposal_reply(pending, self._bot_context.policy.publish_at_once, context)

    async def _decide(self, callback: CallbackContext, action: Decide) -> None:
        """Publish or discard a proposal; one that is out of date is checked again instead."""
        since, texts = time.time() - KEPT_SECONDS, callback.reply.texts
        pending = await self._bot_context.state.proposals.pending(action.proposal, since)
        is_known = pending is not None and pending.chat == callback.message.chat.id and not pending.decided
        if pending is None or not is_known or action.verdict not in (PUBLISH, DISCARD):
            await callback.alert(texts.orders.nothing_waits())
        elif self._uploads.is_at_work(pending.id):
            await callback.alert(texts.uploads.being_checked())
        elif action.verdict == DISCARD:
            await callback.acknowledge()
            await self._discard(pending, callback.user)
            await callback.revise(reporting.discarded_reply(pending, callback.reply))
        elif await self._is_publishable(pending):
            await callback.acknowledge()
            await self._publish(pending, callback)
        else:
            await callback.acknowledge()
            begun = asyncio.Event()
            work = self._recheck(pending, callback.user, callback.message, callback.bot, begun)
            callback.schedule(work)
            await begun.wait()

    # What is done

    async def _reload(self, order: Order, progress: ProgressMessage) -> Outcome:
        """Reload, and return the result."""
        live_corpus, limit = self._bot_context.corpus, self._bot_context.policy.publish_at_once
        problems = (await self._manager.refresh(progress.report)).problems
        basis = await asyncio.to_thread(self._manager.basis)
        try:
            asked = await open_questions(self._bot_context)
            done = await live_corpus.reload(progress.report, list(asked), limit)
        except ReloadRunningError:
            return lambda reply_context: Reply(reply_context.texts.reports.reload_running())
        except ReloadStoppedError:
            return lambda reply_context: Reply(reply_context.texts.reports.reload_stopped())
        except HeldBackError as held:
            log.info("the reload waits for a decision: %s", held)
            self._bot_context.metrics.reload("held_back")
            return self._pending_reload(order, basis, held.proposal, asked, problems)
        except CorpusError as error:
            log.warning("the reload failed: %s", error)
            self._bot_context.metrics.reload("failed")
            reason = str(error)
            return lambda reply_context: Reply(reply_context.texts.reports.reload_failed(reason))
        log.info("reloaded: version %s follows %s", done.after, done.before)
        self._bot_context.metrics.reload("published")
        await self._bot_context.state.journal.note(order.user.id, "reload", done.after)
        kept = replace(self._pending_reload(order, basis, done.proposal, asked, problems), decided=True)
        await self._bot_context.state.proposals.keep(kept)
        return partial(reporting.reload_report, kept)

    def _pending_reload(
        self,
        order: Order,
        basis: str,
        proposal: Proposal,
        asked: Mapping[str, str],
        problems: Sequence[str],
    ) -> PendingProposal:
        """A reload to store, with the questions as people typed them and the problems of links."""
        proposal = _with_problems(_as_typed(proposal, asked), problems)
        return self._pending(secrets.token_hex(4), order.user.id, order.place.chat, basis, proposal)

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
        await self._bot_context.state.journal.note(
            order.user.id, "upload", pending.proposal.version, pending.file
        )
        return pending

    async def _propose_page(self, order: Order, upload: str, progress: ProgressMessage) -> Outcome:
        """Fetch what a link leads to and propose it.  Raises as gather() and LiveCorpus.propose() do."""
        progress.report("fetching", 0, 0)
        folder = self._uploads.received(upload)
        async with self._fetching:
            gathered = await gather(
                [order.words], folder, self._manager.fetch_policy, self._manager.feed_pages
            )
        pending = await self._propose_files(
            upload, order.user, order.place.chat, gathered.files, progress, gathered.addresses
        )
        if gathered.feeds:
            pending = replace(pending, file=order.words, replaces="", feeds=gathered.feeds)
        elif pending.proposal.changes_nothing:
            return lambda reply_context: Reply(reply_context.texts.uploads.known_already(pending.file))
        proposal = _with_problems(pending.proposal, gathered.notes())
        await self._bot_context.state.journal.note(
            order.user.id, "upload", pending.proposal.version, pending.file
        )
        return replace(pending, links=gathered.links, proposal=proposal)

    async def _propose_files(
        self,
        upload: str,
        user: User,
        chat: int,
        files: Sequence[Path],
        progress: ProgressMessage,
        addresses: Mapping[str, str] = _NOWHERE,
    ) -> PendingProposal:
        """Propose to add files; the proposal is named by the first."""
        source = self._manager.source
        await self._uploads.unstage(upload)
        staged = self._uploads.staged(upload, source)
        adding = Addition(tuple(files), staged, replace=True, addresses=addresses)
        basis = await asyncio.to_thread(self._manager.basis)
        name = files[0].name
        replaces = await asyncio.to_thread(existing_file, name, source)
        asked = await open_questions(self._bot_context)
        proposal = await self._bot_context.corpus.propose(progress.report, list(asked), adding)
        kept = {each.name: await self._manager.publisher.keep_file(each) for each in files}
        typed = _as_typed(proposal, asked)
        pending = self._pending(upload, user.id, chat, basis, typed, name, replaces or "")
        return replace(pending, kept=kept)

    async def _propose_removal(
        self, removal: str, user: User, chat: int, name: str, progress: ProgressMessage
    ) -> PendingProposal:
        """Propose to remove a file."""
        await self._uploads.unstage(removal)
        without = Addition((), self._uploads.staged(removal, self._manager.source), without=(name,))
        basis = await asyncio.to_thread(self._manager.basis)
        proposal = await self._bot_context.corpus.propose(progress.report, (), without)
        pending = self._pending(removal, user.id, chat, basis, proposal)
        return replace(pending, removes=name)

    async def _recheck(
        self, pending: PendingProposal, user: User, message: Message, bot: Bot, begun: asyncio.Event
    ) -> None:
        """Make a proposal again, for the present corpus, in the message of the earlier report."""
        with self._uploads.at_work(pending.id):
            begun.set()
            place = Place(message.chat.id)
            progress = ProgressMessage(
                self._bot_context,
                bot,
                place,
                user,
                lambda texts: texts.uploads.rechecking(),
                message.message_id,
            )
            async with progress:
                work = self._propose_again(pending, user, progress)
                name, removes = pending.file or pending.removes, bool(pending.removes)
                outcome = await self._refusals_as_replies(name, work, removes=removes)
            if not isinstance(outcome, PendingProposal):
                await self._remove_proposal(pending)
            await self._end(progress, outcome, renewed=True)

    async def _propose_again(
        self, pending: PendingProposal, user: User, progress: ProgressMessage
    ) -> Outcome:
        if pending.removes:
            return await self._propose_removal(pending.id, user, pending.chat, pending.removes, progress)
        if pending.file:
            files = await self._files_of(pending)
            if not files:
                return lambda reply_context: Reply(plain(reply_context.texts.orders.nothing_waits()))
            addresses = {name: link.url for name, link in pending.links.items()}
            again = await self._propose_files(pending.id, user, pending.chat, files, progress, addresses)
            return replace(again, file=pending.file, links=pending.links, feeds=pending.feeds)
        basis = await asyncio.to_thread(self._manager.basis)
        asked = await open_questions(self._bot_context)
        proposal = await self._bot_context.corpus.propose(progress.report, list(asked))
        if proposal.changes_nothing:
            return lambda reply_context: Reply(reply_context.texts.reports.unchanged())
        await self._manager.publisher.change(partial(self._manager.hold, proposal.version))
        return self._pending(pending.id, user.id, pending.chat, basis, _as_typed(proposal, asked))

    async def _publish(self, pending: PendingProposal, callback: CallbackContext) -> None:
        proposal, context = pending.proposal, callback.reply
        try:
            await self._bot_context.corpus.put_in_use(proposal.version, self._acceptance_of(pending))
        except CorpusError as error:
            log.warning("cannot publish version %s: %s", proposal.version, error)
            reply, place = (
                Reply(context.texts.reports.not_published(str(error))),
                Place(callback.message.chat.id),
            )
            await self._bot_context.outbox.send(place, reply, context.snapshot)
            return
        log.info("published the proposed version %s", proposal.version)
        action_noted, name = ("remove", pending.removes) if pending.removes else ("publish", pending.file)
        await self._bot_context.state.journal.note(callback.user.id, action_noted, proposal.version, name)
        await self._remove_proposal(pending)
        await callback.revise(reporting.published_reply(pending, context))

    def _acceptance_of(self, pending: PendingProposal) -> Callable[[], Publication]:
        """What publishes a proposal on disk: with its staged files, if it has any."""
        if not pending.is_staged:
            return partial(self._manager.accept, pending.proposal, by=BY, confirmed=True)
        return partial(
            self._manager.accept_staged,
            self._uploads.staged(pending.id, self._manager.source),
            pending.proposal,
            by=BY,
            without=[pending.removes] if pending.removes else [],
            links=pending.links,
            feeds=pending.feeds,
        )

    async def _is_publishable(self, pending: PendingProposal) -> bool:
        """Whether a proposal can be published as it is; what another machine made is fetched first."""
        if self._manager.publisher.is_shared:
            try:
                await self._fetch_staged(pending)
            except (CorpusError, OSError) as error:
                log.warning("the proposed version %s is not at hand: %s", pending.proposal.version, error)
        return await asyncio.to_thread(self._is_current, pending)

    async def _fetch_staged(self, pending: PendingProposal) -> None:
        """Have the version and the staged files of a proposal on this machine."""
        publisher, source = self._manager.publisher, self._manager.source
        await publisher.catch_up()
        if not await asyncio.to_thread(self._manager.has, pending.proposal.version):
            await publisher.recover(pending.proposal.version)
        staged = self._uploads.staged(pending.id, source)
        if not pending.is_staged or await asyncio.to_thread(staged.is_dir):
            return
        without = (pending.removes,) if pending.removes else ()
        files = await self._files_of(pending)
        if files or without:
            await finish_in_thread(stage_again, source, files, staged, without)

    async def _files_of(self, pending: PendingProposal) -> Sequence[Path]:
        """The files of a proposal, fetched from the depot if another machine received them; else none."""
        folder = self._uploads.received(pending.id)
        for name, kept in pending.kept.items():
            is_here = await asyncio.to_thread((folder / name).is_file)
            if not is_here and not await self._manager.publisher.fetch_file(kept, folder / name):
                return ()
        return await asyncio.to_thread(self._uploads.files, pending.id)

    async def _discard(self, pending: PendingProposal, user: User) -> None:
        try:
            await self._manager.publisher.change(partial(self._manager.discard, pending.proposal.version))
        except CorpusError as error:  # it stays on disk for a day, which does no harm
            log.warning("cannot remove version %s: %s", pending.proposal.version, error)
        await self._bot_context.state.journal.note(user.id, "discard", pending.proposal.version, pending.file)
        await self._remove_proposal(pending)

    async def _remove_proposal(self, pending: PendingProposal) -> None:
        await self._bot_context.state.proposals.remove(pending.id)
        await self._uploads.remove(pending.id)

    # Parts

    async def _refusals_as_replies(
        self, file: str, work: Awaitable[Outcome], *, removes: bool = False
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
            reason = self._without_folders(str(error))
        if removes:
            return lambda reply_context: Reply(reply_context.texts.uploads.removal_refused(file, reason))
        if file:
            return lambda reply_context: Reply(reply_context.texts.uploads.file_refused(file, reason))
        return lambda reply_context: Reply(reply_context.texts.reports.reload_failed(reason))

    async def _end(self, progress: ProgressMessage, outcome: Outcome, *, renewed: bool = False) -> None:
        """Report an outcome; a proposal is stored before its buttons are shown."""
        if not isinstance(outcome, PendingProposal):
            await progress.end(outcome)
            return
        await self._bot_context.state.proposals.keep(outcome)
        limit = self._bot_context.policy.publish_at_once
        await progress.end(
            lambda reply_context: reporting.proposal_reply(outcome, limit, reply_context, renewed=renewed)
        )

    def _pending(
        self,
        name: str,
        user: int,
        chat: int,
        basis: str,
        proposal: Proposal,
        file: str = "",
        replaces: str = "",
    ) -> PendingProposal:
        return PendingProposal(
            name, time.time(), user, chat, basis, self._with_corpus_names(proposal), file, replaces
        )

    def _with_corpus_names(self, proposal: Proposal) -> Proposal:
        """A proposal for a chat: files have the names that they have in the corpus."""
        return replace(proposal, problems=tuple(map(self._without_folders, proposal.problems)))

    def _without_folders(self, message: str) -> str:
        """A message about a file, without the folders of this machine."""
        return self._uploads.without_folders(
            message.replace(f"{self._manager.source.parent.as_posix()}/", "")
        )

    def _is_current(self, pending: PendingProposal) -> bool:
        """Whether nothing has changed since the proposal: the corpus, the version, the staged files."""
        staged = self._uploads.staged(pending.id, self._manager.source)
        return (
            self._manager.basis() == pending.basis
            and self._manager.has(pending.proposal.version)
            and (not pending.is_staged or staged.is_dir())
        )


def _with_problems(proposal: Proposal, problems: Sequence[str]) -> Proposal:
    """A proposal that also says what went wrong with pages from the web."""
    return replace(proposal, problems=(*problems, *proposal.problems))


def _as_typed(proposal: Proposal, asked: Mapping[str, str]) -> Proposal:
    """A proposal with the questions that it answers as people typed them, not as they were searched."""
    return replace(proposal, answerable=tuple(asked.get(each, each) for each in proposal.answerable))
