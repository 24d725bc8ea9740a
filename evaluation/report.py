"""Tables for the terminal: a run, and a comparison of two runs."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from evaluation.comparison import Change, Comparison, Difference
from evaluation.judging import Outcome, Pool
from evaluation.kinds import KindCounts, counts_by_kind
from evaluation.metrics import ABSTENTION, FINDING, FOLLOW_UPS, FORM, HIGHER, OFF_TOPIC, Figure, Metric
from evaluation.run import Run

GROUPS: tuple[tuple[str, tuple[Metric, ...]], ...] = (
    ("Finding the sentence", FINDING),
    ("Answering follow-ups", FOLLOW_UPS),
    ("Knowing when to abstain", ABSTENTION),
    ("Asked about something else", OFF_TOPIC),
    ("Form", FORM),
)
"""The figures in reading order: headings with their metrics."""

KINDS_LEGEND = "right: the first sentence is right; wrong: answered, and it is not"
KEPT_BACK_LEGEND = "Kept back: answerable, not graded `answer`; where the right sentence was then."

SHOWN_CHANGES = 20
"""How many changed questions of each kind the terminal lists; saved runs have them all."""


def run_report(run: Run, measured: Mapping[str, Figure]) -> RenderableType:
    """What was asked, every figure with its interval, and length and time."""
    return Group(
        Text(f"{run.gold}: {scope(run)}", style="bold"),
        _figures_table(measured),
        *_kinds(run),
        Text(length_and_time(measured)),
        Text("↓ lower is better; intervals by bootstrap over questions, or whole conversations", style="dim"),
    )


def scope(run: Run) -> str:
    """How many questions were asked, and of which corpus."""
    counts = {pool: sum(each.pool is pool for each in run.outcomes) for pool in Pool}
    strange = f" and {counts[Pool.OFF_TOPIC]:,} off-topic ones" if counts[Pool.OFF_TOPIC] else ""
    return f"{counts[Pool.GOLD]:,} questions{strange}, corpus {run.corpus_version} ({run.corpus_sha256[:12]})"


def length_and_time(measured: Mapping[str, Figure]) -> str:
    """One line of medians: how long a citation is, how long an answer takes."""
    names = {"citation_chars_p50": "a citation {:.0f} characters", "p50_ms": "an answer {:.1f} ms"}
    parts = [text.format(measured[name].value) for name, text in names.items() if name in measured]
    line = f"Median: {', '.join(parts)}" if parts else ""
    return f"{line}; 99 % within {measured['p99_ms'].value:.1f} ms" if "p99_ms" in measured else line


def comparison_report(comparison: Comparison) -> RenderableType:
    """Both runs' figures side by side with the difference and its significance, and what changed."""
    texts = "the same texts" if comparison.same_corpus else "different texts: differences may be the corpus's"
    parts: list[RenderableType] = [
        Text(f"Compared over {comparison.questions:,} questions; {texts}", style="bold"),
        _differences_table(comparison.differences),
        Text("Interval and p by paired bootstrap over questions, or whole conversations.", style="dim"),
    ]
    parts += [
        part
        for title, changes in (
            ("Right only now", comparison.won),
            ("Right only before", comparison.lost),
            ("Otherwise changed", comparison.other),
        )
        for part in _changes(title, changes)
    ]
    return Group(*parts)


def shown(value: float) -> str:
    """A share to three digits as papers write it: ".731", "1.000", "–.012"; "–" if it is not a number."""
    if math.isnan(value):
        return "–"
    return f"{value:.3f}".replace("0.", ".", 1).replace("-", "–")


def signed(value: float) -> str:
    """A difference to three digits with its sign: "+.012", "–.003", "±.000"."""
    if math.isnan(value):
        return "–"
    sign = "±" if abs(value) < 0.0005 else "+" if value > 0 else "–"
    return sign + shown(abs(value))


def _figures_table(measured: Mapping[str, Figure]) -> Table:
    table = _table("figure", "value", "95 % interval", "over")
    for title, group in GROUPS:
        known = [(metric, measured[metric.name]) for metric in group if metric.name in measured]
        if known:
            table.add_section()
            table.add_row(Text(title, style="bold"))
        for metric, figure in known:
            table.add_row(
                metric_label(metric), shown(figure.value), interval_text(figure), f"{figure.count:,}"
            )
    return table


def kind_rows(run: Run) -> list[tuple[str, dict[str, float | None]]]:
    """A row of named cells for each kind of question, and one for all of them."""
    return [
        (kind, _answered_cells(counts) | _kept_back_cells(counts))
        for kind, counts in _kinds_and_all(run).items()
    ]


def _kinds_and_all(run: Run) -> dict[str, KindCounts]:
    """The counts of each kind and their sum; nothing if no question names its kind."""
    kinds = counts_by_kind(run.outcomes)
    return {**kinds, "all": sum(kinds.values(), KindCounts())} if kinds else {}


def _kinds(run: Run) -> Iterator[RenderableType]:
    """Two tables with a row for each kind of question, narrow enough for a terminal."""
    rows = _kinds_and_all(run)
    if not rows:
        return
    yield _kinds_table({kind: _answered_cells(counts) for kind, counts in rows.items()})
    yield Text(KINDS_LEGEND, style="dim")
    yield _kinds_table({kind: _kept_back_cells(counts) for kind, counts in rows.items() if counts.kept_back})
    yield Text(KEPT_BACK_LEGEND, style="dim")


def _kinds_table(rows: Mapping[str, Mapping[str, float | None]]) -> Table:
    headings = next(iter(rows.values()), {})
    table = _table("kind", *headings)
    for kind, cells in rows.items():
        table.add_row(kind, *map(cell, cells.values()))
    return table


def _answered_cells(counts: KindCounts) -> dict[str, float | None]:
    return {
        "n": counts.n,
        "answerable": counts.answerable,
        "answered": counts.answered,
        "right": counts.right_first,
        "hit@1": counts.hit_at_1,
        "wrong": counts.wrong,
        "precision": counts.precision,
    }


def _kept_back_cells(counts: KindCounts) -> dict[str, float | None]:
    return {
        "kept back": counts.kept_back,
        "first": counts.first,
        "shown": counts.shown,
        "more": counts.more,
        "absent": counts.absent,
        "silent": counts.silent,
    }


def cell(value: float | None) -> str:
    """A count as it is, a share to three digits, "–" where there is none."""
    if value is None:
        return "–"
    return shown(value) if isinstance(value, float) else f"{int(value):,}"


def _differences_table(differences: Sequence[Difference]) -> Table:
    table = _table("figure", "was", "is", "change", "95 % interval", "p")
    for each in differences:
        spread = f"{signed(each.interval.low)} … {signed(each.interval.high)}"
        style = "red" if each.dropped else "green" if each.improved else ""
        row = (
            each.metric.name,
            shown(each.before),
            shown(each.after),
            signed(each.value),
            spread,
            shown(each.p),
        )
        table.add_row(*row, style=style)
    return table


def _changes(title: str, changes: Sequence[Change]) -> Iterator[RenderableType]:
    if not changes:
        return
    yield Text(f"\n{title}: {len(changes):,}", style="bold")
    for change in changes[:SHOWN_CHANGES]:
        yield Text(f"  {change.after.id}  {change.after.question}")
        yield Text(f"    {outcome_in_words(change.before)}  →  {outcome_in_words(change.after)}", style="dim")
    if len(changes) > SHOWN_CHANGES:
        yield Text(f"  … and {len(changes) - SHOWN_CHANGES:,} more", style="dim")


def metric_label(metric: Metric) -> str:
    """A metric's name, with an arrow if lower is better."""
    return metric.name if metric.better == HIGHER else f"{metric.name} ↓"


def interval_text(figure: Figure) -> str:
    """A figure's interval: ".715 … .747", "" if it has none."""
    if figure.interval is None:
        return ""
    return f"{shown(figure.interval.low)} … {shown(figure.interval.high)}"


def change_spread(difference: Difference) -> str:
    """A difference's interval: "–.003 … +.012"."""
    return f"{signed(difference.interval.low)} … {signed(difference.interval.high)}"


def outcome_in_words(outcome: Outcome) -> str:
    """An outcome in a few words: "answer .81, gold at rank 2"."""
    text = f"{outcome.grade} {shown(outcome.confidence)}"
    if not outcome.answers:
        return text
    return f"{text}, gold at rank {outcome.hit_rank}" if outcome.hit_rank else f"{text}, gold not found"


def _table(*headings: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, collapse_padding=True)
    for heading in headings:
        justify: Literal["left", "right"] = "left" if heading in ("figure", "kind") else "right"
        table.add_column(heading, justify=justify, no_wrap=True)
    return table
