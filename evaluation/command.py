"""``python run_bot.py eval``: ask the gold questions, show the figures, compare, save, draw."""

import argparse
from contextlib import closing
from pathlib import Path
from typing import Protocol

from rich.console import Console

from evaluation.comparison import Comparison, compare
from evaluation.errors import EvaluationError, GoldError, SavedRunError
from evaluation.gold import GoldQuestion, read_gold, read_off_topic, sample
from evaluation.judging import JudgedCorpus
from evaluation.metrics import figures
from evaluation.progress import on_stderr
from evaluation.report import comparison_report, run_report
from evaluation.run import Run, asker, judged_corpus, load, measure, save
from evaluation.web_page.page import write_page
from retrieval.index.choosing import EngineChoice
from retrieval.indexing.opening import open_present
from retrieval.store.configured_store import StoreSettings, store_of
from retrieval.store.snapshot import Snapshot

DONE, DROPPED, UNUSABLE = 0, 1, 2
"""Exit codes: measured; a figure dropped and --fail-on-drop was given; nothing could be measured."""


class EvaluationSettings(StoreSettings, Protocol):
    """The settings for an evaluation: the corpus to ask, and where its versions are built."""

    @property
    def state_dir(self) -> Path:
        """The folder that versions are built in."""

    @property
    def engine(self) -> EngineChoice:
        """The search engine."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `eval`; the corpus is a setting."""
    parser.add_argument(
        "gold", type=Path, metavar="GOLD.jsonl", help="gold questions, one JSON object per line"
    )
    parser.add_argument(
        "--off-topic",
        type=Path,
        metavar="FILE",
        help="also ask these questions, which are off topic for the corpus",
    )
    parser.add_argument(
        "--limit", type=_count, metavar="N", help="ask about N questions, spread over the file"
    )
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="save the run, to compare later runs with it"
    )
    parser.add_argument("--compare", type=Path, metavar="FILE", help="a saved run to compare this one with")
    parser.add_argument(
        "--fail-on-drop", action="store_true", help="exit with 1 if a figure drops beyond chance"
    )
    parser.add_argument("--html", type=Path, metavar="FILE", help="draw the run as one self-contained page")


def run(given: argparse.Namespace, settings: EvaluationSettings) -> int:
    """Measure and report; return the exit code.

    Unusable input is reported in one line on standard error.  Raises CorpusError if there is nothing to ask.
    """
    try:
        return _run(given, settings)
    except EvaluationError as error:
        Console(stderr=True, soft_wrap=True, highlight=False).print(f"quoth: {error}", markup=False)
        return UNUSABLE


def _run(given: argparse.Namespace, settings: EvaluationSettings) -> int:
    if given.fail_on_drop and given.compare is None:
        raise EvaluationError("--fail-on-drop needs a saved run to compare with: add --compare FILE")
    # Read and check all input first, because asking the questions may take minutes.
    for file in filter(None, (given.json, given.html)):
        _require_folder(file)
    gold = sample(read_gold(given.gold), given.limit)
    off_topic = sample(read_off_topic(given.off_topic), given.limit) if given.off_topic else ()
    before = load(given.compare) if given.compare else None
    with closing(
        open_present(
            store_of(settings, settings.state_dir / "versions"),
            engine=settings.engine,
        )
    ) as snapshot:
        made = _measured("/".join(given.gold.parts[-2:]), gold, off_topic, snapshot)
    comparison = compare(before, made) if before else None
    _report(given, made, comparison, Console(highlight=False))
    return DROPPED if given.fail_on_drop and comparison and comparison.dropped else DONE


def _require_folder(file: Path) -> None:
    """Raise SavedRunError if there is no folder for *file*."""
    if not file.parent.is_dir():
        raise SavedRunError(f"{file}: there is no folder {file.parent}; choose another path")


def _measured(
    name: str, gold: tuple[GoldQuestion, ...], off_topic: tuple[GoldQuestion, ...], snapshot: Snapshot
) -> Run:
    known = judged_corpus(snapshot)
    _require_same_corpus(name, gold, known)
    outcomes = measure(gold, off_topic, asker(snapshot), known, on_stderr)
    return Run(name, snapshot.version, snapshot.sha256, outcomes)


def _require_same_corpus(name: str, gold: tuple[GoldQuestion, ...], known: JudgedCorpus) -> None:
    """Raise GoldError if the gold questions name documents and the corpus has none of them."""
    named = {document for question in gold for document in question.documents}
    if named and not named & known.texts.keys():
        example = sorted(named)[0]
        raise GoldError(
            f"{name}: the corpus has none of its documents (such as {example!r}); "
            "name the right corpus with --corpus"
        )


def _report(given: argparse.Namespace, made: Run, comparison: Comparison | None, console: Console) -> None:
    measured = figures(made.outcomes)
    console.print(run_report(made, measured))
    if comparison:
        console.print(comparison_report(comparison))
    if given.json:
        save(made, given.json)
    if given.html:
        write_page(made, measured, comparison, given.html)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number of questions; give 1 or more")
    return int(text)
