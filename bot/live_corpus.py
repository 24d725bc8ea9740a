"""The corpus of a running bot: the version in use, answers from it, and the swap to another version."""

import asyncio
import contextlib
import datetime
import logging
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ParamSpec, TypeVar

from bot.errors import ReloadRunningError, ReloadStoppedError
from bot.search_watch import SearchWatch
from bot.turns import AnsweringThreads
from corpus.errors import CorpusError, SearchUnavailableError, StorageError, VersionNotFoundError
from management.errors import HeldBackError
from management.links.addresses import FetchPolicy
from management.links.gathering import MAX_PAGES
from management.operations import KEPT_VERSIONS, CorpusManager
from management.proposing import Addition, OnStage, Proposal, no_progress
from management.publication import LocalPublisher, Publisher
from management.startup import DECIDE, open_at_start
from processes.threads import finish_in_thread
from retrieval.index.choosing import EngineChoice
from retrieval.indexing.opening import is_as_wanted, is_current
from retrieval.intents.responding import respond
from retrieval.overviews.starters import with_starters
from retrieval.records import Answer, Turn
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.diff import Changes
from retrieval.store.manifest import VersionDamagedError
from retrieval.store.pointer import Publication
from retrieval.store.snapshot import Snapshot

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

RETRY_SECONDS = 30.0
MAX_RETRY_SECONDS = 600.0
"""The first and the longest pause before a build that the disk refused is tried again."""

_SHORT = 150
"""Characters; longer questions are answered on a thread of their own."""
_SECONDS_LATER = 2.0
"""For how long people's questions may overtake the request of a program."""
STOPPED = "the bot is being stopped; nothing has changed"
BY = "bot"
"""The publisher of versions from a chat, as recorded in the history; the journal has the person."""


@dataclass(frozen=True, slots=True)
class Reloaded:
    """The result of a reload: the version that answered before, and what was proposed and published."""

    before: str
    proposal: Proposal

    @property
    def after(self) -> str:
        """The version that answers now."""
        return self.proposal.version

    @property
    def changes(self) -> Changes:
        """What differs from the version that was in use."""
        return self.proposal.changes


class LiveCorpus:
    """Holds the snapshot in use.  Whoever takes it sees a single version, even during a reload."""

    def __init__(
        self,
        store: CorpusStore,
        engine: EngineChoice = "auto",
        keep: int = KEPT_VERSIONS,
        *,
        waits: bool = True,
        retry_seconds: float = RETRY_SECONDS,
        fetch_policy: FetchPolicy = FetchPolicy(),  # noqa: B008 - frozen
        feed_pages: int = MAX_PAGES,
        publisher: Publisher | None = None,
        threads: AnsweringThreads | None = None,
        libraries: int = 1,
    ) -> None:
        """Open the published version in *store*, building the first one for *engine* if there is none.

        If it *waits*, files that changed since then are built first; otherwise `catch_up` builds them in the
        background; if the disk refuses, it tries again after *retry_seconds*, and then less and less often.
        After a reload *keep* versions are kept.  Raises CorpusError if there is nothing to answer from.

        *fetch_policy* says which hosts pages may be fetched from.  A feed brings at most *feed_pages* new
        pages at once.  *publisher* defines what happens around a publication.  Several corpora share
        *threads*; *libraries* is how many corpora there are.
        """
        publisher = publisher or LocalPublisher()
        self._manager = CorpusManager(store, keep, engine, fetch_policy, feed_pages, publisher)
        self._mark = store.change_mark()
        self._libraries = libraries
        self._snapshot = self._prepared_to_answer(open_at_start(self._manager, waits=waits))
        self._is_shared = False
        self._prepared: Snapshot | None = None
        self._is_behind = not waits and not self._is_current()
        self._retry_seconds = retry_seconds
        self._readers: Counter[Snapshot] = Counter()
        self._threads = threads or AnsweringThreads()
        self._closes_threads = threads is None
        if self._snapshot.meaning:
            self._threads.short.submit(self._snapshot.meaning.warm_up)
        self._not_reloading = asyncio.Event()
        self._not_reloading.set()
        self._last_reload: str | None = None
        self._building: set[asyncio.Task[Proposal]] = set()
        self._turn = self._threads.building  # one at a time
        self._swap = asyncio.Lock()  # to put a version in use
        self._opening = asyncio.Lock()  # to open it
        self._recovering = asyncio.Lock()
        self._repairing: asyncio.Task[None] | None = None
        self._damaged: Snapshot | None = None
        self.on_trouble: Callable[[str], None] = lambda reason: None
        self.search = SearchWatch(lambda: self._snapshot.engine.restore())
        self._stopping = False

    def join(self, publisher: Publisher) -> None:
        """Share the corpus with other machines through *publisher*, which also announces their versions.

        From then on, files that differ from the published ones are built only by a reload: they may be out of
        date.
        """
        self._manager = replace(self._manager, publisher=publisher)
        self._is_shared = True
        self._is_behind = self._is_behind and not is_as_wanted(
            self._snapshot, self._manager.store, self._manager.engine
        )

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """The current version, kept open until the block ends even if it is not the current one any more."""
        snapshot = self._snapshot
        self._readers[snapshot] += 1
        try:
            yield snapshot
        finally:
            self._readers[snapshot] -= 1
            self._close_if_unused(snapshot)

    async def ask(
        self,
        question: str,
        snapshot: Snapshot,
        history: Sequence[Turn],
        begun: Callable[[], object] = lambda: None,
    ) -> Answer:
        """The answer of *snapshot* to a question asked after the turns of *history*.

        *begun* is called, in the event loop, when work on the question begins.
        """
        loop = asyncio.get_running_loop()

        def work() -> Answer:
            loop.call_soon_threadsafe(begun)
            return respond(question, snapshot, history)

        if len(question) > _SHORT:
            async with self._threads.long_turns.turn():
                return await self._run_on(self._threads.long, work)
        async with self._threads.turns.turn():
            return await self.run(work)

    def aside(self) -> contextlib.AbstractAsyncContextManager[None]:
        """A turn for a program's request: people's questions of the next seconds come first."""
        return self._threads.turns.turn(_SECONDS_LATER)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do *work* on a thread, so that the event loop goes on serving others; return its result."""
        return await self._run_on(self._threads.short, partial(work, *args, **kwargs))

    @property
    def manager(self) -> CorpusManager:
        """The corpus and its versions on disk."""
        return self._manager

    @property
    def store(self) -> CorpusStore:
        """The versions on disk."""
        return self._manager.store

    @property
    def version(self) -> str:
        """The version that answers now."""
        return self._snapshot.version

    @property
    def last_reload(self) -> str | None:
        """When another version was last put in use (ISO 8601, UTC); None if none was since the start."""
        return self._last_reload

    @property
    def reloading(self) -> bool:
        """Whether a reload is running."""
        return not self._not_reloading.is_set()

    async def reload(
        self,
        tell: OnStage = no_progress,
        open_questions: Sequence[str] = (),
        limit: int | None = None,
        *,
        wait: bool = False,
    ) -> Reloaded:
        """Build and open the source's present version beside the current one, then take its place.

        If another reload is running, which may have read the source earlier, wait for it if *wait* is set;
        otherwise raise ReloadRunningError.

        Raises CorpusError if the new version cannot be built, HeldBackError if it would answer worse or
        changes more than *limit* passages (it then waits for a decision), and ReloadStoppedError after
        `stop_building`; the current one then goes on answering.
        """
        while self.reloading:
            if not wait:
                raise ReloadRunningError("a reload is already running; wait for its report")
            await self._not_reloading.wait()
        self._not_reloading.clear()
        try:
            proposal = await self.propose(tell, open_questions)
            before = await self._accept(partial(self._manager.put_in_use, proposal, by=BY, limit=limit))
        finally:
            self._not_reloading.set()
        return Reloaded(before, proposal)

    async def propose(
        self,
        tell: OnStage = no_progress,
        open_questions: Sequence[str] = (),
        adding: Addition | None = None,
    ) -> Proposal:
        """What a reload would change, or what *adding* files would.  Concurrent calls take turns.

        Raises as CorpusManager.propose() does, and ReloadStoppedError after `stop_building`.
        """
        if self._stopping:
            raise ReloadStoppedError(STOPPED)
        task = asyncio.create_task(self._propose_in_turn(tell, open_questions, adding))
        self._building.add(task)
        task.add_done_callback(self._building.discard)
        try:
            return await task
        except asyncio.CancelledError:
            caller = asyncio.current_task()
            if caller is not None and caller.cancelling():
                raise
            raise ReloadStoppedError(STOPPED) from None

    async def catch_up(self) -> None:
        """Build the files that had changed before the start, and publish that as a reload would.

        Meanwhile the present version keeps answering.  A failure is logged; if it was the disk's, the build
        is tried again until it succeeds.
        """
        wait, behind, self._is_behind = self._retry_seconds, self._is_behind, False
        while behind and not await asyncio.to_thread(self._is_current):
            try:
                proposal = await self.propose()
                await self._accept(partial(self._manager.put_in_use, proposal, by="start"))
                if proposal.problems:
                    self.on_trouble(_summary(proposal.problems))
            except HeldBackError as reason:
                self.on_trouble(f"{reason}; {DECIDE}")
                log.warning("the corpus has changed and is held back: %s; %s", reason, DECIDE)
                return
            except (StorageError, SearchUnavailableError) as reason:
                self.on_trouble(str(reason))
                log.warning("%s; version %s answers, trying again in %.0f s", reason, self._version, wait)
                await asyncio.sleep(wait)
                wait = min(2 * wait, MAX_RETRY_SECONDS)
            except ReloadStoppedError as reason:
                log.warning("%s; version %s keeps answering", reason, self._version)
                return
            except CorpusError as reason:
                self.on_trouble(str(reason))
                log.warning("%s; version %s keeps answering", reason, self._version)
                return

    async def replace_damaged(self, error: VersionDamagedError) -> None:
        """Answer from another version than the damaged one of *error*, which is set aside and built again.

        Raises CorpusError if there is no other and none can be built.
        """
        async with self._recovering:
            if self._snapshot is not error.opened:
                return
            store, self._damaged = self._manager.store, self._snapshot
            await finish_in_thread(store.set_aside, self._version, str(error))
            if await self._manager.publisher.recover(self._version):
                await self._answer_from(self._version)
                return
            with contextlib.suppress(VersionNotFoundError):
                self._put_in_use(
                    await asyncio.to_thread(lambda: self._prepared_to_answer(store.open_latest()))
                )
                self._is_behind = True
                self._repairing = asyncio.create_task(self.catch_up())
                return
            proposal = await self.propose()
            await self._accept(partial(self._manager.put_in_use, proposal, by="start", confirmed=True))

    async def put_in_use(self, version: str, publish: Callable[[], Publication]) -> str:
        """Publish a version on disk, and answer from it; return the version before.

        Raises what *publish* does; the current version then keeps answering.
        """
        return await self._accept(partial(self._manager.publisher.publish, version, publish))

    async def _accept(self, publish: Callable[[], Coroutine[Any, Any, Publication]]) -> str:
        """Await a publication, and answer from its version; return the version before."""
        if self._is_shared:  # no lock: while this waits, it may have to switch to what others publish
            before = self._version
            await self._answer_from((await publish()).version)
            return before
        async with self._swap:
            entry = await publish()
            return await self._answer_from(entry.version)

    async def prepare(self, version: str) -> None:
        """Open a version beside the one in use, so that switching to it takes no time.

        Raises VersionUnusableError if it cannot be opened.
        """
        async with self._opening:
            if version in (self._version, self._prepared and self._prepared.version):
                return
            new = await self._opened(version)
            if self._prepared is not None:
                self._prepared.close()
            self._prepared = new

    async def switch_to(self, version: str) -> None:
        """Answer from a version on disk that was published elsewhere.

        Raises VersionUnusableError if it cannot be opened; the current one then keeps answering.
        """
        await self._answer_from(version)

    async def follow(self) -> str | None:
        """Take up the version that was published elsewhere, as from a terminal; its name, None if none was.

        Without one it costs a single stat, so it can be called every few seconds.  Raises CorpusError if what
        was published cannot be opened; the current version then keeps answering.
        """
        seen = self._manager.store.change_mark()
        if seen in (None, self._mark) or self._swap.locked() or self._is_shared:
            return None
        async with self._swap:
            self._mark = seen
            published = self._manager.store.pointer()
            if published is None or published.version == self._snapshot.version:
                return None
            await self._answer_from(published.version)
            return published.version

    async def stop_building(self) -> None:
        """End all builds, and start none any more; nothing has changed then."""
        self._stopping = True
        self.search.stop()
        for task in (*self._building, *([self._repairing] if self._repairing else ())):
            task.cancel()
        if self._building:
            await asyncio.wait(self._building)

    def close(self) -> None:
        """Let go of the current version."""
        if self._closes_threads:
            self._threads.close()
        self._snapshot.close()
        if self._prepared is not None:
            self._prepared.close()

    async def _run_on(self, threads: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        """What *work* computes on one of the *threads*; that the search cluster does not answer is noted."""
        try:
            return await asyncio.get_running_loop().run_in_executor(threads, work)
        except SearchUnavailableError as error:
            self.search.report(error)
            raise

    @property
    def _version(self) -> str:
        return self._snapshot.version

    def _is_current(self) -> bool:
        return is_current(self._manager.store, self._snapshot, self._manager.engine)

    async def _propose_in_turn(
        self, tell: OnStage, open_questions: Sequence[str], adding: Addition | None
    ) -> Proposal:
        on_wait = partial(tell, "waiting", 0, 0)
        if self._turn.locked():
            on_wait()
        async with self._manager.publisher.building(self._turn, on_wait):
            proposal = await self._manager.propose(tell, open_questions, adding)
        await self._manager.publisher.offer(proposal.version)
        return proposal

    async def _answer_from(self, version: str) -> str:
        """Answer from *version*; the name of the one before."""
        async with self._opening:
            if version == self._version and self._snapshot is not self._damaged:
                return version
            if self._prepared is not None and self._prepared.version == version:
                new, self._prepared = self._prepared, None
            else:
                new = await self._opened(version)
            return self._put_in_use(new)

    async def _opened(self, version: str) -> Snapshot:
        store = self._manager.store
        return await asyncio.to_thread(lambda: self._prepared_to_answer(store.open_version(version)))

    def _prepared_to_answer(self, snapshot: Snapshot) -> Snapshot:
        """A version that was just opened, with questions to start with and its share of memory."""
        with_starters(snapshot)
        if self._libraries > 1:
            snapshot.share_memory(self._libraries)
        return snapshot

    def _put_in_use(self, new: Snapshot) -> str:
        """The one swap; the name of the version before."""
        past, self._snapshot = self._snapshot, new
        self._last_reload = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        self._close_if_unused(past)
        return past.version

    def _close_if_unused(self, snapshot: Snapshot) -> None:
        if not self._readers[snapshot]:
            del self._readers[snapshot]
            if snapshot is not self._snapshot:
                snapshot.close()


def _summary(problems: Sequence[str]) -> str:
    """The first problem, and how many more there are.

    >>> _summary(["a.pdf: is broken; export it again", "b.md: is empty; fill it"])
    'a.pdf: is broken; export it again (and 1 more)'
    """
    more = len(problems) - 1
    return f"{problems[0]} (and {more} more)" if more else problems[0]
