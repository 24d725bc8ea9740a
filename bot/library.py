"""The corpus as the running bot has it: the current version, questions to it, the one swap of a reload."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

from bot.errors import ReloadRunningError, ReloadStoppedError
from management.opening import open_at_start
from management.operations import KEPT_VERSIONS, Shelf
from retrieval.answering import answer
from retrieval.changes import Changes, compare
from retrieval.engines.choosing import EngineChoice
from retrieval.published import mark, open_published, open_version
from retrieval.records import Answer, Turn
from retrieval.snapshot import Snapshot

P = ParamSpec("P")
T = TypeVar("T")

ANSWERING_THREADS = 1
"""Questions answered at once, beside the event loop: it is pure computing, so a second would only take turns
with the first, and the loop with both."""


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What a reload came to: the versions before and after, what differs, what the build complained of."""

    before: str
    after: str
    changes: Changes
    problems: tuple[str, ...]


class Library:
    """Holds the snapshot that answers.  Whoever takes it sees one version whole, whatever is reloaded."""

    def __init__(
        self, source: Path, versions: Path, engine: EngineChoice = "auto", keep: int = KEPT_VERSIONS
    ) -> None:
        """Open the current version of *source*, building it under *versions* if need be, for *engine*.

        After a reload *keep* versions are kept.

        Raises CorpusError where there is nothing to answer from.
        """
        self._source = source
        self._versions = versions
        self._shelf = Shelf(source, versions, keep, engine)
        self._mark = mark(source, versions)
        self._snapshot = open_at_start(self._shelf)
        self._readers: Counter[Snapshot] = Counter()
        self._threads = ThreadPoolExecutor(ANSWERING_THREADS, thread_name_prefix="answering")
        self._reload: asyncio.Task[Reloaded] | None = None

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """The current version, kept open until the block ends even if it is not the current one any more."""
        snapshot = self._snapshot
        self._readers[snapshot] += 1
        try:
            yield snapshot
        finally:
            self._readers[snapshot] -= 1
            self._close_if_past(snapshot)

    async def ask(self, question: str, snapshot: Snapshot, history: Sequence[Turn]) -> Answer:
        """The answer of *snapshot* to a question asked after the turns of *history*."""
        return await self.run(answer, question, snapshot, history)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What *work* computes, beside the event loop, which goes on serving others."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, partial(work, *args, **kwargs))

    @property
    def reloading(self) -> bool:
        """Whether a reload is at work."""
        return self._reload is not None

    async def reload(self) -> Reloaded:
        """Build and open the source's present version beside the current one, then take its place.

        Raises ReloadRunningError while another reload is at work, CorpusError where the new version cannot
        be had or would lose answers to gold questions (HeldBackError: it then waits to be decided about), and
        ReloadStoppedError after `stop_reload`; the current one then goes on answering.
        """
        if self._reload is not None:
            raise ReloadRunningError("a reload is already running; wait for its report")
        self._reload = asyncio.create_task(self._replace())
        try:
            return await self._reload
        except asyncio.CancelledError:
            if not self._reload.cancelled():
                raise
            raise ReloadStoppedError("the bot is being stopped; nothing has changed") from None
        finally:
            self._reload = None

    async def follow(self) -> str | None:
        """Take up the version that was published from elsewhere, a terminal say; its name, None for none.

        It costs one look at the disk where nothing was, and is meant to be called every few seconds.  Raises
        CorpusError where what was published cannot be opened; the current version then goes on answering.
        """
        seen = mark(self._source, self._versions)
        if seen in (None, self._mark) or self.reloading:
            return None
        self._mark = seen
        new = await asyncio.to_thread(open_published, self._source, self._versions)
        if self.reloading or new.version == self._snapshot.version:
            new.close()
            return None
        self._put_in_use(new)
        return new.version

    async def stop_reload(self) -> None:
        """End a reload that is at work; nothing has changed then."""
        if self._reload is not None:
            self._reload.cancel()
            await asyncio.wait([self._reload])

    def close(self) -> None:
        """Let go of the current version."""
        self._threads.shutdown()
        self._snapshot.close()

    async def _replace(self) -> Reloaded:
        proposal = await self._shelf.reload(by="bot")
        new = await asyncio.to_thread(open_version, self._source, self._versions, proposal.version)
        with self.snapshot() as old:
            changes = proposal.changes
            if proposal.before != old.version:  # another process has published meanwhile
                changes = await asyncio.to_thread(compare, old, new)
        past = self._put_in_use(new)
        return Reloaded(past, new.version, changes, proposal.problems)

    def _put_in_use(self, new: Snapshot) -> str:
        """The one swap; the name of the version before."""
        past, self._snapshot = self._snapshot, new
        self._close_if_past(past)
        return past.version

    def _close_if_past(self, snapshot: Snapshot) -> None:
        if not self._readers[snapshot]:
            del self._readers[snapshot]
            if snapshot is not self._snapshot:
                snapshot.close()
