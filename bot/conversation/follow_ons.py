"""Typed words that work like the buttons of the last answer: "more", "source?", "really?", "go on", "2"."""

import time
from collections.abc import Sequence
from dataclasses import replace

from bot.context import Bot, BotContext
from bot.conversation.answering import PlacedQuestion, earlier_answers, why
from bot.messages.message import Reply
from bot.messages.richtext import plain
from bot.state import StoredAnswer
from bot.views import answers
from bot.views.reply_context import ReplyContext
from retrieval.intents.recognition import FOLLOW_ONS, Wish, number_typed, recognize


async def follow_on(
    bot_context: BotContext, bot: Bot, reply_context: ReplyContext, asked: PlacedQuestion
) -> bool:
    """Show the part of the last answer that the words ask for; return False if they are another question."""
    wish, number = follow_on_in(asked.question)
    if wish is None and number is None:
        return False
    earlier = await earlier_answers(bot_context, asked, time.time())
    last = earlier[-1] if earlier else None
    if last is None or not _has_candidate(last, number):
        return False
    at = max(time.time(), last.at)  # the clock may have been set back since
    again = replace(last, id=bot_context.new_id(), asked_by=asked.asked_by, at=at, pointer=0)
    again = replace(again, conversation=asked.conversation, instead_of="", repeats_question=False)
    reply = Reply(plain(reply_context.texts.errors.stale()))
    if last.version == reply_context.snapshot.version:
        reply = await _view(again, wish, number, bot_context, reply_context)
    await bot_context.outbox.answer(
        asked.place, reply, reply_context.snapshot, again, message=asked.in_place_of
    )
    return True


def follow_on_in(words: str) -> tuple[Wish | None, int | None]:
    """What typed words want from the last answer, or the number of the sentence that they name.

    >>> follow_on_in("more please"), follow_on_in("2"), follow_on_in("who else?")
    ((<Wish.MORE: 'more'>, None), (None, 2), (None, None))
    """
    intent = recognize(words, follows=True)
    wish = intent.wish if intent is not None and intent.wish in FOLLOW_ONS else None
    return wish, None if wish is not None else number_typed(words)


def _has_candidate(last: StoredAnswer, number: int | None) -> bool:
    candidates: Sequence[object] = answers.candidates_of(last.shown)
    return bool(candidates) and (number is None or number <= len(candidates))


async def _view(
    stored: StoredAnswer,
    wish: Wish | None,
    number: int | None,
    bot_context: BotContext,
    context: ReplyContext,
) -> Reply:
    if wish is Wish.MORE:
        return answers.page_reply(stored, 1, context)
    if wish is Wish.DOUBT:
        return await why(bot_context, context, stored)
    first = answers.candidates_of(stored.shown)[0]
    if wish is Wish.NEXT and first.passage < context.snapshot.document(first.document).passages:
        return answers.context_reply(stored, 1, first.passage + 1, context)
    return answers.context_reply(stored, number or 1, 0, context)
