"""Updates a second through the whole bot, python-telegram-bot and HTTP over loopback included.

    python -m tools.benchmarks.telegram                           the article's bot, every pool and load
    python -m tools.benchmarks.telegram --corpus PATH --questions FILE.jsonl --pools 8 --at-once 100

The bot is the production one, with a state folder on disk and no limit on messages per second, in a process
of its own.  Its Telegram is `server`, the strict Bot API of the tests, in another process.  *Trivial* updates
are /start messages; *questions* are questions with answers, each new to its chat.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[3]
_ARTICLE = _ROOT.parent / "shared" / "article"
_POOLS = (1, 8, 32, 256)
_AT_ONCE = (1, 16, 100)
_CHATS = 200

Result = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0 when done, 2 for a bad path."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.benchmarks.telegram", description="The bot's throughput."
    )
    parser.add_argument("--corpus", type=Path, default=_ARTICLE, help="what is asked about")
    parser.add_argument(
        "--questions", type=Path, default=_ARTICLE / "gold.jsonl", help="JSON lines with a question each"
    )
    parser.add_argument("--updates", type=int, default=1000, help="how many are handed out in each run")
    parser.add_argument("--pools", type=int, nargs="+", default=_POOLS, help="connections for sending")
    parser.add_argument("--at-once", type=int, nargs="+", default=_AT_ONCE, help="updates not yet answered")
    parser.add_argument("--state", type=Path, help="where versions are kept (a temporary folder)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="save the figures here")
    given = parser.parse_args(arguments)
    if not (given.corpus.exists() and given.questions.is_file()):
        print(f"{given.corpus} or {given.questions} is not there; name others", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="quoth-telegram-") as folder:
        rows = list(_runs(given, Path(folder)))
    print(markdown(rows), end="")
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return 0


def markdown(rows: Sequence[Result]) -> str:
    """The rows as a table."""
    lines = [
        "| updates | connections | at once | updates/s | ms of processor | of them Telegram's |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {row['kind']} | {row['pool']} | {row['at_once']} | {row['per_second']:.0f} | "
        f"{row['bot_ms']:.2f} | {row['server_ms']:.2f} |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def _runs(given: argparse.Namespace, folder: Path) -> Iterator[Result]:
    lines = given.questions.read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line) for line in lines if line.strip()]
    questions = [row["question"] for row in asked if row.get("answerable", True)]
    versions = given.state or folder / "state"
    for kind, texts in (("trivial", ["/start"]), ("questions", questions)):
        written = folder / f"{kind}.json"
        written.write_text(json.dumps(texts), encoding="utf-8")
        for pool in given.pools:
            for at_once in given.at_once:
                print(f"{kind}, {pool} connections, {at_once} at once", file=sys.stderr)
                figures = measure(written, given.updates, pool, at_once, given.corpus, versions)
                yield {"kind": kind, **figures}


def measure(texts: Path, updates: int, pool: int, at_once: int, corpus: Path, state: Path) -> Result:
    """One run: a Telegram and a bot, each in a process of its own, until all *updates* are answered.

    Their texts are those of a JSON list in the file *texts*; *state* is where the versions of *corpus* are.
    """
    telegram = _start("tools.benchmarks.telegram.server", texts, updates, min(_CHATS, updates), at_once)
    assert telegram.stdout is not None
    address = json.loads(telegram.stdout.readline())
    process = _start(
        "tools.benchmarks.telegram.bot", corpus, state, address["base_url"], address["token"], pool
    )
    took = json.loads(telegram.stdout.readline())
    printed, _ = process.communicate("stop\n")
    telegram.communicate()
    seconds = took["seconds"]
    return {
        "pool": pool,
        "at_once": at_once,
        "per_second": updates / seconds,
        "bot_ms": 1000 * json.loads(printed)["processor_s"] / updates,
        "server_ms": 1000 * took["server_processor_s"] / updates,
    }


def _start(module: str, *arguments: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
