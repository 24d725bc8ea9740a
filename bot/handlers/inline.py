"""Inline mode: cited sentences as cards in any chat, for the person who typed the bot's name there."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import regex
from telegram import Update

from bot.context import BotContext, Context
from bot.messages.chats import Conversation
from bot.messages.message import Card, Reply
from bot.messages.richtext import shorten
from bot.state import StoredAnswer
from bot.views.answers import answer_reply, candidates_of
from bot.views.reply_context import ReplyContext
from corpus.display import displayed
from retrieval.records import Answer, Citation, Grade

CARDS_PER_PAGE = 5
MAX_HINTS = 5
MIN_LETTERS = 3
"""Letters and digits of a question; a shorter one is probably still being typed."""
TITLE_UNITS = 100
DESCRIPTION_UNITS = 300

_NOWHERE = Conversation(0, 0, 0)  # the chat of a card is not known
_LETTER = regex.compile(r"[\p{L}\p{N}]")
_DENSE = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]")  # a character says about as much as a syllable


class Inline:
    """The handler of inline queries."""

    def __init__(self, bot_context: BotContext) -> None:
        self._bot_context = bot_context

    async def query(self, update: Update, context: Context) -> None:
        """Answer the text behind the bot's name: with hints, with cards, or with nothing yet."""
        query = update.inline_query
        assert query is not None, "only inline queries are routed here"  # noqa: S101
        words = query.query.strip()
        async with self._bot_context.reply_context(context.bot, query.from_user) as reply_context:
            if not words:
                cards = [card async for card in self._hints(reply_context)]
            elif is_long_enough(words):
                cards = list(
                    cards_of(
                        await self._bot_context.corpus.ask(words, reply_context.snapshot, []), reply_context
                    )
                )
            else:
                cards = []
            start = int(query.offset) if query.offset.isdecimal() else 0
            page = cards[start : start + CARDS_PER_PAGE]
            onwards = str(start + CARDS_PER_PAGE) if len(cards) > start + CARDS_PER_PAGE else ""
            invitation = "" if page or start else reply_context.texts.talk.ask_in_private()
            await self._bot_context.outbox.offer(query, page, onwards, invitation, reply_context.snapshot)

    async def _hints(self, reply_context: ReplyContext) -> AsyncIterator[Card]:
        """The reply to an empty query: some of the corpus's starter questions, with their answers."""
        for question in reply_context.snapshot.starters[:MAX_HINTS]:
            answer = await self._bot_context.corpus.ask(question, reply_context.snapshot, [])
            if answer.citations:
                reply = _reply(answer, answer.citations[0], reply_context, repeats_question=True)
                yield Card(shorten(question, TITLE_UNITS), _description(answer.citations[0]), reply)


def is_long_enough(words: str) -> bool:
    """Whether *words* are enough for a search.

    >>> is_long_enough("Hu"), is_long_enough("Hu J"), is_long_enough("胡锦")
    (False, True, True)
    """
    return len(_LETTER.findall(words)) + 2 * len(_DENSE.findall(words)) >= MIN_LETTERS


def cards_of(answer: Answer, reply_context: ReplyContext) -> Iterator[Card]:
    """A card for each candidate of an answer; those after its citations say that they only come close."""
    if answer.grade is Grade.NONE:
        return
    for number, candidate in enumerate(candidates_of(answer), 1):
        cites = number <= len(answer.citations)
        graded = answer if cites else replace(answer, grade=Grade.PARTIAL, missing_terms=())
        paragraph = reply_context.texts.formats.paragraph(candidate.passage)
        place = f"{paragraph} · {candidate.title or candidate.document}"
        title = shorten(displayed(candidate.text), TITLE_UNITS)
        yield Card(title, shorten(place, DESCRIPTION_UNITS), _reply(graded, candidate, reply_context))


def _reply(
    answer: Answer, candidate: Citation, reply_context: ReplyContext, *, repeats_question: bool = False
) -> Reply:
    """One candidate as the whole answer, without buttons, because the chat of a card is unknown."""
    alone = replace(answer, citations=(candidate,), others=())
    stored = StoredAnswer("", _NOWHERE, 0, 0.0, reply_context.snapshot.version, alone, repeats_question)
    return replace(answer_reply(stored, reply_context), keyboard=())


def _description(candidate: Citation) -> str:
    return shorten(candidate.text, DESCRIPTION_UNITS)
