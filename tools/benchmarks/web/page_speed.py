"""Measure the speed of the reader page over loopback, and how many bytes it transfers.

``python -m tools.benchmarks.web.page_speed`` serves a text of 20 passages and one of 50,000 words with
``run_bot.py web``, requests each page many times, and prints the median and the 95th percentile of the time
to the first byte, and the bytes that a browser with an empty cache transfers: page, style, script and icon.
"""

import argparse
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx

ROOT = Path(__file__).parents[3]
SECONDS_TO_START = 120
_ENDS = ("tern", "bour", "rm", "ter", "ket", "ing", "ed", "le", "gate", "wick", "mill", "den", "son", "by")
_WORDS = tuple(f"{first}{last}" for first in ("lan", "har", "sto", "win", "mar") for last in _ENDS)


def text_of(paragraphs: int, words: int) -> str:
    """A text of so many paragraphs with so many words each, the same every time."""
    chosen = random.Random(7)
    parts = ["# The Book of the Keeper\n"]
    for number in range(paragraphs):
        if number % 10 == 0:
            parts.append(f"## The year {1700 + number // 10}\n")
        sentences = [
            "The " + " ".join(chosen.choice(_WORDS) for _ in range(11)) + "." for _ in range(words // 12)
        ]
        parts.append(" ".join(sentences) + "\n")
    return "\n".join(parts)


@contextmanager
def serve(corpus: Path, state: Path) -> Iterator[str]:
    """Run ``run_bot.py web`` over a corpus during the block, and yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    settings = {"QUOTH_WEB": address, "QUOTH_CORPUS": str(corpus), "QUOTH_STATE_DIR": str(state)}
    process = subprocess.Popen(
        [sys.executable, "run_bot.py", "web"], cwd=ROOT, env=os.environ | settings, stderr=subprocess.DEVNULL
    )
    try:
        _wait_until_served(address)
        yield f"http://{address}"
    finally:
        process.terminate()
        process.wait()


def _wait_until_served(address: str) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            httpx.get(f"http://{address}/healthz").raise_for_status()
            return
        except httpx.HTTPError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def seconds_to_first_byte(client: httpx.Client, path: str) -> tuple[float, int]:
    """The seconds until the first byte of a page arrives, and the bytes of its body as transferred."""
    begun = time.perf_counter()
    with client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as response:
        body = response.iter_raw()
        first = next(body)
        elapsed = time.perf_counter() - begun
        return elapsed, len(first) + sum(map(len, body))


def measure(origin: str, path: str, times: int) -> str:
    """A line with the figures of a page."""
    with httpx.Client(base_url=origin) as client:
        cold, size = seconds_to_first_byte(client, path)
        taken = sorted(1000 * seconds_to_first_byte(client, path)[0] for _ in range(times))
        page = client.get(path).text
        assets = {urlsplit(each).path for each in re.findall(r'(?:href|src)="(/static/[^"]+)"', page)}
        total = size + sum(seconds_to_first_byte(client, each)[1] for each in assets)
    slowest = taken[int(0.95 * times)]
    return (
        f"first byte {statistics.median(taken):.1f} ms (95th percentile {slowest:.1f} ms, the first time "
        f"{1000 * cold:.0f} ms), page {size / 1000:.1f} kB, with everything {total / 1000:.1f} kB"
    )


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200, help="how often each page is asked for")
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as home:
        texts = Path(home, "texts")
        texts.mkdir()
        (texts / "article.md").write_text(text_of(20, 96), encoding="utf-8")
        (texts / "book.md").write_text(text_of(520, 96), encoding="utf-8")
        with serve(texts, Path(home, "state")) as origin:
            for name in ("article", "book"):
                print(f"{name}: {measure(origin, f'/read/{name}', times)}")
                asked = f"/read/{name}?q=Who+saw+the+lantern+in+the+winter%3F"
                print(f"{name}, with a question's words marked: {measure(origin, asked, times)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
