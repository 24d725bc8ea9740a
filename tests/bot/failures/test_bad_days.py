"""What happens to questions while Telegram fails, with shortened pauses between attempts."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.application import QuothApplication, build_application
from bot.live_corpus import LiveCorpus
from bot.running import finish
from bot.state.storage.files import FILE, PENDING
from bot.transport.requests import Timing
from retrieval.store.corpus_store import CorpusStore
from tests.bot.running import polling
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.network.bad_days import Harm

QUESTIONS = {"Who lit the lamp?": "Edda Quist", "What did the repair cost?": "40,000", "Who paid?": "guild"}
BEFORE = [harm for harm in Harm if not harm.is_after]
AFTER = [harm for harm in Harm if harm.is_after]


async def hurry(seconds: float) -> None:
    """Sleep a hundredth of the requested time."""
    await asyncio.sleep(seconds / 100)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with World() as world:
        yield world


@asynccontextmanager
async def running(world: World, built: tuple[Path, Path], state: Path) -> AsyncIterator[QuothApplication]:
    with closing(LiveCorpus(CorpusStore(*built))) as corpus:
        application = build_application(
            corpus,
            token=world.token,
            base_url=world.server.base_url,
            state_dir=state,
            timing=Timing(0.5, hurry),
        )
        async with polling(application, seconds=1):
            yield application


def answers(world: World, person: Person) -> list[str]:
    """The answers the bot has sent, identified by a phrase unique to each."""
    texts = [message.text for message in world.messages(person.chat)]
    return [words for text in texts for words in QUESTIONS.values() if words in text]


def without_repetitions(came: list[str]) -> list[str]:
    """The answers without immediate repetitions."""
    return [each for number, each in enumerate(came) if number == 0 or came[number - 1] != each]


async def all_answered(world: World, person: Person) -> list[str]:
    """Wait until every question is answered, and return the answers."""
    wanted = list(QUESTIONS.values())
    await world.changes.until(
        lambda: without_repetitions(answers(world, person)) == wanted or None, "all answers"
    )
    return answers(world, person)


def ask_all(person: Person) -> None:
    for question in QUESTIONS:
        person.says(question)


@pytest.mark.parametrize("harm", BEFORE)
async def test_a_call_that_fails_before_being_processed_is_retried_invisibly(
    world: World, built: tuple[Path, Path], tmp_path: Path, anna: Person, harm: Harm
) -> None:
    world.bad_days.order(harm, "sendMessage", every=2)
    async with running(world, built, tmp_path):
        ask_all(anna)
        came = await all_answered(world, anna)

    assert came == list(QUESTIONS.values())
    assert world.bad_days.struck > 0


@pytest.mark.parametrize("harm", AFTER)
async def test_a_call_whose_response_is_lost_is_retried_at_most_once(
    world: World, built: tuple[Path, Path], tmp_path: Path, anna: Person, harm: Harm
) -> None:
    world.bad_days.order(harm, "sendMessage", every=2)
    async with running(world, built, tmp_path):
        ask_all(anna)
        came = await all_answered(world, anna)

    assert max(came.count(each) for each in came) <= 2
    assert world.bad_days.struck > 0


async def test_questions_wait_while_telegram_refuses_connections(
    world: World, built: tuple[Path, Path], tmp_path: Path, anna: Person
) -> None:
    world.bad_days.order(Harm.RESET_BEFORE, "sendMessage")
    async with running(world, built, tmp_path):
        ask_all(anna)
        await world.changes.until(
            lambda: (not world.updates[3:] and world.bad_days.struck) or None, "a reset"
        )
        await world.server.stop()
        world.bad_days.over()
        await asyncio.sleep(0.2)
        await world.server.start()
        came = await all_answered(world, anna)

    assert came == list(QUESTIONS.values())


async def test_questions_wait_while_telegram_does_not_respond(
    world: World, built: tuple[Path, Path], tmp_path: Path, anna: Person
) -> None:
    async with running(world, built, tmp_path):
        ask_all(anna)
        world.bad_days.silent = True
        await asyncio.sleep(0.7)
        world.bad_days.over()
        came = await all_answered(world, anna)

    assert came == list(QUESTIONS.values())


async def test_a_flood_limit_of_several_minutes_is_waited_out(
    world: World, built: tuple[Path, Path], tmp_path: Path, anna: Person
) -> None:
    world.throttle(anna.chat, 1)
    async with running(world, built, tmp_path):
        ask_all(anna)
        came = await all_answered(world, anna)

    assert came == list(QUESTIONS.values())


@pytest.mark.parametrize("harm", [Harm.UNAUTHORIZED_BEFORE, Harm.NOT_FOUND_BEFORE])
async def test_a_single_refusal_of_the_token_is_retried(
    world: World, built: tuple[Path, Path], tmp_path: Path, anna: Person, harm: Harm
) -> None:
    async with running(world, built, tmp_path) as application:
        world.bad_days.order(harm, "getUpdates", times=9)
        ask_all(anna)
        came = await all_answered(world, anna)

        assert not application.token_refused.is_set()

    assert came == list(QUESTIONS.values())


async def test_ten_consecutive_refusals_of_the_token_are_accepted_as_final(
    world: World, built: tuple[Path, Path], tmp_path: Path, anna: Person
) -> None:
    async with running(world, built, tmp_path) as application:
        world.bad_days.order(Harm.UNAUTHORIZED_BEFORE, "getUpdates", times=10)
        anna.says("/id")
        async with asyncio.timeout(60):
            await application.token_refused.wait()


async def test_messages_not_sent_before_a_restart_are_sent_after_it(
    world: World, built: tuple[Path, Path], tmp_path: Path, anna: Person
) -> None:
    world.bad_days.order(Harm.ERROR_502_BEFORE, "sendMessage")
    async with running(world, built, tmp_path):
        ask_all(anna)
        await world.changes.until(lambda: world.bad_days.struck > 2 or None, "three failures")
    world.bad_days.over()
    before = answers(world, anna)
    async with running(world, built, tmp_path):
        came = await all_answered(world, anna)

    assert (before, came) == ([], list(QUESTIONS.values()))


async def test_an_unreadable_update_does_not_hold_up_other_people(
    world: World, built: tuple[Path, Path], tmp_path: Path, anna: Person, caplog: pytest.LogCaptureFixture
) -> None:
    chat = {"id": anna.id, "type": "private", "first_name": "Anna"}
    good = {"message_id": 5, "date": 1, "chat": chat, "text": "secret words"}
    for body in ({**good, "date": 10**18}, {**good, "message_id": 2**70}, {"message_id": 5}):
        world.state.updates.add("message", body, order=0, lifetime=60.0)
    async with running(world, built, tmp_path):
        ask_all(anna)
        came = await all_answered(world, anna)

    assert came == list(QUESTIONS.values())
    assert caplog.text.count("is set aside") == 3
    assert "secret" not in caplog.text


async def test_a_bot_whose_state_stays_locked_ends_and_answers_at_the_next_start(
    world: World, built: tuple[Path, Path], tmp_path: Path, anna: Person
) -> None:
    async with running(world, built, tmp_path) as application:
        with ExitStack() as locks:
            for name in (FILE, PENDING):
                lock = closing(sqlite3.connect(tmp_path / name, isolation_level=None))
                locks.enter_context(lock).execute("BEGIN EXCLUSIVE")
            anna.says(next(iter(QUESTIONS)))

            await finish(application, seconds=0.5)

    async with running(world, built, tmp_path):
        await world.changes.until(lambda: answers(world, anna) or None, "the answer")
