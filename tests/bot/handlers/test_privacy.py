from datetime import timedelta
from pathlib import Path

import pytest

from bot.policy import Policy
from bot.state import FILE
from tests.bot.conftest import ON_BOTH_DATABASES, Start
from tests.bot.people import send_text
from tests.bot.running import stop
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World


@ON_BOTH_DATABASES
async def test_privacy_says_what_is_stored_and_for_how_long(world: World, start: Start, anna: Person) -> None:
    await start(policy=Policy(answers_kept=timedelta(days=9), conversation_expires=timedelta(minutes=25)))
    text = (await send_text(world, anna, "/privacy")).text

    assert "after 9 days" in text
    assert "25 minutes" in text
    assert "Admins see questions I couldn’t answer" in text
    assert "to the log" not in text


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_privacy_and_forget_say_what_a_server_may_remember(
    world: World, start: Start, anna: Person
) -> None:
    await start()

    for command in ("/privacy", "/forget"):
        assert "backups may keep deleted data" in (await send_text(world, anna, command)).text


async def test_privacy_says_so_if_questions_are_logged(world: World, start: Start, anna: Person) -> None:
    await start(policy=Policy(log_questions=True))

    assert "written to the log" in (await send_text(world, anna, "/privacy")).text


async def test_forget_deletes_everything_about_a_person_at_once_and_says_so(
    world: World, start: Start, anna: Person, tmp_path: Path, boris: Person
) -> None:
    application = await start()
    answer = await send_text(world, anna, "Who lit the SeCrEt lamp?")
    await anna.taps(answer, "👍").answer()
    await send_text(world, boris, "Who paid for it?")

    assert "I deleted 1 answer" in (await send_text(world, anna, "/forget")).text

    notice = await anna.taps(answer, "Context").answer()
    assert "no longer have this answer" in notice.text

    await stop(application)
    kept = (tmp_path / "state" / FILE).read_bytes()

    assert b"SeCrEt" not in kept
    assert str(anna.id).encode() not in kept
    assert b"Who paid for it?" in kept


@ON_BOTH_DATABASES
async def test_the_reply_to_forget_uses_the_language_choice_that_it_deletes(
    world: World, start: Start, anna: Person
) -> None:
    await start()
    choice = await send_text(world, anna, "/language")
    await anna.taps(choice, "Deutsch").answer()

    assert "gelöscht" in (await send_text(world, anna, "/forget")).text
    assert "Delete what I store about you" in (await send_text(world, anna, "/help")).text


@ON_BOTH_DATABASES
async def test_after_forget_questions_no_longer_follow_earlier_ones(
    world: World, start: Start, anna: Person
) -> None:
    await start()
    await send_text(world, anna, "Who lit the lamp?")
    await send_text(world, anna, "/forget")

    assert "nothing in that for me to look up" in (await send_text(world, anna, "Why?")).text


async def test_somebody_writing_as_a_chat_has_nothing_to_forget(
    world: World, start: Start, anna: Person
) -> None:
    await start()
    group = world.supergroup("Reading circle")
    anna.says("/forget", group, behind=group)

    assert "can’t see who you are" in (await world.next_message(group)).text


async def test_data_older_than_the_privacy_policy_allows_is_deleted_at_the_next_start(
    world: World, start: Start, anna: Person
) -> None:
    first = await start()
    answer = await send_text(world, anna, "Who lit the lamp?")
    await stop(first)
    await start(policy=Policy(answers_kept=timedelta(0)))
    await send_text(world, anna, "/id")

    assert "no longer have this answer" in (await anna.taps(answer, "Context").answer()).text
