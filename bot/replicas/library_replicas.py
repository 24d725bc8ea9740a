"""All replicas of a process: one for each library, or one for the only corpus."""

import asyncio
from collections.abc import Iterable, Mapping

from bot.replicas.replica import FollowingReplica, VersionSwitcher

ONLY = ""
"""The name of the only corpus of a bot."""


class LibraryReplicas:
    """The replicas by the names of their libraries; there are none if the corpora are not shared."""

    def __init__(self, replicas: Mapping[str, FollowingReplica]) -> None:
        self._replicas = dict(replicas)

    async def start(self, corpora: Mapping[str, VersionSwitcher]) -> None:
        """Begin to follow what is published, and to report how this process is."""
        await asyncio.gather(*(each.start(corpora[name]) for name, each in self._replicas.items()))

    async def stop(self) -> None:
        """Stop following, and sign off."""
        await asyncio.gather(*(each.stop() for each in self._replicas.values()))

    async def apply_changes(self, names: Iterable[str]) -> None:
        """Switch to what was published since in those libraries, so that an update is answered from it.

        Other libraries are not waited for.
        """
        for name in names:
            if name in self._replicas:
                await self._replicas[name].apply_changes()
