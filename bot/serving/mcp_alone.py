"""`mcp`: the tools for programs that speak the Model Context Protocol, over standard input and output."""

import argparse
import asyncio
from importlib.util import find_spec
from pathlib import Path

from bot.errors import BotError
from bot.keeping_current import keep_current
from bot.live_corpus import LiveCorpus
from bot.monitoring import logs
from bot.serving.offered_corpora import only
from bot.serving.sharing import begin_sharing, following_publications
from bot.terminal.ask import VERSIONS, open_version
from bot.terminal.streams import complain
from config.settings import Settings
from config.version import version
from management.depot.opening import open_depot
from retrieval.index.opensearch.options import cluster_of
from retrieval.store.corpus_store import CorpusStore
from web.api.queries import CorpusQueries

NOT_INSTALLED = "the MCP server needs the package mcp; install it with: make mcp"


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve whoever started this process until they close standard input; the exit code.

    It takes no *arguments* of its own.  Raises CorpusError if there is nothing to answer from.
    """
    logs.set_up(settings.log_level, (), style=settings.log_format)
    if find_spec("mcp") is None:
        return complain(NOT_INSTALLED)
    try:
        if settings.database is not None:
            store = _store(settings, settings.state_dir / VERSIONS)
            asyncio.run(begin_sharing({settings.library: store}, settings, open_depot(settings)))
        with open_version(
            lambda versions: LiveCorpus(
                _store(settings, versions), settings.engine, settings.keep_versions, waits=False
            ),
            settings.state_dir / VERSIONS,
        ) as corpus:
            asyncio.run(_serve(corpus, settings))
    except BotError as error:
        return complain(str(error))
    return 0


def _store(settings: Settings, versions: Path) -> CorpusStore:
    return CorpusStore(
        settings.corpus, versions, cluster=cluster_of(settings), default_language=settings.default_language
    )


async def _serve(corpus: LiveCorpus, settings: Settings) -> None:
    from web.api.mcp_server import build_mcp  # only this command needs its package

    async with following_publications({settings.library: corpus}, settings), keep_current(corpus):
        await build_mcp(CorpusQueries(only(corpus)), version()).run_stdio_async()
