"""Removing indexes that a process left on a cluster when it died while it built a version."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.index.opensearch.filling import fill
from retrieval.index.opensearch.nodes import Nodes
from retrieval.index.opensearch.options import ClusterOptions
from retrieval.index.opensearch.sweeping import UNNEEDED_SECONDS, sweep
from retrieval.index.opensearch.terms import TermsWriter
from retrieval.indexing.versions import build
from retrieval.store.corpus_store import CorpusStore
from tests.support.opensearch import StandIn, standing_in

ORPHAN, KEPT = "0a1b2c3d4e5f", "f5e4d3c2b1a0"
DAYS = 2 * UNNEEDED_SECONDS


@pytest.fixture
def cluster() -> Iterator[StandIn]:
    with standing_in() as stand_in:
        yield stand_in


def make_indexes(folder: Path, options: ClusterOptions, *versions: str) -> None:
    """Make an index of one passage for each version."""
    folder.mkdir(exist_ok=True)
    writer = TermsWriter(folder)
    writer.add("lamp harbour")
    writer.finish()
    with closing(Nodes(options)) as nodes:
        for version in versions:
            fill(nodes, version, 1, folder)


def make_old(cluster: StandIn) -> None:
    """Let all indexes have been made two days ago."""
    for settings in cluster.settings.values():
        settings["index.creation_date"] = int((time.time() - DAYS) * 1000)


def test_old_indexes_of_versions_that_nobody_keeps_are_removed(cluster: StandIn, tmp_path: Path) -> None:
    options = ClusterOptions((cluster.url,))
    make_indexes(tmp_path / "index", options, ORPHAN, KEPT)
    with closing(Nodes(options)) as nodes:
        young = sweep(nodes, {KEPT})
        old = sweep(nodes, {KEPT}, clock=lambda: time.time() + DAYS)

    assert (young, old) == ([], [ORPHAN])
    assert list(cluster.indexes) == [f"quoth-{KEPT}"]


def test_indexes_of_another_bot_are_left_alone(cluster: StandIn, tmp_path: Path) -> None:
    make_indexes(tmp_path / "index", ClusterOptions((cluster.url,), prefix="quoth-other"), ORPHAN)
    with closing(Nodes(ClusterOptions((cluster.url,)))) as nodes:
        swept = sweep(nodes, (), clock=lambda: time.time() + DAYS)

    assert swept == []
    assert list(cluster.indexes) == [f"quoth-other-{ORPHAN}"]


def test_what_a_dead_builder_left_is_removed_when_old_versions_are(cluster: StandIn, tmp_path: Path) -> None:
    options = ClusterOptions((cluster.url,))
    source = tmp_path / "articles"
    source.mkdir()
    (source / "lamp.txt").write_text("The lamp burns.")
    store = CorpusStore(source, tmp_path / "versions", cluster=options)
    version = build(store, "opensearch").path.name
    make_indexes(tmp_path / "index", options, ORPHAN)
    make_old(cluster)

    store.prune(3)

    assert list(cluster.indexes) == [f"quoth-{version}"]
