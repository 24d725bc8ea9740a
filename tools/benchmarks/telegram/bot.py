"""The bot that `tools.benchmarks.telegram` measures: the production application with a simulated Telegram.

    python -m tools.benchmarks.telegram.bot CORPUS STATE BASE_URL TOKEN CONNECTIONS

It answers until its standard input ends, and then prints the processor time that it has used.
"""

import asyncio
import json
import logging
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from bot import application
from bot.event_loop import run_event_loop
from bot.live_corpus import LiveCorpus
from bot.monitoring.latency import keep_pauses_short, warm_up
from bot.policy import Policy
from retrieval.store.corpus_store import CorpusStore


def main(corpus: str, state: str, base_url: str, token: str, connections: str) -> None:
    """Answer until standard input ends."""
    logging.disable(logging.INFO)
    with (
        closing(LiveCorpus(CorpusStore(Path(corpus), Path(state, "versions")))) as live_corpus,
        _folder() as remembered,
    ):
        built = application.build_application(
            live_corpus,
            token=token,
            base_url=base_url,
            state_dir=Path(remembered),
            policy=Policy(messages_per_second=0),
            connections=int(connections),
        )
        with live_corpus.snapshot() as snapshot:
            warm_up(snapshot)
        keep_pauses_short()
        began = time.process_time()
        run_event_loop(_answer(built))
        print(json.dumps({"processor_s": time.process_time() - began}))


def _folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="quoth-state-")


async def _answer(built: application.QuothApplication) -> None:
    assert built.updater is not None
    await built.initialize()
    await built.start()
    await built.updater.start_polling(poll_interval=0, timeout=1)
    await asyncio.to_thread(sys.stdin.readline)
    await built.updater.stop()
    await built.stop()
    await built.shutdown()


if __name__ == "__main__":
    main(*sys.argv[1:])
