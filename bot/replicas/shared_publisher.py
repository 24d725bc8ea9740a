"""Publish on all machines: a version is published once the other replicas have opened it.

The publishing process takes a lease, puts the version into the depot, announces it, and waits until all live
replicas have opened it.  Then it moves the pointer, and the replicas switch.  A replica that fails to open
the version, or makes no progress, is reported to the owners and no longer waited for: it keeps answering from
its own version, and tries again.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TypeVar

from bot.replicas.shared_corpus import SharedCorpus
from bot.state.coordination.leases import Leases
from bot.state.coordination.opening import Coordination
from bot.state.coordination.publications import Publications, ReplicaStatus
from corpus.errors import CorpusError
from management.publication import NOBODY_ELSE, OnWait, Turn
from processes.threads import finish_in_thread
from retrieval.store.pointer import Publication

log = logging.getLogger(__name__)

T = TypeVar("T")

BUILDING, PUBLISHING = "builder of the corpus", "publisher of the corpus"
"""The leases of the only corpus, or of each library: one to build, which may take long, and one to change the
pointer."""
CHANGED, READY = "corpus", "replicas"
"""The signals, each with the name of the library: the pointer or the announcement has changed; a replica is
ready or in trouble."""
SECONDS_ALIVE = 10.0
"""A replica that has not reported for so long is not waited for."""
SECONDS_WITHOUT_PROGRESS = 60.0
"""A replica that has fetched nothing more for so long is not waited for either."""
SECONDS_BETWEEN_ATTEMPTS = 0.3


class SharedPublisher:
    """The `Publisher` of a process that shares the corpus with others; *replica* is its own id among them."""

    def __init__(
        self,
        shared: SharedCorpus,
        publications: Publications,
        coordination: Coordination,
        replica: str = "",
        seconds_alive: float = SECONDS_ALIVE,
    ) -> None:
        """Replicas that have not reported for *seconds_alive* are not waited for."""
        self._shared = shared
        self._publications = publications
        self._leases = coordination.leases
        self._signals = coordination.signals
        self._replica = replica
        self._seconds_alive = seconds_alive
        self._turns = {name: asyncio.Lock() for name in (BUILDING, PUBLISHING)}
        self._reported = asyncio.Event()
        self._signals.subscribe(READY, self._on_report)
        self._sweeping: set[asyncio.Task[None]] = set()
        self.on_trouble: Callable[[str], None] = lambda reason: None

    async def close(self) -> None:
        """Wait until the depot is swept."""
        if self._sweeping:
            await asyncio.wait(self._sweeping)

    @property
    def is_shared(self) -> bool:
        """Return True."""
        return True

    async def catch_up(self) -> None:
        """Copy the shared pointer, and update the corpus files."""
        await self._shared.copy()

    @asynccontextmanager
    async def building(self, turn: Turn = NOBODY_ELSE, on_wait: OnWait = lambda: None) -> AsyncIterator[None]:
        """Hold the lease for building and the *turn* of this process, with up-to-date corpus files.

        While another process has the lease, other libraries have the turn; and while they have it, other
        processes have the lease.
        """
        async with self._lease(BUILDING, turn, on_wait):
            await self._shared.copy()
            yield

    @asynccontextmanager
    async def editing(self) -> AsyncIterator[None]:
        """Hold the lease for changing corpus files; afterwards, pass them to the other machines."""
        async with self._lease(PUBLISHING):
            await self._shared.copy()
            yield
            await self._push()

    async def offer(self, version: str) -> None:
        """Put a version into the depot."""
        await self._shared.put(version)

    async def publish(self, version: str, work: Callable[[], Publication]) -> Publication:
        """Let *work* publish a version once all live replicas have it; tell the owners which have not."""
        async with self._lease(PUBLISHING):
            await self._shared.copy()
            await self._shared.put(version)
            await self._announce(version)
            try:
                behind = await self._wait_for_replicas(version)
                entry = await self._run_and_push(work)
            except BaseException:
                await self._announce("")
                raise
        for reason in behind:
            log.warning("%s", reason)
            self.on_trouble(reason)
        self._sweep_in_background()
        return entry

    async def change(self, work: Callable[[], T]) -> T:
        """Let *work* change the pointer."""
        async with self._lease(PUBLISHING):
            await self._shared.copy()
            return await self._run_and_push(work)

    async def recover(self, version: str) -> bool:
        """Fetch a version that is missing or damaged here."""
        try:
            await self._shared.fetch(version)
        except CorpusError as error:
            log.warning("%s", error)
            return False
        return True

    async def keep_file(self, file: Path) -> str:
        """Put a file into the depot."""
        return await self._shared.put_file(file)

    async def fetch_file(self, kept: str, file: Path) -> bool:
        """Fetch a file from the depot."""
        return await self._shared.fetch_file(kept, file)

    async def _run_and_push(self, work: Callable[[], T]) -> T:
        """Do *work* and share what it made of the pointer, even if it raised; return its result."""
        try:
            return await finish_in_thread(work)
        finally:
            await self._push()

    async def _push(self) -> None:
        await self._shared.push()
        await self._signals.send(CHANGED, self._publications.library)

    async def _announce(self, version: str) -> None:
        await self._publications.announce(version)
        await self._signals.send(CHANGED, self._publications.library)

    def _on_report(self, library: str) -> None:
        if library in ("", self._publications.library):
            self._reported.set()

    async def _wait_for_replicas(self, version: str) -> list[str]:
        """Wait until the other live replicas have a version; return why those that were given up have not."""
        progress = ReplicaProgress(asyncio.get_running_loop().time)
        while True:
            self._reported.clear()
            live = await self._publications.live(self._seconds_alive)
            waiting = [
                each
                for each in live
                if each.id != self._replica and version not in (each.ready, each.version)
            ]
            if not any(progress.is_advancing(each) for each in waiting):
                return [_why_not_ready(version, each) for each in waiting]
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SECONDS_BETWEEN_ATTEMPTS):
                    await self._reported.wait()

    @asynccontextmanager
    async def _lease(
        self, name: str, turn: Turn = NOBODY_ELSE, on_wait: OnWait = lambda: None
    ) -> AsyncIterator[None]:
        """Hold a lease of this library, one task of this process at a time, and a *turn* with it."""
        lease = f"{name} {self._publications.library}".rstrip()
        async with self._turns[name], AsyncExitStack() as stack:
            await _acquire(self._leases, lease, turn, on_wait, stack)
            try:
                yield
            finally:
                await self._leases.release(lease)

    async def _sweep(self) -> None:
        try:
            await self._shared.sweep()
        except CorpusError as error:
            log.warning("%s", error)

    def _sweep_in_background(self) -> None:
        task = asyncio.create_task(self._sweep())
        self._sweeping.add(task)
        task.add_done_callback(self._sweeping.discard)


class ReplicaProgress:
    """When each replica last made progress, by *clock*."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._seen: dict[str, tuple[int, float]] = {}

    def is_advancing(self, status: ReplicaStatus) -> bool:
        """Whether a replica is worth waiting for: no trouble, and progress within the last minute."""
        progress, since = self._seen.get(status.id, (-1, 0.0))
        if progress != status.progress:
            since = self._clock()
            self._seen[status.id] = (status.progress, since)
        return not status.trouble and self._clock() - since < SECONDS_WITHOUT_PROGRESS


async def _acquire(leases: Leases, name: str, turn: Turn, on_wait: OnWait, stack: AsyncExitStack) -> None:
    """Wait until this process has a lease, and the *turn* for it, which ends with the *stack*."""
    while True:
        async with AsyncExitStack() as attempt:
            await attempt.enter_async_context(turn)
            if await leases.acquire(name):
                stack.push_async_exit(attempt.pop_all())
                return
        on_wait()
        await asyncio.sleep(SECONDS_BETWEEN_ATTEMPTS)  # the server tells nobody that a lease is free


def _why_not_ready(version: str, status: ReplicaStatus) -> str:
    """Why a replica does not have a version, for the owners."""
    reason = status.trouble or "it makes no progress"
    return f"{status.name} does not have version {version} and still answers from {status.version}: {reason}"
