"""Keep this machine's pointer, versions and corpus files equal to those shared by all machines."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from bot.state.coordination.publications import Publications, SharedPointer
from corpus.errors import StorageError
from management.depot.blobs import Blobs
from management.depot.depot import Depot
from management.depot.errors import DepotError, NotInDepotError
from management.depot.sources import Sources, note_known, put_sources, sweep_files, update_sources
from management.errors import RefusedError
from management.proposing import OnStage, no_progress
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.manifest import VersionUnusableError, read_manifest
from retrieval.store.pointer import Pointer, in_folder

log = logging.getLogger(__name__)

NO_DEPOT = (
    "version {version} is not on this machine, and there is no depot to fetch it from; "
    "set QUOTH_DEPOT to the same place on all machines"
)
CHANGED_MEANWHILE = "another version was published meanwhile; try again"


class SharedCorpus:
    """The shared pointer, and this machine's copy of what it points to."""

    def __init__(
        self, store: CorpusStore, depot: Depot | None, publications: Publications, keep: int
    ) -> None:
        self.store = store
        self.depot = depot
        self._publications = publications
        self._keep = keep
        self._mirroring = asyncio.Lock()
        self._copied: SharedPointer | None = None

    async def copy(self) -> Pointer | None:
        """Copy the shared pointer to this machine, and update the corpus files.

        Return the pointer, None before anything was published.  Raises StorageError if that fails.
        """
        async with self._mirroring:
            if self._copied is not None and not await self.is_behind():
                return self._copied.pointer
            shared = await self._read()
            if shared is None:
                return None
            await self._update_sources(shared.sources)
            await asyncio.to_thread(self.store.mirror, shared.pointer)
            self._copied = shared
            return shared.pointer

    async def push(self) -> None:
        """Copy this machine's pointer to the shared one, and put the corpus files into the depot.

        Raises RefusedError if another machine has changed the shared pointer meanwhile; then this machine's
        pointer is a copy of that one.
        """
        async with self._mirroring:
            pointer = await asyncio.to_thread(self.store.pointer)
            if pointer is None:
                return
            sources, listed = await self._put_sources()
            number = self._copied.number if self._copied else 0
            if self._copied and (self._copied.pointer, self._copied.sources) == (pointer, sources):
                return
            if await self._publications.move(number, pointer, sources):
                self._copied = SharedPointer(number + 1, pointer, sources)
                await asyncio.to_thread(note_known, self.store, listed)
                return
            self._copied = None
        await self.copy()
        raise RefusedError(CHANGED_MEANWHILE)

    async def is_behind(self) -> bool:
        """Whether the shared pointer has changed since it was copied."""
        number = await self._publications.number()
        return number != (self._copied.number if self._copied else 0)

    async def fetch(self, version: str, tell: OnStage = no_progress) -> bool:
        """Fetch a version unless it is here; return whether it was fetched.

        Raises DepotError if that fails.
        """
        if self.depot is None:
            with suppress(VersionUnusableError):
                await asyncio.to_thread(read_manifest, self.store.path_of(version))
                return False
            raise DepotError(NO_DEPOT.format(version=version))
        return await asyncio.to_thread(self.depot.fetch, self.store, version, tell)

    async def fetch_kept(self) -> None:
        """Fetch the versions that are kept, and the one that waits for a decision, if the depot has them."""
        for version in sorted(self.store.needed(self._keep)):
            if self.depot is not None and not self.store.path_of(version).exists():
                with suppress(NotInDepotError):
                    await self.fetch(version)

    async def put(self, version: str) -> None:
        """Put a version into the depot, if there is one."""
        if self.depot is not None:
            await asyncio.to_thread(self.depot.put, self.store, version)

    async def put_file(self, file: Path) -> str:
        """Put a single file into the depot; return its name there, "" without a depot."""
        return await asyncio.to_thread(Blobs(self.depot.objects).put, file) if self.depot else ""

    async def fetch_file(self, kept: str, file: Path) -> bool:
        """Fetch a single file; return whether that worked."""
        if self.depot is None or not kept:
            return False
        try:
            await asyncio.to_thread(Blobs(self.depot.objects).fetch, kept, file)
        except StorageError as error:
            log.warning("%s", error)
            return False
        return True

    async def sweep(self) -> None:
        """Note in the depot what is published, and delete from it what is no longer needed."""
        depot, pointer = self.depot, await asyncio.to_thread(self.store.pointer)
        if depot is not None and pointer is not None:
            sources = self._copied.sources if self._copied else ""
            await asyncio.to_thread(depot.note_published, pointer.version, sources)
            await asyncio.to_thread(depot.sweep, self._keep, self.store.needed(self._keep))
            if sources:
                await asyncio.to_thread(sweep_files, Blobs(depot.objects), self.store, sources)

    async def prune(self) -> None:
        """Delete versions on this machine that are no longer kept."""
        await asyncio.to_thread(self.store.prune, self._keep)

    async def _read(self) -> SharedPointer | None:
        """The shared pointer, whose files are in a folder named as that of this machine."""
        shared = await self._publications.read()
        if shared is None:
            return None
        files = in_folder(shared.pointer.files, self.store.source.name)
        return replace(shared, pointer=replace(shared.pointer, files=files))

    async def _update_sources(self, listed: str) -> None:
        if self.depot is None or not listed or (self._copied and self._copied.sources == listed):
            return
        changed = await asyncio.to_thread(update_sources, Blobs(self.depot.objects), self.store, listed)
        if changed:
            log.info("%d files of the corpus were updated", len(changed))

    async def _put_sources(self) -> tuple[str, Sources]:
        if self.depot is None:
            return "", {}
        return await asyncio.to_thread(put_sources, Blobs(self.depot.objects), self.store)
