"""Ask new versions the open questions that people want to hear about, and notify them of an answer."""

import logging
import time

from telegram import User

from bot.context import Bot, BotContext
from bot.messages.message import Reply
from bot.messages.richtext import join
from bot.state import StoredAnswer
from bot.state.subscriptions import WaitingQuestion
from bot.transport.sending.outbox import collecting
from bot.views import answers
from bot.views.reply_context import ReplyContext
from retrieval.records import Grade
from retrieval.store.joint_snapshot import versions_together

log = logging.getLogger(__name__)

MAX_PER_ROUND = 5
"""Questions asked in one round, so that people's own questions come in between."""


async def notify_answered(bot_context: BotContext, bot: Bot) -> None:
    """Ask the version in use the open questions, and notify the people whose questions it answers."""
    for subscription in await bot_context.state.subscriptions.unasked(
        bot_context.corpus.version, MAX_PER_ROUND
    ):
        asker = User(subscription.conversation.user, "", is_bot=False)
        async with bot_context.reply_context(bot, asker) as context:
            answer = await bot_context.corpus.ask(subscription.question, context.snapshot, ())
            if answer.grade is not Grade.ANSWER:
                await bot_context.state.subscriptions.mark_asked(subscription.id, context.snapshot.version)
                continue
            stored = StoredAnswer(
                bot_context.new_id(),
                subscription.conversation,
                0,
                time.time(),
                context.snapshot.version,
                answer,
                repeats_question=True,
                followed=(),
                library=bot_context.library,
                versions=versions_together(context.snapshot),
            )
            await _tell(bot_context, subscription, stored, context)


async def _tell(
    bot_context: BotContext, subscription: WaitingQuestion, stored: StoredAnswer, context: ReplyContext
) -> None:
    reply = answers.answer_reply(stored, context)
    text = join([context.texts.talk.answered_now(), reply.text], "\n\n")
    place = subscription.conversation.place
    message = Reply(text, reply.keyboard, reply.cited)
    with collecting() as drafts:
        await bot_context.outbox.answer(place, message, context.snapshot, stored)
    if await bot_context.state.subscriptions.fulfil(subscription.id, drafts):
        bot_context.outbox.deliver(drafts)
        log.info("notified somebody that their question has an answer")
