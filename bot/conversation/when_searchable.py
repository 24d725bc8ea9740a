"""Answer a question as soon as the search works: a cluster may be unreachable for a while."""

import logging
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import NamedTuple

from telegram import Message, User
from telegram.error import TelegramError

from bot.context import Bot, BotContext
from bot.messages import addressing
from bot.messages.chats import Place
from bot.messages.message import Reply
from bot.transport.sending.live import send_now
from bot.views.reply_context import ReplyContext
from corpus.errors import SearchUnavailableError

log = logging.getLogger(__name__)


class Asker(NamedTuple):
    """Who asked something, where, and when."""

    user: User | None
    place: Place
    at: float


def asker_of(message: Message) -> Asker:
    """Who sent a message, or edited it."""
    sent: datetime = message.edit_date or message.date
    return Asker(message.from_user, addressing.place_of(message), sent.timestamp())


async def when_searchable(
    bot_context: BotContext, bot: Bot, asker: Asker, attempt: Callable[[], Awaitable[None]]
) -> None:
    """Repeat *attempt*, which answers somebody, until the search works.

    The person is told once that they have to wait.  Later updates of the chat wait behind this one.  If the
    process stops meanwhile, the next one takes over.  When the time for delivering messages is over, the
    person is asked to try again.
    """
    is_told = False
    while True:
        try:
            await attempt()
            return
        except SearchUnavailableError:
            left = asker.at + bot_context.policy.outbox_kept.total_seconds() - time.time()
        if left > 0 and not is_told and not bot_context.corpus.search.is_stopped:
            is_told = True
            await _confirm_kept(bot_context, bot, asker)
        if not await bot_context.corpus.search.until_available(left):
            await bot_context.tell(bot, asker.place, asker.user, _kept_reply)
            return


async def _confirm_kept(bot_context: BotContext, bot: Bot, asker: Asker) -> None:
    """Say at once that the question is kept; later that would be worthless."""
    async with bot_context.reply_context(bot, asker.user) as reply_context:
        kept = Reply(reply_context.texts.errors.search_is_away())
    try:
        await send_now(bot, asker.place, kept)
    except TelegramError as error:
        log.info("nobody could be told that a question waits: %s", error)


def _kept_reply(reply_context: ReplyContext) -> Reply:
    return Reply(reply_context.texts.errors.search_was_away())
