"""The version that a bot starts with: the present files', unless they answer worse or cannot be built."""

import asyncio
import logging
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from corpus.errors import StorageError
from management.errors import HeldBackError
from management.operations import CorpusManager
from management.proposing import Proposal
from retrieval.indexing.opening import open_current
from retrieval.store.snapshot import Snapshot

log = logging.getLogger(__name__)


def open_at_start(manager: CorpusManager) -> Snapshot:
    """Open a corpus for a bot; files that changed since it last ran pass the gate as at a reload.

    A version that is held back waits to be decided about, and the one in use answers meanwhile; so it does on
    a disk that takes no other.  Raises CorpusError where there is nothing to answer from.
    """
    current = manager.store.pointer()
    if current is None or manager.store.is_up_to_date():
        return open_current(manager.store, or_published=True, engine=manager.engine)
    try:
        proposal = _done(manager.reload(by="start"))
    except HeldBackError as reason:
        log.warning(
            "the corpus has changed and is held back: %s; decide with: run_bot.py corpus reload --yes", reason
        )
    except StorageError as reason:
        log.warning("%s; answering from version %s meanwhile", reason, current.version)
    else:
        return manager.store.open_version(proposal.version)
    return manager.store.open_published()


def _done(work: Coroutine[Any, Any, Proposal]) -> Proposal:
    """What *work* comes to, waited for, whether or not an event loop is running here."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
