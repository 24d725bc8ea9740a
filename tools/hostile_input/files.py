"""Measure the worst files: 20 MB of every format, made to be slow or large, published as an admin would.

    python -m tools.hostile_input.files [WORD ...] [--megabytes 20] [--read] [--once]

The table shows for each shape the outcome, the processor time of all processes, the elapsed time, the peak
memory of the largest process, and the ratio of its processor time to that of a file of half the size.  A
refusal is as good as a version, if it comes soon.  With words, only the shapes with those words in their
names are tried.  With --read, the files are only read, and no version is built from them; with --once, files
of half the size are left out.
"""

import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tools.hostile_input.shapes import FILES

ROOT = Path(__file__).parents[2]
MEGABYTES = 20
MAX_SECONDS, MAX_MEGABYTES, MAX_TIMES = 60.0, 1024.0, 2.2
TELLING = 1.0
"""Seconds of processor time; below that, a ratio says more about the start of Python than about the file."""


class Use(NamedTuple):
    """Seconds of processor time, elapsed seconds, and megabytes of the largest process of a command."""

    seconds: float
    passed: float
    megabytes: float


class FileCost(NamedTuple):
    """The outcome for a file, what it used, and the processor time for half of the file, 0 if not tried."""

    outcome: str
    use: Use
    half: float

    @property
    def times(self) -> float:
        """The ratio of its processor time to that for half of the file."""
        return self.use.seconds / self.half if self.half >= TELLING else 0.0

    @property
    def holds(self) -> bool:
        """Whether it is within the limits."""
        in_time = self.use.seconds <= MAX_SECONDS and self.times <= MAX_TIMES
        return in_time and self.use.megabytes <= MAX_MEGABYTES

    def row(self, name: str) -> str:
        """A row of the table.

        >>> FileCost("a version", Use(9.0, 12.1, 310.4), 4.5).row("md: bullets")
        '| md: bullets | a version | 9.0 s | 12.1 s | 310 MB | 2.0 |'
        """
        times = f"{self.times:.1f}" if self.times else "–"
        seconds, passed, megabytes = self.use
        return (
            f"| {name} | {self.outcome} | {seconds:.1f} s | {passed:.1f} s | {megabytes:.0f} MB | {times} |"
        )


PUBLISHING = (str(ROOT / "run_bot.py"), "corpus", "reload", "--yes")
READING = ("-m", "tools.hostile_input.reading", "corpus/{file}")


def cost_of(name: str, size: int, command: Sequence[str] = PUBLISHING, *, once: bool = False) -> FileCost:
    """The cost of a file of that shape; *once* leaves out the file of half its size."""
    outcome, use = _tried(name, size, command)
    half = 0.0 if once else _tried(name, size // 2, command)[1].seconds
    return FileCost(outcome, use, half)


def _tried(name: str, size: int, command: Sequence[str]) -> tuple[str, Use]:
    """Run a Python command on a file of a shape; return the outcome, and what it used."""
    with tempfile.TemporaryDirectory(prefix="quoth-files-") as home:
        file = Path(home) / "corpus" / f"file.{name.partition(':')[0]}"
        file.parent.mkdir()
        making = multiprocessing.get_context("spawn").Process(target=_make, args=(name, size, file))
        making.start()
        making.join()
        status, said, use = _run([part.format(file=file.name) for part in command], Path(home))
    if "Traceback" in said:
        sys.stderr.write(said)
    read = "a version" if command is PUBLISHING else "a text"
    return read if status == 0 else _reason(said), use


def _make(name: str, size: int, file: Path) -> None:
    """Make a file of a shape in its own process, because a child's memory starts with that of its parent."""
    file.write_bytes(FILES[name](size))


def _run(arguments: Sequence[str], home: Path) -> tuple[int, str, Use]:
    """Run Python over the corpus in a folder; return the exit code, standard error, and what it used."""
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "QUOTH_CORPUS": str(home / "corpus"),
        "QUOTH_STATE_DIR": str(home / "state"),
        "QUOTH_MEANING": "off",
    }
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=home,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)  # including its children
    use = Use(used.ru_utime + used.ru_stime, time.monotonic() - begun, used.ru_maxrss / 1024)
    return os.waitstatus_to_exitcode(status), said, use


def _reason(said: str) -> str:
    """The reason of a refusal, from the line that says why nothing was published.

    >>> _reason("corpus/file.csv: has more than 300,000 rows; split it")
    'refused: has more than 300,000 rows'
    """
    lines = [line for line in said.splitlines() if "file." in line] or said.splitlines()[-1:]
    if not lines:
        return "refused"
    reason = lines[0].partition("file.")[2].partition(" ")[2] or lines[0]
    return f"refused: {reason.partition('; ')[0]}"


def main() -> int:
    """Print the table; return 1 if a limit is exceeded."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.hostile_input.files", description="The worst files."
    )
    parser.add_argument("words", nargs="*", help="words of the names of shapes")
    parser.add_argument("--megabytes", type=float, default=MEGABYTES, help="the size of the files")
    parser.add_argument("--read", action="store_true", help="read the files, and build no version")
    parser.add_argument("--once", action="store_true", help="leave out files of half the size")
    given = parser.parse_args()
    print(
        "| shape | becomes | processor time | passed | memory | times half |\n|---|---|---:|---:|---:|---:|"
    )
    held = True
    for name in FILES:
        if all(word in name for word in given.words):
            size = int(given.megabytes * 2**20)
            cost = cost_of(name, size, READING if given.read else PUBLISHING, once=given.once)
            print(cost.row(name), flush=True)
            held = held and cost.holds
    return int(not held)


if __name__ == "__main__":
    sys.exit(main())
