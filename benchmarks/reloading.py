"""A hundred questions a second while the corpus is reloaded again and again: what each of them waits.

    python -m benchmarks.reloading [RELOADS]

In one process, as the bot runs: the questions first with nothing else to do, then during the reloads of an
article that changes each time.  Every answer is held against the one version that it was taken from.
"""

import asyncio
import shutil
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from bot.library import Library
from config.settings import ROOT

RATE = 100
"""Questions a second."""
WARMING_SECONDS = 2
"""Of questions before any is measured: the first ones load tables, which would make idle look worse."""
IDLE_SECONDS = 10
QUESTIONS = (
    "Who will Putin meet?",
    "What is on the agenda?",
    "When does the visit begin?",
    "Who is Hu Jintao?",
)


class Load:
    """Asks at a steady rate, whatever the answers take, and notes the milliseconds of each."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._asking: set[asyncio.Task[None]] = set()
        self.waited: list[float] = []
        self.errors: list[str] = []

    async def ask_until(self, over: asyncio.Event) -> None:
        """Ask RATE questions a second until *over* is set, and wait for the last answer."""
        began = time.perf_counter()
        number = 0
        while not over.is_set():
            due = began + number / RATE
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            task = asyncio.create_task(self._ask(QUESTIONS[number % len(QUESTIONS)], due))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)
            number += 1
        await asyncio.gather(*self._asking)

    async def _ask(self, question: str, due: float) -> None:
        try:
            with self._library.snapshot() as snapshot:
                answer = await self._library.ask(question, snapshot, ())
                for each in (*answer.citations, *answer.others):
                    if snapshot.text(each.document, each.passage, each.start, each.end) != each.text:
                        self.errors.append(f"{question}: not of version {snapshot.version}")
        except Exception as error:
            self.errors.append(repr(error))
        self.waited.append(1000 * (time.perf_counter() - due))

    def __str__(self) -> str:
        half, most = np.percentile(self.waited, [50, 99])
        return (
            f"{len(self.waited):,} questions, p50 {half:.1f} ms, p99 {most:.1f} ms, "
            f"slowest {max(self.waited):.1f} ms, {len(self.errors)} errors"
        )


async def measure(source: Path, versions: Path, reloads: int) -> tuple[Load, Load, int]:
    """The load with nothing else to do, the load during the reloads, and how many versions answered."""
    library = Library(source, versions, keep=3)
    warming, idle, busy = Load(library), Load(library), Load(library)
    for load, seconds in ((warming, WARMING_SECONDS), (idle, IDLE_SECONDS)):
        over = asyncio.Event()
        asyncio.get_running_loop().call_later(seconds, over.set)
        await load.ask_until(over)
    over = asyncio.Event()
    asking = asyncio.create_task(busy.ask_until(over))
    changed = set()
    for number in range(reloads):
        (source / "note.txt").write_text(
            f"Note {number} was added to the report at the last minute.", encoding="utf-8"
        )
        changed.add((await library.reload()).after)
    over.set()
    await asking
    library.close()
    return idle, busy, len(changed)


def main(reloads: int = 20) -> None:
    """Measure over the article that comes with Quoth, and print both."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(shutil.copytree(ROOT / "corpus" / "articles", Path(folder, "articles")))
        idle, busy, versions = asyncio.run(measure(source, Path(folder, "versions"), reloads))
    print(f"idle:            {idle}")
    print(f"{reloads} reloads:      {busy}, {versions} versions")
    for error in (*idle.errors, *busy.errors)[:5]:
        print(error)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
