"""The server that `tools.benchmarks.web.api` measures: the API, and a bot's questions in the same event loop.

    python -m tools.benchmarks.web.api_server CORPUS STATE QUESTIONS

It prints its port.  Then each line of standard input asks for figures, which it prints as JSON: `answers N`,
the cost of N answers without the API; `processor`, the processor seconds so far; `bot N SECONDS`, how long N
questions to the bot take that come SECONDS apart.
"""

import asyncio
import json
import logging
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from itertools import cycle, islice
from pathlib import Path

from bot.event_loop import run_event_loop
from bot.live_corpus import LiveCorpus
from bot.monitoring.latency import keep_pauses_short, warm_up
from bot.serving.offered_corpora import only
from bot.serving.web_side import program_routes
from config.settings import Settings
from retrieval.intents.responding import respond
from retrieval.store.corpus_store import CorpusStore
from web.application import Services, build_web
from web.readiness import Readiness
from web.server import serving


def main(corpus: str, state: str, questions: str) -> None:
    """Serve until standard input ends."""
    logging.disable(logging.INFO)
    asked: list[str] = json.loads(Path(questions).read_text(encoding="utf-8"))
    with closing(LiveCorpus(CorpusStore(Path(corpus), Path(state, "versions")))) as live_corpus:
        with live_corpus.snapshot() as snapshot:
            warm_up(snapshot)
            for question in asked:
                respond(question, snapshot)
        keep_pauses_short()
        run_event_loop(_serve(live_corpus, asked))


async def _serve(live_corpus: LiveCorpus, asked: Sequence[str]) -> None:
    routes = program_routes(only(live_corpus), Settings(api="everybody", api_per_minute=0))
    async with serving(build_web(Services(_readiness, _metrics, routes=routes)), "127.0.0.1", 0) as (_, port):
        print(port, flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            print(json.dumps(await _figures(line.split(), live_corpus, asked)), flush=True)


async def _figures(words: Sequence[str], live_corpus: LiveCorpus, asked: Sequence[str]) -> object:
    match words:
        case ["answers", count]:
            return await _answers(live_corpus, asked, int(count))
        case ["bot", count, seconds]:
            return await _bot(live_corpus, asked, int(count), float(seconds))
        case _:
            return time.process_time()


async def _answers(live_corpus: LiveCorpus, asked: Sequence[str], count: int) -> dict[str, float]:
    begun, processor = time.perf_counter(), time.process_time()
    with live_corpus.snapshot() as snapshot:
        for question in islice(cycle(asked), count):
            await live_corpus.run(respond, question, snapshot)
    return {"seconds": time.perf_counter() - begun, "processor": time.process_time() - processor}


async def _bot(live_corpus: LiveCorpus, asked: Sequence[str], count: int, apart: float) -> list[float]:
    """The milliseconds of *count* questions, each asked when it is due, as the bot asks them."""
    begun = time.perf_counter()
    waiting = [
        asyncio.create_task(_asked(live_corpus, question, begun + number * apart))
        for number, question in enumerate(islice(cycle(asked), count))
    ]
    return list(await asyncio.gather(*waiting))


async def _asked(live_corpus: LiveCorpus, question: str, due: float) -> float:
    await asyncio.sleep(max(0.0, due - time.perf_counter()))
    with live_corpus.snapshot() as snapshot:
        await live_corpus.ask(question, snapshot, [])
    return 1000 * (time.perf_counter() - due)


async def _readiness() -> Readiness:
    return Readiness("", None, None, memory_writable=True, queue_seconds=0, outbox_seconds=0)


async def _metrics() -> bytes:
    return b""


if __name__ == "__main__":
    main(*sys.argv[1:])
