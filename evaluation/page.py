"""A run as one self-contained HTML page: figures, plots, and the worst misses with their traces.

Nothing is fetched: the style sheet and the plots are inline, so the page can be mailed or kept with a build.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

from evaluation.comparison import Change, Comparison, Difference
from evaluation.errors import SavedRunError
from evaluation.judging import Answerability, Outcome
from evaluation.metrics import Figure, Metric
from evaluation.plots import card, plots
from evaluation.report import (
    GROUPS,
    change_spread,
    length_and_time,
    named,
    said,
    scope,
    shown,
    signed,
    spread,
)
from evaluation.run import Run
from retrieval.records import Grade

WORST = 12
"""Misses of each kind that the page lists."""

_STYLE = Path(__file__).with_name("page.css")
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


def write_page(run: Run, measured: Mapping[str, Figure], comparison: Comparison | None, path: Path) -> None:
    """Write the page; raises SavedRunError where *path* cannot be written."""
    try:
        path.write_text(page(run, measured, comparison), encoding="utf-8")
    except OSError as error:
        raise SavedRunError(f"{path}: {error.strerror}; choose another place for the page") from error


def page(run: Run, measured: Mapping[str, Figure], comparison: Comparison | None = None) -> str:
    """The whole page of a run, and of how it compares to an earlier one where that is given."""
    title = escape(run.gold)
    sections = [
        f"<h1>{title}</h1>",
        f'<p class="soft">{escape(scope(run))}. {escape(length_and_time(measured))}. Intervals: 95 %, by'
        " bootstrap over questions, or whole conversations.</p>",
        _tiles(measured),
        f'<div class="cards">{"".join(plots(run.outcomes))}</div>',
        _differences(comparison) if comparison else "",
        _misses(run.outcomes),
        _all_figures(measured),
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE.read_text(encoding='utf-8')}</style></head>"
        f"<body><main>{''.join(sections)}</main></body></html>\n"
    )


def _tiles(measured: Mapping[str, Figure]) -> str:
    tiles = (_tile(measured[name], label) for name, label in _TILES if name in measured)
    return f'<div class="tiles">{"".join(tiles)}</div>'


def _tile(figure: Figure, label: str) -> str:
    value = f"<b>{shown(figure.value)}</b><span>{spread(figure)}</span>"
    return f'<div class="tile"><span>{label}</span>{value}</div>'


def _differences(comparison: Comparison) -> str:
    head = ("figure", "was", "is", "change", "95 % interval", "p")
    rows = "".join(_difference_row(each) for each in comparison.differences)
    changed = "".join(
        _changes(title, group)
        for title, group in (("Right only now", comparison.won), ("Right only before", comparison.lost))
    )
    method = f"Over {comparison.questions:,} questions that both runs asked; paired bootstrap."
    return card("Against the saved run", method, _table(head, rows) + changed)


def _difference_row(each: Difference) -> str:
    style = "worse" if each.dropped else "better" if each.improved else ""
    values = (shown(each.before), shown(each.after), signed(each.value), change_spread(each), shown(each.p))
    return f'<tr class="{style}">{_cells(named(each.metric), *values)}</tr>'


def _changes(title: str, changes: Sequence[Change]) -> str:
    listed = "".join(_trace(each.after, f"before: {said(each.before)}") for each in changes)
    return _folded(f"{title}: {len(changes):,}", listed) if changes else ""


def _misses(outcomes: Sequence[Outcome]) -> str:
    """Where it fails worst: surest first where it should have been silent, least sure first where not."""
    sure = sorted(outcomes, key=lambda each: -each.confidence)
    wrong = [each for each in sure if each.grade is Grade.ANSWER and each.judged and not each.right]
    right = [each for each in reversed(sure) if each.right]
    kinds = (
        (
            "Answered with the wrong sentence",
            [each for each in wrong if each.answerability is Answerability.ANSWERABLE],
        ),
        ("Near-misses answered", [each for each in wrong if each.answerability is Answerability.NEAR_MISS]),
        (
            "Off-topic questions answered",
            [each for each in wrong if each.answerability is Answerability.OFF_TOPIC],
        ),
        ("Found, and yet refused", [each for each in right if each.grade is Grade.NONE]),
        ("Found, but called partial", [each for each in right if each.grade is Grade.PARTIAL]),
    )
    listed = "".join(_worst(title, group) for title, group in kinds)
    return card("The worst misses", "Open one for its trace.", listed) if listed else ""


def _worst(title: str, outcomes: Sequence[Outcome]) -> str:
    if not outcomes:
        return ""
    more = f", the worst {WORST}" if len(outcomes) > WORST else ""
    return _folded(f"{title}: {len(outcomes):,}{more}", "".join(_trace(each) for each in outcomes[:WORST]))


def _folded(title: str, content: str) -> str:
    return f'<details class="group" open><summary>{title}</summary>{content}</details>'


def _trace(outcome: Outcome, more: str = "") -> str:
    lines = [
        ("understood as", outcome.understood_as),
        ("cited", outcome.cited and f"{outcome.cited.text} ({_place(outcome)})"),
        ("gold", " / ".join(dict.fromkeys(f"{each.text} ({each.document})" for each in outcome.answers))),
        ("missing", ", ".join(outcome.missing_terms)),
        ("asks for", outcome.expected.replace("_", " ")),
        ("said", f"{said(outcome)}{f'; {more}' if more else ''}"),
        ("id", outcome.id),
    ]
    listed = "".join(f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in lines if text)
    summary = f'<span class="pill">{shown(outcome.confidence)}</span><b>{escape(outcome.question)}</b>'
    return f'<details class="miss"><summary>{summary}</summary><dl>{listed}</dl></details>'


def _place(outcome: Outcome) -> str:
    cited = outcome.cited
    return f"{cited.document} ¶ {cited.passage}" if cited else ""


def _all_figures(measured: Mapping[str, Figure]) -> str:
    rows: list[str] = []
    for title, group in GROUPS:
        known = [metric for metric in group if metric.name in measured]
        if known:
            rows.append(f'<tr class="group"><th colspan="5">{title}</th></tr>')
            rows += [_figure_row(metric, measured[metric.name]) for metric in known]
    head = ("figure", "value", "95 % interval", "over", "meaning")
    return card("All figures", "↓: lower is better.", _table(head, "".join(rows)))


def _figure_row(metric: Metric, figure: Figure) -> str:
    cells = _cells(named(metric), shown(figure.value), spread(figure), f"{figure.count:,}")
    return f'<tr>{cells}<td class="words">{escape(metric.meaning)}</td></tr>'


def _cells(*texts: str) -> str:
    return "".join(f"<td>{escape(text)}</td>" for text in texts)


def _table(head: Iterable[str], rows: str) -> str:
    headings = "".join(f"<th>{name}</th>" for name in head)
    return f'<div class="scroll"><table><thead><tr>{headings}</tr></thead><tbody>{rows}</tbody></table></div>'
