"""Typed words that work like the buttons of the last answer: "more", "back", "source?", "go on", "2"."""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from telegram import Message

from bot.context import Bot, BotContext
from bot.conversation import reply_tracking
from bot.conversation.answering import PlacedQuestion, replace_answer, why
from bot.messages.message import Reply
from bot.messages.richtext import plain
from bot.state import ShownPart, StoredAnswer
from bot.views import answers
from bot.views.reply_context import ReplyContext
from retrieval.intents.recognition import FOLLOW_ONS, IntentKind, number_typed, recognize


class Typed(NamedTuple):
    """Words in a person's message, the answers that they follow, and their own answer before an edit."""

    message: Message
    asked: PlacedQuestion
    earlier: Sequence[StoredAnswer]
    before: StoredAnswer | None = None


async def follow_on(bot_context: BotContext, bot: Bot, reply_context: ReplyContext, typed: Typed) -> bool:
    """Show the part of the last answer that the words ask for; return False if they are another question."""
    kind, number = follow_on_in(typed.asked.question)
    last = typed.earlier[-1] if typed.earlier else None
    if last is None or not _is_about(last, kind, number):
        return False
    part = _part_wanted(last, kind, number, reply_context)
    if part is None:
        refusal = _refusal(last, number, kind, reply_context)
        await reply_tracking.put(bot_context, bot, reply_context, typed.message, refusal)
        return True
    again = _shown_again(last, part, bot_context.new_id(), typed)
    reply = await _view(again, kind, bot_context, reply_context)
    if typed.before is not None:
        await replace_answer(bot_context, reply_context, typed.asked.place, typed.before, again, reply)
    else:
        place, before = typed.asked.place, typed.asked.in_place_of
        await bot_context.outbox.answer(place, reply, reply_context.snapshot, again, message=before)
    return True


def follow_on_in(words: str) -> tuple[IntentKind | None, int | None]:
    """What typed words want from the last answer, or the number of the sentence that they name.

    >>> follow_on_in("more please"), follow_on_in("2"), follow_on_in("who else?")
    ((<IntentKind.MORE: 'more'>, None), (None, 2), (None, None))
    """
    intent = recognize(words, follows=True)
    kind = intent.kind if intent is not None and intent.kind in FOLLOW_ONS else None
    return kind, None if kind is not None else number_typed(words)


def _is_about(last: StoredAnswer, kind: IntentKind | None, number: int | None) -> bool:
    """Whether words are about the last answer, because they ask for something or a number in it."""
    if number is not None:
        return answers.last_number(last) > 0
    if kind is IntentKind.BACK:  # otherwise "back" may be a word of the text
        return bool(last.repeats) or last.part != ShownPart()
    return kind is IntentKind.MORE or (kind is not None and bool(answers.candidates_of(last.shown)))


def _part_wanted(
    last: StoredAnswer, kind: IntentKind | None, number: int | None, context: ReplyContext
) -> ShownPart | None:
    """The part of the last answer that the words ask for, going on from what was shown; None for none."""
    if last.version != context.snapshot.version or (number or 0) > answers.last_number(last):
        return None
    if kind is IntentKind.MORE:
        return answers.part_on_page(last.shown, last.part.page + 1)
    if kind is IntentKind.BACK:
        return _part_before(last)
    if kind is IntentKind.NEXT:
        candidate = answers.candidates_of(last.shown)[last.part.number - 1]
        following = (last.part.passage or candidate.passage) + 1
        is_there = following <= context.snapshot.document(candidate.document).passages
        return replace(last.part, passage=following) if is_there else None
    return replace(last.part, number=number or last.part.number, passage=0)


def _part_before(last: StoredAnswer) -> ShownPart:
    """The page before the one that is shown, or that page itself if a paragraph is shown."""
    page = last.part.page if last.part.passage else max(0, last.part.page - 1)
    return answers.part_on_page(last.shown, page) or ShownPart()


def _refusal(last: StoredAnswer, number: int | None, kind: IntentKind | None, context: ReplyContext) -> Reply:
    """Why the last answer has no such part."""
    if last.version != context.snapshot.version:
        return Reply(plain(context.texts.errors.stale()))
    if number is not None:
        return Reply(context.texts.answers.no_such_sentence(number, answers.last_number(last)))
    ended = kind is IntentKind.NEXT
    return Reply(context.texts.answers.end_of_text() if ended else context.texts.answers.no_more())


def _shown_again(last: StoredAnswer, part: ShownPart, new_id: str, typed: Typed) -> StoredAnswer:
    """The last answer, to be shown in part in reply to typed words."""
    at = max(time.time(), last.at) if typed.before is None else typed.before.at  # clocks may be set back
    asked = typed.asked
    again = replace(last, id=new_id, asked_by=asked.asked_by, at=at, pointer=0, instead_of="")
    repeats = last.repeats or last.id
    return replace(again, conversation=asked.conversation, repeats_question=False, repeats=repeats, part=part)


async def _view(
    stored: StoredAnswer, kind: IntentKind | None, bot_context: BotContext, context: ReplyContext
) -> Reply:
    if kind in (IntentKind.MORE, IntentKind.BACK):
        return answers.page_reply(stored, stored.part.page, context)
    if kind is IntentKind.DOUBT:
        return await why(bot_context, context, stored)
    return answers.context_reply(stored, stored.part.number, stored.part.passage, context)
