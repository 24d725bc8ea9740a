"""A question asked somewhere by somebody: answered, sent, and remembered."""

import logging
import secrets
import time
from collections.abc import Sequence
from dataclasses import replace

from bot import describing, rendering
from bot.addressing import Conversation, Place
from bot.desk import Bot, Desk
from bot.reply import Stage
from bot.state import Given
from retrieval import explaining
from retrieval.explaining import Explanation
from retrieval.records import Turn

log = logging.getLogger(__name__)


async def answer(
    desk: Desk,
    bot: Bot,
    stage: Stage,
    place: Place,
    conversation: Conversation,
    question: str,
    *,
    repeat_question: bool = False,
) -> None:
    """Answer *question*, and remember the answer for its buttons and for follow-ups.

    *repeat_question* puts the question above the answer, where it stands nowhere else in the chat.
    """
    snapshot = stage.snapshot
    now = time.time()
    earlier = await _earlier(desk, conversation, now)
    if not rendering.has_words(question, snapshot, follows=bool(earlier)):
        await desk.outbox.send(bot, place, describing.nothing_asked(stage), snapshot)
        return
    found = await desk.library.ask(question, snapshot, _turns(earlier, snapshot.version))
    asked = f" to {question!r}" if desk.policy.log_questions else ""
    log.info("%s%s, %.0f ms", found.grade.value, asked, 1000 * (time.time() - now))
    given = Given(secrets.token_hex(4), conversation, 0, now, snapshot.version, found)
    reply = rendering.answer_reply(given, stage, repeat_question=repeat_question)
    sent = await desk.outbox.send(bot, place, reply, snapshot)
    if sent is not None:
        await desk.state.keep(replace(given, message=sent.message_id))


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
    return await desk.state.history(conversation, since, desk.policy.turns, at)


def _turns(earlier: Sequence[Given], version: str) -> list[Turn]:
    """A conversation as retrieval takes it; places in another version of the corpus mean nothing here."""
    return [
        Turn(
            given.answer.question,
            given.answer if given.version == version else replace(given.answer, citations=(), others=()),
        )
        for given in earlier
    ]
