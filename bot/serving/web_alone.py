"""`web`: the reader page and the API without Telegram, from the same corpus and its versions."""

import argparse
import asyncio
import contextlib
import logging
import signal
from collections.abc import Mapping

from prometheus_client import REGISTRY, generate_latest

from bot.errors import BotError
from bot.event_loop import run_event_loop
from bot.keeping_current import keep_all_current
from bot.live_corpus import LiveCorpus
from bot.monitoring import logs
from bot.serving.live_corpora import by_shared_name, live_corpora
from bot.serving.sharing import begin_sharing, following_publications
from bot.serving.web_side import offered_corpora, refuse_private_alone, site_routes
from bot.terminal.streams import complain
from bot.turns import AnsweringThreads
from config.settings import Settings
from corpus.errors import CorpusError
from management.depot.opening import open_depot
from retrieval.store.configured_store import store_of
from retrieval.store.corpus_store import CorpusStore
from web.application import Services, build_web
from web.readiness import Readiness
from web.server import AddressError, serving

log = logging.getLogger(__name__)

ADDRESS = "127.0.0.1:8080"
"""The address if QUOTH_WEB is not set: reachable from this machine only."""


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve until SIGTERM or SIGINT; return the exit code.  It takes no *arguments* of its own.

    0 when it was stopped; 2, with one line of explanation, if the corpus or the address cannot be used.
    """
    refuse_private_alone(settings)
    logs.set_up(settings.log_level, [], style=settings.log_format)
    try:
        if settings.database is not None:
            stores = {
                each.name or settings.library: _store(settings.of_corpus(each)) for each in settings.corpora
            }
            asyncio.run(begin_sharing(stores, settings, open_depot(settings)))
        with live_corpora(settings, _opened) as corpora:
            run_event_loop(_serve_pages(corpora, settings))
    except (BotError, CorpusError, AddressError) as error:
        return complain(str(error))
    return 0


def _store(settings: Settings) -> CorpusStore:
    return store_of(settings, settings.state_dir / "versions")


def _opened(settings: Settings, threads: AnsweringThreads) -> contextlib.closing[LiveCorpus]:
    keep = settings.keep_versions
    return contextlib.closing(
        LiveCorpus(_store(settings), settings.engine, keep, waits=False, threads=threads)
    )


async def _serve_pages(corpora: Mapping[str, LiveCorpus], settings: Settings) -> None:
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    host, _, port = (settings.web or ADDRESS).rpartition(":")
    offered = offered_corpora(corpora, settings)
    together = offered.together(tuple(corpora))
    services = Services(
        readiness=lambda: _readiness(together), metrics=_metrics, routes=site_routes(offered, settings)
    )
    async with serving(build_web(services), host.strip("[]"), int(port)) as (served_host, served_port):
        log.info("reading at http://%s:%d/; stop it with Ctrl-C or SIGTERM", served_host, served_port)
        following = following_publications(by_shared_name(corpora, settings), settings)
        async with following, keep_all_current(corpora.values()):
            await stop.wait()


async def _readiness(corpus: LiveCorpus) -> Readiness:
    """Always ready: there is neither Telegram nor a state that could fail."""
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
