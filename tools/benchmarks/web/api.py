"""Measure the cost of the HTTP API, and how much 50 programs at once slow down the bot's own answers.

    python -m tools.benchmarks.web.api
    python -m tools.benchmarks.web.api --corpus PATH --questions FILE.jsonl --clients 50

The server (`api_server`) is a separate process; the clients are in this one.  Each client asks again as soon
as it gets an answer.  Meanwhile the bot is asked a question every 40 ms.  Rounds with and without clients
alternate.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from config.settings import ROOT

_ARTICLE = ROOT / "corpus" / "articles"
_APART = 0.04

Result = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0 when done."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.benchmarks.web.api", description="What the API costs, and costs the bot."
    )
    parser.add_argument("--corpus", type=Path, default=_ARTICLE, help="what is asked about")
    parser.add_argument("--questions", type=Path, help="JSON lines with a question each")
    parser.add_argument("--requests", type=int, default=400, help="questions in each measurement")
    parser.add_argument("--clients", type=int, default=50, help="programs that ask at once")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    given = parser.parse_args(arguments)
    questions = given.questions or next(_ARTICLE.glob("*.gold.jsonl"))
    asked = [json.loads(line)["question"] for line in questions.read_text(encoding="utf-8").splitlines()]
    with (
        tempfile.TemporaryDirectory(prefix="quoth-api-") as folder,
        _server(given.corpus, asked, folder) as it,
    ):
        rows = [_round(it, asked, given) for _ in range(given.rounds)]
    print(report(rows), end="")
    return 0


def report(rows: Sequence[Result]) -> str:
    """The medians of all rounds, in lines."""

    def median(name: str) -> float:
        return float(statistics.median(row[name] for row in rows))

    cost = statistics.median(row["request_ms"] / row["answer_ms"] for row in rows)
    slower = statistics.median(row["loaded_p99"] / row["quiet_p99"] for row in rows)
    return (
        f"answer {median('answer_ms'):.2f} ms of processor, request {median('request_ms'):.2f} ms: "
        f"{cost:.2f} times\n"
        f"bot alone: p50 {median('quiet_p50'):.1f} ms, p99 {median('quiet_p99'):.1f} ms\n"
        f"bot beside the clients: p50 {median('loaded_p50'):.1f} ms, p99 {median('loaded_p99'):.1f} ms: "
        f"{slower:.2f} times\n"
        f"clients: {median('per_second'):.0f} answers a second\n"
    )


class _Server:
    """The server's process, which returns figures for commands on its standard input."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        assert process.stdout is not None
        self.port = int(process.stdout.readline())

    def figures(self, line: str) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@contextmanager
def _server(corpus: Path, asked: Sequence[str], folder: str) -> Iterator[_Server]:
    questions = Path(folder, "questions.json")
    questions.write_text(json.dumps(asked), encoding="utf-8")
    command = [sys.executable, "-m", "tools.benchmarks.web.api_server", str(corpus), folder, str(questions)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield _Server(process)
        assert process.stdin is not None
        process.stdin.close()


def _round(server: _Server, asked: Sequence[str], given: argparse.Namespace) -> Result:
    answers = server.figures(f"answers {given.requests}")
    before = server.figures("processor")
    asyncio.run(_one_after_the_other(server.port, asked, given.requests))
    request = server.figures("processor") - before
    quiet = server.figures(f"bot {given.requests} {_APART}")
    loaded, answered, seconds = asyncio.run(_beside_clients(server, asked, given))
    return {
        "answer_ms": 1000 * answers["processor"] / given.requests,
        "request_ms": 1000 * request / given.requests,
        **_percentiles("quiet", quiet),
        **_percentiles("loaded", loaded),
        "per_second": answered / seconds,
    }


def _percentiles(name: str, milliseconds: Sequence[float]) -> Result:
    cuts = statistics.quantiles(milliseconds, n=100)
    return {f"{name}_p50": cuts[49], f"{name}_p99": cuts[98]}


async def _one_after_the_other(port: int, asked: Sequence[str], requests: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for number in range(requests):
        await _ask(reader, writer, asked[number % len(asked)])
    writer.close()


async def _beside_clients(
    server: _Server, asked: Sequence[str], given: argparse.Namespace
) -> tuple[list[float], int, float]:
    """The bot's milliseconds while clients ask; how many answers the clients got, and in how many seconds."""
    over, numbers, begun = asyncio.Event(), count(), time.perf_counter()
    clients = [asyncio.create_task(_client(server.port, asked, numbers, over)) for _ in range(given.clients)]
    loaded = await asyncio.to_thread(server.figures, f"bot {given.requests} {_APART}")
    over.set()
    answered = sum(await asyncio.gather(*clients))
    return loaded, answered, time.perf_counter() - begun


async def _client(port: int, asked: Sequence[str], numbers: Iterator[int], over: asyncio.Event) -> int:
    """Ask until it is *over*; return the number of answers."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answered = 0
    while not over.is_set():
        await _ask(reader, writer, asked[next(numbers) % len(asked)])
        answered += 1
    writer.close()
    return answered


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, question: str) -> None:
    body = json.dumps({"question": question}).encode()
    head = "POST /api/ask HTTP/1.1\r\nHost: quoth\r\nContent-Type: application/json\r\n"
    writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    response = await reader.readuntil(b"\r\n\r\n")
    status, _, headers = response.decode().partition("\r\n")
    if " 200 " not in status:
        raise RuntimeError(f"the server said: {status}")
    length = next(line.split(":")[1] for line in headers.lower().splitlines() if line.startswith("content-l"))
    await reader.readexactly(int(length))


if __name__ == "__main__":
    sys.exit(main())
