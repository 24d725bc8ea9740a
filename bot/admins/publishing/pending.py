"""Proposals that wait for a decision: made from the result of a check, stored, shown and removed."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bot.admins.publishing import reporting
from bot.admins.publishing.progress import ProgressMessage
from bot.admins.publishing.uploads import Uploads
from bot.context import BotContext
from bot.state import PendingProposal
from bot.state.outbox import Draft
from bot.views.reply_context import MakeReply
from management.proposing import Proposal

Outcome = PendingProposal | MakeReply
"""The result of a check: a proposal to decide about, or a reply."""


class PendingProposals:
    """The proposals of one corpus that wait for a decision, with the files that were sent for them."""

    def __init__(self, bot_context: BotContext, uploads: Uploads) -> None:
        self._bot_context = bot_context
        self._uploads = uploads

    def make(
        self,
        name: str,
        user: int,
        chat: int,
        basis: str,
        proposal: Proposal,
        file: str = "",
        replaces: str = "",
    ) -> PendingProposal:
        """A proposal that waits from now on; its problems name files as the corpus does."""
        problems = tuple(map(self.without_folders, proposal.problems))
        proposal = replace(proposal, problems=problems)
        return PendingProposal(name, time.time(), user, chat, basis, proposal, file, replaces)

    async def keep(self, outcome: Outcome) -> None:
        """Store an outcome that waits for a decision."""
        if isinstance(outcome, PendingProposal):
            await self._bot_context.state.proposals.keep(outcome)

    async def report(self, progress: ProgressMessage, outcome: Outcome, *, renewed: bool = False) -> None:
        """Report an outcome that is stored, so that its buttons work when they are seen."""
        if not isinstance(outcome, PendingProposal):
            await progress.end(outcome)
            return
        limit = self._bot_context.policy.publish_at_once
        await progress.end(
            lambda reply_context: reporting.proposal_reply(outcome, limit, reply_context, renewed=renewed)
        )

    async def files_of(self, pending: PendingProposal) -> Sequence[Path]:
        """The files of a proposal, fetched from the depot if another machine received them; else none."""
        folder = self._uploads.received(pending.id)
        for name, kept in pending.kept.items():
            is_here = await asyncio.to_thread((folder / name).is_file)
            if not is_here and not await self._bot_context.manager.publisher.fetch_file(kept, folder / name):
                return ()
        return await asyncio.to_thread(self._uploads.files, pending.id)

    async def remove(self, pending: PendingProposal, drafts: Sequence[Draft] = (), update: int = 0) -> None:
        """Drop a proposal that an *update* decided, with its files, and store what is to be said about it."""
        await self._bot_context.state.proposals.remove(pending.id, drafts, update)
        await self._uploads.remove(pending.id)

    def without_folders(self, message: str) -> str:
        """A message about a file, without the folders of this machine."""
        return self._uploads.without_folders(
            message.replace(f"{self._bot_context.manager.source.parent.as_posix()}/", "")
        )


def with_problems(proposal: Proposal, problems: Sequence[str]) -> Proposal:
    """A proposal that also says what went wrong with pages from the web."""
    return replace(proposal, problems=(*problems, *proposal.problems))


def as_typed(proposal: Proposal, asked: Mapping[str, str]) -> Proposal:
    """A proposal with the questions that it answers as people typed them, not as they were searched."""
    return replace(proposal, answerable=tuple(asked.get(each, each) for each in proposal.answerable))
