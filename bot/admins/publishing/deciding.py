"""The buttons below a report: publish what was proposed, discard it, or see what the report leaves out.

A proposal for another state of the corpus than the present one is never published: it is checked and shown
again.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from functools import partial

from bot.admins.admin import Admin
from bot.admins.publications import publication_in_use, seconds_of
from bot.admins.publishing import reporting
from bot.admins.publishing.pending import PendingProposals
from bot.admins.publishing.proposing import Proposing
from bot.admins.publishing.report_pages import details_page
from bot.admins.publishing.uploads import KEPT_SECONDS, Uploads
from bot.callback_context import CallbackContext
from bot.context import BotContext
from bot.live_corpus import BY
from bot.messages.callback_data import DISCARD, PUBLISH, Decide, ShowReport
from bot.messages.chats import Place
from bot.messages.message import Reply
from bot.roles import Role
from bot.state import PendingProposal
from bot.transport.sending.outbox import collecting
from bot.views.reply_context import ReplyContext
from corpus.errors import CorpusError
from management.adding import stage_again
from processes.threads import finish_in_thread
from retrieval.store.pointer import Publication

log = logging.getLogger(__name__)


class Deciding:
    """The buttons that decide about a proposal."""

    def __init__(
        self,
        bot_context: BotContext,
        admin: Admin,
        uploads: Uploads,
        pending: PendingProposals,
        proposing: Proposing,
    ) -> None:
        self._bot_context = bot_context
        self._admin = admin
        self._uploads = uploads
        self._pending = pending
        self._proposing = proposing
        self._at_once = asyncio.Lock()  # one decision at a time

    async def tap(self, callback: CallbackContext, action: Decide) -> None:
        """Publish or discard a proposal, if the person who taps may."""
        if await self._admin.may_tap(callback, Role.ADMIN):
            async with self._at_once:
                await self._decide(callback, action)

    async def tap_report(self, callback: CallbackContext, action: ShowReport) -> None:
        """Show a page of the details that a report leaves out, or the report again."""
        if not await self._admin.may_tap(callback, Role.ADMIN):
            return
        pending = await self._stored(callback, action.proposal)
        if pending is None:
            await callback.alert(callback.reply.texts.orders.nothing_waits())
        elif action.page:
            await callback.show(details_page(pending, action.page, callback.reply))
        else:
            await callback.show(self._report(pending, callback.reply))

    def _report(self, pending: PendingProposal, context: ReplyContext) -> Reply:
        if pending.decided:
            return reporting.reload_report(pending, context)
        return reporting.proposal_reply(pending, self._bot_context.policy.publish_at_once, context)

    async def _stored(self, callback: CallbackContext, proposal: str) -> PendingProposal | None:
        """The proposal of that id, if it was made for this chat within a day."""
        since = time.time() - KEPT_SECONDS
        pending = await self._bot_context.state.proposals.pending(proposal, since)
        return pending if pending is not None and pending.chat == callback.message.chat.id else None

    async def _decide(self, callback: CallbackContext, action: Decide) -> None:
        """Publish or discard a proposal; one that is out of date is checked again instead."""
        texts = callback.reply.texts
        pending = await self._stored(callback, action.proposal)
        if pending is None or pending.decided or action.verdict not in (PUBLISH, DISCARD):
            await callback.alert(texts.orders.nothing_waits())
        elif self._uploads.is_at_work(pending.id):
            await callback.alert(texts.uploads.being_checked())
        elif action.verdict == DISCARD:
            await callback.acknowledge()
            await self._discard(pending, callback)
        elif (earlier := await self._published_before(pending, callback)) is not None:
            await callback.acknowledge()
            await self._report_published(pending, callback, earlier)
        elif await self._is_publishable(pending):
            await callback.acknowledge()
            await self._publish(pending, callback)
        else:
            await callback.acknowledge()
            begun = asyncio.Event()
            callback.schedule(self._proposing.propose_again(callback, pending, begun))
            await begun.wait()

    async def _discard(self, pending: PendingProposal, callback: CallbackContext) -> None:
        manager = self._bot_context.manager
        try:
            await manager.publisher.change(partial(manager.discard, pending.proposal.version))
        except CorpusError as error:  # it stays on disk for a day, which does no harm
            log.warning("cannot remove version %s: %s", pending.proposal.version, error)
        await self._end(pending, callback, "discard", pending.file, reporting.discarded_reply)

    async def _publish(self, pending: PendingProposal, callback: CallbackContext) -> None:
        proposal, context, steps = pending.proposal, callback.reply, self._bot_context.state.steps
        update, step = callback.update.update_id, _step_of(pending)
        await steps.begin(update, step)
        try:
            await self._bot_context.corpus.put_in_use(proposal.version, self._acceptance_of(pending))
        except CorpusError as error:
            await steps.take_back(update, step)
            log.warning("cannot publish version %s: %s", proposal.version, error)
            reply = Reply(context.texts.reports.not_published(str(error)))
            await self._bot_context.outbox.send(Place(callback.message.chat.id), reply, context.snapshot)
            return
        log.info("published the proposed version %s", proposal.version)
        await self._report_published(pending, callback)

    async def _published_before(
        self, pending: PendingProposal, callback: CallbackContext
    ) -> Publication | None:
        """The publication that a process made for this very tap before it died; None if none was made."""
        if not await self._bot_context.state.steps.has_begun(callback.update.update_id, _step_of(pending)):
            return None
        try:
            earlier = await publication_in_use(self._bot_context, pending.proposal.version)
        except CorpusError as error:
            log.warning("cannot see what is published on all machines: %s", error)
            return None
        is_done = earlier is not None and await asyncio.to_thread(self._is_carried_out, pending)
        return earlier if is_done else None

    def _is_carried_out(self, pending: PendingProposal) -> bool:
        """Whether a proposal, whose version is in use, was published.

        A file beside the texts, such as one of gold questions, may change nothing in the version.
        """
        manager, proposal = self._bot_context.manager, pending.proposal
        return proposal.before != proposal.version or (
            manager.basis() != pending.basis and manager.store.is_up_to_date()
        )

    async def _report_published(
        self, pending: PendingProposal, callback: CallbackContext, earlier: Publication | None = None
    ) -> None:
        """Record what was published, now or by an *earlier* process, and say so."""
        is_known = pending.proposal.before == pending.proposal.version  # it was published long ago
        at = None if earlier is None or is_known else seconds_of(earlier)
        what, name = ("remove", pending.removes) if pending.removes else ("publish", pending.file)
        await self._end(pending, callback, what, name, reporting.published_reply, at)

    async def _end(
        self,
        pending: PendingProposal,
        callback: CallbackContext,
        what: str,
        name: str,
        report: Callable[[PendingProposal, ReplyContext], Reply],
        at: float | None = None,
    ) -> None:
        """Record a decision, and drop the proposal in the same step that stores its *report*."""
        update = callback.update.update_id
        await self._bot_context.state.journal.note(
            callback.user.id, what, pending.proposal.version, name, update=update, at=at
        )
        with collecting() as drafts:
            await callback.revise(report(pending, callback.reply))
        await self._pending.remove(pending, drafts, update)
        self._bot_context.outbox.deliver(drafts)

    def _acceptance_of(self, pending: PendingProposal) -> Callable[[], Publication]:
        """What publishes a proposal on disk: with its staged files, if it has any."""
        manager = self._bot_context.manager
        if not pending.is_staged:
            return partial(manager.accept, pending.proposal, by=BY, confirmed=True)
        return partial(
            manager.accept_staged,
            self._uploads.staged(pending.id, manager.source),
            pending.proposal,
            by=BY,
            without=[pending.removes] if pending.removes else [],
            links=pending.links,
            feeds=pending.feeds,
        )

    async def _is_publishable(self, pending: PendingProposal) -> bool:
        """Whether a proposal can be published as it is; what another machine made is fetched first."""
        if self._bot_context.manager.publisher.is_shared:
            try:
                await self._fetch_staged(pending)
            except (CorpusError, OSError) as error:
                log.warning("the proposed version %s is not at hand: %s", pending.proposal.version, error)
        return await asyncio.to_thread(self._is_current, pending)

    async def _fetch_staged(self, pending: PendingProposal) -> None:
        """Have the version and the staged files of a proposal on this machine."""
        manager = self._bot_context.manager
        publisher, source = manager.publisher, manager.source
        await publisher.catch_up()
        if not await asyncio.to_thread(manager.has, pending.proposal.version):
            await publisher.recover(pending.proposal.version)
        staged = self._uploads.staged(pending.id, source)
        if not pending.is_staged or await asyncio.to_thread(staged.is_dir):
            return
        without = (pending.removes,) if pending.removes else ()
        files = await self._pending.files_of(pending)
        if files or without:
            await finish_in_thread(stage_again, source, files, staged, without)

    def _is_current(self, pending: PendingProposal) -> bool:
        """Whether nothing has changed since the proposal: the corpus, the version, the staged files."""
        manager = self._bot_context.manager
        staged = self._uploads.staged(pending.id, manager.source)
        return (
            manager.basis() == pending.basis
            and manager.has(pending.proposal.version)
            and (not pending.is_staged or staged.is_dir())
        )


def _step_of(pending: PendingProposal) -> str:
    """The step of publishing a proposal."""
    return f"publish {pending.id}"
