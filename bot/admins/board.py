"""What shows how the bot does: the gap board for admins, and the statistics."""

import asyncio
import datetime

from telegram import CallbackQuery, Message

from bot.admins import gap_pages
from bot.admins.admin import Admin, Order, say
from bot.admins.gap_pages import ASIDE, OPEN, side_of
from bot.admins.gaps import Gaps, find
from bot.admins.open_gaps import open_gaps
from bot.admins.synonyms import Synonyms
from bot.admins.usage import PERIODS, usage_reply
from bot.context import Bot, BotContext
from bot.messages.callback_data import (
    BoardAction,
    FillGap,
    ReopenGap,
    SettleGap,
    ShowGap,
    ShowGaps,
    ShowStats,
)
from bot.messages.message import Reply, ReplyContext
from bot.roles import Role
from bot.texts.catalog import Texts
from bot.transport.sending import acknowledge


class Board:
    """The commands for the gap board and the statistics, and what the buttons below them do."""

    def __init__(self, desk: BotContext, admin: Admin, synonyms: Synonyms) -> None:
        self._desk = desk
        self._admin = admin
        self._synonyms = synonyms

    async def gaps(self, bot: Bot, order: Order) -> None:
        """/gaps: the open questions, by the words they lack."""
        async with self._desk.stage(bot, order.user) as stage:
            gaps = await open_gaps(self._desk, stage.snapshot)
            reply = gap_pages.board_page(gaps, OPEN, 0, stage.texts)
            await say(self._desk, bot, order, stage, reply)

    async def stats(self, bot: Bot, order: Order) -> None:
        """/stats: how much was asked, and how well it was answered."""
        async with self._desk.stage(bot, order.user) as stage:
            reply = await self._usage(PERIODS[0], stage)
            await say(self._desk, bot, order, stage, reply)

    async def tap(
        self, query: CallbackQuery, message: Message, action: BoardAction, bot: Bot, stage: ReplyContext
    ) -> None:
        """Do what a button of the board asks for, and show what the board is then."""
        if not await self._admin.may_tap(query, Role.ADMIN, stage):
            return
        gaps = await open_gaps(self._desk, stage.snapshot)
        if isinstance(action, FillGap) and (gap := find(gaps.open, action.gap)) and gap.word:
            await acknowledge(query)
            await self._synonyms.ask(bot, message, gap, query.from_user.id, stage)
            return
        if isinstance(action, SettleGap | ReopenGap):
            await self._decide(action, gaps, query.from_user.id, stage)
            gaps = await open_gaps(self._desk, stage.snapshot)
        view = _view(action, gaps, stage.texts)
        await acknowledge(query, "" if view else stage.texts.gap_gone())
        view = view or gap_pages.board_page(gaps, OPEN, 0, stage.texts)
        await self._desk.outbox.revise(bot, message.chat.id, message.message_id, view, stage.snapshot)

    async def tap_stats(
        self, query: CallbackQuery, message: Message, action: ShowStats, bot: Bot, stage: ReplyContext
    ) -> None:
        """Show the statistics of another period."""
        if not await self._admin.may_tap(query, Role.VIEWER, stage):
            return
        if action.days not in PERIODS:
            await acknowledge(query, stage.texts.unknown_button())
            return
        await acknowledge(query)
        reply = await self._usage(action.days, stage)
        await self._desk.outbox.revise(bot, message.chat.id, message.message_id, reply, stage.snapshot)

    async def _decide(
        self, action: SettleGap | ReopenGap, gaps: Gaps, user: int, stage: ReplyContext
    ) -> None:
        """Set a gap aside, or take it up again, if it is there."""
        sets_aside = isinstance(action, SettleGap)
        gap = find(gaps.open if sets_aside else gaps.settled, action.gap)
        if gap is None:
            return
        if sets_aside:
            await self._desk.state.gaps.settle(gap.marks, user)
        else:
            await self._desk.state.gaps.unsettle(gap.marks)
        deed = "gap set aside" if sets_aside else "gap taken up"
        await self._desk.state.journal.note(user, deed, stage.snapshot.version)

    async def _usage(self, days: int, stage: ReplyContext) -> Reply:
        today = datetime.datetime.now(datetime.UTC).date()
        usage = await self._desk.state.statistics.usage(today, days)
        since = await asyncio.to_thread(self._in_use_since, stage.snapshot.version)
        return usage_reply(usage, self._desk.policy.answers_kept.days, since, stage)

    def _in_use_since(self, version: str) -> datetime.date | None:
        """The day on which a version came into use, None where that is not on record."""
        found = [each.published for each in self._desk.library.manager.stored() if each.version == version]
        published = found[0] if found else None
        return datetime.datetime.fromisoformat(published.at).date() if published else None


def _view(action: BoardAction, gaps: Gaps, texts: Texts) -> Reply | None:
    """The page that an action leads to, None where its gap is not there."""
    match action:
        case ShowGaps():
            return gap_pages.board_page(gaps, _side(action.side), action.page, texts)
        case ShowGap():
            side, page = _side(action.side), action.page
        case SettleGap():
            side, page = ASIDE, 0
        case ReopenGap() | FillGap():
            side, page = OPEN, 0
    gap = find(side_of(gaps, side), action.gap)
    return gap_pages.gap_page(gap, side, page, texts) if gap else None


def _side(side: str) -> str:
    """A side of the board; callback data can be forged."""
    return ASIDE if side == ASIDE else OPEN
