"""The operations on a corpus, for terminals and chats alike: inspect, add, reload, decide, roll back."""

import asyncio
import hashlib
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import MappingProxyType

from corpus.errors import VersionNotFoundError
from management.adding import move_into_corpus
from management.errors import HeldBackError, RefusedError
from management.links.addresses import FetchPolicy
from management.links.gathering import MAX_PAGES, RefreshResult, gather, refresh
from management.links.records import Feed, Link, forget_feed, keep_links, read_feeds, read_links
from management.proposing import Addition, OnStage, Proposal, no_progress, propose_in_child
from management.publication import LocalPublisher, Publisher
from management.removing import FolderChanges, corpus_files, delete_files, resolve_file
from retrieval.index.choosing import EngineChoice
from retrieval.store.corpus_store import CorpusStore, StoredVersion, storage_errors
from retrieval.store.diff import Changes, DocumentChange, compare, differences
from retrieval.store.pointer import Publication, below_folder

KEPT_VERSIONS = 10
NEVER_PUBLISHED = (
    "version {version} was never published, so it cannot be rolled back to; publish it from its report, "
    "or reload the corpus"
)
NO_LINKS: Mapping[str, Link] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CorpusManager:
    """The operations on the corpus of *store*; the last ``keep`` versions are kept.

    At most ``feed_pages`` new pages of a feed are fetched at once.
    """

    store: CorpusStore
    keep: int = KEPT_VERSIONS
    engine: EngineChoice = "auto"
    fetch_policy: FetchPolicy = FetchPolicy()  # noqa: RUF009 - frozen
    feed_pages: int = MAX_PAGES
    publisher: Publisher = field(default_factory=LocalPublisher)

    @property
    def source(self) -> Path:
        """The file or folder of the corpus."""
        return self.store.source

    async def propose(
        self,
        tell: OnStage = no_progress,
        open_questions: Sequence[str] = (),
        adding: Addition | None = None,
    ) -> Proposal:
        """Report what a reload, or *adding* files, would change, and which *open_questions* it would answer.

        A child process reads the files to be added, stages the corpus with them and builds a version.
        Nothing changes.  Raises CorpusError if the corpus is refused, RefusedError if a file is.
        """
        return await propose_in_child(self.store, adding, tell, self.engine, open_questions)

    async def reload(self, *, by: str, confirmed: bool = False, tell: OnStage = no_progress) -> Proposal:
        """Build the present files and publish them.

        Raises HeldBackError as accept() does unless *confirmed*, and CorpusError if the corpus is refused.
        """
        async with self.publisher.building(on_wait=partial(tell, "waiting", 0, 0)):
            refreshed = await self.refresh(tell)
            proposal = await self.propose(tell)
        proposal = replace(proposal, problems=(*refreshed.problems, *proposal.problems))
        await self.put_in_use(proposal, by=by, confirmed=confirmed)
        return proposal

    async def put_in_use(
        self, proposal: Proposal, *, by: str, confirmed: bool = False, limit: int | None = None
    ) -> Publication:
        """Accept a proposal on every machine that shares the corpus.  Raises as accept() does."""
        accept = partial(self.accept, proposal, by=by, confirmed=confirmed, limit=limit)
        if not confirmed and _reason_to_wait(proposal, limit):
            return await self.publisher.change(accept)
        return await self.publisher.publish(proposal.version, accept)

    async def refresh(
        self,
        tell: OnStage = no_progress,
        interval: timedelta | None = None,
        *,
        force: bool = True,
    ) -> RefreshResult:
        """Fetch pages and feeds from the web again, and store what has changed in the folder.

        With *force* all of them; otherwise those that are due by their own interval, or else by *interval*.
        """
        if not self.source.is_dir() or not await asyncio.to_thread(self.has_web_sources):
            return RefreshResult()
        tell("fetching", 0, 0)
        return await refresh(self.source, self.fetch_policy, interval, self.feed_pages, force=force)

    def has_web_sources(self) -> bool:
        """Whether any file came from the web, or any feed is known."""
        return bool(read_links(self.source) or read_feeds(self.source))

    async def add_links(
        self,
        urls: Sequence[str],
        *,
        by: str,
        confirmed: bool = False,
        every: str = "",
        tell: OnStage = no_progress,
    ) -> Proposal:
        """Fetch pages, or those of feeds and sitemaps, add them to the corpus and publish it.

        An existing page is replaced.  The pages are fetched again *every* so often ("6h"), or as often as the
        setting says.  Raises RefusedError if one cannot be fetched, and otherwise as add() does.
        """
        tell("fetching", 0, 0)
        with tempfile.TemporaryDirectory(prefix="quoth-links-") as place:
            gathered = await gather(urls, Path(place, "fetched"), self.fetch_policy, self.feed_pages, every)
            folder = Path(place, self.source.name or "corpus")
            adding = Addition(gathered.files, folder, replace=True, addresses=gathered.addresses)
            proposal = await self._propose_in_turn(tell, adding)
            accept = partial(self.accept_staged, links=gathered.links, feeds=gathered.feeds)
            await self._publish_staged(
                partial(accept, folder, proposal, by=by), proposal, confirmed=confirmed
            )
        return replace(proposal, problems=(*gathered.notes(), *proposal.problems))

    def links(self) -> tuple[dict[str, Link], dict[str, Feed]]:
        """The links by the names of their files, and the feeds by their addresses."""
        return read_links(self.source), read_feeds(self.source)

    def forget_feed(self, url: str) -> None:
        """Stop polling a feed; its pages stay.  Raises RefusedError if it is not a feed of the corpus."""
        if not forget_feed(self.source, url):
            raise RefusedError(f"{url} is not a feed of this corpus; corpus links lists them")

    def accept(
        self, proposal: Proposal, *, by: str, confirmed: bool = False, limit: int | None = None
    ) -> Publication:
        """Publish a proposal made from the present files.

        Unless it is *confirmed*, a version that would answer worse or that changes more than *limit* passages
        is not published: HeldBackError is raised, and the version waits for a decision, even across a
        restart.  Raises RefusedError if another version was published meanwhile.
        """
        self._require_basis(proposal)
        reason = _reason_to_wait(proposal, limit)
        if reason and not confirmed:
            self.hold(proposal.version)
            raise HeldBackError(reason, proposal)
        return self.publish(proposal.version, by=by, what="reloaded")

    async def add(
        self,
        files: Sequence[Path],
        *,
        by: str,
        confirmed: bool = False,
        replace: bool = False,
        tell: OnStage = no_progress,
    ) -> Proposal:
        """Add files to the corpus and publish it; a refusal changes nothing.

        Raises RefusedError as `adding.stage` does, HeldBackError if the version would answer worse.  If the
        process is killed, each file is in the corpus either completely or not at all, and the next start
        builds it.
        """
        with tempfile.TemporaryDirectory(prefix="quoth-adding-") as place:
            folder = Path(place, self.source.name or "corpus")
            proposal = await self._propose_in_turn(tell, Addition(tuple(files), folder, replace))
            accept = partial(self.accept_staged, folder, proposal, by=by)
            await self._publish_staged(accept, proposal, confirmed=confirmed)
        return proposal

    async def remove(
        self, names: Sequence[str], *, by: str, confirmed: bool = False, tell: OnStage = no_progress
    ) -> Proposal:
        """Remove files from the corpus folder and publish it without them.

        Raises RefusedError if a name matches no file, or several, and otherwise as add() does.
        """
        async with self.publisher.building():
            without = tuple(dict.fromkeys(resolve_file(name, self.source) for name in names))
        with tempfile.TemporaryDirectory(prefix="quoth-removing-") as place:
            folder = Path(place, self.source.name or "corpus")
            proposal = await self._propose_in_turn(tell, Addition((), folder, without=without))
            accept = partial(self.accept_staged, folder, proposal, by=by, without=without)
            await self._publish_staged(accept, proposal, confirmed=confirmed)
        return proposal

    async def _publish_staged(
        self, accept: Callable[[], Publication], proposal: Proposal, *, confirmed: bool
    ) -> None:
        """Let *accept* publish a proposal with its staged files, unless it first has to be *confirmed*."""
        if proposal.held and not confirmed:
            raise HeldBackError(proposal.held, proposal)
        await self.publisher.publish(proposal.version, accept)

    def accept_staged(
        self,
        folder: Path,
        proposal: Proposal,
        *,
        by: str,
        without: Sequence[str] = (),
        links: Mapping[str, Link] = NO_LINKS,
        feeds: Sequence[Feed] = (),
    ) -> Publication:
        """Put the staged files into the corpus and publish the version proposed with them.

        Files that it was staged *without* are removed; *links* and *feeds* are recorded.  Raises RefusedError
        if another version was published meanwhile.
        """
        self._require_basis(proposal)
        with storage_errors(self.source):
            added = [file.name for file in move_into_corpus(folder, self.source)]
            removed = delete_files(without, self.source) if without else []
            keep_links(self.source, links, feeds)
        entry = self.store.publish(
            proposal.version,
            by=by,
            what="files removed" if removed else "files added",
            files=self.store.source_files(),
            names=removed or added,
        )
        self.store.prune(self.keep)
        return entry

    def publish(self, version: str, *, by: str, what: str = "published") -> Publication:
        """Publish a proposed version, and delete versions beyond the number to keep."""
        entry = self.store.publish(version, by=by, what=what)
        self.store.prune(self.keep)
        return entry

    def hold(self, version: str) -> None:
        """Let a version proposed from the present files wait for a decision, even across a restart."""
        self.store.hold(version)

    def discard(self, version: str | None = None) -> str | None:
        """Decide against a proposed version, by default the waiting one; return its name.

        Return None, and keep the version, if it is or was published; also if there is no such version.
        """
        current = self.store.pointer()
        if version is None or (current is not None and current.waiting == version):
            return self.store.discard()
        return version if self.store.drop(version) else None

    def basis(self) -> str:
        """A digest of what a proposal is based on: the published version and the state of the files.

        It does not depend on the path of the corpus folder, which may differ between machines.
        """
        current = self.store.pointer()
        files = [(below_folder(name), size, at) for name, size, at in self.store.source_files()]
        known = [current.version if current else "", *files]
        return hashlib.sha256(json.dumps(known).encode()).hexdigest()

    def has(self, version: str) -> bool:
        """Whether a version is on disk."""
        return any(each.version == version for each in self.stored())

    def rollback(self, name: str | None = None, *, by: str, removing: Sequence[str] = ()) -> Publication:
        """Go back to a version, by default the previous one: the pointer changes, and nothing is built.

        The files *removing* are deleted from the corpus folder first; otherwise the next reload would bring
        them back.  Raises VersionNotFoundError if there is none, RefusedError if it is published already.
        """
        _, version = self.rollback_target(name)
        with storage_errors(self.source):
            removed = delete_files(removing, self.source) if removing else []
        return self.store.rollback(version, by=by, names=removed)

    def folder_since(self, version: str) -> FolderChanges:
        """How the corpus folder differs from an earlier version that somebody may go back to.

        There are no changes if the corpus is one file or the version is unknown.
        """
        current = self.store.pointer()
        if current is None or not self.source.is_dir():
            return FolderChanges()
        now, then = (
            {below_folder(name) for name, _, _ in self.store.files_of(each)}
            for each in (current.version, version)
        )
        files = corpus_files(self.source)
        since = now - then if then else set()
        return FolderChanges(
            tuple(name for name in files if name in since), tuple(sorted(then.difference(files)))
        )

    def rollback_target(self, name: str | None = None) -> tuple[str, str]:
        """The published version, and the one that rollback(*name*) would publish.  Raises as that does.

        A version that was only proposed is refused, because it may have been held back.
        """
        current = self.store.pointer()
        if current is None:
            raise VersionNotFoundError(
                f"nothing has been published from {self.source}; publish it first: corpus reload"
            )
        earlier = [each.version for each in self.stored() if each.published and not each.current]
        version = self.store.resolve(name) if name else next(iter(earlier), None)
        if version is None:
            raise VersionNotFoundError("there is no earlier version to go back to")
        if version == current.version:
            raise RefusedError(f"version {version} is already in use")
        if version not in current.latest_first:
            raise RefusedError(NEVER_PUBLISHED.format(version=version))
        return current.version, version

    def stored(self) -> tuple[StoredVersion, ...]:
        """The versions on disk, the last published first."""
        return self.store.stored()

    def diff(self, before: str | None = None, after: str | None = None) -> tuple[str, str, Changes]:
        """The differences between two versions, by default the last two.

        Raises VersionNotFoundError if there are none.
        """
        old, new = self.named(before, 1), self.named(after, 0)
        with closing(self.store.open_version(old)) as first, closing(self.store.open_version(new)) as second:
            return old, new, compare(first, second)

    def differences(self, before: str, after: str) -> tuple[DocumentChange, ...]:
        """The differences between two versions by document.  Raises VersionUnusableError."""
        with (
            closing(self.store.open_version(before)) as first,
            closing(self.store.open_version(after)) as second,
        ):
            return tuple(differences(first, second))

    def named(self, name: str | None, place: int) -> str:
        """The version whose name begins with *name*, or else the one at *place* in the history, latest first.

        Raises VersionNotFoundError if there is none, RefusedError if fewer were published.
        """
        if name is not None:
            return self.store.resolve(name)
        published = [each.version for each in self.stored() if each.published]
        if len(published) <= place:
            raise RefusedError("there is only one version; name two, or reload a changed corpus")
        return published[place]

    async def _propose_in_turn(self, tell: OnStage, adding: Addition) -> Proposal:
        """Propose *adding* files while no other machine builds."""
        async with self.publisher.building(on_wait=partial(tell, "waiting", 0, 0)):
            return await self.propose(tell, adding=adding)

    def _require_basis(self, proposal: Proposal) -> None:
        """Refuse a proposal that is not based on the published version: it may lack some changes."""
        current = self.store.pointer()
        if current is not None and current.version != proposal.before:
            raise RefusedError(f"version {current.version} was published meanwhile; try again")


def _reason_to_wait(proposal: Proposal, limit: int | None) -> str:
    """Why a proposal needs a decision; "" if it does not."""
    return proposal.held or _too_large(proposal.changes, limit)


def _too_large(changes: Changes, limit: int | None) -> str:
    """Why a change that would not answer worse still needs a decision; "" if it is small enough."""
    if limit is None or changes.size <= limit:
        return ""
    return f"it changes {changes.size:,} passages, and up to {limit:,} are published without asking"
