"""Choose the engine of a version while it is built, by the number of passages, and open it by its name.

An engine is imported when it is needed, so that an article does not wait for the engine of a large corpus.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from retrieval.index.atomic_files import sync
from retrieval.index.bm25 import Engine

if TYPE_CHECKING:
    from retrieval.index.tantivy import TantivyWriter

EngineName = Literal["rank-bm25", "tantivy"]
EngineChoice = Literal["auto", "rank-bm25", "tantivy"]

LARGEST_IN_MEMORY = 500
"""The most passages for rank-bm25: its search then takes at most a fiftieth of an answer's time, and it needs
no index on disk; with more passages it is the slower one (tools/benchmarks/README.md)."""

_TERMS = "terms.txt"  # of rank-bm25: one passage per line, terms separated by spaces
_INDEX = "index"  # of tantivy


def engine_for(passages: int, choice: EngineChoice) -> EngineName:
    """The engine for a number of passages, unless *choice* names one."""
    if choice != "auto":
        return choice
    return "rank-bm25" if passages <= LARGEST_IN_MEMORY else "tantivy"


class IndexWriter:
    """Receives the terms of a corpus, passage by passage, and writes the index of one engine to *folder*.

    It keeps passages only while there are few enough for the engine in memory.
    """

    def __init__(self, folder: Path, choice: EngineChoice = "auto") -> None:
        self._folder = folder
        self._choice = choice
        self._held: list[str] = []
        self._on_disk_writer: TantivyWriter | None = None

    def add(self, terms: str) -> None:
        """Add the next passage: its terms, separated by spaces."""
        if self._on_disk_writer:
            self._on_disk_writer.add(terms)
            return
        self._held.append(terms)
        if engine_for(len(self._held), self._choice) == "tantivy":
            self._on_disk_writer = self._on_disk()

    def add_all(self, passages: Iterable[str]) -> None:
        """Add the next passages in order."""
        for terms in passages:
            self.add(terms)

    def finish(self) -> EngineName:
        """Finish writing, and return the name of the engine that was chosen.

        Raises CorpusError if the index is incomplete.
        """
        if self._on_disk_writer:
            self._on_disk_writer.finish()
            return "tantivy"
        path = self._folder / _TERMS
        path.write_text("\n".join(self._held), encoding="utf-8", newline="\n")
        sync(path)
        return "rank-bm25"

    def _on_disk(self) -> "TantivyWriter":
        from retrieval.index.tantivy import TantivyWriter

        place = self._folder / _INDEX
        place.mkdir()
        library = TantivyWriter(place)
        for terms in self._held:
            library.add(terms)
        self._held.clear()
        return library


def open_engine(folder: Path, name: EngineName) -> Engine:
    """The engine that `IndexWriter` chose, with the index it wrote to *folder*."""
    if name == "tantivy":
        from retrieval.index.tantivy import Tantivy

        return Tantivy(folder / _INDEX)
    from retrieval.index.memory import RankBM25

    passages = (folder / _TERMS).read_text(encoding="utf-8").split("\n")
    return RankBM25([terms.split() for terms in passages])
