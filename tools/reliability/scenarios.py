"""The bad days: what goes wrong in each, and for how long."""

import asyncio
import contextlib
import os
import random
import resource
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.state import FILE
from tests.support.bot_api import Harm
from tools.reliability.rig import Rig, push_raw

Play = Callable[[Rig, int], Awaitable[None]]
"""Makes the bad day while so many questions are asked; returns when it is over."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A bad day: what goes wrong, how it is caused, and the seconds that the bot then has to answer."""

    name: str
    how: str
    play: Play
    people: int = 5
    seconds: float = 120.0


async def _refused(rig: Rig, questions: int, seconds: float) -> None:
    """Telegram refuses connections right after the questions have come."""
    rig.world.bad_days.order(Harm.RESET_BEFORE, "sendMessage")
    await rig.ask(questions, between=0.01)
    await asyncio.sleep(0.3)  # until the questions are received
    await rig.world.server.stop()
    rig.world.bad_days.over()
    await asyncio.sleep(seconds)
    await rig.world.server.start()


async def _silent(rig: Rig, questions: int, seconds: float) -> None:
    asking = asyncio.create_task(rig.ask(questions))
    await asyncio.sleep(0.5)
    rig.world.bad_days.silent = True
    await asyncio.sleep(seconds)
    rig.world.bad_days.over()
    await asking


async def _idle_closed(rig: Rig, questions: int, seconds: float) -> None:
    rig.world.bad_days.closes_idle_after = seconds
    await rig.ask(questions, between=seconds * 1.1 if questions <= 30 else 0.3)


async def _forgotten(rig: Rig, questions: int, seconds: float) -> None:
    rig.world.bad_days.forgets_idle_after = seconds
    for _ in range(max(1, questions // 10)):
        await rig.ask(10, between=0.02)
        await asyncio.sleep(seconds * 1.2)
    rig.world.bad_days.forgets_idle_after = None


async def _harmed(rig: Rig, questions: int, harm: Harm, method: str = "sendMessage", every: int = 5) -> None:
    rig.world.bad_days.order(harm, method, every=every, times=questions // every + 1)
    await rig.ask(questions)


async def _in_disorder(rig: Rig, questions: int) -> None:
    """Updates come in bursts, so that there are several that can get out of order."""
    rig.world.state.updates.in_disorder = True
    for _ in range(max(1, questions // 20)):
        await rig.ask(20, between=0.0)
        await asyncio.sleep(0.5)


async def _flooded(rig: Rig, questions: int, seconds: float) -> None:
    asking = asyncio.create_task(rig.ask(questions))
    await asyncio.sleep(0.5)
    for person in rig.people:
        rig.world.throttle(person.chat, seconds)
    await asking


async def _one_refusal(rig: Rig, questions: int, harm: Harm) -> None:
    rig.world.bad_days.order(harm, "getUpdates", times=1)
    await rig.ask(questions)


async def _killed(rig: Rig, questions: int, rounds: int) -> None:
    """The bot crashes at random moments while questions come, and a fifth of its calls fail."""
    rng = random.Random(5)
    rig.world.bad_days.order(Harm.ERROR_502_BEFORE, "sendMessage", every=5)
    asking = asyncio.create_task(rig.ask(questions, between=0.05))
    for _ in range(rounds):
        await asyncio.sleep(rng.uniform(0.05, 1.0))
        await rig.restart()
    await asking
    rig.world.bad_days.over()


async def _locked(rig: Rig, questions: int, seconds: float) -> None:
    asking = asyncio.create_task(rig.ask(questions))
    with contextlib.closing(sqlite3.connect(rig.state / FILE, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        await asyncio.sleep(seconds)
        other.execute("ROLLBACK")
    await asking


async def _locked_at_start(rig: Rig, questions: int, seconds: float) -> None:
    """The bot is killed, and another process holds the file while it starts again."""
    rig.world.bad_days.order(Harm.ERROR_502_BEFORE, "sendMessage")
    await rig.ask(questions, between=0.01)
    await asyncio.sleep(1.0)
    await rig.bot.kill()
    rig.world.bad_days.over()
    with contextlib.closing(sqlite3.connect(rig.state / FILE, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        starting = asyncio.create_task(rig.restart())
        await asyncio.sleep(seconds)
        other.execute("ROLLBACK")
    await starting


async def _full(rig: Rig, questions: int, seconds: float) -> None:
    """The bot's files may not grow, so that writes fail as on a full disk."""
    process = rig.bot.pid
    resource.prlimit(process, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    asking = asyncio.create_task(rig.ask(questions))
    await asyncio.sleep(seconds)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await asking


async def _deleted(rig: Rig, questions: int) -> None:
    await rig.ask(questions // 2)
    for file in rig.state.glob(f"{FILE}*"):
        file.unlink()
    await rig.ask(questions - questions // 2)
    await rig.wait_for_answers(30)
    await rig.restart()


async def _damaged(rig: Rig, questions: int, damage: Callable[[Path], None]) -> None:
    """The bot is killed, its file is damaged, and it is started again."""
    rig.world.bad_days.order(Harm.ERROR_502_BEFORE, "sendMessage")
    await rig.ask(questions, between=0.01)
    await asyncio.sleep(1.0)
    await rig.bot.kill()
    damage(rig.state / FILE)
    rig.world.bad_days.over()
    rig.bot = rig.another_bot()
    await rig.start()


def zero_a_page(file: Path) -> None:
    """Overwrite a page in the middle of a database with zeros, after writing back its log."""
    _checkpoint(file)
    with file.open("r+b") as opened:
        opened.seek(opened.seek(0, os.SEEK_END) // 4096 // 2 * 4096)
        opened.write(bytes(4096))


def flip_bytes(file: Path, flips: int = 64) -> None:
    """Change random bytes, but not in the first page."""
    _checkpoint(file)
    rng = random.Random(7)
    content = bytearray(file.read_bytes())
    for _ in range(flips):
        content[rng.randrange(4096, len(content))] ^= 0xFF
    file.write_bytes(content)


def _checkpoint(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


async def _poisoned(rig: Rig, questions: int) -> None:
    chat = {"id": 5, "type": "private", "first_name": "Eve"}
    good: dict[str, object] = {"message_id": 5, "date": 1, "chat": chat, "text": "secret words"}
    without_date = {name: value for name, value in good.items() if name != "date"}
    for body in (without_date, good | {"date": 10**18}, good | {"message_id": 2**70}):
        push_raw(rig.world, body)
        await rig.ask(questions // 3)
    await rig.ask(questions - questions // 3 * 3)


async def _stopped(rig: Rig, questions: int, starts: int) -> None:
    """Planned restarts while Telegram takes no message."""
    rig.world.bad_days.order(Harm.ERROR_502_BEFORE, "sendMessage")
    await rig.ask(questions, between=0.01)
    for _ in range(starts):
        await asyncio.sleep(0.5)
        await rig.bot.stop(60)
        rig.bot = rig.another_bot()
        await rig.start()
    rig.world.bad_days.over()


async def _second_bot(rig: Rig, questions: int) -> None:
    second = rig.another_bot()
    asking = asyncio.create_task(rig.ask(questions))
    await second.start()
    if await second.ended(60) == 0 or "another bot is using" not in second.stderr:
        raise AssertionError("a second bot was not refused")
    await asking


_NOT_OF_SENDING = (Harm.UNAUTHORIZED_BEFORE, Harm.NOT_FOUND_BEFORE, Harm.SILENT_AFTER)


def _each_harm() -> list[Scenario]:
    of_sending = [harm for harm in Harm if harm not in _NOT_OF_SENDING]
    return [
        Scenario(harm.value, "every fifth sendMessage", partial(_harmed, harm=harm)) for harm in of_sending
    ]


SCENARIOS = (
    Scenario("connections are refused", "the port is closed for 40 s", partial(_refused, seconds=40.0)),
    Scenario("a black hole", "nothing is answered for 30 s", partial(_silent, seconds=30.0)),
    Scenario(
        "idle connections are closed",
        "after 1 s idle, under the next request",
        partial(_idle_closed, seconds=1.0),
    ),
    Scenario(
        "idle connections are forgotten",
        "after 2 s idle whatever comes vanishes",
        partial(_forgotten, seconds=2.0),
    ),
    *_each_harm(),
    Scenario(
        Harm.SILENT_AFTER.value,
        "every twentieth sendMessage",
        partial(_harmed, harm=Harm.SILENT_AFTER, every=20),
    ),
    Scenario(
        "responses with updates are lost",
        "every fifth getUpdates",
        partial(_harmed, harm=Harm.CLOSED_AFTER, method="getUpdates"),
    ),
    Scenario("updates in disorder", "20 at a time, newest first, and the newest twice", _in_disorder),
    Scenario(
        "401 to single messages",
        "every fifth sendMessage",
        partial(_harmed, harm=Harm.UNAUTHORIZED_BEFORE),
    ),
    Scenario("429 in every chat", "retry_after 5", partial(_flooded, seconds=5.0)),
    Scenario(
        "429 in every chat, for long", "retry_after 301", partial(_flooded, seconds=301.0), seconds=400.0
    ),
    Scenario(
        "one 401 to getUpdates", "once, while polling", partial(_one_refusal, harm=Harm.UNAUTHORIZED_BEFORE)
    ),
    Scenario(
        "one 404 to getUpdates", "once, while polling", partial(_one_refusal, harm=Harm.NOT_FOUND_BEFORE)
    ),
    Scenario("kill -9 under load", "20 rounds at random, every fifth call 502", partial(_killed, rounds=20)),
    Scenario("three planned restarts", "SIGTERM while no message is taken", partial(_stopped, starts=3)),
    Scenario("the state is locked", "by another process, for 9 s", partial(_locked, seconds=9.0)),
    Scenario(
        "the state is locked when the bot starts",
        "by another process, for 9 s",
        partial(_locked_at_start, seconds=9.0),
    ),
    Scenario("the disk is full", "no file may grow for 5 s", partial(_full, seconds=5.0)),
    Scenario("the state is deleted", "while the bot runs; then kill -9", _deleted),
    Scenario("a page of the state is zeroed", "after kill -9", partial(_damaged, damage=zero_a_page)),
    Scenario("64 bytes of the state are flipped", "after kill -9", partial(_damaged, damage=flip_bytes)),
    Scenario("poisonous updates", "no date, a date beyond the calendar, an id beyond 64 bits", _poisoned),
    Scenario("a second bot on the same folder", "started while questions come", _second_bot),
)
