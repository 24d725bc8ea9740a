"""Handlers of messages that ask something, and of their edits."""

import time
from collections.abc import Sequence
from functools import partial

from telegram import Message, Update, User

from bot.context import BotContext, Context
from bot.conversation import reply_tracking
from bot.conversation.answering import PlacedQuestion, answer, answer_edited, earlier_answers
from bot.conversation.follow_ons import Typed, follow_on
from bot.conversation.when_searchable import asker_of, when_searchable
from bot.conversation.without_search import unsearched_intent, unsearched_reply
from bot.messages import addressing
from bot.messages.addressing import message_in
from bot.messages.message import Reply
from bot.messages.richtext import shorten
from bot.state import StoredAnswer
from bot.views import answers
from bot.views.reply_context import ReplyContext
from retrieval.intents.recognition import TALK, Intent, is_number, recognize, without_courtesies
from retrieval.query.length import within_length
from retrieval.records import OF_A_TEXT
from retrieval.store.manifest import VersionDamagedError

SELECTION_UNITS = 1000
"""The most UTF-16 units of another message that a question can be about."""


class QuestionHandlers:
    """The handlers of messages that may be questions."""

    def __init__(self, bot_context: BotContext) -> None:
        self._bot_context = bot_context

    async def message(self, update: Update, context: Context) -> None:
        """Any message except a command: a question, if it is addressed to the bot."""
        message = message_in(update)
        if not addressing.is_addressed(message, context.bot.bot):
            return
        if message.text is None and message.caption is None:
            await reply_tracking.reply(self._bot_context, context.bot, message, _only_text)
            return
        await self._answer(message, addressing.question_in(message, context.bot.bot), context)

    async def ask(self, update: Update, context: Context) -> None:
        """/ask with a question."""
        message = message_in(update)
        await self._answer(message, addressing.after_command(message, context.bot.bot), context)

    async def view(self, update: Update, context: Context) -> None:
        """/digest, /timeline, /who or /numbers, perhaps with the name of a text or with words from it."""
        message = message_in(update)
        await self._answer(message, addressing.question_in(message, context.bot.bot), context)

    async def edited(self, update: Update, context: Context) -> None:
        """An edited message, if it is addressed to the bot: the new answer replaces the old one.

        If the message had a reply, that becomes the reply to the new text, whether that is another question,
        a greeting or nothing to look up.  If it had none, it is answered like a new message if it asks
        something now, as when a mention is added in a group.

        If the question is no longer addressed to the bot, its answer stays, because nobody asks for another.
        Telegram also reports edits that change no word, such as a link's preview; they change nothing here.
        """
        message = message_in(update)
        if addressing.is_addressed(message, context.bot.bot):
            await self._answer_edited(message, addressing.question_in(message, context.bot.bot), context)

    async def edited_ask(self, update: Update, context: Context) -> None:
        """/ask in an edited message, handled like any other edited question."""
        message = message_in(update)
        await self._answer_edited(message, addressing.after_command(message, context.bot.bot), context)

    async def edited_view(self, update: Update, context: Context) -> None:
        """The same in an edited message."""
        message = message_in(update)
        await self._answer_edited(message, addressing.question_in(message, context.bot.bot), context)

    # Parts

    async def _answer(self, message: Message, words: str, context: Context) -> None:
        """Reply to a message, once it can be searched for."""
        answered = partial(self._answer_from_intact, message, words, context)
        await when_searchable(self._bot_context, context.bot, asker_of(message), answered)

    async def _answer_from_intact(self, message: Message, words: str, context: Context) -> None:
        """Reply to a message; if the version turns out to be damaged, from another one."""
        try:
            await self._answer_from_present(message, words, context)
        except VersionDamagedError as error:
            await self._bot_context.corpus.replace_damaged(error)
            await self._answer_from_present(message, words, context)

    async def _answer_from_present(self, message: Message, words: str, context: Context) -> None:
        """Reply to a message, which may be a question, a greeting, or without words."""
        asked = await self._question_of(message, words, context.bot.bot)
        async with self._bot_context.reply_context(context.bot, message.from_user) as reply_context:
            earlier = await earlier_answers(self._bot_context, asked, time.time())
            if await follow_on(self._bot_context, context.bot, reply_context, Typed(message, asked, earlier)):
                return
            earlier = _followed(asked, earlier)
            intent = _intent_without_search(asked, earlier, reply_context)
            if asked.question and intent is None:
                await answer(self._bot_context, context.bot, reply_context, asked, earlier)
            else:
                reply = unsearched_reply(intent, reply_context)
                await reply_tracking.put(self._bot_context, context.bot, reply_context, message, reply)

    async def _answer_edited(self, message: Message, words: str, context: Context) -> None:
        answered = partial(self._answer_edited_now, message, words, context)
        await when_searchable(self._bot_context, context.bot, asker_of(message), answered)

    async def _answer_edited_now(self, message: Message, words: str, context: Context) -> None:
        asked = await self._question_of(message, words, context.bot.bot)
        before = await self._bot_context.state.answers.answer_to(message.chat.id, message.message_id)
        if before is not None and before.current and _asks_the_same(before, asked):
            return
        async with self._bot_context.reply_context(context.bot, message.from_user) as reply_context:
            if before is None:
                replied = await self._bot_context.state.replies.to(message.chat.id, message.message_id)
                if replied is None and not (
                    _may_be_new(message, asked) and _has_something_to_look_up(asked, reply_context)
                ):
                    return
                asked = asked._replace(in_place_of=replied or 0)
            earlier = await earlier_answers(self._bot_context, asked, time.time(), before)
            typed = Typed(message, asked, earlier, before)
            if await follow_on(self._bot_context, context.bot, reply_context, typed):
                return
            earlier = _followed(asked, earlier)
            intent = _intent_without_search(asked, earlier, reply_context)
            if intent is not None or not asked.question:
                reply = unsearched_reply(intent, reply_context)
                await reply_tracking.put(self._bot_context, context.bot, reply_context, message, reply)
            elif before is None:
                await answer(self._bot_context, context.bot, reply_context, asked, earlier)
            else:
                await answer_edited(self._bot_context, context.bot, reply_context, asked, before, earlier)

    async def _question_of(self, message: Message, words: str, me: User) -> PlacedQuestion:
        """The question in a message with those *words*, and what it is about.

        In reply to an answer, or to a question that was answered, it is about that answer and the words
        selected there.  In reply to any other message it is about the words there, which are the question
        themselves if the message has no words of its own.  Greetings and thanks around it are removed.
        """
        original, pointed = addressing.original_of(message), addressing.words_pointed_at(message, me)
        follows = await self._answer_in(original) if original is not None else None
        words_by = addressing.author_of_words(message, me) if pointed else 0
        if not words and pointed and not (original and addressing.is_mine(original, me)):
            words, pointed, follows = pointed, "", None
        if follows is not None and message.quote is None:
            pointed, words_by = "", 0
        return PlacedQuestion(
            without_courtesies(within_length(words)),
            addressing.place_of(message),
            addressing.conversation_of(message),
            asked_by=message.message_id,
            follows=follows,
            selection=shorten(pointed, SELECTION_UNITS),
            words_by=words_by,
        )

    async def _answer_in(self, message: Message) -> StoredAnswer | None:
        """The answer in a message of the bot, or the answer to a message of a person."""
        answers = self._bot_context.state.answers
        stored = await answers.in_message(message.chat.id, message.message_id)
        if stored is None:
            stored = await answers.answer_to(message.chat.id, message.message_id)
        return stored if stored is not None and stored.current else None


def _followed(asked: PlacedQuestion, earlier: list[StoredAnswer]) -> list[StoredAnswer]:
    """The earlier answers that a question follows: a number that no sentence has is looked up by itself."""
    return [] if is_number(asked.question) else earlier


def _intent_without_search(
    asked: PlacedQuestion, earlier: Sequence[StoredAnswer], reply_context: ReplyContext
) -> Intent | None:
    """What a message wants, asked after some *earlier* answers, if it is not a sentence of the corpus."""
    documents = reply_context.snapshot.document_count
    of_text = bool(earlier) and earlier[-1].answer.kind in OF_A_TEXT
    return unsearched_intent(asked.question, documents, follows=bool(earlier), of_text=of_text)


def _has_something_to_look_up(asked: PlacedQuestion, reply_context: ReplyContext) -> bool:
    """Whether a question has something to look up."""
    follows = asked.follows is not None or bool(asked.selection)
    intent = recognize(asked.question)
    if not asked.question or (intent is not None and intent.kind.message_kind in TALK):
        return False
    return answers.has_words(asked.question, reply_context.snapshot, follows=follows)


def _asks_the_same(before: StoredAnswer, asked: PlacedQuestion) -> bool:
    """Whether an edited message asks what it asked when it got the answer *before*."""
    return not before.repeats and before.answer.question == asked.question


def _may_be_new(message: Message, asked: PlacedQuestion) -> bool:
    """Whether an edited message without a reply may be a question now.

    It is not if nobody can have edited it recently, or if in private it was something else: a file for the
    corpus, or synonyms that the bot had asked for.
    """
    if not addressing.EDITED_IN_TIME.filter(message):
        return False
    replies = addressing.original_of(message) is not None and asked.follows is None and not asked.selection
    return not (addressing.in_private(message) and (message.document is not None or replies))


def _only_text(reply_context: ReplyContext) -> Reply:
    return Reply(reply_context.texts.talk.only_text())
