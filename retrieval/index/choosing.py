"""Choose the engine of a version by its number of passages when it is built, and open it later by name.

An engine is imported only when needed, so that a small corpus does not wait for the engine of a large one.
"""

import logging
from collections.abc import Callable, Collection, Iterable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from corpus.errors import CorpusError
from retrieval.index.atomic_files import sync
from retrieval.index.bm25 import Engine
from retrieval.index.opensearch.options import ClusterOptions

if TYPE_CHECKING:
    from retrieval.index.opensearch.terms import TermsWriter
    from retrieval.index.tantivy import TantivyWriter

log = logging.getLogger(__name__)

EngineName = Literal["rank-bm25", "tantivy", "opensearch"]
EngineChoice = Literal["auto", "rank-bm25", "tantivy", "opensearch"]

LARGEST_IN_MEMORY = 500
"""The most passages for rank-bm25.  Up to here, its search takes at most a fiftieth of an answer's time and
needs no index on disk; beyond that, tantivy is faster (tools/benchmarks/README.md)."""

_TERMS = "terms.txt"  # of rank-bm25: one passage per line, terms separated by spaces
_INDEX = "index"  # of the other engines


class NoClusterError(CorpusError):
    """A version needs a search cluster, and the settings name none."""

    def __init__(self, version: str) -> None:
        super().__init__(
            f"version {version} is searched on a cluster; name it in QUOTH_OPENSEARCH_URL, "
            "or choose another QUOTH_ENGINE and reload"
        )


def engine_for(passages: int, choice: EngineChoice) -> EngineName:
    """The engine for a number of passages, unless *choice* names one."""
    if choice != "auto":
        return choice
    return "rank-bm25" if passages <= LARGEST_IN_MEMORY else "tantivy"


class IndexWriter:
    """Receives the terms of a corpus, passage by passage, and writes the index of one engine to *folder*.

    It keeps the passages in memory only while there are few enough for the in-memory engine.
    """

    def __init__(self, folder: Path, choice: EngineChoice = "auto") -> None:
        self._folder = folder
        self._choice = choice
        self._held: list[str] = []
        self._on_disk_writer: TantivyWriter | TermsWriter | None = None

    def add(self, terms: str) -> None:
        """Add the next passage: its terms, separated by spaces."""
        if self._on_disk_writer:
            self._on_disk_writer.add(terms)
            return
        self._held.append(terms)
        engine = engine_for(len(self._held), self._choice)
        if engine != "rank-bm25":
            self._on_disk_writer = self._on_disk(engine)

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
            return engine_for(LARGEST_IN_MEMORY + 1, self._choice)
        path = self._folder / _TERMS
        path.write_text("\n".join(self._held), encoding="utf-8", newline="\n")
        sync(path)
        return "rank-bm25"

    def _on_disk(self, engine: EngineName) -> "TantivyWriter | TermsWriter":
        place = self._folder / _INDEX
        place.mkdir()
        library = _writer(place, engine)
        for terms in self._held:
            library.add(terms)
        self._held.clear()
        return library


def _writer(place: Path, engine: EngineName) -> "TantivyWriter | TermsWriter":
    if engine == "opensearch":
        from retrieval.index.opensearch.terms import TermsWriter

        return TermsWriter(place)
    from retrieval.index.tantivy import TantivyWriter

    return TantivyWriter(place)


def open_engine(
    folder: Path,
    name: EngineName,
    version: str = "",
    passages: int = 0,
    cluster: ClusterOptions | None = None,
) -> Engine:
    """The engine that `IndexWriter` chose, with the index it wrote to *folder*.

    On a *cluster* the index has the name of the *version* and so many *passages*.  Raises ValueError if it
    needs one and none is given.
    """
    if name == "opensearch":
        return _open_on_cluster(folder / _INDEX, version, passages, cluster)
    if name == "tantivy":
        from retrieval.index.tantivy import Tantivy

        return Tantivy(folder / _INDEX)
    from retrieval.index.memory import RankBM25

    lines = (folder / _TERMS).read_text(encoding="utf-8").split("\n")
    return RankBM25([terms.split() for terms in lines])


def _open_on_cluster(place: Path, version: str, passages: int, cluster: ClusterOptions | None) -> Engine:
    from retrieval.index.opensearch.engine import OpenSearch
    from retrieval.index.opensearch.nodes import Nodes

    if cluster is None:
        raise NoClusterError(version)
    return OpenSearch(place, version, passages, Nodes(cluster))


def fill_index(
    folder: Path,
    name: EngineName,
    version: str,
    passages: int,
    cluster: ClusterOptions | None,
    progress: Callable[[int], None] = lambda passages: None,
) -> None:
    """Create the index of a version on the *cluster*, if its engine needs one.

    *progress* is called with the number of passages that have been sent.  Raises SearchUnavailableError if
    the cluster does not answer, CorpusError if it refuses the index.
    """
    if name != "opensearch":
        return
    from retrieval.index.opensearch.filling import fill
    from retrieval.index.opensearch.nodes import Nodes

    if cluster is None:
        raise NoClusterError(version)
    with closing(Nodes(cluster)) as nodes:
        fill(nodes, version, passages, folder / _INDEX, progress)


def remove_index(version: str, cluster: ClusterOptions | None) -> None:
    """Remove the index of a version from the *cluster*; if it does not answer, that is logged."""
    if cluster is None:
        return
    from retrieval.index.opensearch.filling import remove
    from retrieval.index.opensearch.nodes import Nodes

    try:
        with closing(Nodes(cluster)) as nodes:
            remove(nodes, version)
    except CorpusError as error:
        log.warning("the index %s stays on the search cluster: %s", cluster.index(version), error)


def sweep_indexes(kept: Collection[str], cluster: ClusterOptions | None) -> None:
    """Remove leftover indexes on the *cluster*, of versions that are not *kept*, once they are a day old."""
    if cluster is None:
        return
    from retrieval.index.opensearch.nodes import Nodes
    from retrieval.index.opensearch.sweeping import sweep

    try:
        with closing(Nodes(cluster)) as nodes:
            swept = sweep(nodes, kept)
    except CorpusError as error:
        log.warning("leftover indexes stay on the search cluster: %s", error)
    else:
        if swept:
            log.info("removed the unneeded indexes of %s", ", ".join(swept))
