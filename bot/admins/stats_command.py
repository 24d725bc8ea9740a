"""/stats: how much was asked, and how well it was answered."""

import asyncio
import datetime

from bot.admins import usage_chart
from bot.admins.admin import Admin, Order, send_result
from bot.admins.usage import PERIODS, usage_reply
from bot.callback_context import CallbackContext
from bot.context import Bot, BotContext
from bot.messages.addressing import place_of
from bot.messages.callback_data import DrawStats, SetDigest, ShowStats, StatsAction
from bot.messages.message import Reply
from bot.roles import Role
from bot.transport.sending.live import send_picture_now
from bot.views.reply_context import ReplyContext

PNG_NAME = "statistics.png"


class StatsCommand:
    """The command /stats, and the buttons below the statistics."""

    def __init__(self, bot_context: BotContext, admin: Admin) -> None:
        self._bot_context = bot_context
        self._admin = admin

    async def stats(self, bot: Bot, order: Order) -> None:
        """/stats: how much was asked, and how well it was answered."""
        async with self._bot_context.reply_context(bot, order.user) as reply_context:
            reply = await self._usage(PERIODS[0], reply_context, order.user.id)
            await send_result(self._bot_context, bot, order, reply_context, reply)

    async def tap(self, callback: CallbackContext, action: StatsAction) -> None:
        """Carry out a button below the statistics, if the person who taps may."""
        if not await self._admin.may_tap(callback, Role.VIEWER):
            return
        match action:
            case ShowStats():
                await self._show(callback, action)
            case DrawStats():
                await self._draw(callback)
            case SetDigest():
                await self._set_digest(callback, action)

    async def _show(self, callback: CallbackContext, action: ShowStats) -> None:
        """Show the statistics of another period."""
        if action.days not in PERIODS:
            await callback.alert(callback.reply.texts.errors.unknown_button())
            return
        await callback.show(await self._usage(action.days, callback.reply, callback.user.id))

    async def _draw(self, callback: CallbackContext) -> None:
        """Send the statistics of the last weeks as a picture, in the chat of the button."""
        today = datetime.datetime.now(datetime.UTC).date()
        days = await self._bot_context.state.statistics.grades_by_day(today, usage_chart.DAYS)
        await callback.acknowledge()
        picture = await asyncio.to_thread(usage_chart.chart_png, days)
        caption = usage_chart.chart_caption(days, callback.reply.texts)
        place = place_of(callback.message)._replace(reply_to=None)
        await send_picture_now(callback.bot, place, PNG_NAME, picture, caption)

    async def _set_digest(self, callback: CallbackContext, action: SetDigest) -> None:
        """Turn the weekly digest on or off for the person who taps."""
        await self._bot_context.state.subscriptions.set_digest(callback.user.id, wanted=bool(action.wanted))
        await callback.show(await self._usage(PERIODS[0], callback.reply, callback.user.id))

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
        found = [each.published for each in self._bot_context.manager.stored() if each.version == version]
        published = found[0] if found else None
        return datetime.datetime.fromisoformat(published.at).date() if published else None
