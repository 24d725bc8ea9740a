"""A question asked somewhere by somebody: answered, sent, and remembered."""

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.context import Bot, BotContext
from bot.conversation import addressing, history
from bot.conversation.addressing import Conversation, Place
from bot.messages.callback_data import EXACTLY, OTHERWISE
from bot.messages.message import Reply, ReplyContext
from bot.messages.richtext import link
from bot.state import StoredAnswer
from bot.views import answers, corpus
from retrieval import answering, explaining
from retrieval.explaining import Explanation
from retrieval.records import Answer, Grade, Turn
from retrieval.store.snapshot import Snapshot

log = logging.getLogger(__name__)

SECONDS_UNTIL_TYPING = 0.5
"""An answer that takes longer shows that it is coming."""


class PlacedQuestion(NamedTuple):
    """A question, where its answer goes, and in whose conversation it was asked.

    ``repeats_question`` puts it above the answer, where nobody typed it; ``asked_by`` is the message that
    somebody typed it in.  Where it is about an answer that was replied to, it ``follows`` that one alone; its
    ``focus`` are words pointed at.  Its answer is to stand in the bot's message ``in_place_of``, the reply
    that there was before the question was edited; 0 for none.
    """

    question: str
    place: Place
    conversation: Conversation
    repeats_question: bool = False
    asked_by: int = 0
    follows: StoredAnswer | None = None
    focus: str = ""
    in_place_of: int = 0


async def answer(desk: BotContext, bot: Bot, stage: ReplyContext, asked: PlacedQuestion) -> None:
    """Answer a question, and remember the answer for its buttons and for follow-ups."""
    now = time.time()
    given = await _given(desk, bot, stage, asked, await _earlier(desk, asked, now), now)
    if given is None:
        nothing, user = corpus.nothing_asked(stage), asked.conversation.user
        await desk.outbox.put(bot, asked.place, asked.asked_by, user, nothing, stage.snapshot)
        return
    before = await _answered_before(desk, asked, given)
    if before is not None:
        await _point_to(before, desk, bot, stage, asked, given)
        return
    reply = answers.answer_reply(given, stage)
    message = await _revised_or_sent(desk, bot, stage, asked.place, asked.in_place_of, reply)
    if message is not None:
        await desk.state.answers.keep(replace(given, message=message))


async def answer_anew(
    desk: BotContext, bot: Bot, stage: ReplyContext, asked: PlacedQuestion, before: StoredAnswer
) -> None:
    """Answer a question that was edited, in the message of the answer *before*.

    It follows what it followed then; what comes after it follows the new answer.
    """
    earlier = await history.followed_by(before, desk.state, desk.policy)
    if asked.follows is None:
        earlier = await history.present(earlier, desk.state)
    else:
        earlier = [asked.follows]
    given = await _given(desk, bot, stage, asked, earlier, before.at)
    if given is None:
        await take_back(desk, bot, stage, asked.place, before, corpus.nothing_asked(stage))
        return
    reply = answers.answer_reply(given, stage)
    message = await _put(desk, bot, stage, asked.place, before, reply)
    if message is not None:
        kept = replace(given, message=message, instead_of=before.id)
        await desk.state.answers.take_place(before.id, kept)


async def take_back(
    desk: BotContext, bot: Bot, stage: ReplyContext, place: Place, before: StoredAnswer, reply: Reply
) -> None:
    """Put a *reply* that is no answer in place of the answer *before*, whose question is asked no more."""
    await _put(desk, bot, stage, place, before, reply)
    await desk.state.answers.withdraw(before.id)


async def read_otherwise(
    desk: BotContext, stage: ReplyContext, given: StoredAnswer, way: str
) -> StoredAnswer | None:
    """The answer to the same question read otherwise, in place of *given*; None where it is not kept.

    The *way* is EXACTLY as it was typed, OTHERWISE for the other of two readings, or back to the one before.
    """
    instead = replace(given, id=desk.new_id(), instead_of=given.id)
    if way == EXACTLY:
        question, snapshot = given.answer.question, stage.snapshot
        found = await desk.library.run(answering.answer, question, snapshot, exact=True)
        new: StoredAnswer | None = replace(instead, answer=found, exact=True)
    elif way == OTHERWISE:
        new = replace(instead, other=True) if given.answer.readings else None
    else:
        before = await desk.state.answers.given(given.instead_of)
        new = replace(before, current=True) if before is not None else None
    if new is not None:
        await desk.state.answers.take_place(given.id, new)
    return new


async def explain(desk: BotContext, stage: ReplyContext, given: StoredAnswer) -> Explanation:
    """How an answer that was given from the stage's version of the corpus came about."""
    earlier = await history.followed_by(given, desk.state, desk.policy)

    def explained() -> Explanation:
        turns = history.turns(earlier, given.focus, stage.snapshot)
        return explaining.explain(given.answer.question, stage.snapshot, turns, exact=given.exact)

    return await desk.library.run(explained)


async def _earlier(desk: BotContext, asked: PlacedQuestion, at: float) -> list[StoredAnswer]:
    """The answers that a question asked at a time follows."""
    if asked.follows is not None:
        return [asked.follows]
    if asked.focus:
        return []
    since = at - desk.policy.conversation_expires.total_seconds()
    return await desk.state.answers.history(asked.conversation, since, desk.policy.turns, at)


async def _given(
    desk: BotContext,
    bot: Bot,
    stage: ReplyContext,
    asked: PlacedQuestion,
    earlier: Sequence[StoredAnswer],
    at: float,
) -> StoredAnswer | None:
    """The answer to a question of that time, which no message gives yet; None where it holds no words."""
    follows = bool(earlier or asked.focus)
    if not answers.has_words(asked.question, stage.snapshot, follows=follows):
        return None
    begun = time.perf_counter()
    turns = await _turns(desk, earlier, asked.focus, stage.snapshot)
    found = await _found(desk, bot, stage.snapshot, asked, turns)
    took = 1000 * (time.perf_counter() - begun)
    question = f" to {asked.question!r}" if desk.policy.log_questions else ""
    log.info("%s%s, %.0f ms", found.grade.value, question, took)
    return StoredAnswer(
        desk.new_id(),
        asked.conversation,
        0,
        at,
        stage.snapshot.version,
        found,
        asked.repeats_question,
        asked.asked_by,
        tuple(each.id for each in earlier),
        asked.focus,
        milliseconds=took,
    )


async def _turns(
    desk: BotContext, earlier: Sequence[StoredAnswer], focus: str, snapshot: Snapshot
) -> list[Turn]:
    """What a question follows.  Words pointed at have to be looked for, which others need not wait for."""
    if not focus:
        return history.turns(earlier, focus, snapshot)
    return await desk.library.run(history.turns, earlier, focus, snapshot)


async def _found(
    desk: BotContext, bot: Bot, snapshot: Snapshot, asked: PlacedQuestion, turns: Sequence[Turn]
) -> Answer:
    """The answer; where it takes long enough to be noticed, the person sees that it is coming."""
    asking = asyncio.create_task(desk.library.ask(asked.question, snapshot, turns))
    done, _ = await asyncio.wait([asking], timeout=SECONDS_UNTIL_TYPING)
    if not done:
        await desk.outbox.show_typing(bot, asked.place)
    return await asking


async def _put(
    desk: BotContext, bot: Bot, stage: ReplyContext, place: Place, before: StoredAnswer, reply: Reply
) -> int | None:
    """Put a reply in the message of the answer *before*, or in a new one where that is gone; which it is.

    Those who were only led to that message get the answer *before* in their own, as it does not stand there
    any more.
    """
    if not before.pointer:
        await _release(desk, bot, stage, before)
    return await _revised_or_sent(desk, bot, stage, place, before.reply, reply)


async def _revised_or_sent(
    desk: BotContext, bot: Bot, stage: ReplyContext, place: Place, message: int, reply: Reply
) -> int | None:
    """Put a reply in a *message* of the bot's, or in a new one where that is 0 or gone; which it is."""
    if message and await desk.outbox.revise(bot, place.chat, message, reply, stage.snapshot):
        return message
    sent = await desk.outbox.send(bot, place, reply, stage.snapshot)
    return sent.message_id if sent is not None else None


async def _release(desk: BotContext, bot: Bot, stage: ReplyContext, before: StoredAnswer) -> None:
    """Give those their own answers who were led to an answer's message, as far as the text is the same."""
    for led in await desk.state.answers.led_to(before.conversation.chat, before.message):
        own = replace(led, message=led.pointer, pointer=0)
        if own.version == stage.snapshot.version:
            reply = answers.answer_reply(own, stage)
            await desk.outbox.revise(bot, own.conversation.chat, own.message, reply, stage.snapshot)
        await desk.state.answers.take_place(own.id, own)


async def _answered_before(
    desk: BotContext, asked: PlacedQuestion, given: StoredAnswer
) -> StoredAnswer | None:
    """The same answer to the same question, given lately in the same group and topic; None in private."""
    if asked.place.reply_to is None or asked.in_place_of or given.answer.grade is Grade.NONE:
        return None
    since = given.at - desk.policy.repeated_within.total_seconds()
    before = await desk.state.answers.same_question(asked.conversation, asked.question, since)
    if before is None or before.version != given.version:
        return None
    return before if _places(before.shown) == _places(given.answer) else None


def _places(answer: Answer) -> list[tuple[str, int, int]]:
    return [(citation.document, citation.start, citation.end) for citation in answer.citations]


async def _point_to(
    before: StoredAnswer,
    desk: BotContext,
    bot: Bot,
    stage: ReplyContext,
    asked: PlacedQuestion,
    given: StoredAnswer,
) -> None:
    """Lead to an earlier answer: by a link where messages have them, by hanging the reply on it elsewhere."""
    address = addressing.address_of(before.conversation, before.message)
    if address is not None:
        there = Reply(stage.texts.already_answered(link(stage.texts.here(), address)))
        sent = await desk.outbox.send(bot, asked.place, there, stage.snapshot)
        is_there = True
    else:
        above = asked.place._replace(reply_to=before.message)
        sent = await desk.outbox.send(bot, above, Reply(stage.texts.answered_above()), stage.snapshot)
        is_there = sent is None or sent.reply_to_message is not None
    if sent is None:
        return
    if is_there:
        await desk.state.answers.keep(replace(given, message=before.message, pointer=sent.message_id))
        return
    full = answers.answer_reply(given, stage)  # the earlier answer is gone
    await desk.outbox.revise(bot, sent.chat.id, sent.message_id, full, stage.snapshot)
    await desk.state.answers.keep(replace(given, message=sent.message_id))
