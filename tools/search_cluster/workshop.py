"""A corpus of real passages as a version for each engine, and questions about it."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from retrieval.index.choosing import EngineChoice
from retrieval.index.opensearch.engine import OpenSearch
from retrieval.index.opensearch.nodes import Nodes
from retrieval.index.opensearch.options import ClusterOptions
from retrieval.indexing.versions import build
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot
from tests.support.opensearch import PATIENT
from tools.benchmarks.scaling.recombining import of_size, questions, read_passages, write_corpus

LIMIT = 10


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as people would ask it, and the terms that are searched for."""

    text: str
    weights: dict[str, float]


@dataclass(frozen=True, slots=True)
class Built:
    """The cost of building a version."""

    seconds: float
    disk_bytes: int


@dataclass(frozen=True, slots=True)
class Workshop:
    """The same corpus, opened with tantivy and on the cluster."""

    local: Snapshot
    remote: Snapshot
    asked: Sequence[AskedQuestion]
    built_local: Built
    built_remote: Built


@contextmanager
def workshop(
    folder: Path, source: Path, size: int, count: int, cluster: ClusterOptions
) -> Iterator[Workshop]:
    """Build *size* passages of *source* for both engines, with *count* questions."""
    corpus = folder / "corpus.jsonl"
    write_corpus(of_size(source, size), corpus)
    asked = [
        AskedQuestion(each.text, dict.fromkeys(each.terms, 1.0))
        for each in questions(read_passages(corpus), count)
    ]
    near, far = CorpusStore(corpus, folder / "near"), CorpusStore(corpus, folder / "far", cluster=cluster)
    local, built_local = _built(near, "tantivy")
    remote, built_remote = _built(far, "opensearch")
    remote.engine.close()
    patient = Nodes(cluster, search_seconds=PATIENT)
    remote.engine = OpenSearch(remote.folder / "index", remote.version, remote.passage_count, patient)
    try:
        yield Workshop(local, remote, asked, built_local, built_remote)
    finally:
        local.close()
        remote.close()


def _built(store: CorpusStore, engine: EngineChoice) -> tuple[Snapshot, Built]:
    begun = time.perf_counter()
    version = build(store, engine=engine).path
    seconds = time.perf_counter() - begun
    disk = sum(file.stat().st_size for file in (version / "index").rglob("*") if file.is_file())
    return Snapshot(version, store.cluster), Built(seconds, disk)


def passages_of(corpus: Path) -> list[list[str]]:
    """The terms of each passage of a version on a cluster, from the file beside the version."""
    from retrieval.index.opensearch.terms import read_terms

    return [terms.split() for terms in read_terms(corpus / "index")]
