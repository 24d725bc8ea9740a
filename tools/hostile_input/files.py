"""The worst files: 20 MB of every format, made to be slow or large to read, published as an admin would.

    python -m tools.hostile_input.files [WORD ...] [--megabytes 20] [--read] [--once]

The table shows for each shape what became of it, the processor time and the most memory that a process took,
and how many times as long it took as a file of half the size.  A refusal is as good as a version, if it
comes soon.  With words, only the shapes with those words in their names are tried.  With --read, the files
are only read, and no version is built of them; with --once, files of half the size are left out.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tools.hostile_input.shapes import FILES

ROOT = Path(__file__).parents[2]
MEGABYTES = 20
MAX_SECONDS, MAX_MEGABYTES, MAX_TIMES = 60.0, 1024.0, 2.2
TELLING = 1.0
"""Seconds of processor time; a ratio of less says more about the start of Python than about the file."""


class FileCost(NamedTuple):
    """What reading a file cost: the outcome, seconds of processor time, megabytes, and seconds for half."""

    outcome: str
    seconds: float
    megabytes: float
    half: float

    @property
    def times(self) -> float:
        """How many times as long it takes as half of it."""
        return self.seconds / self.half if self.half >= TELLING else 0.0

    @property
    def holds(self) -> bool:
        """Whether it is within the limits."""
        in_time = self.seconds <= MAX_SECONDS and self.times <= MAX_TIMES
        return in_time and self.megabytes <= MAX_MEGABYTES

    def row(self, name: str) -> str:
        """A row of the table.

        >>> FileCost("a version", 9.0, 310.4, 4.5).row("md: bullets")
        '| md: bullets | a version | 9.0 s | 310 MB | 2.0 |'
        """
        times = f"{self.times:.1f}" if self.times else "–"
        return f"| {name} | {self.outcome} | {self.seconds:.1f} s | {self.megabytes:.0f} MB | {times} |"


PUBLISHING = (str(ROOT / "run_bot.py"), "corpus", "reload", "--yes")
READING = ("-m", "tools.hostile_input.reading", "corpus/{file}")


def cost_of(name: str, size: int, command: Sequence[str] = PUBLISHING, *, once: bool = False) -> FileCost:
    """What a file of that shape costs; *once* leaves out the one of half its size."""
    outcome, seconds, megabytes = _tried(name, size, command)
    half = 0.0 if once else _tried(name, size // 2, command)[1]
    return FileCost(outcome, seconds, megabytes, half)


def _tried(name: str, size: int, command: Sequence[str]) -> tuple[str, float, float]:
    """Give a file of a shape to a command of Python: the outcome, processor time, most memory."""
    suffix = name.partition(":")[0]
    with tempfile.TemporaryDirectory(prefix="quoth-files-") as home:
        corpus = Path(home) / "corpus"
        corpus.mkdir()
        (corpus / f"file.{suffix}").write_bytes(FILES[name](size))
        environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "QUOTH_CORPUS": str(corpus),
            "QUOTH_STATE_DIR": f"{home}/state",
            "QUOTH_MEANING": "off",
        }
        process = subprocess.Popen(
            [sys.executable, *(part.format(file=f"file.{suffix}") for part in command)],
            cwd=home,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)  # with that of its children
    if "Traceback" in said:
        sys.stderr.write(said)
    read = "a version" if command is PUBLISHING else "a text"
    outcome = read if os.waitstatus_to_exitcode(status) == 0 else _reason(said)
    return outcome, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def _reason(said: str) -> str:
    """The line that says why nothing was published."""
    lines = [line for line in said.splitlines() if "file." in line] or said.splitlines()[-1:]
    return f"refused: {lines[0].partition('file.')[2].partition(' ')[2] or lines[0]}" if lines else "refused"


def main() -> int:
    """Print the table; the exit code is 1 if a limit does not hold."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.hostile_input.files", description="The worst files."
    )
    parser.add_argument("words", nargs="*", help="words of the names of shapes")
    parser.add_argument("--megabytes", type=float, default=MEGABYTES, help="the size of the files")
    parser.add_argument("--read", action="store_true", help="read the files, and build no version")
    parser.add_argument("--once", action="store_true", help="leave out files of half the size")
    given = parser.parse_args()
    print("| shape | becomes | processor time | memory | times half |\n|---|---|---:|---:|---:|")
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
