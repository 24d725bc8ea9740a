"""The operations on a corpus: look, add, reload, decide, go back.  A terminal and a chat do the same."""

import asyncio
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from management.adding import adopt, staged
from management.errors import HeldBackError, RefusedError
from management.proposing import OnStage, Proposal, propose_in_child
from retrieval import published
from retrieval.changes import Changes, compare
from retrieval.engines.choosing import EngineChoice
from retrieval.published import Publication, Stored
from retrieval.snapshot import Snapshot

KEPT_VERSIONS = 10


def _untold(stage: str, done: int, total: int) -> None:
    """Nobody wants to know how far it is."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A corpus and its versions; ``keep`` of them are kept."""

    source: Path
    versions: Path
    keep: int = KEPT_VERSIONS
    engine: EngineChoice = "auto"

    async def propose(self, tell: OnStage = _untold, open_questions: Sequence[str] = ()) -> Proposal:
        """What a reload would change, and which of the *open_questions* it would answer.

        Nothing changes; raises CorpusError where the corpus is refused.
        """
        return await propose_in_child(self.source, self.versions, None, tell, self.engine, open_questions)

    async def reload(self, *, by: str, confirmed: bool = False, tell: OnStage = _untold) -> Proposal:
        """Build the present files and publish them.

        Raises HeldBackError for a version that would answer worse, which then waits to be decided about,
        unless that was *confirmed* beforehand; CorpusError where the corpus is refused.
        """
        proposal = await self.propose(tell)
        if proposal.held and not confirmed:
            await asyncio.to_thread(published.hold, self.source, self.versions, proposal.version)
            raise HeldBackError(proposal.held)
        await asyncio.to_thread(self.publish, proposal.version, by=by, what="reloaded")
        return proposal

    async def add(
        self,
        files: Sequence[Path],
        *,
        by: str,
        confirmed: bool = False,
        replace: bool = False,
        tell: OnStage = _untold,
    ) -> Proposal:
        """Put files into the corpus and publish it with them; on every refusal neither has changed.

        Raises RefusedError as `staged` does, HeldBackError as reload() does.  Killed on the way, the files
        are in the corpus whole or not at all, and the next start builds what is there.
        """
        with staged(self.source, files, replace=replace) as folder:
            proposal = await self.propose_staged(folder, tell)
            if proposal.held and not confirmed:
                raise HeldBackError(proposal.held)
            await asyncio.to_thread(self.publish_staged, folder, proposal.version, by=by)
        return proposal

    async def propose_staged(
        self, folder: Path, tell: OnStage = _untold, open_questions: Sequence[str] = ()
    ) -> Proposal:
        """What publishing a corpus that was staged (`adding.stage`) would change; nothing changes yet."""
        return await propose_in_child(self.source, self.versions, folder, tell, self.engine, open_questions)

    def publish_staged(self, folder: Path, version: str, *, by: str) -> Publication:
        """Put the staged files into the corpus and the version that was proposed of them in use."""
        adopt(folder, self.source)
        present = published.state_of_files(self.source)
        entry = published.publish(
            self.source, self.versions, version, by=by, what="files added", files=present
        )
        published.prune(self.source, self.versions, self.keep)
        return entry

    def publish(self, version: str, *, by: str, what: str = "published") -> Publication:
        """Put a proposed version in use, and let go of those that are more than are kept."""
        entry = published.publish(self.source, self.versions, version, by=by, what=what)
        published.prune(self.source, self.versions, self.keep)
        return entry

    def discard(self) -> str | None:
        """Decide against the version that waits; its name, None where none does."""
        return published.discard(self.source, self.versions)

    def rollback(self, name: str | None = None, *, by: str) -> Publication:
        """Go back to a version, or to the one before: one pointer changes and nothing is built.

        Raises VersionNotFoundError where there is none; RefusedError where it is the one in use.
        """
        version = published.resolve(self.source, self.versions, name) if name else None
        current = published.pointer(self.source, self.versions)
        if version is not None and current is not None and version == current.version:
            raise RefusedError(f"{version} is in use already")
        return published.rollback(self.source, self.versions, version, by=by)

    def stored(self) -> tuple[Stored, ...]:
        """The versions on disk, the latest in use first."""
        return published.stored(self.source, self.versions)

    def diff(self, before: str | None = None, after: str | None = None) -> tuple[str, str, Changes]:
        """What differs between two versions by name; None: the one before the one in use, and that one.

        Raises VersionNotFoundError where there are none.
        """
        old, new = self._named(before, 1), self._named(after, 0)
        with closing(self._opened(old)) as first, closing(self._opened(new)) as second:
            return old, new, compare(first, second)

    def _opened(self, version: str) -> Snapshot:
        return published.open_version(self.source, self.versions, version)

    def _named(self, name: str | None, place: int) -> str:
        if name is not None:
            return published.resolve(self.source, self.versions, name)
        used = [each.version for each in self.stored() if each.published]
        if len(used) <= place:
            raise RefusedError("there are no two versions to compare; name them, or reload a changed corpus")
        return used[place]
