"""Open the version that a bot starts with."""

import asyncio
import logging
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from corpus.errors import CorpusError, StorageError
from management.errors import HeldBackError
from management.operations import CorpusManager
from management.proposing import Proposal
from retrieval.indexing.opening import open_current
from retrieval.store.snapshot import Snapshot

log = logging.getLogger(__name__)

DECIDE = "decide with: run_bot.py corpus reload --yes"


def open_at_start(manager: CorpusManager, *, waits: bool = True) -> Snapshot:
    """Open a corpus for a bot.

    With *waits*, files that changed since the bot last ran are built first and go through the gate, as in a
    reload; if they are held back or cannot be written, the published version answers.  Otherwise the
    published version answers at once, and the bot builds beside it.  Raises CorpusError if there is nothing
    to answer from.
    """
    current = manager.store.pointer()
    if current is not None and not waits:
        try:
            return manager.store.open_latest()
        except CorpusError as reason:
            log.warning("%s", reason)
    if current is None or not waits or manager.store.is_up_to_date():
        return open_current(manager.store, or_published=True, engine=manager.engine)
    try:
        proposal = _result(manager.reload(by="start"))
    except HeldBackError as reason:
        log.warning("the corpus has changed and is held back: %s; %s", reason, DECIDE)
    except StorageError as reason:
        log.warning("%s; answering from version %s meanwhile", reason, current.version)
    else:
        return manager.store.open_version(proposal.version)
    return manager.store.open_latest()


def _result(work: Coroutine[Any, Any, Proposal]) -> Proposal:
    """Wait for the result of *work*, whether or not an event loop is running in this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
