"""Publish on one machine that also has a depot: each published version is put there as well."""

import asyncio
import logging
from collections.abc import Callable

from corpus.errors import CorpusError
from management.depot.blobs import Blobs
from management.depot.depot import Depot
from management.depot.sources import note_known, put_sources, sweep_files
from management.publication import LocalPublisher
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.pointer import Publication

log = logging.getLogger(__name__)


class DepotPublisher(LocalPublisher):
    """Puts each published version into a depot with the corpus files; the latest *keep* stay there.

    This happens after publishing, while the version already answers.  If the depot cannot be used, the log
    says why.
    """

    def __init__(self, store: CorpusStore, depot: Depot, keep: int) -> None:
        self._store = store
        self._depot = depot
        self._keep = keep
        self._putting: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()

    async def close(self) -> None:
        """Wait until everything published is in the depot."""
        if self._putting:
            await asyncio.wait(self._putting)

    async def publish(self, version: str, work: Callable[[], Publication]) -> Publication:
        """Let *work* publish a version, then start putting it into the depot."""
        entry = await asyncio.to_thread(work)
        task = asyncio.create_task(self._deposit(entry.version))
        self._putting.add(task)
        task.add_done_callback(self._putting.discard)
        return entry

    async def _deposit(self, version: str) -> None:
        async with self._turn:
            try:
                await asyncio.to_thread(self._put, version)
            except CorpusError as error:
                log.error("version %s was published, but is not in the depot: %s", version, error)

    async def recover(self, version: str) -> bool:
        """Fetch from the depot a version that is damaged here."""
        try:
            await asyncio.to_thread(self._depot.fetch, self._store, version)
        except CorpusError as error:
            log.warning("%s", error)
            return False
        return True

    def _put(self, version: str) -> None:
        depot, blobs = self._depot, Blobs(self._depot.objects)
        depot.put(self._store, version)
        sources, listed = put_sources(blobs, self._store)
        depot.note_published(version, sources)
        note_known(self._store, listed)
        depot.sweep(self._keep, self._store.needed(self._keep))
        sweep_files(blobs, self._store, sources)
