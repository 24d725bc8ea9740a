"""What comes unasked comes once, although the process dies between storing it and sending it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.application import QuothApplication
from bot.monitoring.logs import about
from bot.state import State
from tests.bot.conftest import ON_BOTH_DATABASES, WITHOUT_PROGRESS, Start
from tests.bot.failures.crashes import Crash
from tests.bot.people import send_file, send_text, tap_button
from tests.bot.running import stop
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World

pytestmark = ON_BOTH_DATABASES

BOAT = "The boat of Selmouth was painted green by Nils Holm in the spring."
WHEN_TOLD = replace(WITHOUT_PROGRESS, looks_for_versions=timedelta(hours=1))
"""What comes unasked comes only when the test says so."""
UNASKED = -1
"""Stands for the update that there is none of."""
WEEK = 7 * 24 * 3600.0


async def send_what_is_due(application: QuothApplication) -> None:
    """Send the notices and digests that are due."""
    for task in application.periodic_tasks:
        await task(application.bot)


async def dies_sending(application: QuothApplication, when: str) -> None:
    """Send what is due and die before or after something is done in the state."""
    crash = Crash(application, UNASKED, when)
    with about(UNASKED):
        sending = asyncio.create_task(send_what_is_due(application))
    await crash.happens()
    await asyncio.wait([sending])


async def count_of(world: World, person: Person, start: str) -> int:
    """How many messages that begin so somebody has got, once everything is delivered."""
    await send_text(world, person, "/id")
    return sum(message.text.startswith(start) for message in world.messages(person.chat))


@pytest.mark.parametrize("when", ["before _fulfil", "after _fulfil"])
async def test_the_answer_to_an_open_question_comes_once_although_the_process_dies(
    world: World, start: Start, source: Path, olga: Person, anna: Person, when: str
) -> None:
    application = await start(source, admins=(olga.id,), policy=WHEN_TOLD)
    nothing = await send_text(world, anna, "Who painted the boat?")
    await anna.taps(nothing, "Tell me when you know").answer()
    await tap_button(world, olga, await send_file(world, olga, "boat.txt", BOAT), "Publish")
    await stop(application)
    application = await start(source, admins=(olga.id,), policy=WHEN_TOLD)

    await dies_sending(application, when)
    application = await start(source, admins=(olga.id,), policy=WHEN_TOLD)
    await send_what_is_due(application)

    assert "Nils Holm" in (await world.next_message(anna.chat)).text
    assert await count_of(world, anna, "You asked me to tell you") == 1


@pytest.mark.parametrize("when", ["before _store_digest", "after _store_digest"])
async def test_the_weekly_statistics_come_once_although_the_process_dies(
    world: World, start: Start, olga: Person, database: str, tmp_path: Path, when: str
) -> None:
    state = State(tmp_path / "state", url=database)
    await state.subscriptions.set_digest(olga.id, wanted=True)
    await state._database.do(  # a week passes
        lambda connection: connection.execute("UPDATE digests SET at = at - ?", (1.5 * WEEK,))
    )
    await state.close()
    application = await start(admins=(olga.id,), policy=WHEN_TOLD)

    await dies_sending(application, when)
    application = await start(admins=(olga.id,), policy=WHEN_TOLD)
    await send_what_is_due(application)

    assert (await world.next_message(olga.chat)).text.startswith("Your weekly statistics")
    assert await count_of(world, olga, "Your weekly statistics") == 1
