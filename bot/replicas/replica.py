"""A replica: a process that switches to each published version, and reports its status."""

import asyncio
import contextlib
import logging
import os
import secrets
import socket
from collections.abc import Callable
from typing import Protocol

from bot.replicas.shared_corpus import SharedCorpus
from bot.replicas.shared_publisher import CHANGED, READY
from bot.state.coordination.opening import Coordination
from bot.state.coordination.publications import Publications, ReplicaStatus
from corpus.errors import CorpusError

log = logging.getLogger(__name__)

SECONDS_BETWEEN_REPORTS = 2.0


class VersionSwitcher(Protocol):
    """Answers from a version on this machine, and can switch to another one."""

    @property
    def version(self) -> str:
        """The version that answers now."""

    async def prepare(self, version: str) -> None:
        """Open a version in advance, beside the one that answers."""

    async def switch_to(self, version: str) -> None:
        """Answer from a version."""


class FollowingReplica:
    """A replica in this process, of one corpus; ``id`` distinguishes it from all others."""

    def __init__(
        self,
        shared: SharedCorpus,
        publications: Publications,
        coordination: Coordination,
        seconds_between_reports: float = SECONDS_BETWEEN_REPORTS,
    ) -> None:
        """Without a signal, it looks for changes and reports every *seconds_between_reports*."""
        self.shared = shared
        self._seconds_between_reports = seconds_between_reports
        self._publications = publications
        self._signals = coordination.signals
        self.id = secrets.token_hex(6)
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._switcher: VersionSwitcher | None = None
        self._ready, self._trouble, self._progress = "", "", 0
        self._changed = asyncio.Event()
        self._signals_heard, self._signals_followed = 1, 0
        self._following = asyncio.Lock()
        self._last_report: ReplicaStatus | None = None
        self._running: asyncio.Task[None] | None = None
        self._fetching: asyncio.Task[None] | None = None
        self.on_trouble: Callable[[str], None] = lambda reason: None

    # The life of a replica

    async def start(self, switcher: VersionSwitcher) -> None:
        """Begin to follow what is published, with *switcher*, and to report the status of this process."""
        self._switcher = switcher
        self._signals.subscribe(CHANGED, self._on_change)
        await self._report()
        self._running = asyncio.create_task(self._keep_following())

    async def stop(self) -> None:
        """Stop following, and sign off, so that no publication waits for this replica."""
        if self._running is not None:
            tasks = [task for task in (self._running, self._fetching) if task is not None]
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            await self._publications.leave(self.id)
            self._running = None

    async def apply_changes(self) -> None:
        """Switch to what was published since; costs nothing unless a change was signalled.

        Every update that comes after the signal is answered from the new version.
        """
        if not self.is_up_to_date:
            async with self._following:
                signals = self._signals_heard
                if self._signals_followed != signals:
                    await self._switch_if_present()
                    self._signals_followed = signals

    @property
    def is_up_to_date(self) -> bool:
        """Whether every signalled change was applied, or its version is not on this machine yet."""
        return self._signals_followed == self._signals_heard

    # Following

    def _on_change(self, library: str) -> None:
        if library in ("", self._publications.library):
            self._signals_heard += 1
            self._changed.set()

    async def _keep_following(self) -> None:
        """Apply each change, and report regularly; after a failure, try again."""
        while True:
            self._changed.clear()
            try:
                await self.apply_changes()
                await self._prepare()
                await self._catch_up()
                await self._report()
                self._fetch_kept_in_background()
            except CorpusError as error:
                self._report_trouble(str(error))
            except Exception:
                log.exception("following publications failed; trying again")
            with contextlib.suppress(TimeoutError):
                # wait_for() of Python 3.11 may swallow a cancellation, and `stop` would wait for ever.
                async with asyncio.timeout(self._seconds_to_wait):
                    await self._changed.wait()

    def _fetch_kept_in_background(self) -> None:
        """Fetch the versions to go back to, without delaying the announced one."""
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(self._fetch_kept())

    async def _fetch_kept(self) -> None:
        try:
            await self.shared.fetch_kept()
        except CorpusError as error:
            log.warning("not all versions to go back to could be fetched: %s", error)

    async def _switch_if_present(self) -> None:
        """Switch to the published version if it is already on this machine."""
        shared = await self._publications.read()
        if shared is None or shared.pointer.version == self._current_version:
            return
        if self.shared.store.path_of(shared.pointer.version).exists():
            await self._switch_to(shared.pointer.version)

    async def _catch_up(self) -> None:
        """Copy the pointer and the corpus files, and fetch the published version if it is missing."""
        pointer = await self.shared.copy()
        if pointer is None or pointer.version == self._current_version:
            return
        await self._fetch_with_progress(pointer.version)
        async with self._following:
            await self._switch_if_present()
        await self.shared.prune()

    async def _switch_to(self, version: str) -> None:
        assert self._switcher is not None  # noqa: S101 - set before anything is followed
        try:
            await self._switcher.switch_to(version)
        except CorpusError as error:
            self._report_trouble(f"{error}; version {self._current_version} keeps answering")
            return
        self._trouble = self._ready = ""
        log.info("version %s answers now", version)

    async def _prepare(self) -> None:
        """Open the announced version in advance, or report why that is impossible."""
        announced = await self._publications.announced()
        if self._switcher is None or announced in ("", self._ready, self._current_version):
            return
        try:
            await self._fetch_with_progress(announced)
            await self._switcher.prepare(announced)
        except CorpusError as error:
            self._report_trouble(str(error))
        else:
            self._ready, self._trouble = announced, ""

    async def _fetch_with_progress(self, version: str) -> None:
        """Fetch a version, and report that it advances."""

        def tell(stage: str, done: int, total: int) -> None:
            self._progress += 1

        fetching = asyncio.create_task(self.shared.fetch(version, tell))
        while not (await asyncio.wait([fetching], timeout=SECONDS_BETWEEN_REPORTS))[0]:
            await self._report()
        fetching.result()

    async def _report(self) -> None:
        status = ReplicaStatus(
            self.id, self._name, self._current_version, self._ready, self._progress, self._trouble
        )
        await self._publications.report(status)
        if status != self._last_report:
            self._last_report = status
            await self._signals.send(READY, self._publications.library)

    @property
    def _seconds_to_wait(self) -> float:
        return SECONDS_BETWEEN_REPORTS if self._trouble else self._seconds_between_reports

    @property
    def _current_version(self) -> str:
        return self._switcher.version if self._switcher else ""

    def _report_trouble(self, reason: str) -> None:
        if reason != self._trouble:
            log.error("%s", reason)
            self.on_trouble(reason)
        self._trouble = reason
