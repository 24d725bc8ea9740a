"""Several running corpora asked together, in place of one."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from bot.errors import ChooseLibraryError
from bot.live_corpus import LiveCorpus
from management.operations import CorpusManager
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.joint_snapshot import JointSnapshot
from retrieval.store.manifest import VersionDamagedError
from retrieval.store.snapshot import Snapshot


class JointCorpus(LiveCorpus):
    """Answers from the present versions of several corpora; it opens, builds and publishes nothing itself."""

    def __init__(self, members: Mapping[str, LiveCorpus]) -> None:
        first = next(iter(members.values()))
        self._members = dict(members)
        self._threads = first._threads
        self._joint: JointSnapshot | None = None
        self.search = first.search

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """The present versions together, each kept open until the block ends."""
        with ExitStack() as stack:
            opened = {name: stack.enter_context(each.snapshot()) for name, each in self._members.items()}
            yield self._joined(opened)

    def _joined(self, opened: dict[str, Snapshot]) -> JointSnapshot:
        """The versions as one: the same object, with its caches, until one of them changes."""
        if self._joint is None or any(opened[name] is not each for name, each in self._joint.members.items()):
            self._joint = JointSnapshot(opened)
        return self._joint

    @property
    def version(self) -> str:
        """A name for the versions that answer now."""
        with self.snapshot() as snapshot:
            return snapshot.version

    @property
    def last_reload(self) -> str | None:
        """When another version was last put in use (ISO 8601, UTC); None if none was since the start."""
        return max(filter(None, (each.last_reload for each in self._members.values())), default=None)

    @property
    def reloading(self) -> bool:
        """Whether a reload is running."""
        return any(each.reloading for each in self._members.values())

    @property
    def manager(self) -> CorpusManager:
        """Raises ChooseLibraryError: files and versions belong to one corpus."""
        raise ChooseLibraryError

    @property
    def store(self) -> CorpusStore:
        """Raises ChooseLibraryError: versions belong to one corpus."""
        raise ChooseLibraryError

    async def replace_damaged(self, error: VersionDamagedError) -> None:
        """Make the corpus with the damaged version answer from another version."""
        for each in self._members.values():
            await each.replace_damaged(error)

    def close(self) -> None:
        """Do nothing: whoever opened the corpora closes them."""
