"""The weekly digest: the usage of the last week, for people with a role who want it."""

import datetime
import time

from telegram import User

from bot.admins.open_questions.gaps import Gaps
from bot.admins.open_questions.open_gaps import open_gaps
from bot.admins.usage import figures
from bot.context import Bot, BotContext
from bot.messages.callback_data import ShowGaps
from bot.messages.chats import Place
from bot.messages.message import Reply, button
from bot.messages.richtext import join
from bot.roles import Role
from bot.transport.sending.outbox import collecting
from bot.views.reply_context import ReplyContext

DAYS = 7


async def send_digests(bot_context: BotContext, bot: Bot) -> None:
    """Send a digest to everyone whose last one was a week ago; people who lost their role get none."""
    week_ago = time.time() - DAYS * 24 * 3600
    for user in await bot_context.state.subscriptions.digests_due(week_ago):
        role = await bot_context.roles.of(user)
        if role is None or not role.may(Role.VIEWER):
            await bot_context.state.subscriptions.set_digest(user, wanted=False)
            continue
        async with bot_context.reply_context(bot, User(user, "", is_bot=False)) as context:
            reply = await _digest(bot_context, context, is_admin=role.may(Role.ADMIN))
            with collecting() as drafts:
                await bot_context.outbox.send(Place(user), reply, context.snapshot)
        if await bot_context.state.subscriptions.store_digest(user, week_ago, drafts):
            bot_context.outbox.deliver(drafts)


async def _digest(bot_context: BotContext, context: ReplyContext, *, is_admin: bool) -> Reply:
    """The usage of the last week and, for admins, the number of open questions."""
    today = datetime.datetime.now(datetime.UTC).date()
    usage = await bot_context.state.statistics.usage(today, DAYS)
    texts = context.texts
    parts = [texts.statistics.digest_heading(), *figures(usage, texts)]
    gaps = await open_gaps(bot_context, context.snapshot) if is_admin else Gaps()
    if not gaps.open:
        return Reply(join(parts, "\n\n"))
    parts.append(texts.gaps.open_questions(len(gaps.questions())))
    row = (button(texts.statistics.gaps_button(), ShowGaps("open", 0)),)
    return Reply(join(parts, "\n\n"), (row,))
