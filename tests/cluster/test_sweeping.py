"""Indexes that nobody needs any more, on real nodes: found by their names and ages, and removed."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from retrieval.index.opensearch.filling import fill, is_complete
from retrieval.index.opensearch.nodes import Nodes
from retrieval.index.opensearch.options import ClusterOptions
from retrieval.index.opensearch.sweeping import UNNEEDED_SECONDS, sweep
from retrieval.index.opensearch.terms import TermsWriter
from tests.support.opensearch import PATIENT, OpenSearchCluster

KEPT, ORPHAN = "0a1b2c3d4e5f", "f5e4d3c2b1a0"
ANOTHER_BOTS = "swept-too-0a1b2c3d4e5f"


def later() -> float:
    """A time at which the indexes made here are old."""
    return time.time() + 2 * UNNEEDED_SECONDS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    writer = TermsWriter(tmp_path)
    writer.add("tide moon")
    writer.finish()
    return tmp_path


@pytest.fixture
def two_indexes(cluster: OpenSearchCluster, folder: Path) -> Iterator[Nodes]:
    """A cluster with the indexes of two versions, and one of another bot with a similar prefix."""
    nodes = Nodes(ClusterOptions(cluster.urls, prefix="swept"), search_seconds=PATIENT)
    for version in (KEPT, ORPHAN):
        fill(nodes, version, 1, folder)
    httpx.put(f"{cluster.urls[0]}/{ANOTHER_BOTS}", timeout=60)
    yield nodes
    nodes.close()


def names(cluster: OpenSearchCluster) -> set[str]:
    """The indexes whose names begin with our prefix."""
    return set(httpx.get(f"{cluster.urls[0]}/swept*", timeout=60).json())


def test_only_old_indexes_of_versions_that_nobody_keeps_are_removed(
    two_indexes: Nodes, cluster: OpenSearchCluster
) -> None:
    while_young = sweep(two_indexes, {KEPT})
    when_old = sweep(two_indexes, {KEPT}, clock=later)

    assert (while_young, when_old) == ([], [ORPHAN])
    assert names(cluster) == {f"swept-{KEPT}", ANOTHER_BOTS}
    assert is_complete(two_indexes, f"swept-{KEPT}", 1)


def test_an_index_that_was_removed_although_it_is_needed_is_filled_again(
    two_indexes: Nodes, folder: Path
) -> None:
    removed = sweep(two_indexes, {ORPHAN}, clock=later)
    fill(two_indexes, KEPT, 1, folder)

    assert removed == [KEPT]
    assert is_complete(two_indexes, f"swept-{KEPT}", 1)


def test_old_indexes_are_removed_while_a_node_is_down(two_indexes: Nodes, cluster: OpenSearchCluster) -> None:
    cluster.nodes[-1].kill()

    removed = sweep(two_indexes, {KEPT}, clock=later)

    assert removed == [ORPHAN]
