"""Nodes are killed and paused while questions are asked."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import SearchUnavailableError
from retrieval.index.opensearch.engine import OpenSearch
from retrieval.index.opensearch.filling import fill
from retrieval.index.opensearch.nodes import Nodes
from retrieval.index.opensearch.options import ClusterOptions
from retrieval.index.opensearch.terms import TermsWriter
from tests.support.opensearch import PATIENT, OpenSearchCluster
from tools.search_cluster.faults import FaultResult, counted, under_load

PASSAGES = 3000
ASKED = [{f"w{number}": 1.0, f"w{number + 1}": 0.5, "common": 1.0} for number in range(0, 60, 3)]
RATE = 20.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Passages of a few words each; the rarer ones in several passages."""
    folder = tmp_path_factory.mktemp("terms")
    writer = TermsWriter(folder)
    for place in range(PASSAGES):
        writer.add(f"common w{place % 61} w{place % 67} p{place}")
    writer.finish()
    return folder


@pytest.fixture
def engine(cluster: OpenSearchCluster, folder: Path) -> Iterator[OpenSearch]:
    """An index in three shards, so that no node has all of it."""
    nodes = Nodes(ClusterOptions(cluster.urls, prefix="faults"), search_seconds=PATIENT)
    fill(nodes, "small", PASSAGES, folder, passages_in_a_shard=PASSAGES // 3)
    with closing(OpenSearch(folder, "small", PASSAGES, nodes)) as engine:
        yield engine


def listed(engine: OpenSearch, weights: dict[str, float]) -> list[int]:
    return [hit.passage for hit in engine.search(weights, 10)]


def test_a_node_killed_under_load_costs_no_answer(engine: OpenSearch, cluster: OpenSearchCluster) -> None:
    expected = [listed(engine, each) for each in ASKED]
    asked_node = cluster.nodes[cluster.urls.index(engine.nodes.current)]

    trials = under_load(ASKED, lambda each: listed(engine, each), expected, RATE, 10, {3: asked_node.kill})

    assert counted(trials) == {
        FaultResult.RIGHT: int(10 * RATE),
        FaultResult.WRONG: 0,
        FaultResult.REFUSED: 0,
    }


def test_two_of_three_nodes_killed_give_no_wrong_list_and_searches_work_again_by_themselves(
    engine: OpenSearch, cluster: OpenSearchCluster
) -> None:
    expected = [listed(engine, each) for each in ASKED]

    def kill_two() -> None:
        for node in cluster.nodes[1:]:
            node.kill()

    trials = under_load(ASKED, lambda each: listed(engine, each), expected, RATE, 10, {3: kill_two})
    cluster.start()
    afterwards = under_load(ASKED, lambda each: patient(engine, each), expected, 1.0, 5, {})

    assert counted(trials)[FaultResult.WRONG] == 0
    assert counted(trials)[FaultResult.REFUSED] > 0
    assert {trial.reason.partition(":")[0] for trial in trials if trial.reason} == {
        "the search cluster cannot answer"
    }
    assert counted(afterwards)[FaultResult.RIGHT] == 5


def patient(engine: OpenSearch, weights: dict[str, float]) -> list[int]:
    """The list, once the cluster has found its shards again."""
    wait_until_it_works(engine)
    return listed(engine, weights)


def wait_until_it_works(engine: OpenSearch, seconds: float = 300.0) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            engine.restore()
            return
        except SearchUnavailableError:
            assert time.monotonic() < deadline, "the cluster did not recover"
            time.sleep(0.2)
