"""`mcp`: the tools for programs that speak the Model Context Protocol, over standard input and output."""

import argparse
import asyncio
from collections.abc import Mapping
from contextlib import AbstractContextManager
from importlib.util import find_spec
from pathlib import Path

from bot.errors import BotError
from bot.keeping_current import keep_all_current
from bot.live_corpus import LiveCorpus
from bot.monitoring import logs
from bot.serving.live_corpora import by_shared_name, live_corpora
from bot.serving.offered_corpora import OfferedCorpora
from bot.serving.sharing import begin_sharing, following_publications
from bot.terminal.ask import VERSIONS, open_version
from bot.terminal.streams import complain
from bot.turns import AnsweringThreads
from config.settings import Settings
from config.version import version
from management.depot.opening import open_depot
from retrieval.index.opensearch.options import cluster_of
from retrieval.store.corpus_store import CorpusStore
from web.api.queries import CorpusQueries

NOT_INSTALLED = "the MCP server needs the package mcp; install it with: make mcp"


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve the program that started this process until it closes standard input; return the exit code.

    It takes no *arguments* of its own.  Raises CorpusError if there is nothing to answer from.
    """
    logs.set_up(settings.log_level, (), style=settings.log_format)
    if find_spec("mcp") is None:
        return complain(NOT_INSTALLED)
    try:
        if settings.database is not None:
            versions = settings.state_dir / VERSIONS
            stores = {
                each.name or settings.library: _store(settings.of_corpus(each), versions)
                for each in settings.corpora
            }
            asyncio.run(begin_sharing(stores, settings, open_depot(settings)))
        with live_corpora(settings, _opened) as corpora:
            asyncio.run(_serve(corpora, settings))
    except BotError as error:
        return complain(str(error))
    return 0


def _store(settings: Settings, versions: Path) -> CorpusStore:
    return CorpusStore(
        settings.corpus, versions, cluster=cluster_of(settings), default_language=settings.default_language
    )


def _opened(settings: Settings, threads: AnsweringThreads) -> AbstractContextManager[LiveCorpus]:
    keep = settings.keep_versions
    return open_version(
        lambda versions: LiveCorpus(
            _store(settings, versions), settings.engine, keep, waits=False, threads=threads
        ),
        settings.state_dir / VERSIONS,
    )


async def _serve(corpora: Mapping[str, LiveCorpus], settings: Settings) -> None:
    """Answer from all corpora, private ones too: whoever starts the process can read their files."""
    from web.api.mcp_server import build_mcp  # only this command needs its package

    following = following_publications(by_shared_name(corpora, settings), settings)
    async with following, keep_all_current(corpora.values()):
        await build_mcp(CorpusQueries(OfferedCorpora(corpora)), version()).run_stdio_async()
