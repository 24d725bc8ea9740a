"""Guest mode: answer once in a chat that the bot is not a member of."""

from dataclasses import replace

from telegram import Update

from bot.context import BotContext, Context
from bot.conversation.without_search import unsearched_intent, unsearched_reply
from bot.messages import addressing
from bot.messages.chats import Conversation
from bot.messages.message import Card, Reply
from bot.messages.richtext import shorten
from bot.state import StoredAnswer
from bot.views import answers, corpus
from bot.views.reply_context import ReplyContext
from retrieval.intents.recognition import without_courtesies
from retrieval.query.length import within_length

_NOWHERE = Conversation(0, 0, 0)  # nothing is stored about a chat that the bot is not a member of


class Guest:
    """The handler of guest messages."""

    def __init__(self, bot_context: BotContext) -> None:
        self._bot_context = bot_context

    async def message(self, update: Update, context: Context) -> None:
        """Answer a message that mentions the bot; without other words, about the message replied to."""
        message, me = update.guest_message, context.bot.bot
        assert message is not None, "only guest messages are routed here"  # noqa: S101
        words = addressing.question_in(message, me) or addressing.words_pointed_at(message, me)
        question = without_courtesies(within_length(words))
        async with self._bot_context.reply_context(context.bot, message.from_user) as reply_context:
            reply = await self._reply(question, reply_context)
            card = Card(shorten(question, 100) or context.bot.first_name, "", reply)
            await self._bot_context.outbox.answer_guest(context.bot, message, card, reply_context.snapshot)

    async def _reply(self, question: str, reply_context: ReplyContext) -> Reply:
        """The reply to a question, without buttons, because the bot cannot edit messages in that chat."""
        snapshot = reply_context.snapshot
        intent = unsearched_intent(question, snapshot.document_count)
        if not question or intent is not None:
            return replace(unsearched_reply(intent, reply_context), keyboard=())
        if not answers.has_words(question, snapshot, follows=False):
            return replace(corpus.nothing_asked(reply_context), keyboard=())
        found = await self._bot_context.corpus.ask(question, snapshot, [])
        stored = StoredAnswer("", _NOWHERE, 0, 0.0, snapshot.version, found)
        return replace(answers.answer_reply(stored, reply_context), keyboard=())
