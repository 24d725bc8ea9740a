"""The regression gate: compare the figures of each question set with a baseline, and fail if one drops.

The baseline has the fingerprints of its corpus and questions.  If those change, its figures mean nothing and
have to be measured again:

    python -m evaluation.gate            compare every set in ../shared with the baseline
    python -m evaluation.gate --sample   the same over a sample of each set, in seconds
    python -m evaluation.gate --write    measure every set, in full and sampled; store the baseline

``--only SET …`` limits any of these to some sets.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from corpus.errors import CorpusError
from evaluation.errors import BaselineError, EvaluationError
from evaluation.gold import fingerprint, read_gold, read_off_topic, sample
from evaluation.metrics import METRICS, Figure, figures, figures_as_json, figures_from_json
from evaluation.progress import on_stderr
from evaluation.run import asker, judged_corpus, measure
from evaluation.sets import SHARED, QuestionSet, question_sets
from retrieval.indexing.opening import open_current
from retrieval.store.corpus_store import CorpusStore

BASELINE = Path(__file__).with_name("figures.json")
SAMPLE = 60
"""Questions per set in a sample, and as many off-topic ones, so that all sets together take some seconds."""

_BETTER = {metric.name: metric.better for metric in METRICS}
_MEASURE_AGAIN = "measure again with: python -m evaluation.gate --write"


@dataclass(frozen=True, slots=True)
class Origin:
    """What figures were measured on: a set, how many of its questions (None: all), and digests of both."""

    name: str
    sample: int | None
    corpus_sha256: str
    questions_sha256: str

    def __str__(self) -> str:
        """The set and how much of it, for people."""
        return self.name if self.sample is None else f"{self.name} (sample of {self.sample})"


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures by name, and what they were measured on."""

    origin: Origin
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Drop:
    """A figure that is now worse than its interval in the baseline."""

    origin: Origin
    name: str
    baseline: Figure
    now: float

    def __str__(self) -> str:
        """One line: set, figure, what it was and what it is."""
        return f"{self.origin}: {self.name} was {_shown(self.baseline)} and is {self.now:.3f}"


def drops(baseline: Measured, now: Measured) -> tuple[Drop, ...]:
    """The figures that dropped below their interval in the baseline.

    Raises BaselineError if the two were not measured on the same corpus and questions.
    """
    if baseline.origin != now.origin:
        raise BaselineError(
            f"{now.origin}: the corpus or the questions have changed since the baseline; {_MEASURE_AGAIN}"
        )
    return tuple(
        Drop(now.origin, name, figure, now.figures[name].value)
        for name, figure in baseline.figures.items()
        if name in now.figures and _dropped(name, figure, now.figures[name].value)
    )


def measured(chosen: QuestionSet, size: int | None, versions: Path) -> Measured:
    """Quoth's figures on a set, or on about ``size`` of its questions; the corpus is built in *versions*."""
    gold = sample(read_gold(chosen.gold), size)
    off_topic = sample(read_off_topic(chosen.off_topic), size) if chosen.off_topic else ()
    snapshot = open_current(CorpusStore(chosen.corpus, versions))
    try:
        outcomes = measure(gold, off_topic, asker(snapshot), judged_corpus(snapshot), on_stderr)
        origin = Origin(chosen.name, size, snapshot.sha256, _questions_sha256(chosen))
    finally:
        snapshot.close()
    return Measured(origin, figures(outcomes))


def read_baseline(path: Path) -> tuple[Measured, ...]:
    """The figures of the baseline; none if there is no file yet."""
    if not path.exists():
        return ()
    try:
        return tuple(_from_json(row) for row in json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BaselineError(f"{path}: cannot be read ({error!r}); {_MEASURE_AGAIN}") from error


def write_baseline(baseline: Sequence[Measured], path: Path) -> None:
    """Store a baseline, one figure per line, so that a changed figure is one changed line in a diff."""
    path.write_text(json.dumps([_as_json(each) for each in baseline], indent=1) + "\n", encoding="utf-8")


def check(
    baseline: Sequence[Measured], sets: Sequence[QuestionSet], size: int | None, versions: Path
) -> tuple[Drop, ...]:
    """Measure every set that has a baseline of this sample size, and compare."""
    by_name = {each.origin.name: each for each in baseline if each.origin.sample == size}
    pairs = ((by_name[each.name], measured(each, size, versions)) for each in sets if each.name in by_name)
    return tuple(drop for before, now in pairs for drop in drops(before, now))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0 if nothing dropped, 1 if something did, 2 if that cannot be determined."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.gate", description="Fail if a figure drops.")
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder of the question sets")
    parser.add_argument("--kept", type=Path, default=BASELINE, help="file of the baseline")
    parser.add_argument("--sample", action="store_true", help=f"ask about {SAMPLE} questions of each set")
    parser.add_argument("--write", action="store_true", help="measure, and store the figures as the baseline")
    parser.add_argument("--only", nargs="+", metavar="SET", help="measure these sets and leave the others")
    given = parser.parse_args(arguments)
    console = Console(soft_wrap=True, highlight=False)
    try:
        with tempfile.TemporaryDirectory(prefix="quoth-gate-") as versions:
            return _gate(given, Path(versions), console)
    except (EvaluationError, CorpusError) as error:
        Console(stderr=True, soft_wrap=True, highlight=False).print(str(error), markup=False)
        return 2


def _gate(given: argparse.Namespace, versions: Path, console: Console) -> int:
    sets = _chosen(question_sets(given.shared), given)
    baseline = read_baseline(given.kept)
    if given.write:
        new = [measured(each, size, versions) for each in sets for size in (SAMPLE, None)]
        write_baseline(merged(baseline if given.only else (), new), given.kept)
        console.print(f"Stored the figures of {len(sets)} sets in {given.kept.name}.")
        return 0
    if not baseline:
        raise BaselineError(f"there is no baseline yet; {_MEASURE_AGAIN}")
    dropped = check(baseline, sets, SAMPLE if given.sample else None, versions)
    for drop in dropped:
        console.print(str(drop), markup=False)
    console.print(f"{len(dropped)} figures dropped." if dropped else "No figure dropped.")
    return 1 if dropped else 0


def merged(baseline: Sequence[Measured], new: Sequence[Measured]) -> tuple[Measured, ...]:
    """The baseline, with new figures in place of those of the same set and sample."""
    by_set = {(each.origin.name, each.origin.sample): each for each in (*baseline, *new)}
    return tuple(by_set.values())


def _chosen(sets: Sequence[QuestionSet], given: argparse.Namespace) -> tuple[QuestionSet, ...]:
    """The available sets, or those of them that --only names."""
    if not sets:
        raise EvaluationError(f"no question sets in {given.shared}; name their folder with --shared")
    unknown = set(given.only or ()) - {each.name for each in sets}
    if unknown:
        names = ", ".join(each.name for each in sets)
        raise EvaluationError(f"no set {', '.join(sorted(unknown))} in {given.shared}; there are: {names}")
    return tuple(each for each in sets if given.only is None or each.name in given.only)


def _questions_sha256(chosen: QuestionSet) -> str:
    return fingerprint(*(path for path in (chosen.gold, chosen.off_topic) if path is not None))


def _dropped(name: str, baseline: Figure, now: float) -> bool:
    if baseline.interval is None or name not in _BETTER:
        return False
    return now < baseline.interval.low if _BETTER[name] > 0 else now > baseline.interval.high


def _shown(figure: Figure) -> str:
    if figure.interval is None:
        return f"{figure.value:.3f}"
    return f"{figure.value:.3f} [{figure.interval.low:.3f}, {figure.interval.high:.3f}]"


def _as_json(baseline: Measured) -> dict[str, Any]:
    return asdict(baseline.origin) | {"figures": figures_as_json(baseline.figures)}


def _from_json(row: dict[str, Any]) -> Measured:
    head = {name: value for name, value in row.items() if name != "figures"}
    return Measured(Origin(**head), figures_from_json(row["figures"]))


if __name__ == "__main__":
    sys.exit(main())
