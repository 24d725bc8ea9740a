"""Ask a hundred questions a second while a corpus is being reloaded, and measure how long each waits.

    python -m tools.benchmarks.reloading [RELOADS] [--libraries N]

Everything runs in one process, as in the bot: questions without other work and questions during a reload
alternate, equally long, and the article changes each time.  Every answer is compared with the version that it
came from.  With several libraries, the first is reloaded, and questions go to each of them and to all
together in turn.  The interval of the ratio is estimated by bootstrap: reloads, each with the time before it,
are drawn again and again (Efron).
"""

import argparse
import asyncio
import shutil
import tempfile
import time
from collections.abc import Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from bot.libraries.joint_corpus import JointCorpus
from bot.live_corpus import LiveCorpus
from bot.monitoring.latency import keep_pauses_short, warm_up
from bot.turns import AnsweringThreads
from config.settings import ROOT
from retrieval.store.corpus_store import CorpusStore

T = TypeVar("T")

RATE = 100
"""Questions a second."""
TOGETHER = "all together"
WARMING_SECONDS = 2
FIRST_IDLE_SECONDS = 1.0
"""Before the first reload; before each other one it is as long as the last reload took."""
RESAMPLES = 1000
SEED = 20021129
QUESTIONS = (
    "Who will Putin meet?",
    "What is on the agenda?",
    "When does the visit begin?",
    "Who is Hu Jintao?",
)


class Load:
    """Asks corpora in turn at a steady rate, however long answers take, and records how long each took."""

    def __init__(self, corpora: Mapping[str, LiveCorpus]) -> None:
        self._corpora = dict(corpora)
        self._asking: set[asyncio.Task[None]] = set()
        self.waited: dict[str, list[float]] = {name: [] for name in corpora}
        self.errors: list[str] = []

    async def ask_while(self, work: Coroutine[Any, Any, T]) -> T:
        """Ask RATE questions a second until *work* is done; return its result once the last is answered."""
        doing = asyncio.create_task(work)
        began = time.perf_counter()
        names = cycle(self._corpora)
        number = 0
        while not doing.done():
            due = began + number / RATE
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            question = QUESTIONS[number // len(self._corpora) % len(QUESTIONS)]
            task = asyncio.create_task(self._ask(next(names), question, due))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)
            number += 1
        await asyncio.gather(*self._asking)
        return await doing

    async def _ask(self, name: str, question: str, due: float) -> None:
        corpus = self._corpora[name]
        try:
            with corpus.snapshot() as snapshot:
                answer = await corpus.ask(question, snapshot, ())
                for each in (*answer.citations, *answer.others):
                    if snapshot.text(each.document, each.passage, each.start, each.end) != each.text:
                        self.errors.append(f"{question}: not of version {snapshot.version}")
        except Exception as error:
            self.errors.append(repr(error))
        self.waited[name].append(1000 * (time.perf_counter() - due))


@dataclass(frozen=True, slots=True)
class Alternation:
    """The load without other work, and the load during the reload after it."""

    idle: Load
    busy: Load


def lines(loads: Sequence[Load]) -> Iterator[str]:
    """A line about each corpus, and one about the errors."""
    for name in loads[0].waited:
        waited = _waited(loads, [name])
        half, p99 = np.percentile(waited, [50, 99])
        yield (
            f"  {name:14}{len(waited):6,} questions, p50 {half:.1f} ms, p99 {p99:.1f} ms, "
            f"slowest {max(waited):.1f} ms"
        )
    yield f"  {sum(len(each.errors) for each in loads)} errors or mixed answers"


def slowdown(alternations: Sequence[Alternation], names: Sequence[str]) -> float:
    """The ratio of the 99th percentile of waits during reloads to that without, for questions to *names*."""
    busy = _waited([each.busy for each in alternations], names)
    idle = _waited([each.idle for each in alternations], names)
    return float(np.percentile(busy, 99) / np.percentile(idle, 99))


def range_of_slowdown(alternations: Sequence[Alternation], names: Sequence[str]) -> tuple[float, float]:
    """The middle 90 % of the slowdowns in bootstrap samples of the alternations."""
    drawn = np.random.default_rng(SEED).integers(len(alternations), size=(RESAMPLES, len(alternations)))
    found = [slowdown([alternations[at] for at in row], names) for row in drawn]
    low, high = np.percentile(found, [5, 95])
    return float(low), float(high)


def _waited(loads: Iterable[Load], names: Sequence[str]) -> list[float]:
    return [milliseconds for each in loads for name in names for milliseconds in each.waited[name]]


@contextmanager
def opened(sources: Mapping[str, Path], versions: Path) -> Iterator[dict[str, LiveCorpus]]:
    """The running corpora, which share the threads that answer, and all together if there are several."""
    threads = AnsweringThreads()
    with ExitStack() as stack:
        stack.callback(threads.close)
        corpora = {
            name: stack.enter_context(
                closing(
                    LiveCorpus(CorpusStore(path, versions), keep=3, threads=threads, libraries=len(sources))
                )
            )
            for name, path in sources.items()
        }
        yield corpora if len(corpora) == 1 else {**corpora, TOGETHER: JointCorpus(corpora)}


async def measure(corpora: Mapping[str, LiveCorpus], reloads: int) -> tuple[list[Alternation], int]:
    """The loads with and without a reload of the first corpus, and how many versions answered."""
    first = next(iter(corpora.values()))
    with first.snapshot() as snapshot:
        warm_up(snapshot)
    keep_pauses_short()
    await Load(corpora).ask_while(asyncio.sleep(WARMING_SECONDS))
    alternations, changed, seconds = [], set(), FIRST_IDLE_SECONDS
    for number in range(reloads):
        idle, busy = Load(corpora), Load(corpora)
        await idle.ask_while(asyncio.sleep(seconds))
        (first.store.source / "note.txt").write_text(
            f"Note {number} was added to the report at the last minute.", encoding="utf-8"
        )
        begun = time.perf_counter()
        changed.add(await busy.ask_while(reload(first)))
        seconds = time.perf_counter() - begun
        alternations.append(Alternation(idle, busy))
    return alternations, len(changed)


async def reload(live_corpus: LiveCorpus) -> str:
    """Reload, and publish even if gold questions would be answered differently; return the version."""
    proposal = await live_corpus.propose()
    accept = partial(live_corpus.manager.accept, proposal, by="benchmark", confirmed=True)
    await live_corpus.put_in_use(proposal.version, accept)
    return proposal.version


def main(words: Sequence[str] | None = None) -> None:
    """Measure over copies of the article that comes with Quoth, and print both loads."""
    given = _arguments().parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        sources = {
            f"library {number}": Path(
                shutil.copytree(ROOT / "corpus" / "articles", Path(folder, f"articles{number}"))
            )
            for number in range(1, given.libraries + 1)
        }
        with opened(sources, Path(folder, "versions")) as corpora:
            alternations, versions = asyncio.run(measure(corpora, given.reloads))
    idle, busy = [each.idle for each in alternations], [each.busy for each in alternations]
    print("without other work", *lines(idle), sep="\n")
    print(f"{given.reloads} reloads of library 1, {versions} versions", *lines(busy), sep="\n")
    if others := [name for name in corpora if name not in ("library 1", TOGETHER)]:
        low, high = range_of_slowdown(alternations, others)
        ratio = slowdown(alternations, others)
        print(
            f"99th percentile of the other libraries: {ratio:.2f} times that without a reload "
            f"(9 in 10 samples of these reloads: {low:.2f} to {high:.2f})"
        )
    for error in [error for each in (*idle, *busy) for error in each.errors][:5]:
        print(error)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("reloads", type=int, nargs="?", default=20, help="how often to reload")
    parser.add_argument("--libraries", type=int, default=1, help="how many libraries there are")
    return parser


if __name__ == "__main__":
    main()
