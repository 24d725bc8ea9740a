"""Compare Quoth with bare engines at up to a million passages: building, opening, asking, memory.

    python -m tools.benchmarks.scale                              all sizes, half an hour
    python -m tools.benchmarks.scale --sizes 1000 10000           a look
    python -m tools.benchmarks.scale --passages FILE.jsonl        over any JSON lines with _id, title and text
    python -m tools.benchmarks.scale --json FILE --markdown FILE --plot FILE.svg

Every step runs in a process of its own, one after the other, so that its memory and time are measured
separately.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tools.benchmarks.scaling import report, steps
from tools.benchmarks.scaling.latency_plot import latency_plot

_ROOT = Path(__file__).resolve().parents[2]
_SHARED = _ROOT.parent / "shared"
_SOURCE = _SHARED / "scale" / "passages-100k.jsonl.xz"
_HIDDEN = _SHARED / "eval" / "squad2_dev_half1"
_SIZES = (1_000, 10_000, 100_000, 1_000_000)
# At a million passages rank_bm25 takes three gigabytes and two seconds a question: too slow to measure again.
_LARGEST_FOR = {"rank_bm25": 100_000}
# Measure the default, even if the extra for meaning is installed.
_WORDS_ALONE = {"QUOTH_MEANING": "off"}

Result = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0 when done, 1 if an engine found nothing or the wrong passages, 2 for a bad path."""
    parser = argparse.ArgumentParser(prog="python -m tools.benchmarks.scale", description="Quoth at scale.")
    parser.add_argument(
        "--passages", type=Path, default=_SOURCE, help="JSON lines, compressed with xz or not"
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=list(_SIZES), help="numbers of passages")
    parser.add_argument("--questions", type=int, default=500, help="how many are asked of each")
    parser.add_argument("--hidden", type=Path, default=_HIDDEN, help="a question set to hide in the passages")
    parser.add_argument(
        "--workshop", type=Path, help="where the indexes are kept meanwhile (a temporary folder)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="save the figures here")
    parser.add_argument(
        "--markdown", type=Path, metavar="FILE", help="write the tables here, not to the screen"
    )
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw latency against size here, as SVG")
    given = parser.parse_args(arguments)
    if not given.passages.is_file():
        print(f"{given.passages} is not there; name JSON lines with --passages", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="quoth-scale-", dir=given.workshop) as workshop:
        result = _measure(given, Path(workshop))
    return _written(result, given)


def _measure(given: argparse.Namespace, workshop: Path) -> Result:
    """All figures: for each size, for the largest one under load, and for questions hidden among others."""
    sizes = sorted(given.sizes)
    _step("prepare", workshop, given.passages, sizes, given.questions)
    rows = [row for size in sizes for row in _measure_size(workshop, size)]
    largest = sizes[-1]
    result: Result = {"machine": _machine(), "sizes": sizes, "rows": rows}
    result["lag"] = _step("lag", workshop, largest)
    result["throughput"] = _throughput(workshop, largest)
    result["batch"] = _step("batch", workshop, largest)
    result["telegram"] = _step("telegram", workshop, largest)
    if given.hidden.is_dir():
        result["hidden"] = _step("hidden", workshop, given.passages, given.hidden)
    return result


def _measure_size(workshop: Path, size: int) -> Iterator[Result]:
    """One row per engine."""
    for name in steps.ENGINES:
        if size <= _LARGEST_FOR.get(name, size):
            built = _step("build", workshop, name, size)
            asked = _step("ask", workshop, name, size) if name in steps.ASKED else {}
            yield {"engine": name, "size": size, **built, **asked}
    for name in steps.VIEWS:
        yield {"engine": name, "size": size, **_step("ask", workshop, name, size)}


def _throughput(workshop: Path, size: int) -> Result:
    """Answers a second of one process, and of two at once over the same version."""
    one, two = _run_together(workshop, size, 1), _run_together(workshop, size, 2)
    return {"one": one, "two": two, "ratio": _rate(two) / _rate(one)}


def _run_together(workshop: Path, size: int, count: int) -> list[Result]:
    begin = time.time() + 6  # by then all have opened the version and warmed up
    children = [_start("answer_until", workshop, size, begin) for _ in range(count)]
    return [_end(child) for child in children]


def _rate(done: Sequence[Result]) -> float:
    return sum(float(each["per_second"]) for each in done)


def _step(name: str, *arguments: object) -> Result:
    """One step in a process of its own."""
    print(f"{name} {' '.join(str(each) for each in arguments[1:])}", file=sys.stderr)
    return _end(_start(name, *arguments))


def _start(name: str, *arguments: object) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "tools.benchmarks.scaling.steps",
        name,
        json.dumps(arguments, default=str),
    ]
    return subprocess.Popen(command, cwd=_ROOT, env=os.environ | _WORDS_ALONE, stdout=subprocess.PIPE)


def _end(child: subprocess.Popen[bytes]) -> Result:
    printed, _ = child.communicate()
    if child.returncode:
        raise SystemExit(f"a step of the benchmark failed with {child.returncode}; see above")
    result: Result = json.loads(printed)
    return result


def _machine() -> Result:
    model = next(
        (line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor(),
    )
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.system(),
        "load": round(os.getloadavg()[0], 1),
    }


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def _written(result: Result, given: argparse.Namespace) -> int:
    tables = report.markdown(result)
    if given.json:
        given.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    if given.plot:
        given.plot.write_text(latency_plot(report.lines(result)), encoding="utf-8")
    if given.markdown:
        given.markdown.write_text(tables, encoding="utf-8")
    else:
        print(tables, end="")
    wrong = report.wrong(result)
    for complaint in wrong:
        print(complaint, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
