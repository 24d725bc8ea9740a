"""Weekly statistics by message, for people who want them and have a role."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.state import FILE, State
from tests.bot.conftest import WITHOUT_PROGRESS, Start
from tests.bot.people import grant_role, send_text, tap_button
from tests.bot.running import stop
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World

SOON = replace(WITHOUT_PROGRESS, looks_for_versions=timedelta(milliseconds=20))
WEEK = 7 * 24 * 3600.0


async def make_due(state_dir: Path, *users: int) -> None:
    """Make a digest due: the last one was sent a week ago."""
    state = State(state_dir)
    for user in users:
        await state.subscriptions.set_digest(user, wanted=True)
    await state.close()
    with closing(sqlite3.connect(state_dir / FILE)) as database, database:
        database.execute("UPDATE digests SET at = at - ?", (1.5 * WEEK,))


async def test_an_admin_gets_the_weekly_statistics_with_the_way_to_open_questions(
    world: World, start: Start, olga: Person, tmp_path: Path
) -> None:
    application = await start(admins=(olga.id,), policy=SOON)
    await send_text(world, olga, "Are there penguins in Antarctica?")
    stats = await send_text(world, olga, "/stats")

    on = await tap_button(world, olga, stats, "Send me this weekly")

    assert "Stop sending this weekly" in on.labels

    await stop(application)
    await make_due(tmp_path / "state", olga.id)

    await start(admins=(olga.id,), policy=SOON)
    digest = await world.next_message(olga.chat)

    assert digest.text.startswith("Your weekly statistics\n\n")
    assert "1 open question" in digest.text

    board = await tap_button(world, olga, digest, "Unanswered questions")
    assert "penguins" in board.text

    off = await tap_button(world, olga, await send_text(world, olga, "/stats"), "Stop sending this weekly")
    assert "Send me this weekly" in off.labels


async def test_somebody_without_a_role_gets_no_weekly_statistics(
    world: World, start: Start, olga: Person, anna: Person, tmp_path: Path
) -> None:
    application = await start(admins=(olga.id,), policy=SOON)
    await grant_role(world, olga, anna, "viewer")
    await stop(application)
    await make_due(tmp_path / "state", anna.id, olga.id)
    state = State(tmp_path / "state")
    await state.grants.change(anna.id, "viewer", "", olga.id)
    await state.close()

    application = await start(admins=(olga.id,), policy=SOON)
    await world.next_message(olga.chat)
    await stop(application)
    state = State(tmp_path / "state")

    assert not await state.subscriptions.wants_digest(anna.id)
    assert await state.subscriptions.wants_digest(olga.id)

    await state.close()
