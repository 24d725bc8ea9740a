"""The trial of several processes: the disruptions, and what becomes of the questions."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from tests.support.bot_api import ActKind, Harm
from tools.reliability.acts import forget, go_back, publish
from tools.reliability.counting import FaultOutcome
from tools.reliability.replicas import PEOPLE, SECONDS_OF_A_HANG, Replicas, running_replicas
from tools.reliability.unruly_proxy import SECONDS_LATE

SECONDS_BETWEEN_QUESTIONS = 0.03
SECONDS_TO_CATCH_UP = 300.0
IN_A_ROW = 3
"""Questions that a person asks at once, whose order can be mistaken."""

Disruption = Callable[[Replicas], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class SharedRun:
    """A number of questions, with disruptions spread evenly over them.

    With *by_webhook*, each person asks some questions at once, and an unruly proxy passes them on.  With
    *libraries*, half of the people ask all of them together and the others one each.
    """

    name: str
    how: str
    disruptions: tuple[tuple[Disruption, int], ...]
    questions: int = 300
    by_webhook: bool = False
    libraries: bool = False


def _at_length(part: str, kills: int) -> SharedRun:
    """One third of the long trial, which would take more than ten minutes at a stretch."""
    return SharedRun(
        f"all at length, {part} part",
        f"kill -9 {kills} times, SIGSTOP once, cut off five times, restarted once, published and taken back "
        "with two taps at once, /forget once",
        (
            (Replicas.kill_one, kills),
            (Replicas.hang_one, 1),
            (Replicas.cut_one, 5),
            (Replicas.restart_server, 1),
            (publish, 1),
            (go_back, 1),
            (forget, 1),
        ),
        questions=1000,
    )


RUNS = (
    SharedRun(
        "all together",
        "kill -9 six times, SIGSTOP once, cut off six times, restarted once, published twice, /forget twice",
        (
            (Replicas.kill_one, 6),
            (Replicas.hang_one, 1),
            (Replicas.cut_one, 6),
            (Replicas.restart_server, 1),
            (publish, 2),
            (forget, 2),
        ),
        questions=700,
    ),
    SharedRun("a process is killed", "kill -9, five times", ((Replicas.kill_one, 5),)),
    SharedRun(
        "a process hangs",
        f"SIGSTOP for {SECONDS_OF_A_HANG:.0f} s, twice",
        ((Replicas.hang_one, 2),),
    ),
    SharedRun("a process is cut off", "in a proxy before the database, ten times", ((Replicas.cut_one, 10),)),
    SharedRun("the database is restarted", "twice", ((Replicas.restart_server, 2),)),
    SharedRun(
        "failures one after the other",
        "kill -9 three times, cut off twelve times, restarted four times, published and taken back, /forget "
        "three times",
        (
            (Replicas.kill_one, 3),
            (Replicas.cut_one, 12),
            (Replicas.restart_server, 4),
            (publish, 1),
            (go_back, 1),
            (forget, 3),
        ),
        questions=240,
    ),
    SharedRun(
        "updates by webhook, in the wrong order and twice",
        f"up to {SECONDS_LATE} s late, to any of the processes, every tenth to two at once",
        (),
        questions=600,
        by_webhook=True,
    ),
    SharedRun(
        "updates by webhook, and a process is killed",
        "kill -9, five times",
        ((Replicas.kill_one, 5),),
        questions=600,
        by_webhook=True,
    ),
    SharedRun(
        "three libraries, and one of them is published",
        "kill -9 three times; one published four times and taken back twice, with two taps at once",
        ((Replicas.kill_one, 3), (publish, 4), (go_back, 2)),
        questions=900,
        libraries=True,
    ),
    _at_length("first", kills=7),
    _at_length("second", kills=7),
    _at_length("third", kills=6),
)


@dataclass(frozen=True, slots=True)
class SharedOutcome:
    """The outcome of the questions, and how often a process lost its claims.

    ``mixed`` counts answers from two editions, ``crossed`` those that cite a library that their chat does not
    use.  ``publications`` counts recorded publications out of those ``wanted``; ``traces`` counts rows that
    were left of people who sent /forget.
    """

    questions: FaultOutcome
    losses: int
    mixed: int = 0
    crossed: int = 0
    publications: int = 0
    wanted: int = 0
    traces: int = 0
    tracebacks: str = ""


async def share_work(
    run: SharedRun, people: int = PEOPLE, between: float = SECONDS_BETWEEN_QUESTIONS
) -> SharedOutcome:
    """Let people ask three processes while disruptions happen, and count the answers.

    Every twentieth response to getUpdates is lost, so that its updates are delivered again.
    """
    async with running_replicas(people, by_webhook=run.by_webhook, libraries=run.libraries) as made:
        made.rig.world.bad_days.order(Harm.CLOSED_AFTER, "getUpdates", every=20)
        happening = [
            asyncio.create_task(_spread_evenly(made, disruption, times, run.questions))
            for disruption, times in run.disruptions
        ]
        await made.rig.ask(run.questions, between, in_a_row=IN_A_ROW if run.by_webhook else 1)
        await asyncio.gather(*happening)
        made.rig.world.bad_days.over()
        await made.rig.wait_for_answers(SECONDS_TO_CATCH_UP)
        await asyncio.sleep(1.0)  # wait for duplicates
        return await _counted(made)


async def _counted(made: Replicas) -> SharedOutcome:
    written = [replica.process.stderr for replica in made.replicas]
    acts = made.rig.world.acts
    texts = [act.message.text for act in acts if act.kind is ActKind.SENT and act.message is not None]
    return SharedOutcome(
        made.rig.outcome(),
        made.losses,
        mixed_answers(texts),
        made.readers.crossed(acts),
        await made.count("SELECT count(*) FROM publications"),
        made.publications,
        made.traces,
        "\n".join(each for each in written if "Traceback" in each),
    )


def mixed_answers(texts: Iterable[str]) -> int:
    """How many texts cite more than one edition.

    >>> mixed_answers(["… 310,000 marks in edition 3. … of edition 3", "… edition 3 … edition 12 …"])
    1
    """
    return sum(len(set(re.findall(r"edition (\d+)", text))) > 1 for text in texts)


async def _spread_evenly(made: Replicas, disruption: Disruption, times: int, questions: int) -> None:
    """Cause a disruption a number of times, spread evenly over the questions."""
    for number in range(times):
        while made.rig.asked < (number + 0.5) * questions / times:
            await made.rig.world.changes.wait()
        await disruption(made)
