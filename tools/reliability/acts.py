"""Actions of an admin and a reader while several processes share the work: publish, go back, /forget."""

import asyncio
from collections.abc import Callable

from tests.support.bot_api import Message, Person
from tools.reliability.replicas import EDITION, Replicas

SECONDS_AT_MOST = 240.0
ABOUT_SOMEBODY = ("answers", "ratings", "replies", "languages", "wishes", "prompts", "outbox", "updates")
"""The tables with rows about a person who only asks."""


async def publish(made: Replicas) -> None:
    """Send the next edition as a file, and tap [Publish] twice at once."""
    async with made.acting:
        made.edition += 1
        sent = made.owner.sends_document("ferry.txt", EDITION.format(made.edition).encode())
        await _tap_twice(made, sent, "Publish")


async def go_back(made: Replicas) -> None:
    """Go back to the edition before, with two taps at once."""
    async with made.acting:
        await _tap_twice(made, made.owner.says("/rollback"), "Roll back")


async def forget(made: Replicas) -> None:
    """Let somebody new ask something and then send /forget; count the rows that are left of them."""
    person = made.rig.world.person("Somebody who leaves")
    person.says("Who steered the ferry?")
    await _until(made, lambda: _was_sent(made, person, "Ilsa Brandt"), "an answer")
    person.says("/forget")
    await _until(made, lambda: _was_sent(made, person, "I deleted"), "the reply to /forget")
    made.forgotten += 1
    for table in ABOUT_SOMEBODY:
        made.traces += await made.count(f"SELECT count(*) FROM {table} WHERE user_id = {person.id}")


async def _tap_twice(made: Replicas, after: Message, label: str) -> None:
    """Tap a button below the reply to a message twice at once, and wait until that has an effect."""

    def look() -> Message | None:
        messages = made.rig.world.messages(made.owner.chat)
        return next((each for each in messages if each.id > after.id and label in each.labels), None)

    question = await made.rig.world.changes.until(look, f"a message with [{label}]", SECONDS_AT_MOST)
    for _ in range(2):
        made.owner.taps(question, label)
    await _until(made, lambda: not _has(made, question, label), f"[{label}] done")
    made.publications += 1
    await _until_recorded(made)


async def _until_recorded(made: Replicas) -> None:
    """Wait for the publications to be recorded; those that never are show in the final count."""
    async with asyncio.timeout(SECONDS_AT_MOST):
        while await made.count("SELECT count(*) FROM publications") < made.publications:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.1)


async def _until(made: Replicas, holds: Callable[[], bool], what: str) -> None:
    await made.rig.world.changes.until(lambda: True if holds() else None, what, SECONDS_AT_MOST)


def _has(made: Replicas, message: Message, label: str) -> bool:
    """Whether a message still has a button: it has until a tap takes effect."""
    now = made.rig.world.current(message)
    return now is not None and label in now.labels


def _was_sent(made: Replicas, person: Person, words: str) -> bool:
    return any(words in each.text for each in made.rig.world.messages(person.chat))
