"""Compare Quoth with the plain baseline on every question set in ``../shared``, as one Markdown document.

    python -m tools.benchmarks.quality                                  every set, to standard output
    python -m tools.benchmarks.quality --sets clapnq_a xquad_ru         some of them
    python -m tools.benchmarks.quality --markdown FILE --runs FOLDER    to files, each run saved as well

Both get the same questions about the same texts and are judged by the same rules; differences are paired,
with 95 % intervals and p-values by bootstrap.  In dialogues the baseline runs twice: with each question
alone, and with the earlier ones pasted in front.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from corpus.errors import CorpusError
from evaluation.comparison import Comparison, Difference, compare
from evaluation.errors import EvaluationError
from evaluation.gold import GoldQuestion, read_gold, read_off_topic, sample
from evaluation.metrics import Figure, figures
from evaluation.progress import on_stderr
from evaluation.report import change_spread, metric_label, shown, signed
from evaluation.run import Ask, Run, asker, judged_corpus, measure, save
from evaluation.sets import SHARED, QuestionSet, question_sets
from retrieval.indexing.opening import open_current
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot
from tools.benchmarks.plain import Plain, Thread, plain

_SUMMED_UP = (
    "hit@1",
    "hit@3",
    "document@1",
    "document@5",
    "follow_up_document@1",
    "off_topic_auroc",
    "abstention_auroc",
)
_LEFT_OUT = {"first_turn_hit@1", "verbatim"}
_NOTE = (
    "Paired differences with 95 % intervals and p by bootstrap. Pasted: in dialogues, with the earlier "
    "questions put in front of each. ↓: lower is better."
)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the systems compared: its name in the table, its run and figures."""

    name: str
    run: Run
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Match:
    """Quoth against one baseline on one set."""

    chosen: str
    plain: Side
    quoth: Side
    comparison: Comparison


def matches(chosen: QuestionSet, size: int | None, versions: Path) -> tuple[Match, ...]:
    """Ask the baseline (in dialogues, both ways) and Quoth the questions of one set."""
    gold = sample(read_gold(chosen.gold), size)
    off_topic = sample(read_off_topic(chosen.off_topic), size) if chosen.off_topic else ()
    with closing(open_current(CorpusStore(chosen.corpus, versions))) as snapshot:
        ours = _side("Quoth", chosen.name, asker(snapshot), gold, off_topic, snapshot)
        threads = list(Thread) if any(each.turn > 1 for each in gold) else [Thread.ALONE]
        others = [
            _side(_label(thread), chosen.name, _baseline(chosen, thread).ask, gold, off_topic, snapshot)
            for thread in threads
        ]
    return tuple(Match(chosen.name, other, ours, compare(other.run, ours.run)) for other in others)


def markdown(played: Sequence[Match]) -> str:
    """The report: a summary of all sets, then all figures of each set."""
    parts = ["# Quoth beside the plain baseline", "", _NOTE, *_summary(played)]
    for match in played:
        parts += ["", f"## {match.chosen}, against {match.plain.name}", "", *_details(match)]
    return "\n".join(parts) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; return 0 when done, 2 if a set, a corpus or an output file cannot be used."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.benchmarks.quality", description="Quoth beside the baseline."
    )
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder of the question sets")
    parser.add_argument("--sets", nargs="+", metavar="NAME", help="only these sets")
    parser.add_argument("--limit", type=int, metavar="N", help="about N questions of each set")
    parser.add_argument(
        "--markdown", type=Path, metavar="FILE", help="write the tables here, not to standard output"
    )
    parser.add_argument("--runs", type=Path, metavar="FOLDER", help="save every run here, for eval --compare")
    given = parser.parse_args(arguments)
    try:
        played = tuple(_play(given))
    except (EvaluationError, CorpusError) as error:
        print(error, file=sys.stderr)
        return 2
    document = markdown(played)
    if given.markdown:
        given.markdown.write_text(document, encoding="utf-8")
    else:
        print(document, end="")
    return 0


def _play(given: argparse.Namespace) -> Iterator[Match]:
    progress = Console(stderr=True, highlight=False)
    with tempfile.TemporaryDirectory(prefix="quoth-quality-") as versions:
        for chosen in _chosen(given.shared, given.sets):
            progress.print(chosen.name, markup=False)
            for match in matches(chosen, given.limit, Path(versions)):
                if given.runs:
                    _save(match, given.runs)
                yield match


def _chosen(shared: Path, names: Sequence[str] | None) -> tuple[QuestionSet, ...]:
    there = {each.name: each for each in question_sets(shared)}
    wanted = names or list(there)
    missing = [name for name in wanted if name not in there]
    if missing or not wanted:
        known = ", ".join(there) or "none"
        raise EvaluationError(
            f"no set {', '.join(missing)} in {shared} (there: {known}); see --shared and --sets"
        )
    return tuple(there[name] for name in wanted)


def _side(
    name: str,
    chosen: str,
    ask: Ask,
    gold: Sequence[GoldQuestion],
    off_topic: Sequence[GoldQuestion],
    snapshot: Snapshot,
) -> Side:
    outcomes = measure(gold, off_topic, ask, judged_corpus(snapshot), on_stderr)
    return Side(name, Run(chosen, snapshot.version, snapshot.sha256, outcomes), figures(outcomes))


def _baseline(chosen: QuestionSet, thread: Thread) -> Plain:
    return plain(chosen.corpus, chosen.language, thread)


def _label(thread: Thread) -> str:
    return "plain" if thread is Thread.ALONE else "plain, pasted"


def _save(match: Match, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for side in (match.plain, match.quoth):
        name = side.name.lower().replace(",", "").replace(" ", "-")
        save(side.run, folder / f"{match.chosen}.{name}.json")


def _summary(played: Sequence[Match]) -> Iterator[str]:
    yield ""
    yield "| set | baseline | figure | it | Quoth | difference | 95 % interval | p |"
    yield "|---|---|---|--:|--:|--:|--:|--:|"
    for match in played:
        for each in match.comparison.differences:
            if each.metric.name in _SUMMED_UP:
                yield f"| {match.chosen} | {match.plain.name} | {_row(each)} |"


def _details(match: Match) -> Iterator[str]:
    yield f"| figure | {match.plain.name} | Quoth | difference | 95 % interval | p |"
    yield "|---|--:|--:|--:|--:|--:|"
    for each in match.comparison.differences:
        if each.metric.name not in _LEFT_OUT:
            yield f"| {_row(each)} |"
    yield from _plain_rows(match)


def _row(each: Difference) -> str:
    cells = (
        metric_label(each.metric),
        shown(each.before),
        shown(each.after),
        signed(each.value),
        change_spread(each),
    )
    return " | ".join((*cells, shown(each.p)))


def _plain_rows(match: Match) -> Iterator[str]:
    """Rows for length and time, which have no interval; time has a ratio."""
    for name, unit in (("citation_chars_p50", ""), ("p50_ms", " ms"), ("p99_ms", " ms")):
        if name in match.plain.figures and name in match.quoth.figures:
            first, second = match.plain.figures[name].value, match.quoth.figures[name].value
            yield f"| {name} | {first:.1f}{unit} | {second:.1f}{unit} | × {second / first:.2f} | | |"


if __name__ == "__main__":
    sys.exit(main())
