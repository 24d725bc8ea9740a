"""A real OpenSearch for the tests: its jars from Maven, three nodes on loopback, started and ended here."""

from tests.support.opensearch.cluster import PATIENT, OpenSearchCluster, OpenSearchNode, running_cluster
from tests.support.opensearch.jars import JarsMissingError, jars
from tests.support.opensearch.stand_in import StandIn, standing_in

__all__ = [
    "PATIENT",
    "JarsMissingError",
    "OpenSearchCluster",
    "OpenSearchNode",
    "StandIn",
    "jars",
    "running_cluster",
    "standing_in",
]
