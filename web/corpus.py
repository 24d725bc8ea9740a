"""What the web asks of the corpus that answers; the bot's `LiveCorpus` is one."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from retrieval.records import Answer, Turn
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.manifest import VersionDamagedError
from retrieval.store.snapshot import Snapshot


class AnsweringCorpus(Protocol):
    """A corpus that answers questions, whatever is reloaded meanwhile."""

    @property
    def store(self) -> CorpusStore:
        """The versions on disk: a link may lead to one that is not published any more."""

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """The published version, kept open while the block runs."""

    async def ask(self, question: str, snapshot: Snapshot, history: Sequence[Turn]) -> Answer:
        """The answer of *snapshot* to a question asked after the turns of *history*."""

    async def replace_damaged(self, error: VersionDamagedError) -> None:
        """Answer from another version than the damaged one."""
