"""The bot as a process of its own: how it starts, stops and what it leaves behind."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.running import MALFORMED, NOT_SET, REFUSED, SECOND_POLLER
from bot.terminal.ask import VERSIONS
from retrieval.indexing.versions import build
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.database import DATABASE
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.process import BotProcess
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.records import Message
from tests.support.bot_api.network.bad_days import Harm
from tests.support.bot_api.network.changes import PATIENCE

Launch = Callable[..., BotProcess]


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with World() as world:
        yield world


@pytest.fixture
def launch(world: World, source: Path, tmp_path: Path) -> Launch:
    """Prepare a process over the small corpus; the arguments change its environment."""
    state = tmp_path / "state"
    state.mkdir()

    def launch(corpus: Path = source, **environment: str) -> BotProcess:
        return BotProcess(world, corpus=corpus, state_dir=state, extra=environment)

    return launch


async def code_and_line(process: BotProcess) -> tuple[int, str]:
    """The exit code and the only line on standard error; fails if there is not exactly one."""
    await process.start()
    code = await process.ended()
    (line,) = process.stderr.splitlines()
    assert process.stdout == ""
    return code, line.removeprefix("quoth: ")


@pytest.mark.parametrize(
    ("token", "line"),
    [("", NOT_SET), ("nonsense", MALFORMED), ("123456:wrong", REFUSED)],
    ids=["none", "no token", "wrong"],
)
async def test_without_a_working_token_a_one_line_error_says_what_to_do(
    world: World, launch: Launch, token: str, line: str
) -> None:
    assert await code_and_line(launch(QUOTH_TELEGRAM_TOKEN=token, QUOTH_LOG_LEVEL="ERROR")) == (2, line)


async def test_a_missing_corpus_is_reported_in_one_line(launch: Launch, tmp_path: Path) -> None:
    code, line = await code_and_line(launch(corpus=tmp_path / "nowhere"))

    assert code == 2
    assert str(tmp_path / "nowhere") in line


async def test_an_empty_corpus_is_reported_in_one_line(launch: Launch, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, line = await code_and_line(launch(corpus=tmp_path / "empty"))

    assert code == 2
    assert str(tmp_path / "empty") in line


async def test_an_unusable_state_folder_is_reported_in_one_line(launch: Launch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    code, line = await code_and_line(launch(QUOTH_STATE_DIR=str(tmp_path / "file")))

    assert code == 2
    assert "QUOTH_STATE_DIR" in line


async def test_on_sigterm_received_questions_are_answered_and_the_exit_code_is_0(
    world: World, launch: Launch
) -> None:
    people = [world.person(f"Person {number}") for number in range(8)]
    async with launch() as process:
        await process.ready()
        people[0].says("/id")
        await world.next_message(people[0].chat)
        for number in range(40):
            people[number % 8].says("Who lit the lamp?")
        await world.changes.until(lambda: _confirmed(world) or None, "the last update confirmed")

        assert await process.stop() == 0
    answers = [
        act.message for act in world.acts if act.message is not None and "Edda Quist" in act.message.text
    ]

    assert len(answers) == 40
    assert world.refused == []
    assert "Traceback" not in process.stderr


async def test_at_startup_questions_are_answered_during_a_build_which_sigterm_stops(
    world: World, launch: Launch, source: Path, tmp_path: Path, anna: Person
) -> None:
    build(CorpusStore(source, tmp_path / "state" / VERSIONS))
    days = (f"On day {day} the keeper trims lamp w{day}, and the gulls sleep on it." for day in range(40_000))
    rows = (json.dumps({"_id": f"day-{day}", "text": text}) for day, text in enumerate(days))
    (source / "log.jsonl").write_text("\n".join(rows), encoding="utf-8")

    async with launch() as process:
        await process.ready()
        anna.says("Who lit the lamp?")
        answer = await world.next_message(anna.chat)
        while not (builders := children_of(process.pid)):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
        code = await process.stop()

    assert "Edda Quist" in answer.text
    assert code == 0
    assert not any(map(is_running, builders))


async def test_a_damaged_published_version_is_rebuilt_and_answers(
    world: World, launch: Launch, source: Path, tmp_path: Path, anna: Person
) -> None:
    report = build(CorpusStore(source, tmp_path / "state" / VERSIONS))
    (report.path / DATABASE).write_bytes(b"no database")

    async with launch() as process:
        await process.ready()
        anna.says("Who lit the lamp?")
        answer = await world.next_message(anna.chat)

        assert await process.stop() == 0

    assert "Edda Quist" in answer.text
    assert f"version {report.version} is damaged" in process.stderr
    assert "Traceback" not in process.stderr


async def test_bytes_changed_on_disk_while_the_bot_runs_are_not_quoted(
    world: World, launch: Launch, source: Path, tmp_path: Path, anna: Person
) -> None:
    report = build(CorpusStore(source, tmp_path / "state" / VERSIONS))

    async with launch() as process:
        await process.ready()
        path = report.path / DATABASE
        path.write_bytes(path.read_bytes().replace(b"Edda Quist", b"Adda Quest"))
        anna.says("Who lit the lamp?")
        answer = await world.next_message(anna.chat)

        assert await process.stop() == 0

    assert "Edda Quist" in answer.text
    assert "Traceback" not in process.stderr


def children_of(process: int) -> list[str]:
    """The child processes of a process."""
    threads = Path(f"/proc/{process}/task").glob("*/children")
    return [child for thread in threads for child in thread.read_text().split()]


def is_running(process: str) -> bool:
    return Path("/proc", process).exists()


async def test_the_bot_receives_edits_too(world: World, launch: Launch, anna: Person) -> None:
    async with launch() as process:
        await process.ready()
        question = anna.says("Who lit the lamp?")
        answer = await world.next_message(anna.chat)
        anna.edits(question, "What did the repair cost?")
        edited = await world.next_edit(anna.chat)

        assert (edited.id, "40,000 crowns" in edited.text) == (answer.id, True)
        assert await process.stop() == 0


def _confirmed(world: World) -> bool:
    """Whether the bot has confirmed every update by requesting the ones after it."""
    offsets = [
        int(str(request.parameters.get("offset", 0)))
        for request in world.log
        if request.method == "getUpdates"
    ]
    return bool(offsets) and offsets[-1] > world.updates[-1].id


def _answers(world: World, person: Person) -> list[Message]:
    return [message for message in world.messages(person.chat) if "Edda Quist" in message.text]


async def test_questions_received_before_a_kill_are_answered_after_a_restart_and_at_most_one_twice(
    world: World, launch: Launch, anna: Person
) -> None:
    first = launch()
    await first.start()
    await first.ready()
    anna.says("/id")
    await world.next_message(anna.chat)
    world.throttle(anna.chat, 2)
    for _ in range(5):
        anna.says("Who lit the lamp?")
    await world.changes.until(lambda: _confirmed(world) or None, "the last update confirmed")
    await first.kill()
    async with launch() as second:
        await second.ready()

        await world.changes.until(lambda: len(_answers(world, anna)) >= 5 or None, "five answers")
        assert await second.stop() == 0
    replies = [message for message in world.messages(anna.chat) if message.sender == world.bot]

    # The message being sent when the process died may have arrived, the reply to /id too, and is sent again.
    assert len(_answers(world, anna)) in {5, 6}
    assert len(replies) in {6, 7}


async def test_an_unreachable_telegram_is_logged_and_retried(world: World, launch: Launch) -> None:
    await world.server.stop()
    async with launch() as process:
        anna = world.person("Anna")
        await _written("cannot be reached", process)
        await world.server.start()
        await process.ready()
        anna.says("Who lit the lamp?")

        assert "Edda Quist" in (await world.next_message(anna.chat)).text
        assert await process.stop() == 0

    assert "Traceback" not in process.stderr


async def test_the_bot_can_be_stopped_while_telegram_is_unreachable(world: World, launch: Launch) -> None:
    await world.server.stop()
    async with launch() as process:
        await _written("cannot be reached", process)

        assert await process.stop() == 0


async def test_a_second_polling_bot_is_reported_as_the_cause(launch: Launch, tmp_path: Path) -> None:
    async with launch() as first:
        await first.ready()
        async with launch(QUOTH_STATE_DIR=str(tmp_path / "other")) as second:
            await _written(SECOND_POLLER, first, second)

    assert "Traceback" not in first.stderr + second.stderr


async def test_a_token_revoked_while_polling_ends_the_bot_with_a_one_line_error(
    world: World, launch: Launch
) -> None:
    async with launch() as process:
        await process.ready()
        world.fail("getUpdates", 401, "Unauthorized", times=100)
        anna = world.person("Anna")
        anna.says("/id")

        assert await process.ended() == 2

    assert process.stderr.splitlines()[-1] == f"quoth: {REFUSED}"


async def test_the_log_contains_no_token_question_or_name_even_when_everything_fails(
    world: World, launch: Launch
) -> None:
    anna = world.person("Annabel", last_name="Quill", username="annabel_q")
    world.fail("setMyCommands", 500, "Internal Server Error", times=1)
    for harm in (Harm.MALFORMED_AFTER, Harm.ERROR_502_AFTER, Harm.RESET_AFTER, Harm.MALFORMED_AFTER):
        world.bad_days.order(harm, "", every=3, times=2)
    async with launch(QUOTH_LOG_LEVEL="DEBUG") as process:
        await process.ready()
        for method, code in (("sendMessage", 400), ("sendMessage", 500), ("getUpdates", 502)):
            world.fail(method, code, f"Bad Request: https://api.telegram.org/bot{world.token}/x")
            anna.says("Who lit the lamp in the fog?")
        for body in ({"message_id": 5, "text": "fog"}, {"message_id": 2**70, "text": "fog"}):
            world.state.updates.add("message", body, order=0, lifetime=60.0)
        await world.next_message(anna.chat)
        anna.says("/id")
        await world.changes.until(lambda: _said(world, str(anna.id)) or None, "the answer to /id")

        assert await process.stop() == 0

    assert "delivered" in process.stderr
    for secret in (world.token.partition(":")[2], "fog", "Annabel", "Quill", "annabel_q"):
        assert secret not in process.stderr


def _said(world: World, words: str) -> bool:
    return any(act.message is not None and words in act.message.text for act in world.acts)


async def _written(text: str, *processes: BotProcess) -> None:
    """Wait until one of the processes has written *text* to its standard error."""
    async with asyncio.timeout(PATIENCE):
        while not any(text in process.stderr for process in processes):  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.05)


async def test_a_single_refusal_of_the_token_at_startup_is_retried(world: World, launch: Launch) -> None:
    for method in ("getMe", "deleteWebhook"):
        world.bad_days.order(Harm.UNAUTHORIZED_BEFORE, method, times=1)
    async with launch() as process:
        await process.ready()
        anna = world.person("Anna")
        anna.says("Who lit the lamp?")
        answer = await world.next_message(anna.chat)

        assert await process.stop() == 0

    assert "Edda Quist" in answer.text
