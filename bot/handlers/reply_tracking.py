"""Replies to what is no question: one for each message, which changes when the message is edited."""

from telegram import Message

from bot.context import Bot, BotContext
from bot.conversation import addressing
from bot.conversation.answering import take_back
from bot.messages.message import MakeReply, Reply, ReplyContext


async def reply(desk: BotContext, bot: Bot, message: Message, make: MakeReply) -> None:
    """Reply to *message* with what *make* makes."""
    async with desk.stage(bot, message.from_user) as stage:
        await put(desk, bot, stage, message, make(stage))


async def put(desk: BotContext, bot: Bot, stage: ReplyContext, message: Message, said: Reply) -> None:
    """Reply to *message*; what its reply was before it was edited, perhaps an answer, becomes this one."""
    place = addressing.place_of(message)
    before = None
    if message.edit_date is not None:
        before = await desk.state.answers.answer_to(message.chat.id, message.message_id)
    if before is not None:
        await take_back(desk, bot, stage, place, before, said)
    else:
        user = addressing.conversation_of(message).user
        await desk.outbox.put(bot, place, message.message_id, user, said, stage.snapshot)
