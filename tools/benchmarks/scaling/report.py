"""The figures of `tools.benchmarks.scale` as tables, beside the limits that Quoth has to keep."""

from collections.abc import Iterator, Sequence
from typing import Any

from tools.benchmarks.scaling.latency_plot import Points
from tools.benchmarks.scaling.steps import FROM_TEXT, QUOTH, SEARCH

Result = dict[str, Any]

# The least share of questions whose sentence is found.  At a million passages it may be in one of the ten
# passages but not among the ten sentences that an answer shows.
_RIGHT = 0.8
_COLUMNS = (
    ("build_s", "build s"), ("build_mb", "build MB"), ("disk_mb", "disk MB"), ("open_s", "open s"),
    ("serve_mb", "serve MB"), ("p50_ms", "p50 ms"), ("p99_ms", "p99 ms"), ("per_second", "questions/s"),
    ("right", "right"), ("asked", "asked"),
)  # fmt: skip


def markdown(result: Result) -> str:
    """The report: the machine, a table for each size, and the limits with the figures reached."""
    machine = result["machine"]
    parts = [
        "# At scale",
        "",
        f"Measured on {machine['processor']}, {machine['cores']} cores, {machine['system']}, "
        f"Python {machine['python']}, at a load of {machine['load']} by others.",
    ]
    for size in result["sizes"]:
        parts += ["", f"## {size:,} passages", "", *_table(result, size)]
    if "batch" in result:
        parts += ["", "## The whole program", "", *_whole_program(result)]
    parts += ["", "## Limits", "", "| what | limit | reached | kept |", "|---|--:|--:|---|"]
    parts += [
        f"| {name} | {limit} | {reached} | {_yes(kept)} |" for name, limit, reached, kept in _limits(result)
    ]
    return "\n".join(parts) + "\n"


def lines(result: Result) -> dict[str, Points]:
    """Median latency against size, for the plot."""
    names = [QUOTH, SEARCH, *dict.fromkeys(row["engine"] for row in result["rows"])]
    return {
        name: [(row["size"], row["p50_ms"]) for row in result["rows"] if row["engine"] == name]
        for name in dict.fromkeys(names)
        if name not in FROM_TEXT
    }


def wrong(result: Result) -> list[str]:
    """The engines that found nothing, or too rarely the passage that a question was made from."""
    return [
        f"{row['engine']} at {row['size']:,}: {row['empty']} empty, {row['right']:.0%} right"
        for row in result["rows"]
        if "right" in row and (row["empty"] or row["right"] < _RIGHT)
    ]


def _table(result: Result, size: int) -> Iterator[str]:
    yield f"| engine | {' | '.join(title for _, title in _COLUMNS)} | p50 to tantivy |"
    yield f"|---|{'--:|' * (len(_COLUMNS) + 1)}"
    bare = _row(result, "tantivy", size)["p50_ms"]
    for row in (row for row in result["rows"] if row["size"] == size):
        ratio = f"× {row['p50_ms'] / bare:.2f}" if "p50_ms" in row else ""
        yield f"| {row['engine']} | {' | '.join(_shown(row.get(name)) for name, _ in _COLUMNS)} | {ratio} |"


def _whole_program(result: Result) -> Iterator[str]:
    """The whole program with the largest corpus, on the command line and in Telegram."""
    batch, telegram = result["batch"], result["telegram"]
    size = result["sizes"][-1]
    yield (
        f"`ask --batch` over {size:,} passages gives its first answer {_shown(batch['first_s'])} s after "
        f"its start, and {_shown(batch['per_second'])} a second from there; {batch['answered']} of "
        f"{batch['asked']} questions get sentences."
    )
    yield (
        f"The bot handles {_shown(telegram['per_second'])} questions a second over loopback, "
        f"{telegram['at_once']} at a time, with {telegram['pool']} connections: "
        f"{_shown(telegram['bot_ms'])} ms of processor each."
    )


def _limits(result: Result) -> Iterator[tuple[str, str, str, bool]]:
    """Each limit with the figure reached at the largest size, and whether it is kept."""
    yield from _answer_limits(result)
    yield from _build_limits(result)
    yield _at_most("event loop late, ms at most", 10, result["lag"]["max_ms"])
    ratio = result["throughput"]["ratio"]
    yield "two processes, times one's throughput", "≥ 1.6", f"{ratio:.2f}", ratio >= 1.6
    if "hidden" in result:
        yield _at_most("hit@1, fall when hidden among others", 0.05, result["hidden"]["fall"])


def _answer_limits(result: Result) -> Iterator[tuple[str, str, str, bool]]:
    size, smallest = result["sizes"][-1], result["sizes"][0]
    quoth, search = _row(result, QUOTH, size), _row(result, SEARCH, size)
    step = search["p50_ms"] / _row(result, "tantivy", size)["p50_ms"]
    at_first = _row(result, QUOTH, smallest)
    yield from (
        _at_most("whole answer, median ms", 15, quoth["p50_ms"]),
        _at_most("whole answer, median ms of processor", 15, quoth["processor_p50_ms"]),
        _at_most("whole answer, p99 ms", 60, quoth["p99_ms"]),
        _at_most("whole answer, p99 ms of processor", 60, quoth["processor_p99_ms"]),
        _at_most("search, times bare tantivy", 1.5, step),
        _at_most(f"median, growth from {smallest:,} passages", 4, quoth["p50_ms"] / at_first["p50_ms"]),
        _at_most(
            f"median of processor, growth from {smallest:,} passages",
            4,
            quoth["processor_p50_ms"] / at_first["processor_p50_ms"],
        ),
    )


def _build_limits(result: Result) -> Iterator[tuple[str, str, str, bool]]:
    size = result["sizes"][-1]
    quoth = _row(result, QUOTH, size)
    yield from (
        _at_most("open, s", 1, quoth["open_s"]),
        _at_most("serve, MB", 400, quoth["serve_mb"]),
        _at_most("build, MB", 800, quoth["build_mb"]),
        *(
            _at_most(f"build, times {name}{of}", 3, quoth[seconds] / _row(result, name, size)[seconds])
            for name in FROM_TEXT
            for seconds, of in (("build_s", ""), ("build_processor_s", ", of processor"))
        ),
    )


def _at_most(name: str, limit: float, reached: float) -> tuple[str, str, str, bool]:
    return name, f"≤ {limit:g}", _shown(reached), reached <= limit


def _row(result: Result, engine: str, size: int) -> Result:
    rows: Sequence[Result] = result["rows"]
    return next(row for row in rows if (row["engine"], row["size"]) == (engine, size))


def _shown(value: float | None) -> str:
    """A number with three significant digits.

    >>> _shown(0.01234), _shown(1234.5), _shown(None)
    ('0.0123', '1,234', '')
    """
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _yes(kept: bool) -> str:
    return "yes" if kept else "no"
