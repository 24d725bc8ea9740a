from typing import Any

from tools.benchmarks.scaling.report import lines, markdown, wrong
from tools.benchmarks.scaling.steps import FROM_TEXT, QUOTH, SEARCH

BUILT = {"build_s": 3.0, "build_processor_s": 3.0, "build_mb": 100.0, "disk_mb": 1.0}
ASKED = {
    "open_s": 0.01, "serve_mb": 90.0, "p50_ms": 4.0, "p99_ms": 9.0, "processor_p50_ms": 3.5,
    "processor_p99_ms": 8.0, "per_second": 200.0, "right": 0.99, "asked": 500, "empty": 0,
}  # fmt: skip


def result(**quoth: Any) -> dict[str, Any]:
    rows = [
        {"engine": QUOTH, "size": 1000, **BUILT, **ASKED, **quoth},
        *(
            {"engine": name, "size": 1000, **BUILT, "build_s": 0.5 + threads}
            for name, threads in FROM_TEXT.items()
        ),
        {"engine": "tantivy", "size": 1000, **BUILT, **ASKED},
        {"engine": SEARCH, "size": 1000, **ASKED},
    ]
    machine = {"processor": "a machine", "cores": 2, "system": "Linux", "python": "3.11", "load": 0.1}
    return {
        "machine": machine, "sizes": [1000], "rows": rows, "lag": {"max_ms": 12.5},
        "throughput": {"ratio": 1.8},
    }  # fmt: skip


def test_each_limit_is_shown_beside_the_result() -> None:
    said = markdown(result(p99_ms=61.0))

    assert "| whole answer, median ms | ≤ 15 | 4 | yes |" in said
    assert "| whole answer, p99 ms | ≤ 60 | 61 | no |" in said
    assert "| build, times tantivy, from text | ≤ 3 | 6 | no |" in said
    assert "| build, times tantivy, from text, one thread | ≤ 3 | 2 | yes |" in said
    assert "| event loop late, ms at most | ≤ 10 | 12.5 | no |" in said
    assert "| two processes, times one's throughput | ≥ 1.6 | 1.80 | yes |" in said


def test_engines_that_find_nothing_or_the_wrong_passages_are_named() -> None:
    assert wrong(result()) == []
    assert wrong(result(right=0.5)) == [f"{QUOTH} at 1,000: 0 empty, 50% right"]
    assert wrong(result(empty=2)) == [f"{QUOTH} at 1,000: 2 empty, 99% right"]


def test_the_plot_has_every_engine_that_was_asked() -> None:
    assert list(lines(result())) == [QUOTH, SEARCH, "tantivy"]


def test_the_report_shows_whole_program_figures_if_they_were_measured() -> None:
    batch = {"asked": 500, "answered": 480, "first_s": 0.5, "per_second": 120.0}
    telegram = {"pool": 8, "at_once": 100, "per_second": 160.0, "bot_ms": 5.5, "server_ms": 0.2}

    said = markdown({**result(), "batch": batch, "telegram": telegram})

    assert "480 of 500 questions get sentences" in said
    assert "The bot handles 160 questions a second" in said
    assert "The whole program" not in markdown(result())
