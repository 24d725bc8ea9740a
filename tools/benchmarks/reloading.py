"""Ask a hundred questions a second while the corpus is being reloaded, and measure how long each waits.

    python -m tools.benchmarks.reloading [RELOADS]

Everything runs in one process, as in the bot: questions without other work and questions during a reload
alternate, and the article changes each time.  Every answer is compared with the version that it came from.
"""

import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Coroutine
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from bot.live_corpus import LiveCorpus
from bot.monitoring.latency import keep_pauses_short, warm_up
from config.settings import ROOT
from retrieval.store.corpus_store import CorpusStore

T = TypeVar("T")

RATE = 100
"""Questions a second."""
WARMING_SECONDS = 2
IDLE_SECONDS = 1
"""Before each reload, so that both are measured under the same load by others."""
QUESTIONS = (
    "Who will Putin meet?",
    "What is on the agenda?",
    "When does the visit begin?",
    "Who is Hu Jintao?",
)


class Load:
    """Asks at a steady rate, however long answers take, and notes the milliseconds of each."""

    def __init__(self, live_corpus: LiveCorpus) -> None:
        self._live_corpus = live_corpus
        self._asking: set[asyncio.Task[None]] = set()
        self.waited: list[float] = []
        self.errors: list[str] = []

    async def ask_while(self, work: Coroutine[Any, Any, T]) -> T:
        """Ask RATE questions a second until *work* is done; returns its result once the last is answered."""
        doing = asyncio.create_task(work)
        began = time.perf_counter()
        number = 0
        while not doing.done():
            due = began + number / RATE
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            task = asyncio.create_task(self._ask(QUESTIONS[number % len(QUESTIONS)], due))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)
            number += 1
        await asyncio.gather(*self._asking)
        return await doing

    async def _ask(self, question: str, due: float) -> None:
        try:
            with self._live_corpus.snapshot() as snapshot:
                answer = await self._live_corpus.ask(question, snapshot, ())
                for each in (*answer.citations, *answer.others):
                    if snapshot.text(each.document, each.passage, each.start, each.end) != each.text:
                        self.errors.append(f"{question}: not of version {snapshot.version}")
        except Exception as error:
            self.errors.append(repr(error))
        self.waited.append(1000 * (time.perf_counter() - due))

    def __str__(self) -> str:
        half, p99 = np.percentile(self.waited, [50, 99])
        return (
            f"{len(self.waited):,} questions, p50 {half:.1f} ms, p99 {p99:.1f} ms, "
            f"slowest {max(self.waited):.1f} ms, {len(self.errors)} errors"
        )


async def measure(source: Path, versions: Path, reloads: int) -> tuple[Load, Load, int]:
    """The load without reloads, the load during reloads, and how many versions answered."""
    live_corpus = LiveCorpus(CorpusStore(source, versions), keep=3)
    with live_corpus.snapshot() as snapshot:
        warm_up(snapshot)
    keep_pauses_short()
    warming, idle, busy = Load(live_corpus), Load(live_corpus), Load(live_corpus)
    await warming.ask_while(asyncio.sleep(WARMING_SECONDS))
    changed = set()
    for number in range(reloads):
        await idle.ask_while(asyncio.sleep(IDLE_SECONDS))
        (source / "note.txt").write_text(
            f"Note {number} was added to the report at the last minute.", encoding="utf-8"
        )
        changed.add(await busy.ask_while(reload(live_corpus)))
    live_corpus.close()
    return idle, busy, len(changed)


async def reload(live_corpus: LiveCorpus) -> str:
    """Reload, and publish even if gold questions would be answered differently; returns the version."""
    proposal = await live_corpus.propose()
    accept = partial(live_corpus.manager.accept, proposal, by="benchmark", confirmed=True)
    await live_corpus.put_in_use(proposal.version, accept)
    return proposal.version


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
