"""Compare many small libraries in one process with one corpus of all their passages: memory, time, quality.

``python -m tools.benchmarks.libraries`` divides the passages among the libraries in order.  Each question
goes to the library that it was made from, to all together, and to the one large corpus.  Each side runs in
its own process, so that its memory can be measured.  Times are processor times, which other load hardly
changes.
"""

import argparse
import gc
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from retrieval.indexing.versions import build
from retrieval.intents.responding import respond
from retrieval.overviews.starters import with_starters
from retrieval.records import Answer
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.joint_snapshot import JointSnapshot
from retrieval.store.snapshot import Snapshot
from tools.benchmarks.scaling.memory import megabytes_of_this_process
from tools.benchmarks.scaling.recombining import ScaleQuestion, questions, read_passages, write_corpus

PASSAGES = Path("../shared/scale/passages-100k.jsonl.xz")
WARMING = 20
"""Questions that are asked first and not counted."""

Ask = Callable[[ScaleQuestion, int], Answer]
"""Asks a question of the library with a number."""


@dataclass(frozen=True, slots=True)
class ComparedRun:
    """What a way of asking costs: megabytes when open and after the questions, milliseconds; share right."""

    name: str
    opened: float
    after: float
    median: float
    slowest: float
    right: float


def main(words: Sequence[str] | None = None) -> int:
    """Build what is missing, measure each side in its own process, and print the figures."""
    given = _arguments().parse_args(words)
    if given.side:
        print(json.dumps(asdict(measure(given.side, given))))
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        given.folder = given.folder or Path(temporary)
        _build(given)
        for side in ("large", "one", "all"):
            print(_measured_apart(side, given), flush=True)
    return 0


def measure(side: str, given: argparse.Namespace) -> ComparedRun:
    """Open what a side needs and ask its questions."""
    before = megabytes_of_this_process()
    with ExitStack() as stack:
        ask = _large(given, stack) if side == "large" else _many(side, given, stack)
        gc.collect()
        opened = megabytes_of_this_process() - before
        asked = list(_questions(given))
        for question, library in asked[:WARMING]:
            ask(question, library)
        times, right = [], 0
        for question, library in asked[WARMING:]:
            begun = time.process_time()
            found = ask(question, library)
            times.append(1000 * (time.process_time() - begun))
            right += any(question.sentence in each.text for each in (*found.citations, *found.others))
        after = megabytes_of_this_process() - before
    slowest = sorted(times)[int(0.95 * len(times))]
    return ComparedRun(side, opened, after, statistics.median(times), slowest, right / len(times))


def _large(given: argparse.Namespace, stack: ExitStack) -> Ask:
    snapshot = stack.enter_context(closing(with_starters(_store(given, _large_name(given)).open_published())))
    return lambda question, library: respond(question.text, snapshot)


def _many(side: str, given: argparse.Namespace, stack: ExitStack) -> Ask:
    opened: list[Snapshot] = [
        stack.enter_context(closing(with_starters(_store(given, name).open_published())))
        for name in _names(given)
    ]
    for snapshot in opened:
        snapshot.share_memory(given.libraries)
    if side == "one":
        return lambda question, library: respond(question.text, opened[library])
    joint = JointSnapshot(dict(zip(_names(given), opened, strict=True)))
    return lambda question, library: respond(question.text, joint)


def _questions(given: argparse.Namespace) -> Iterator[tuple[ScaleQuestion, int]]:
    """Questions made from the libraries in turn, each with the number of its library."""
    rows = list(islice(read_passages(given.passages), given.libraries * given.each))
    for number in range(given.questions + WARMING):
        library = number % given.libraries
        own = rows[library * given.each : (library + 1) * given.each]
        yield questions(own, number // given.libraries + 1)[-1], library


def _build(given: argparse.Namespace) -> None:
    rows = read_passages(given.passages)
    for name in _names(given):
        _build_one(given, name, list(islice(rows, given.each)))
    _build_one(
        given, _large_name(given), list(islice(read_passages(given.passages), given.libraries * given.each))
    )


def _build_one(given: argparse.Namespace, name: str, rows: list[dict[str, str]]) -> None:
    store = _store(given, name)
    if store.pointer() is None:
        write_corpus(rows, store.source)
        build(store)


def _store(given: argparse.Namespace, name: str) -> CorpusStore:
    return CorpusStore(given.folder / f"{name}.jsonl", given.folder / "versions")


def _large_name(given: argparse.Namespace) -> str:
    return f"large{given.libraries * given.each}"


def _names(given: argparse.Namespace) -> list[str]:
    return [f"library{number}" for number in range(given.libraries)]


def _measured_apart(side: str, given: argparse.Namespace) -> str:
    flags = {name: str(value) for name, value in vars(given).items() if name != "side"}
    words = [word for name, value in flags.items() for word in (f"--{name}", value)]
    done = subprocess.run(
        [sys.executable, "-m", "tools.benchmarks.libraries", "--side", side, *words],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout.strip()


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=Path, default=PASSAGES, help="JSON lines, perhaps in xz")
    parser.add_argument("--libraries", type=int, default=100, help="how many libraries")
    parser.add_argument("--each", type=int, default=1000, help="passages of each")
    parser.add_argument("--questions", type=int, default=200, help="questions asked of each side")
    parser.add_argument("--folder", type=Path, help="where what is built is kept for the next run")
    parser.add_argument("--side", default="", help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
