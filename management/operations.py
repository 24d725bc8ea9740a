"""The operations on a corpus: look, add, reload, decide, go back.  A terminal and a chat do the same."""

import asyncio
import hashlib
import json
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import VersionNotFoundError
from management.adding import adopt
from management.errors import HeldBackError, RefusedError
from management.proposing import Addition, OnStage, Proposal, propose_in_child
from retrieval.index.choosing import EngineChoice
from retrieval.store import publications
from retrieval.store.diff import Changes, DocumentChange, compare, differences
from retrieval.store.publications import Publication, StoredVersion
from retrieval.store.snapshot import Snapshot

KEPT_VERSIONS = 10


def untold(stage: str, done: int, total: int) -> None:
    """Nobody wants to know how far it is."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A corpus and its versions; ``keep`` of them are kept."""

    source: Path
    versions: Path
    keep: int = KEPT_VERSIONS
    engine: EngineChoice = "auto"

    async def propose(
        self,
        tell: OnStage = untold,
        open_questions: Sequence[str] = (),
        adding: Addition | None = None,
    ) -> Proposal:
        """What a reload would change, or *adding* files would, and which *open_questions* it would answer.

        The files that are added are read and the corpus with them staged in a child process, like all else.
        Nothing changes; raises CorpusError where the corpus is refused, RefusedError where a file is.
        """
        return await propose_in_child(self.source, self.versions, adding, tell, self.engine, open_questions)

    async def reload(self, *, by: str, confirmed: bool = False, tell: OnStage = untold) -> Proposal:
        """Build the present files and publish them.

        Raises HeldBackError as accept() does, unless that was *confirmed* beforehand; CorpusError where the
        corpus is refused.
        """
        proposal = await self.propose(tell)
        await asyncio.to_thread(self.accept, proposal, by=by, confirmed=confirmed)
        return proposal

    def accept(
        self, proposal: Proposal, *, by: str, confirmed: bool = False, most: int | None = None
    ) -> Publication:
        """Publish what was proposed of the present files.

        Raises HeldBackError for what would answer worse, and for what changes more than *most* passages,
        unless that is *confirmed*; it then waits to be decided about, at the next start too.  Raises
        RefusedError where another version was published meanwhile.
        """
        self._require_basis(proposal)
        reason = proposal.held or _too_large(proposal.changes, most)
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
        tell: OnStage = untold,
    ) -> Proposal:
        """Put files into the corpus and publish it with them; on every refusal neither has changed.

        Raises RefusedError as `adding.stage` does, HeldBackError for what would answer worse.  Killed on the
        way, the files are in the corpus whole or not at all, and the next start builds what is there.
        """
        with tempfile.TemporaryDirectory(prefix="quoth-adding-") as place:
            folder = Path(place, self.source.name or "corpus")
            proposal = await self.propose(tell, adding=Addition(tuple(files), folder, replace))
            if proposal.held and not confirmed:
                raise HeldBackError(proposal.held, proposal)
            await asyncio.to_thread(self.accept_staged, folder, proposal, by=by)
        return proposal

    def accept_staged(self, folder: Path, proposal: Proposal, *, by: str) -> Publication:
        """Put the staged files into the corpus and the version that was proposed of them in use.

        Raises RefusedError where another version was published meanwhile.
        """
        self._require_basis(proposal)
        with publications.told_as_storage(self.source):
            adopt(folder, self.source)
        present = publications.state_of_files(self.source)
        entry = publications.publish(
            self.source, self.versions, proposal.version, by=by, what="files added", files=present
        )
        publications.prune(self.source, self.versions, self.keep)
        return entry

    def publish(self, version: str, *, by: str, what: str = "published") -> Publication:
        """Put a proposed version in use, and let go of those that are more than are kept."""
        entry = publications.publish(self.source, self.versions, version, by=by, what=what)
        publications.prune(self.source, self.versions, self.keep)
        return entry

    def hold(self, version: str) -> None:
        """Let a version that was proposed of the present files wait, at the next start too."""
        publications.hold(self.source, self.versions, version)

    def discard(self, version: str | None = None) -> str | None:
        """Decide against a version that was proposed, by default against the one that waits; its name.

        None where no such version is there, or it is or was in use: then it stays.
        """
        current = publications.pointer(self.source, self.versions)
        if version is None or (current is not None and current.waiting == version):
            return publications.discard(self.source, self.versions)
        return version if publications.drop(self.source, self.versions, version) else None

    def basis(self) -> str:
        """What a proposal is made upon: it is another when the version in use or the source's files are."""
        current = publications.pointer(self.source, self.versions)
        known = [current.version if current else "", *publications.state_of_files(self.source)]
        return hashlib.sha256(json.dumps(known).encode()).hexdigest()

    def has(self, version: str) -> bool:
        """Whether a version is on disk."""
        return any(each.version == version for each in self.stored())

    def rollback(self, name: str | None = None, *, by: str) -> Publication:
        """Go back to a version, or to the one before: one pointer changes and nothing is built.

        Raises VersionNotFoundError where there is none; RefusedError where it is the one in use.
        """
        _, version = self.way_back(name)
        return publications.rollback(self.source, self.versions, version, by=by)

    def way_back(self, name: str | None = None) -> tuple[str, str]:
        """The version in use, and the one that rollback() of *name* goes back to; raises as that does."""
        current = publications.pointer(self.source, self.versions)
        if current is None:
            raise VersionNotFoundError(f"nothing was published yet of {self.source}; reload it")
        used = [each.version for each in self.stored() if each.published and not each.current]
        version = publications.resolve(self.source, self.versions, name) if name else next(iter(used), None)
        if version is None:
            raise VersionNotFoundError("there is no earlier version to go back to")
        if version == current.version:
            raise RefusedError(f"{version} is in use already")
        return current.version, version

    def stored(self) -> tuple[StoredVersion, ...]:
        """The versions on disk, the latest in use first."""
        return publications.stored(self.source, self.versions)

    def diff(self, before: str | None = None, after: str | None = None) -> tuple[str, str, Changes]:
        """What differs between two versions by name; None: the one before the one in use, and that one.

        Raises VersionNotFoundError where there are none.
        """
        old, new = self.named(before, 1), self.named(after, 0)
        with closing(self._opened(old)) as first, closing(self._opened(new)) as second:
            return old, new, compare(first, second)

    def differences(self, before: str, after: str) -> tuple[DocumentChange, ...]:
        """What differs between two versions, document by document.  Raises VersionUnusableError."""
        with closing(self._opened(before)) as first, closing(self._opened(after)) as second:
            return tuple(differences(first, second))

    def named(self, name: str | None, place: int) -> str:
        """The version of that *name* or beginning of a name; None: the one at *place* of those in use last.

        Raises VersionNotFoundError where there is none, RefusedError where *place* is beyond the first.
        """
        if name is not None:
            return publications.resolve(self.source, self.versions, name)
        used = [each.version for each in self.stored() if each.published]
        if len(used) <= place:
            raise RefusedError("there are no two versions to compare; name them, or reload a changed corpus")
        return used[place]

    def _require_basis(self, proposal: Proposal) -> None:
        """Refuse what was proposed upon another version than the one in use: it may lack what that has."""
        current = publications.pointer(self.source, self.versions)
        if current is not None and current.version != proposal.before:
            raise RefusedError(f"version {current.version} was published meanwhile; try again")

    def _opened(self, version: str) -> Snapshot:
        return publications.open_version(self.source, self.versions, version)


def _too_large(changes: Changes, most: int | None) -> str:
    """Why a change is asked about that would not answer worse; "" where it is small enough."""
    if most is None or changes.size <= most:
        return ""
    return f"it changes {changes.size:,} passages, and up to {most:,} are published without asking"
