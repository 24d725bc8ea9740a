"""All replicas of a process: one for each library, or one for the only corpus."""

import asyncio
import logging
from collections.abc import Iterable, Mapping

from bot.replicas.replica import SECONDS_BETWEEN_REPORTS, FollowingReplica, VersionSwitcher
from bot.state.coordination.publications import Publications

log = logging.getLogger(__name__)

ONLY = ""
"""The name of the only corpus of a bot."""
REPORTS_A_SECOND = 5.0
"""How often per second all replicas of a process together look for changes without a signal."""


class LibraryReplicas:
    """The replicas by the names of their libraries; there are none if the corpora are not shared.

    If there are many, each reports rarely; in between, a single statement says that all are alive.
    """

    def __init__(
        self, replicas: Mapping[str, FollowingReplica], publications: Publications | None = None
    ) -> None:
        """*publications* are those of any library."""
        self._replicas = dict(replicas)
        self._publications = publications
        self._keeping_alive: asyncio.Task[None] | None = None

    async def start(self, corpora: Mapping[str, VersionSwitcher]) -> None:
        """Begin to follow what is published, and to report the status of this process."""
        await asyncio.gather(*(each.start(corpora[name]) for name, each in self._replicas.items()))
        if seconds_between_reports(len(self._replicas)) > SECONDS_BETWEEN_REPORTS:
            self._keeping_alive = asyncio.create_task(self._keep_alive())

    async def stop(self) -> None:
        """Stop following, and sign off."""
        if self._keeping_alive is not None:
            self._keeping_alive.cancel()
            await asyncio.wait([self._keeping_alive])
        await asyncio.gather(*(each.stop() for each in self._replicas.values()))

    async def apply_changes(self, names: Iterable[str]) -> None:
        """Switch to what was published since in those libraries, so that an update is answered from it.

        Other libraries are not waited for.
        """
        for name in names:
            if name in self._replicas:
                await self._replicas[name].apply_changes()

    async def _keep_alive(self) -> None:
        """Say again and again that all replicas are alive; after a failure, try again."""
        assert self._publications is not None  # noqa: S101 - many replicas come with it
        ids = [each.id for each in self._replicas.values()]
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_REPORTS)
            try:
                await self._publications.keep_alive(ids)
            except Exception:
                log.exception("reporting that this process is alive failed; trying again")


def seconds_between_reports(libraries: int) -> float:
    """How long each of so many replicas of a process waits between two reports.

    >>> seconds_between_reports(1), seconds_between_reports(100)
    (2.0, 20.0)
    """
    return max(SECONDS_BETWEEN_REPORTS, libraries / REPORTS_A_SECOND)
