"""/reload: read the corpus again and publish what changes little; what changes much waits for a decision."""

import asyncio
import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from telegram import User

from bot.admins.admin import Order
from bot.admins.open_questions.open_gaps import open_questions
from bot.admins.publishing import reporting
from bot.admins.publishing.pending import Outcome, PendingProposals, as_typed, with_problems
from bot.admins.publishing.progress import ProgressMessage
from bot.context import Bot, BotContext
from bot.errors import ReloadRunningError, ReloadStoppedError
from bot.messages.chats import Place
from bot.messages.message import Reply
from bot.state import PendingProposal
from corpus.errors import CorpusError
from management.errors import HeldBackError
from management.proposing import Proposal

log = logging.getLogger(__name__)


class Reloading:
    """The command /reload, and the automatic refresh of pages and feeds."""

    def __init__(self, bot_context: BotContext, pending: PendingProposals) -> None:
        self._bot_context = bot_context
        self._pending = pending
        self._is_behind = False  # whether what links lead to has changed and could not be read yet

    async def reload(self, bot: Bot, order: Order, *, wait: bool = False) -> None:
        """/reload: read the corpus again, publish small changes, and report.

        If a reload is already running, wait for it first if *wait* is set; otherwise just report it.
        """
        progress = ProgressMessage(
            self._bot_context, bot, order.place, order.user, lambda texts: texts.reports.reloading()
        )
        async with progress:
            outcome = await self._reload(order, progress, wait=wait)
        await self._pending.keep(outcome)
        await self._pending.report(progress, outcome)

    async def _reload(self, order: Order, progress: ProgressMessage, *, wait: bool) -> Outcome:
        """Reload, and return the result."""
        manager = self._bot_context.manager
        live_corpus, limit = self._bot_context.corpus, self._bot_context.policy.publish_at_once
        problems = (await manager.refresh(progress.report)).problems
        basis = await asyncio.to_thread(manager.basis)
        try:
            asked = await open_questions(self._bot_context)
            done = await live_corpus.reload(progress.report, list(asked), limit, wait=wait)
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
        await self._bot_context.state.journal.note(order.user.id, "reload", done.after, update=order.update)
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
        proposal = with_problems(as_typed(proposal, asked), problems)
        return self._pending.make(secrets.token_hex(4), order.user.id, order.place.chat, basis, proposal)

    async def refresh(self, bot: Bot) -> None:
        """Fetch the pages and feeds that are due, publish small changes, and tell the owners what changed.

        Large changes, and those that would make answers worse, wait for a decision as after /reload.  A page
        that could not be read is tried again the next time, even if it has not changed since.
        """
        manager = self._bot_context.manager
        interval = self._bot_context.policy.refresh_every
        refreshed = await manager.refresh(interval=interval, force=False)
        self._is_behind |= refreshed.has_changes
        if not self._is_behind:
            return
        live_corpus, limit = self._bot_context.corpus, self._bot_context.policy.publish_at_once
        basis = await asyncio.to_thread(manager.basis)
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
            await self._tell_owners(bot, basis, with_problems(proposal, refreshed.problems), decided=decided)
        self._is_behind = False

    async def _tell_owners(self, bot: Bot, basis: str, proposal: Proposal, *, decided: bool) -> None:
        """Send each owner the report of a refresh, with the buttons that decide if it waits."""
        limit = self._bot_context.policy.publish_at_once
        for owner in self._bot_context.roles.owners:
            made = self._pending.make(secrets.token_hex(4), owner, owner, basis, proposal)
            kept = replace(made, decided=decided)
            await self._bot_context.state.proposals.keep(kept)
            report = partial(reporting.reload_report, kept)
            if not decided:
                report = partial(reporting.proposal_reply, kept, limit)
            await self._bot_context.tell(bot, Place(owner), User(owner, "", is_bot=False), report)
