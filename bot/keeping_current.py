"""Keep a corpus current without a bot: switch to versions published elsewhere, build changed files."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager

from bot.live_corpus import LiveCorpus
from bot.policy import Policy
from corpus.errors import CorpusError

log = logging.getLogger(__name__)


@asynccontextmanager
async def keep_current(corpus: LiveCorpus) -> AsyncIterator[None]:
    """Keep *corpus* current during the block; a build still running at its end is aborted."""
    following = asyncio.create_task(_follow(corpus))
    catching_up = asyncio.create_task(corpus.catch_up())
    looking = asyncio.create_task(corpus.search.look())
    try:
        yield
    finally:
        following.cancel()
        await corpus.stop_building()
        await asyncio.wait([following, catching_up, looking])


@asynccontextmanager
async def keep_all_current(corpora: Iterable[LiveCorpus]) -> AsyncIterator[None]:
    """Keep each of the corpora current during the block."""
    async with AsyncExitStack() as stack:
        for corpus in corpora:
            await stack.enter_async_context(keep_current(corpus))
        yield


async def _follow(corpus: LiveCorpus) -> None:
    """Switch to versions that a terminal or a bot publishes."""
    while True:
        await asyncio.sleep(Policy().looks_for_versions.total_seconds())
        try:
            await corpus.follow()
        except CorpusError as error:
            log.warning("what was published elsewhere cannot be opened: %s", error)
