"""Draw a run as one self-contained HTML page: figures, plots, and the worst misses with their traces.

The page fetches nothing: the style sheet and the plots are inline, and its security policy forbids the rest.
So it can be mailed or kept with a build.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evaluation.comparison import Comparison
from evaluation.errors import SavedRunError
from evaluation.judging import Answerability, Outcome
from evaluation.metrics import Figure
from evaluation.report import (
    GROUPS,
    cell,
    change_spread,
    interval_text,
    kind_rows,
    length_and_time,
    metric_label,
    outcome_in_words,
    scope,
    shown,
    signed,
)
from evaluation.run import Run
from evaluation.web_page.plots import plots
from retrieval.records import Grade

WORST = 12
"""Misses of each kind that the page lists."""

_FOLDER = Path(__file__).parent
_TILES = (
    ("hit@1", "hit@1"),
    ("hit@3", "hit@3"),
    ("document@1", "document@1"),
    ("follow_up_document@1", "follow-ups, doc@1"),
    ("answer_precision", "answer precision"),
    ("answerable_answered", "answered"),
    ("off_topic_answered", "off-topic answered"),
    ("off_topic_auroc", "off-topic AUROC"),
    ("abstention_auroc", "near-miss AUROC"),
    ("brier", "Brier score"),
)
_FILTERS = {
    "share": shown,
    "signed": signed,
    "spread": interval_text,
    "change_spread": change_spread,
    "metric_name": metric_label,
    "cell": cell,
}


def write_page(run: Run, measured: Mapping[str, Figure], comparison: Comparison | None, path: Path) -> None:
    """Write the page; raises SavedRunError if *path* cannot be written."""
    try:
        path.write_text(page(run, measured, comparison), encoding="utf-8")
    except OSError as error:
        raise SavedRunError(f"{path}: {error.strerror}; choose another place for the page") from error


def page(run: Run, measured: Mapping[str, Figure], comparison: Comparison | None = None) -> str:
    """The page of a run, with a comparison to an earlier one if that is given."""
    return (
        _environment()
        .get_template("page.html")
        .render(
            run=run,
            scope=scope(run),
            medians=length_and_time(measured),
            style=(_FOLDER / "page.css").read_text(encoding="utf-8"),
            tiles=_TILES,
            figures=measured,
            plots=list(plots(run.outcomes)),
            comparison=comparison,
            misses=list(_misses(run.outcomes)),
            kinds=kind_rows(run),
            groups=[
                (title, known)
                for title, group in GROUPS
                if (known := [m for m in group if m.name in measured])
            ],
            trace=_details,
            worst=WORST,
        )
    )


def _environment() -> Environment:
    """A template environment that escapes all text and fails on unknown names."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters |= _FILTERS
    return environment


def _misses(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, list[Outcome]]]:
    """Each kind of failure with its questions, the worst first.

    Those with the highest confidence are the worst if the bot should have abstained, and those with the
    lowest if it should have answered.
    """
    sure = sorted(outcomes, key=lambda each: -each.confidence)
    wrong = [each for each in sure if each.grade is Grade.ANSWER and each.judged and not each.right]
    right = [each for each in reversed(sure) if each.right]
    found = {
        "Answered with the wrong sentence": _of_answerability(wrong, Answerability.ANSWERABLE),
        "Near-misses answered": _of_answerability(wrong, Answerability.NEAR_MISS),
        "Off-topic questions answered": _of_answerability(wrong, Answerability.OFF_TOPIC),
        "Found, and yet refused": [each for each in right if each.grade is Grade.NONE],
        "Found, but called partial": [each for each in right if each.grade is Grade.PARTIAL],
    }
    yield from ((title, group) for title, group in found.items() if group)


def _of_answerability(outcomes: Sequence[Outcome], answerability: Answerability) -> list[Outcome]:
    return [each for each in outcomes if each.answerability is answerability]


def _details(outcome: Outcome, before: Outcome | None = None) -> list[tuple[str, str]]:
    """The details of an outcome as (name, value); *before* is the outcome in an earlier run."""
    cited = outcome.cited
    return [
        ("understood as", outcome.understood_as or ""),
        ("cited", f"{cited.text} ({cited.document} ¶ {cited.passage})" if cited else ""),
        ("gold", " / ".join(dict.fromkeys(f"{each.text} ({each.document})" for each in outcome.answers))),
        ("missing", ", ".join(outcome.missing_terms)),
        ("asks for", outcome.expected.replace("_", " ")),
        ("kind", outcome.kind),
        (
            "result",
            outcome_in_words(outcome)
            if before is None
            else f"{outcome_in_words(outcome)}; before: {outcome_in_words(before)}",
        ),
        ("id", outcome.id),
    ]
