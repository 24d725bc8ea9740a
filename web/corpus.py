"""The interface of the corpus that the web needs; the bot's `LiveCorpus` implements it."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from retrieval.records import Answer, Turn
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.manifest import VersionDamagedError
from retrieval.store.snapshot import Snapshot


class AnsweringCorpus(Protocol):
    """A corpus that answers questions, even while a new version is loaded."""

    @property
    def store(self) -> CorpusStore:
        """The versions on disk: a link may lead to one that is no longer published."""

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """The published version, kept open while the block runs."""

    async def ask(self, question: str, snapshot: Snapshot, history: Sequence[Turn]) -> Answer:
        """Answer a question that follows the turns of *history*, from *snapshot*."""

    async def replace_damaged(self, error: VersionDamagedError) -> None:
        """Switch to another version than the damaged one."""
