"""Turn outcomes into the titled plots of the page."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from evaluation import statistics
from evaluation.judging import Answerability, Outcome
from evaluation.metrics import Columns, columns, figures
from evaluation.statistics import Bools
from evaluation.web_page import charts
from retrieval.records import Grade

_HISTOGRAM_BINS = 25
_PARTS = (("answer, right", "right"), ("answer, wrong", "wrong"), ("partial", "partial"), ("none", "none"))
_UNJUDGED = ("answer, not judged", "unjudged")


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot with its title and a sentence on how to read it; ``svg`` is markup that needs no escaping."""

    title: str
    caption: str
    svg: str


def plots(outcomes: Sequence[Outcome]) -> Iterator[Plot]:
    """All plots for these outcomes."""
    asked = columns(outcomes)
    yield _reliability(asked)
    yield _grades(outcomes)
    yield _confidence(outcomes)
    yield _risk(asked)
    yield from _breakdown("By what is asked for", outcomes, lambda each: each.expected.replace("_", " "))
    yield from _breakdown("By language", outcomes, lambda each: each.language)


def _reliability(asked: Columns) -> Plot:
    """The reliability diagram, for the mixes that were asked; a point's area is its number of questions."""
    drawn = [
        (name, style, statistics.reliability(asked.confidence[among], asked.right[among]))
        for name, style, among in _mixes(asked)
    ]
    plot = charts.reliability_diagram(drawn) + charts.legend((name, style) for name, style, _ in drawn)
    return Plot(
        "Is confidence honest?", "On the dashed line, an answer given with .8 is right 8 times of 10.", plot
    )


def _mixes(asked: Columns) -> Iterator[tuple[str, str, Bools]]:
    if asked.own.any():
        near = "answerable and near-misses" if asked.near_miss.any() else "answerable"
        yield near, "near-miss" if asked.near_miss.any() else "answerable", asked.own
    if asked.with_off_topic.any():
        yield "answerable and off-topic", "off-topic", asked.with_off_topic


def _grades(outcomes: Sequence[Outcome]) -> Plot:
    groups = [(kind, [each for each in outcomes if each.answerability is kind]) for kind in Answerability]
    plot = charts.stacked_bars([_grade_bar(kind, group) for kind, group in groups if group])
    unjudged = any(not each.judged for each in outcomes)
    keys = charts.legend((*_PARTS, _UNJUDGED) if unjudged else _PARTS)
    return Plot("What was said?", "Grades, for each kind of question.", keys + plot)


def _grade_bar(kind: Answerability, outcomes: Sequence[Outcome]) -> charts.Bar:
    drawn = [_said(each) for each in outcomes]
    counts = [(name, style, drawn.count(style)) for name, style in (*_PARTS, _UNJUDGED)]
    parts = [charts.Part(name, style, count / len(outcomes), count) for name, style, count in counts if count]
    return charts.Bar(f"{kind}: {len(outcomes):,}", parts)


def _said(outcome: Outcome) -> str:
    """The part of the bar that a question belongs to."""
    if outcome.grade is not Grade.ANSWER:
        return outcome.grade
    if not outcome.judged:
        return "unjudged"
    return "right" if outcome.right else "wrong"


def _confidence(outcomes: Sequence[Outcome]) -> Plot:
    edges = np.linspace(0, 1, _HISTOGRAM_BINS + 1)
    groups = [
        (kind, [each.confidence for each in outcomes if each.answerability is kind]) for kind in Answerability
    ]
    present = [(kind, np.histogram(values, edges)[0].tolist()) for kind, values in groups if values]
    last = len(present) - 1
    drawn = (
        charts.histogram(kind, kind, counts, last=at == last) for at, (kind, counts) in enumerate(present)
    )
    return Plot("How sure was it?", "Questions by confidence; each row by its own scale.", "".join(drawn))


def _risk(asked: Columns) -> Plot:
    series = [
        charts.Series(name, style, _curve(asked, among))
        for name, style, among in _mixes(asked)
        if among.any()
    ]
    label = "Risk and coverage"
    plot = charts.curves(series, "share of questions answered", "share of those wrong", label)
    keys = charts.legend((each.name, each.style) for each in series)
    return Plot(
        "What would another threshold cost?", "The surest answers first, from left to right.", plot + keys
    )


def _curve(asked: Columns, among: Bools) -> list[tuple[float, float]]:
    """Risk over coverage, thinned to what a plot can show."""
    coverage, risk = statistics.risk_coverage(asked.confidence[among], asked.right[among])
    picked = np.unique(np.linspace(0, len(coverage) - 1, min(len(coverage), 200)).astype(int))
    return list(zip(coverage[picked].tolist(), risk[picked].tolist(), strict=True))


def _breakdown(title: str, outcomes: Sequence[Outcome], by: Callable[[Outcome], str]) -> Iterator[Plot]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for each in outcomes:
        if each.answers:
            groups[by(each) or "unknown"].append(each)
    if not groups:
        return
    rows = [_rate(label, groups[label]) for label in sorted(groups, key=lambda name: -len(groups[name]))]
    keys = charts.legend((("hit@1", "answerable"), ("its interval", "interval"), ("hit@3", "second")))
    yield Plot(title, "Share of answerable questions found.", keys + charts.rates(rows, title))


def _rate(label: str, outcomes: Sequence[Outcome]) -> charts.Rate:
    measured = figures(outcomes)
    first = measured["hit@1"]
    low, high = (first.interval.low, first.interval.high) if first.interval else (first.value, first.value)
    return charts.Rate(label, first.value, low, high, measured["hit@3"].value, first.count)
