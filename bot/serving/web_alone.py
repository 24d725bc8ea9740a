"""`web`: the reader page and the API without Telegram, from the same corpus and its versions."""

import argparse
import asyncio
import contextlib
import logging
import signal

from prometheus_client import REGISTRY, generate_latest

from bot.errors import BotError
from bot.event_loop import run_event_loop
from bot.keeping_current import keep_current
from bot.live_corpus import LiveCorpus
from bot.monitoring import logs
from bot.serving.offered_corpora import only
from bot.serving.sharing import begin_sharing, following_publications
from bot.serving.web_side import site_routes
from bot.terminal.streams import complain
from config.settings import Settings
from corpus.errors import CorpusError
from management.depot.opening import open_depot
from retrieval.store.configured_store import store_of
from web.application import Services, build_web
from web.readiness import Readiness
from web.server import AddressError, serving

log = logging.getLogger(__name__)

ADDRESS = "127.0.0.1:8080"
"""Where it serves if QUOTH_WEB does not say: on this machine alone."""


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve until SIGTERM or SIGINT; the process's exit code.  It takes no *arguments* of its own.

    0 when it was stopped; 2 where the corpus or the address cannot be used, said in one line.
    """
    logs.set_up(settings.log_level, [], style=settings.log_format)
    try:
        versions = settings.state_dir / "versions"
        store = store_of(settings, versions)
        if settings.database is not None:
            asyncio.run(begin_sharing({settings.library: store}, settings, open_depot(settings)))
        with contextlib.closing(
            LiveCorpus(store, settings.engine, settings.keep_versions, waits=False)
        ) as corpus:
            run_event_loop(_serve_pages(corpus, settings))
    except (BotError, CorpusError, AddressError) as error:
        return complain(str(error))
    return 0


async def _serve_pages(corpus: LiveCorpus, settings: Settings) -> None:
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    host, _, port = (settings.web or ADDRESS).rpartition(":")
    services = Services(
        readiness=lambda: _readiness(corpus), metrics=_metrics, routes=site_routes(only(corpus), settings)
    )
    async with serving(build_web(services), host.strip("[]"), int(port)) as (served_host, served_port):
        log.info("reading at http://%s:%d/; stop it with Ctrl-C or SIGTERM", served_host, served_port)
        async with following_publications({settings.library: corpus}, settings), keep_current(corpus):
            await stop.wait()


async def _readiness(corpus: LiveCorpus) -> Readiness:
    """Whoever can ask is answered: there is neither Telegram nor a state that could fail."""
    return Readiness(
        version=corpus.version,
        last_reload=corpus.last_reload,
        telegram_reachable=None,
        memory_writable=True,
        queue_seconds=0.0,
        outbox_seconds=0.0,
        search_available=corpus.search.is_available,
    )


async def _metrics() -> bytes:
    return generate_latest(REGISTRY)
