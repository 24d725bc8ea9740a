"""How well the bot does: the board of open questions for admins, and the statistics."""

import asyncio
import datetime

from bot.admins import usage_chart
from bot.admins.admin import Admin, Order, send_result
from bot.admins.open_questions import gap_pages
from bot.admins.open_questions.gap_export import gaps_csv
from bot.admins.open_questions.gap_pages import ASIDE, OPEN, side_of
from bot.admins.open_questions.gaps import Gaps, find
from bot.admins.open_questions.open_gaps import open_gaps
from bot.admins.open_questions.synonyms import Synonyms
from bot.admins.usage import PERIODS, usage_reply
from bot.callback_context import CallbackContext
from bot.context import Bot, BotContext
from bot.messages.addressing import place_of
from bot.messages.callback_data import (
    BoardAction,
    DismissGap,
    ExportGaps,
    FillGap,
    ReopenGap,
    SetDigest,
    ShowGap,
    ShowGaps,
    ShowStats,
    SynonymAction,
)
from bot.messages.chats import Place
from bot.messages.message import Reply
from bot.roles import Role
from bot.texts.catalog import Texts
from bot.transport.sending.live import send_file_now, send_picture_now
from bot.views.reply_context import ReplyContext

CSV_NAME, PNG_NAME = "unanswered-questions.csv", "statistics.png"


class Board:
    """The commands /gaps and /stats, and their buttons."""

    def __init__(self, bot_context: BotContext, admin: Admin, synonyms: Synonyms) -> None:
        self._bot_context = bot_context
        self._admin = admin
        self._synonyms = synonyms

    async def gaps(self, bot: Bot, order: Order) -> None:
        """/gaps: the open questions, grouped by missing word."""
        async with self._bot_context.reply_context(bot, order.user) as reply_context:
            gaps = await open_gaps(self._bot_context, reply_context.snapshot)
            reply = gap_pages.board_page(gaps, OPEN, 0, reply_context.texts)
            await send_result(self._bot_context, bot, order, reply_context, reply)

    async def stats(self, bot: Bot, order: Order) -> None:
        """/stats: how much was asked, and how well it was answered."""
        async with self._bot_context.reply_context(bot, order.user) as reply_context:
            reply = await self._usage(PERIODS[0], reply_context, order.user.id)
            await send_result(self._bot_context, bot, order, reply_context, reply)

    async def tap(self, callback: CallbackContext, action: BoardAction) -> None:
        """Carry out a button of the board, and show the board again."""
        if not await self._admin.may_tap(callback, Role.ADMIN):
            return
        context, user = callback.reply, callback.user.id
        if isinstance(action, FillGap):
            self._bot_context.require_one_library()
        gaps = await open_gaps(self._bot_context, context.snapshot)
        if isinstance(action, ExportGaps):
            await self._export(callback, gaps)
            return
        if isinstance(action, FillGap) and (gap := find(gaps.open, action.gap)) and gap.word:
            await callback.acknowledge()
            await self._synonyms.ask(callback, gap)
            return
        if isinstance(action, DismissGap | ReopenGap):
            await self._decide(action, gaps, user, context)
            gaps = await open_gaps(self._bot_context, context.snapshot)
        view = _view(action, gaps, context.texts)
        if view is None:
            await callback.alert(context.texts.gaps.gap_gone())
            await callback.revise(gap_pages.board_page(gaps, OPEN, 0, context.texts))
        else:
            await callback.show(view)

    async def tap_synonyms(self, callback: CallbackContext, action: SynonymAction) -> None:
        """Show the groups of synonyms, or remove one."""
        if await self._admin.may_tap(callback, Role.ADMIN):
            await self._synonyms.tap(callback, action)

    async def _export(self, callback: CallbackContext, gaps: Gaps) -> None:
        """Send the open questions as a file, in the chat of the board."""
        await callback.acknowledge()
        place = Place(callback.message.chat.id)
        await send_file_now(callback.bot, place, CSV_NAME, gaps_csv(gaps))

    async def tap_stats(self, callback: CallbackContext, action: ShowStats) -> None:
        """Show the statistics of another period."""
        if not await self._admin.may_tap(callback, Role.VIEWER):
            return
        if action.days not in PERIODS:
            await callback.alert(callback.reply.texts.errors.unknown_button())
            return
        await callback.show(await self._usage(action.days, callback.reply, callback.user.id))

    async def tap_picture(self, callback: CallbackContext) -> None:
        """Send the statistics of the last weeks as a picture, in the chat of the button."""
        if not await self._admin.may_tap(callback, Role.VIEWER):
            return
        today = datetime.datetime.now(datetime.UTC).date()
        days = await self._bot_context.state.statistics.grades_by_day(today, usage_chart.DAYS)
        await callback.acknowledge()
        picture = await asyncio.to_thread(usage_chart.chart_png, days)
        caption = usage_chart.chart_caption(days, callback.reply.texts)
        place = place_of(callback.message)._replace(reply_to=None)
        await send_picture_now(callback.bot, place, PNG_NAME, picture, caption)

    async def tap_digest(self, callback: CallbackContext, action: SetDigest) -> None:
        """Turn the weekly digest on or off for the person who taps."""
        if not await self._admin.may_tap(callback, Role.VIEWER):
            return
        await self._bot_context.state.subscriptions.set_digest(callback.user.id, wanted=bool(action.wanted))
        await callback.show(await self._usage(PERIODS[0], callback.reply, callback.user.id))

    async def _decide(
        self, action: DismissGap | ReopenGap, gaps: Gaps, user: int, reply_context: ReplyContext
    ) -> None:
        """Dismiss a gap, or restore it, if it exists."""
        sets_aside = isinstance(action, DismissGap)
        gap = find(gaps.open if sets_aside else gaps.dismissed, action.gap)
        if gap is None:
            return
        if sets_aside:
            await self._bot_context.state.gaps.dismiss(gap.marks, user)
        else:
            await self._bot_context.state.gaps.restore(gap.marks)
        action_noted = "gap set aside" if sets_aside else "gap taken up"
        await self._bot_context.state.journal.note(user, action_noted, reply_context.snapshot.version)

    async def _usage(self, days: int, reply_context: ReplyContext, user: int) -> Reply:
        today = datetime.datetime.now(datetime.UTC).date()
        usage = await self._bot_context.state.statistics.usage(today, days)
        since = await asyncio.to_thread(self._published_on, reply_context.snapshot.version)
        digest = await self._bot_context.state.subscriptions.wants_digest(user)
        kept = self._bot_context.policy.answers_kept.days
        return usage_reply(usage, kept, since, reply_context, digest=digest)

    def _published_on(self, version: str) -> datetime.date | None:
        """The day on which a version was published; None if that is not recorded, or if it is of several."""
        if self._bot_context.is_joint:
            return None
        found = [
            each.published for each in self._bot_context.corpus.manager.stored() if each.version == version
        ]
        published = found[0] if found else None
        return datetime.datetime.fromisoformat(published.at).date() if published else None


def _view(action: BoardAction, gaps: Gaps, texts: Texts) -> Reply | None:
    """The page that an action leads to; None if its gap is gone."""
    match action:
        case ShowGaps():
            return gap_pages.board_page(gaps, _valid_side(action.side), action.page, texts)
        case ShowGap():
            side, page = _valid_side(action.side), action.page
        case DismissGap():
            side, page = ASIDE, 0
        case ReopenGap() | FillGap():
            side, page = OPEN, 0
        case ExportGaps():
            return None
    gap = find(side_of(gaps, side), action.gap)
    return gap_pages.gap_page(gap, side, page, texts) if gap else None


def _valid_side(side: str) -> str:
    """A valid side of the board, because callback data can be forged."""
    return ASIDE if side == ASIDE else OPEN
