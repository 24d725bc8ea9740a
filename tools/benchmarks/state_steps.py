"""``python -m tools.benchmarks.state_steps``: what the steps of a question cost in a file and on a server.

The two alternate step by step, so that other load affects both alike.  The server is started by this program
on this machine, and writes to its disk durably: fsync is on.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.messages.chats import Conversation
from bot.messages.permalinks import Archived
from bot.state import State, StoredAnswer
from bot.state.outbox import AnswerSent, Draft, Letter, SendRequest
from retrieval.records import Answer, Citation, Grade
from tests.support.postgresql import WHY_NOT, empty_database, postgres_server, programs

QUESTIONS = 300
WARM_UP = 20
CITATION = Citation(
    "ferry", "The Ferry", 2, 10, 57, "Captain Ilsa Brandt steered it across on Wednesday.", 1.5
)


class Asking:
    """Stores one question after the other as a handler does, and measures each step."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.seconds: dict[str, list[float]] = {}

    async def ask(self, number: int) -> None:
        """Do the steps of a question."""
        state, chat = self._state, 100 + number % 40
        here, digest = Conversation(chat, 0, chat), number.to_bytes(16, "big")
        answer = Answer("Who steered the ferry?", Grade.ANSWER, 0.9, (CITATION,), ())
        stored = StoredAnswer(f"{number:x}", here, 0, float(number), "0a1b2c3d4e5f", answer)
        request, cited = SendRequest({"text": CITATION.text}), (_archived(number),)
        draft = Draft(chat, request, 2e9, chat, AnswerSent(stored.id), stored, cited=cited)
        await self._step("receive", lambda: state.updates.receive(number, digest, "{}" * 500, chat, "en"))
        await self._step("language", lambda: state.people.language(chat))
        await self._step("history", lambda: state.answers.history(here, 0.0, 3))
        await self._step("complete", lambda: state.updates.complete(number, digest, [draft]))
        letter = await self._step("next letter", lambda: state.outgoing.next(chat))
        await self._step("delivered", lambda: self._deliver(letter, number))

    async def _deliver(self, letter: object, number: int) -> None:
        assert isinstance(letter, Letter)
        await self._state.outgoing.mark_delivered(letter, number)

    async def _step(self, name: str, step: Callable[[], Awaitable[object]]) -> object:
        began = time.perf_counter()
        result = await step()
        self.seconds.setdefault(name, []).append(time.perf_counter() - began)
        return result


def _archived(number: int) -> Archived:
    return Archived("ferry", "The Ferry", "2004-06-02", 2, 10, 57, number, CITATION.text)


async def measure(folder: Path, url: str, questions: int) -> tuple[Asking, Asking]:
    """The steps of so many questions in a file and on a server, in turn."""
    file, server = State(folder, alone=True), State(None, url=url)
    both = Asking(file), Asking(server)
    for number in range(WARM_UP + questions):
        if number == WARM_UP:
            for asking in both:
                asking.seconds.clear()
        for asking in both:
            await asking.ask(number)
    for state in (file, server):
        await state.close()
    return both


def table(file: Asking, server: Asking) -> str:
    """A line for each step, and one for all of them."""
    lines = ["| step | file, ms | server, ms | times |", "|---|---:|---:|---:|"]
    medians = {
        name: (statistics.median(seconds) * 1000, statistics.median(server.seconds[name]) * 1000)
        for name, seconds in file.seconds.items()
    }
    in_all = (sum(one for one, _ in medians.values()), sum(other for _, other in medians.values()))
    for name, (one, other) in [*medians.items(), ("in all", in_all)]:
        lines.append(f"| {name} | {one:.2f} | {other:.2f} | {other / one:.1f} |")
    return "\n".join(lines)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tools.benchmarks.state_steps", description=__doc__)
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    given = parser.parse_args()
    if programs() is None:
        sys.exit(WHY_NOT)
    with (
        tempfile.TemporaryDirectory() as folder,
        postgres_server("fsync=on", "full_page_writes=on") as server,
    ):
        print(table(*asyncio.run(measure(Path(folder), empty_database(server.url), given.questions))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
