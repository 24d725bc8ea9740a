"""Answer a question, send the answer, and store it."""

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.context import Bot, BotContext
from bot.conversation import history
from bot.messages.callback_data import EXACTLY, OTHERWISE
from bot.messages.chats import Conversation, Place, address_of
from bot.messages.message import Reply
from bot.messages.richtext import link
from bot.state import ShownPart, StoredAnswer
from bot.transport.sending.live import show_typing
from bot.views import answers, corpus
from bot.views.explanations import why_of_a_text, why_reply
from bot.views.reply_context import ReplyContext
from retrieval import answering, explaining
from retrieval.explaining import Explanation
from retrieval.intents.recognition import overview_command
from retrieval.records import OF_A_TEXT, Answer, Grade, Turn
from retrieval.store.joint_snapshot import versions_together
from retrieval.store.snapshot import Snapshot

log = logging.getLogger(__name__)

SECONDS_UNTIL_TYPING = 0.5
"""If an answer takes longer, the chat shows that the bot is typing."""


class PlacedQuestion(NamedTuple):
    """A question, where its answer goes, and in whose conversation it was asked.

    ``repeats_question`` shows the question above the answer, because nobody typed it.  ``asked_by`` is the
    message with the question.  If the message replied to an answer, the question ``follows`` only that one.
    ``selection`` is the selected text that it is about, which ``words_by`` wrote.  ``in_place_of`` is the
    bot's message that the answer replaces, the reply from before the question was edited; 0 for none.
    """

    question: str
    place: Place
    conversation: Conversation
    repeats_question: bool = False
    asked_by: int = 0
    follows: StoredAnswer | None = None
    selection: str = ""
    in_place_of: int = 0
    words_by: int = 0


async def answer(
    bot_context: BotContext,
    bot: Bot,
    reply_context: ReplyContext,
    asked: PlacedQuestion,
    earlier: Sequence[StoredAnswer] | None = None,
) -> None:
    """Answer a question, and store the answer for its buttons and for follow-ups.

    It follows the *earlier* answers, which are read here unless they are given.
    """
    now = time.time()
    if earlier is None:
        earlier = await earlier_answers(bot_context, asked, now)
    at = max([now, *(each.at for each in earlier)])  # the clock may have been set back since
    stored = await _computed(bot_context, bot, reply_context, asked, earlier, at)
    if stored is None:
        nothing, user = corpus.nothing_asked(reply_context), asked.conversation.user
        await bot_context.outbox.put(asked.place, asked.asked_by, user, nothing, reply_context.snapshot)
        return
    before = await _recent_same_answer(bot_context, asked, stored)
    if before is not None:
        await _point_to(before, bot_context, reply_context, asked, stored)
        return
    reply = answers.answer_reply(stored, reply_context)
    await bot_context.outbox.answer(
        asked.place, reply, reply_context.snapshot, stored, message=asked.in_place_of
    )


async def answer_edited(
    bot_context: BotContext,
    bot: Bot,
    reply_context: ReplyContext,
    asked: PlacedQuestion,
    before: StoredAnswer,
    earlier: Sequence[StoredAnswer],
) -> None:
    """Answer an edited question, in the message of the answer *before*.

    It follows the same *earlier* answers as before; later questions follow the new answer.
    """
    stored = await _computed(bot_context, bot, reply_context, asked, earlier, before.at)
    if stored is None:
        await withdraw_answer(
            bot_context, bot, reply_context, asked.place, before, corpus.nothing_asked(reply_context)
        )
        return
    await replace_answer(
        bot_context, reply_context, asked.place, before, stored, answers.answer_reply(stored, reply_context)
    )


async def replace_answer(
    bot_context: BotContext,
    reply_context: ReplyContext,
    place: Place,
    before: StoredAnswer,
    stored: StoredAnswer,
    reply: Reply,
) -> None:
    """Replace the answer *before*, whose question was edited, by the *reply* that gives another one."""
    if not before.pointer:
        await _send_own_answers(bot_context, reply_context, before)
    await bot_context.outbox.answer(
        place,
        reply,
        reply_context.snapshot,
        replace(stored, instead_of=before.id),
        message=max(before.reply, 0),
        instead_of=before.id,
    )


async def withdraw_answer(
    bot_context: BotContext,
    bot: Bot,
    reply_context: ReplyContext,
    place: Place,
    before: StoredAnswer,
    reply: Reply,
) -> None:
    """Replace the answer *before*, whose question was edited away, by a *reply* that is not an answer."""
    if not before.pointer:
        await _send_own_answers(bot_context, reply_context, before)
    await bot_context.outbox.revise_or_send(max(before.reply, 0), place, reply, reply_context.snapshot)
    await bot_context.state.answers.withdraw(before.id)


async def another_reading(
    bot_context: BotContext, reply_context: ReplyContext, stored: StoredAnswer, way: str
) -> StoredAnswer | None:
    """The answer to another reading of the same question, not stored; None if the answer is gone.

    The *way* is EXACTLY as typed, OTHERWISE for the other of two readings, or back to the first reading.
    """
    as_new = replace(stored, id=bot_context.new_id(), repeats="", part=ShownPart())
    instead = replace(as_new, instead_of=stored.id)
    if way == EXACTLY:
        question, snapshot = stored.answer.question, reply_context.snapshot
        found = await bot_context.corpus.run(answering.answer, question, snapshot, exact=True)
        new: StoredAnswer | None = replace(instead, answer=found, exact=True)
    elif way == OTHERWISE:
        new = replace(instead, other=True) if stored.answer.readings else None
    else:
        before = await bot_context.state.answers.get(stored.instead_of)
        new = replace(before, current=True, part=ShownPart()) if before is not None else None
    return new


async def why(bot_context: BotContext, reply_context: ReplyContext, stored: StoredAnswer) -> Reply:
    """The reply to /why about an answer from the version in use."""
    if stored.answer.kind in OF_A_TEXT:
        return why_of_a_text(stored.answer.kind, stored.id, reply_context.texts)
    return why_reply(await explain(bot_context, reply_context, stored), stored.id, reply_context)


async def explain(bot_context: BotContext, reply_context: ReplyContext, stored: StoredAnswer) -> Explanation:
    """The explanation of an answer from the version in use."""
    earlier = await history.answers_followed(stored, bot_context.state, bot_context.policy)

    def explained() -> Explanation:
        turns = history.turns(earlier, stored.selection, reply_context.snapshot)
        return explaining.explain(stored.answer.question, reply_context.snapshot, turns, exact=stored.exact)

    return await bot_context.corpus.run(explained)


async def earlier_answers(
    bot_context: BotContext, asked: PlacedQuestion, at: float, before: StoredAnswer | None = None
) -> list[StoredAnswer]:
    """The answers that a question, asked at a given time, follows.

    If its message was edited, those are the ones that its answer *before* followed.
    """
    if asked.follows is not None:
        return [asked.follows]
    if before is not None:
        return await history.answers_before(before, bot_context.state, bot_context.policy)
    if asked.selection:
        return []
    since = at - bot_context.policy.conversation_expires.total_seconds()
    return await bot_context.state.answers.history(asked.conversation, since, bot_context.policy.turns)


async def _computed(
    bot_context: BotContext,
    bot: Bot,
    reply_context: ReplyContext,
    asked: PlacedQuestion,
    earlier: Sequence[StoredAnswer],
    at: float,
) -> StoredAnswer | None:
    """The answer to a question, ready to be stored; None if the question has no words."""
    follows = bool(earlier or asked.selection)
    is_view = overview_command(asked.question) is not None
    if not is_view and not answers.has_words(asked.question, reply_context.snapshot, follows=follows):
        return None
    found, seconds = await _timed_answer(bot_context, bot, reply_context.snapshot, asked, earlier)
    return StoredAnswer(
        bot_context.new_id(),
        asked.conversation,
        0,
        at,
        reply_context.snapshot.version,
        found,
        asked.repeats_question,
        asked.asked_by,
        tuple(each.id for each in earlier),
        asked.selection,
        milliseconds=1000 * seconds,
        words_by=asked.words_by,
        library=bot_context.library,
        versions=versions_together(reply_context.snapshot),
    )


async def _timed_answer(
    bot_context: BotContext,
    bot: Bot,
    snapshot: Snapshot,
    asked: PlacedQuestion,
    earlier: Sequence[StoredAnswer],
) -> tuple[Answer, float]:
    """The answer and the seconds that it took, which are also counted and logged."""
    begun = time.perf_counter()
    turns = await _turns(bot_context, earlier, asked.selection, snapshot)
    found = await _answer_with_typing(bot_context, bot, snapshot, asked, turns)
    seconds = time.perf_counter() - begun
    bot_context.metrics.question(found.grade.value, seconds)
    question = f" to {asked.question!r}" if bot_context.policy.log_questions else ""
    log.info("%s%s, %.0f ms", found.grade.value, question, 1000 * seconds)
    return found, seconds


async def _turns(
    bot_context: BotContext, earlier: Sequence[StoredAnswer], selection: str, snapshot: Snapshot
) -> list[Turn]:
    """The turns that a question follows, computed on a thread because a selection has to be searched for."""
    if not selection:
        return history.turns(earlier, selection, snapshot)
    return await bot_context.corpus.run(history.turns, earlier, selection, snapshot)


async def _answer_with_typing(
    bot_context: BotContext, bot: Bot, snapshot: Snapshot, asked: PlacedQuestion, turns: Sequence[Turn]
) -> Answer:
    """The answer; if it takes noticeably long, the chat shows that the bot is typing.

    A question that waits behind others shows nothing, because that would only delay all of them.
    """
    begun = asyncio.Event()
    asking = asyncio.create_task(bot_context.corpus.ask(asked.question, snapshot, turns, begun.set))
    asking.add_done_callback(lambda _: begun.set())
    await begun.wait()
    done, _ = await asyncio.wait([asking], timeout=SECONDS_UNTIL_TYPING)
    if not done:
        await show_typing(bot, asked.place)
    return await asking


async def _send_own_answers(
    bot_context: BotContext, reply_context: ReplyContext, before: StoredAnswer
) -> None:
    """Send people who were pointed to a message their own answers, if the text is the same.

    The message no longer has the answer to their question.
    """
    for led in await bot_context.state.answers.pointing_to(before.conversation.chat, before.message):
        own = replace(led, message=led.pointer, pointer=0)
        if own.version != reply_context.snapshot.version:
            await bot_context.state.answers.replace(own.id, own)
            continue
        await bot_context.outbox.answer(
            own.conversation.place,
            answers.answer_reply(own, reply_context),
            reply_context.snapshot,
            own,
            message=own.message,
            instead_of=own.id,
        )


async def _recent_same_answer(
    bot_context: BotContext, asked: PlacedQuestion, stored: StoredAnswer
) -> StoredAnswer | None:
    """A recent answer to the same question in the same group and topic; None in private, or if it differs."""
    if asked.place.reply_to is None or asked.in_place_of or stored.answer.grade is Grade.NONE:
        return None
    since = stored.at - bot_context.policy.repeated_within.total_seconds()
    before = await bot_context.state.answers.same_question(asked.conversation, asked.question, since)
    if before is None or before.version != stored.version:
        return None
    return before if _cited_spans(before.shown) == _cited_spans(stored.answer) else None


def _cited_spans(answer: Answer) -> list[tuple[str, int, int]]:
    return [(citation.document, citation.start, citation.end) for citation in answer.citations]


async def _point_to(
    before: StoredAnswer,
    bot_context: BotContext,
    reply_context: ReplyContext,
    asked: PlacedQuestion,
    stored: StoredAnswer,
) -> None:
    """Point to an earlier answer: by a link if the chat has message links, otherwise by replying to it."""
    stored, texts = replace(stored, message=before.message), reply_context.texts
    address = address_of(before.conversation, before.message)
    if address is not None:
        there = Reply(texts.answers.already_answered(link(texts.answers.here(), address)))
        await bot_context.outbox.point_to(asked.place, there, reply_context.snapshot, stored)
        return
    above = asked.place._replace(reply_to=before.message)
    full = answers.answer_reply(stored, reply_context)  # if the earlier answer is gone
    await bot_context.outbox.point_to(
        above, Reply(texts.answers.answered_above()), reply_context.snapshot, stored, full
    )
