"""A question asked somewhere by somebody: answered, sent, and remembered."""

import asyncio
import logging
import secrets
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from bot import addressing, describing, rendering
from bot.addressing import Conversation, Place
from bot.desk import Bot, Desk
from bot.reply import Reply, Stage
from bot.richtext import link
from bot.state import Given
from retrieval import explaining
from retrieval.explaining import Explanation
from retrieval.records import Answer, Grade, Turn
from retrieval.snapshot import Snapshot

log = logging.getLogger(__name__)

SECONDS_UNTIL_TYPING = 0.5
"""An answer that takes longer shows that it is coming."""


class Asked(NamedTuple):
    """A question, where its answer goes, and in whose conversation it was asked.

    ``repeats_question`` puts it above the answer, where nobody typed it.
    """

    question: str
    place: Place
    conversation: Conversation
    repeats_question: bool = False


async def answer(desk: Desk, bot: Bot, stage: Stage, asked: Asked) -> None:
    """Answer a question, and remember the answer for its buttons and for follow-ups."""
    now = time.time()
    earlier = await _earlier(desk, asked.conversation, now)
    if not rendering.has_words(asked.question, stage.snapshot, follows=bool(earlier)):
        await desk.outbox.send(bot, asked.place, describing.nothing_asked(stage), stage.snapshot)
        return
    found = await _found(desk, bot, stage.snapshot, asked, earlier)
    question = f" to {asked.question!r}" if desk.policy.log_questions else ""
    took = 1000 * (time.time() - now)
    log.info("%s%s, %.0f ms", found.grade.value, question, took)
    new_id = secrets.token_hex(4)
    version = stage.snapshot.version
    given = Given(
        new_id, asked.conversation, 0, now, version, found, asked.repeats_question, milliseconds=took
    )
    before = await _answered_before(desk, asked, given)
    if before is not None:
        await _point_to(before, desk, bot, stage, asked, given)
        return
    sent = await desk.outbox.send(bot, asked.place, rendering.answer_reply(given, stage), stage.snapshot)
    if sent is not None:
        await desk.state.answers.keep(replace(given, message=sent.message_id))


async def _found(desk: Desk, bot: Bot, snapshot: Snapshot, asked: Asked, earlier: Sequence[Given]) -> Answer:
    """The answer; where it takes long enough to be noticed, the person sees that it is coming."""
    turns = _turns(earlier, snapshot.version)
    asking = asyncio.create_task(desk.library.ask(asked.question, snapshot, turns))
    done, _ = await asyncio.wait([asking], timeout=SECONDS_UNTIL_TYPING)
    if not done:
        await desk.outbox.show_typing(bot, asked.place)
    return await asking


async def _answered_before(desk: Desk, asked: Asked, given: Given) -> Given | None:
    """The same answer to the same question, given lately in the same group and topic; None in private."""
    if asked.place.reply_to is None or given.answer.grade is Grade.NONE:
        return None
    since = given.at - desk.policy.repeated_within.total_seconds()
    before = await desk.state.answers.same_question(asked.conversation, asked.question, since)
    if before is None or before.version != given.version:
        return None
    return before if _places(before.answer) == _places(given.answer) else None


def _places(answer: Answer) -> list[tuple[str, int, int]]:
    return [(citation.document, citation.start, citation.end) for citation in answer.citations]


async def _point_to(before: Given, desk: Desk, bot: Bot, stage: Stage, asked: Asked, given: Given) -> None:
    """Lead to an earlier answer: by a link where messages have them, by hanging the reply on it elsewhere."""
    address = addressing.address_of(before.conversation, before.message)
    if address is not None:
        there = Reply(stage.texts.already_answered(link(stage.texts.here(), address)))
        await desk.outbox.send(bot, asked.place, there, stage.snapshot)
    else:
        above = asked.place._replace(reply_to=before.message)
        sent = await desk.outbox.send(bot, above, Reply(stage.texts.answered_above()), stage.snapshot)
        if sent is not None and sent.reply_to_message is None:  # the earlier answer is gone
            full = rendering.answer_reply(given, stage)
            await desk.outbox.revise(bot, sent.chat.id, sent.message_id, full, stage.snapshot)
            before = replace(before, message=sent.message_id)
    await desk.state.answers.keep(replace(given, message=before.message))


async def explain(desk: Desk, stage: Stage, given: Given) -> Explanation:
    """How an answer that was given from the stage's version of the corpus came about."""
    earlier = await _earlier(desk, given.conversation, given.at)
    turns = _turns(earlier, given.version)
    question, snapshot = given.answer.question, stage.snapshot
    explanation = await desk.library.run(explaining.explain, question, snapshot, turns)
    if explanation.answer.citations != given.answer.citations:  # it was searched for exactly as typed
        return await desk.library.run(explaining.explain, question, snapshot)
    return explanation


async def _earlier(desk: Desk, conversation: Conversation, at: float) -> list[Given]:
    """The answers that a question asked at a time follows."""
    since = at - desk.policy.conversation_expires.total_seconds()
    return await desk.state.answers.history(conversation, since, desk.policy.turns, at)


def _turns(earlier: Sequence[Given], version: str) -> list[Turn]:
    """A conversation as retrieval takes it; places in another version of the corpus mean nothing here."""
    return [
        Turn(
            given.answer.question,
            given.answer if given.version == version else replace(given.answer, citations=(), others=()),
        )
        for given in earlier
    ]
