"""Compare the processor time of answers with that of another checkout, such as an earlier commit.

    git worktree add --detach ../earlier COMMIT
    python -m tools.benchmarks.answer_time ../earlier --corpus PATH --questions GOLD.jsonl

Both checkouts run ``ask --batch`` over the same corpus and get the same questions, one at a time and in turn,
so that a change of the machine's speed affects both.  Measured is the processor time of the process between a
question and its answer, which other load hardly changes.  Warm-up questions are not counted.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice, pairwise
from pathlib import Path
from typing import IO, Any, cast

HERE = Path(__file__).parents[2]
WARMING = 40
"""Questions that are asked first: they load tables and fill caches."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Timed:
    """The answers of one checkout, and the processor time that each took, in milliseconds."""

    answers: tuple[Json, ...]
    milliseconds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """A running ``ask --batch``."""

    process: subprocess.Popen[bytes]

    def answer(self, question: str) -> Json:
        """The answer to a question.

        Raises EOFError if the process has ended.
        """
        source, sink = cast("IO[bytes]", self.process.stdin), cast("IO[bytes]", self.process.stdout)
        source.write(json.dumps({"id": 1, "question": question}).encode() + b"\n")
        source.flush()
        line = sink.readline()
        if not line:
            raise EOFError(f"{self.process.args!r} ended before it answered {question!r}")
        answer: Json = json.loads(line)
        return answer

    def processor_seconds(self) -> float:
        """The processor time of the process until it last waited, by Linux's clock for that process."""
        return time.clock_gettime(~self.process.pid << 3 | 2)


@contextmanager
def batch(checkout: Path, corpus: Path, state: Path, settings: Sequence[str] = ()) -> Iterator[Batch]:
    """``ask --batch`` of a checkout over a corpus, with more *settings* (NAME=VALUE)."""
    places = {"QUOTH_CORPUS": str(corpus.absolute()), "QUOTH_STATE_DIR": str(state.absolute())}
    with subprocess.Popen(
        [sys.executable, "run_bot.py", "ask", "--batch"],
        cwd=checkout,
        env=os.environ | places | dict(each.split("=", 1) for each in settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        yield Batch(process)
        process.communicate()


def timed(batches: Sequence[Batch], questions: Sequence[str], warming: int = WARMING) -> list[Timed]:
    """Ask each of the *batches* each question in turn, and time all but the first *warming* ones.

    The time of a question is read just before the next one, when the process waits and its clock is exact.
    """
    asked = [
        [(each.processor_seconds(), each.answer(question)) for each in batches]
        for question in (*questions, questions[0])
    ][warming:]
    return [_timed(each) for each in zip(*asked, strict=True)]


def _timed(asked: Sequence[tuple[float, Json]]) -> Timed:
    """Answers and their times, from the clock readings before their questions; the last answer has no time.

    >>> _timed([(1.0, {"id": 1}), (1.5, {"id": 2}), (2.5, {"id": 1})])
    Timed(answers=({'id': 1}, {'id': 2}), milliseconds=(500.0, 1000.0))
    """
    answers = tuple(answer for _, answer in asked[:-1])
    return Timed(answers, tuple(1000 * (after - before) for (before, _), (after, _) in pairwise(asked)))


def figures(here: Timed, other: Timed) -> Json:
    """Milliseconds of both, their ratios, and how many answers are the same.

    >>> one = Timed(({"grade": "none", "elapsed_ms": 1.0},) * 3, (1.0, 2.0, 3.0))
    >>> two = Timed(({"grade": "none", "elapsed_ms": 2.0},) * 3, (2.0, 2.0, 4.0))
    >>> found = figures(one, two)
    >>> found["here_ms"]["p50"], found["ratio_of_sums"], found["ratio_of_pairs"], found["same_answers"]
    (2.0, 0.75, 0.75, 3)
    """
    pairs = list(zip(here.milliseconds, other.milliseconds, strict=True))
    answers = zip(here.answers, other.answers, strict=True)
    return {
        "questions": len(pairs),
        "here_ms": _spread(here.milliseconds),
        "other_ms": _spread(other.milliseconds),
        "ratio_of_sums": round(sum(here.milliseconds) / sum(other.milliseconds), 3),
        "ratio_of_pairs": round(statistics.median(one / two for one, two in pairs), 3),
        "same_answers": sum(_untimed(one) == _untimed(two) for one, two in answers),
    }


def _spread(milliseconds: Sequence[float]) -> dict[str, float]:
    ordered = sorted(milliseconds)
    last = len(ordered) - 1
    return {
        "mean": round(statistics.fmean(ordered), 3),
        "p50": round(statistics.median(ordered), 3),
        "p95": round(ordered[round(0.95 * last)], 3),
        "most": round(ordered[last], 3),
    }


def _untimed(answer: Json) -> Json:
    """An answer without what differs from run to run and from version to version."""
    return {name: value for name, value in answer.items() if name not in {"elapsed_ms", "corpus"}}


def read_questions(paths: Sequence[Path], count: int) -> list[str]:
    """*count* questions from gold files, spread evenly over them; repeated if there are fewer."""
    lines = (line for path in paths for line in path.read_text(encoding="utf-8").splitlines())
    questions = [json.loads(line)["question"] for line in lines]
    return list(islice(cycle(questions[:: max(1, len(questions) // count)]), count))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0 when done."""
    given = _parser().parse_args(arguments)
    questions = read_questions(given.questions, given.count + WARMING)
    with tempfile.TemporaryDirectory(prefix="quoth-answer-time-") as temporary:
        state = given.state or Path(temporary)
        with (
            batch(HERE, given.corpus, state / "here", given.settings) as here,
            batch(given.other, given.corpus, state / "other", given.other_settings) as other,
        ):
            found = figures(*timed([here, other], questions))
    print(json.dumps(found, indent=2))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.benchmarks.answer_time", description=__doc__)
    parser.add_argument("other", type=Path, help="the other checkout")
    parser.add_argument("--corpus", type=Path, required=True, help="a file or folder that both answer from")
    parser.add_argument(
        "--questions", type=Path, nargs="+", required=True, help="gold files: JSON lines with `question`"
    )
    parser.add_argument("--count", type=int, default=300, help="the most questions to count")
    parser.add_argument("--state", type=Path, help="where to keep the built versions (a temporary folder)")
    parser.add_argument(
        "--settings",
        nargs="+",
        default=["QUOTH_MEANING=off"],
        metavar="NAME=VALUE",
        help="settings of this checkout (by default without meaning, which earlier commits lack)",
    )
    parser.add_argument(
        "--other-settings", nargs="+", default=[], metavar="NAME=VALUE", help="settings of the other checkout"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
