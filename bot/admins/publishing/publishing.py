"""Everything that changes the corpus from a chat, put together."""

from dataclasses import dataclass

from bot.admins.admin import Admin
from bot.admins.publishing.deciding import Deciding
from bot.admins.publishing.pending import PendingProposals
from bot.admins.publishing.proposing import Proposing
from bot.admins.publishing.reloading import Reloading
from bot.admins.publishing.removing import Removing
from bot.admins.publishing.uploads import Uploads
from bot.context import BotContext


@dataclass(frozen=True, slots=True)
class Publishing:
    """The commands and buttons that change the corpus; they share the proposals that wait for a decision."""

    reloading: Reloading
    proposing: Proposing
    removing: Removing
    deciding: Deciding

    @classmethod
    def of(cls, bot_context: BotContext, admin: Admin, uploads: Uploads) -> "Publishing":
        """Those of one corpus."""
        pending = PendingProposals(bot_context, uploads)
        proposing = Proposing(bot_context, admin, uploads, pending)
        return cls(
            Reloading(bot_context, pending),
            proposing,
            Removing(bot_context, admin, proposing),
            Deciding(bot_context, admin, uploads, pending, proposing),
        )
