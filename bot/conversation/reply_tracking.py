"""Replies to messages that are not questions: one for each message, updated when the message is edited."""

from telegram import Message

from bot.context import Bot, BotContext
from bot.conversation.answering import withdraw_answer
from bot.messages import addressing
from bot.messages.message import Reply
from bot.views.reply_context import MakeReply, ReplyContext


async def reply(bot_context: BotContext, bot: Bot, message: Message, make: MakeReply) -> None:
    """Reply to *message* with the reply that *make* creates."""
    async with bot_context.reply_context(bot, message.from_user) as reply_context:
        await put(bot_context, bot, reply_context, message, make(reply_context))


async def put(
    bot_context: BotContext, bot: Bot, reply_context: ReplyContext, message: Message, reply: Reply
) -> None:
    """Reply to *message*, replacing its reply from before it was edited, which may be an answer."""
    place = addressing.place_of(message)
    before = None
    if message.edit_date is not None:
        before = await bot_context.state.answers.answer_to(message.chat.id, message.message_id)
    if before is not None:
        await withdraw_answer(bot_context, bot, reply_context, place, before, reply)
    else:
        user = addressing.conversation_of(message).user
        await bot_context.outbox.put(place, message.message_id, user, reply, reply_context.snapshot)
