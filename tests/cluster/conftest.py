"""A cluster of three nodes for all tests of this folder; each test leaves every node running."""

from collections.abc import Iterator

import pytest

from retrieval.index.opensearch.nodes import Nodes
from retrieval.index.opensearch.options import ClusterOptions
from tests.support.opensearch import PATIENT, JarsMissingError, OpenSearchCluster, jars, running_cluster


@pytest.fixture(scope="session")
def three_nodes() -> Iterator[OpenSearchCluster]:
    try:
        folder = jars()
    except JarsMissingError as reason:
        pytest.skip(str(reason))
    with running_cluster(folder) as cluster:
        yield cluster


@pytest.fixture
def cluster(three_nodes: OpenSearchCluster) -> Iterator[OpenSearchCluster]:
    """The cluster; nodes that a test kills or pauses are restored afterwards."""
    yield three_nodes
    three_nodes.start()


@pytest.fixture
def options(cluster: OpenSearchCluster) -> ClusterOptions:
    return ClusterOptions(cluster.urls)


@pytest.fixture
def nodes(options: ClusterOptions) -> Iterator[Nodes]:
    nodes = Nodes(options, search_seconds=PATIENT)
    yield nodes
    nodes.close()
