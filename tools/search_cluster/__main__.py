"""Measure a search cluster: `python -m tools.search_cluster FILE --passages 20000`.

FILE has passages as JSON lines, compressed by xz.  The command starts three nodes on loopback, builds the
same corpus for tantivy and for the cluster, compares lists and answers, times the search step, and kills and
pauses nodes under load.  It prints Markdown.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import httpx

from corpus.errors import SearchUnavailableError
from retrieval.answering import answer
from retrieval.index import Engine
from retrieval.index.opensearch.engine import OpenSearch
from retrieval.index.opensearch.filling import fill
from retrieval.index.opensearch.nodes import Nodes
from retrieval.index.opensearch.options import ClusterOptions
from tests.support.opensearch import OpenSearchCluster, OpenSearchNode, jars, running_cluster
from tools.search_cluster.faults import FaultResult, Trial, counted, recovered_after, under_load
from tools.search_cluster.latency import latency, percentiles
from tools.search_cluster.ranking import agreement
from tools.search_cluster.workshop import LIMIT, AskedQuestion, Workshop, workshop

LISTS, ANSWERS = 500, 200
RATE = 20.0
AT_ONCE = (1, 8)
SECONDS = 24.0
SECONDS_WITH_A_RESTART = 75.0
HARM_AT = 5.0
HEALED_AT = 15.0
SECONDS_TO_RECOVER = 90.0


def main() -> None:
    """Run all parts and print their tables."""
    parser = argparse.ArgumentParser(prog="python -m tools.search_cluster", description=__doc__)
    parser.add_argument("source", type=Path, help="passages as JSON lines, compressed by xz")
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=[*PARTS], help="what is measured")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="search-cluster-") as place, running_cluster(jars()) as cluster:
        options = ClusterOptions(cluster.urls)
        with workshop(Path(place), given.source, given.passages, LISTS, options) as shop:
            for part in given.parts:
                print("\n".join(PARTS[part](shop, cluster)), flush=True)


def _building(shop: Workshop, cluster: OpenSearchCluster) -> Iterator[str]:
    memory = [_megabytes(node) for node in cluster.nodes]
    yield f"\n## Building {shop.local.passage_count:,} passages\n"
    yield "| | tantivy | OpenSearch, three nodes |\n|---|---|---|"
    yield f"| build, s | {shop.built_local.seconds:.1f} | {shop.built_remote.seconds:.1f} |"
    local, remote = (built.disk_bytes / 1e6 for built in (shop.built_local, shop.built_remote))
    yield f"| index or terms beside the texts, MB | {local:.1f} | {remote:.1f} |"
    yield f"| index on the nodes, both copies, MB | – | {_stored(shop, cluster) / 1e6:.1f} |"
    yield f"| memory of a node, MB | – | {min(memory):.0f} to {max(memory):.0f} |"


def _stored(shop: Workshop, cluster: OpenSearchCluster) -> int:
    """The size of all copies of the index, in bytes."""
    index = ClusterOptions(cluster.urls).index(shop.remote.version)
    stats = httpx.get(f"{cluster.urls[0]}/{index}/_stats/store", timeout=60).json()
    return int(stats["_all"]["total"]["store"]["size_in_bytes"])


def _megabytes(node: OpenSearchNode) -> float:
    """The resident memory of a node."""
    status = Path(f"/proc/{node.pid}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _ranking(shop: Workshop, cluster: OpenSearchCluster) -> Iterator[str]:
    found = agreement(shop, LISTS, ANSWERS)
    yield "\n## Ranking\n"
    yield f"* lists of the ten best, the same as tantivy's in order: {found.as_tantivy} of {found.lists}"
    yield f"* the same as rank-bm25's: {found.as_rank_bm25} of {found.lists}"
    yield f"* whole answers, equal in every field: {found.as_answered} of {found.answers}"


def _latencies(shop: Workshop, cluster: OpenSearchCluster) -> Iterator[str]:
    with closing(_in_shards(shop, cluster)) as sharded:
        engines: dict[str, Engine] = {
            "tantivy": shop.local.engine,
            "OpenSearch, one shard": shop.remote.engine,
            "OpenSearch, three shards": sharded,
        }
        yield "\n## Search step, milliseconds (p50 / p99)\n"
        yield "| engine | one at a time | eight at a time |\n|---|---|---|"
        for name, engine in engines.items():
            found = [latency(engine, shop.asked, at_once) for at_once in AT_ONCE]
            yield f"| {name} | " + " | ".join(f"{each.p50:.2f} / {each.p99:.1f}" for each in found) + " |"


def _in_shards(shop: Workshop, cluster: OpenSearchCluster) -> OpenSearch:
    """The same passages in three shards, so that no node has all of them."""
    nodes = Nodes(ClusterOptions(cluster.urls, prefix="sharded"))
    folder, passages = shop.remote.folder / "index", shop.remote.passage_count
    fill(nodes, shop.remote.version, passages, folder, passages_in_a_shard=passages // 3 + 1)
    return OpenSearch(folder, shop.remote.version, passages, nodes)


def _faults(shop: Workshop, cluster: OpenSearchCluster) -> Iterator[str]:
    yield f"\n## Faults under {RATE:.0f} questions a second, {HARM_AT:.0f} s after the beginning\n"
    yield "| what happens | right | wrong | refused | p50 / most, ms | works again after, s |"
    yield "|---|---|---|---|---|---|"
    yield _row("a node is killed; whole answers", _answers_beside_a_kill(shop, cluster))
    with closing(_in_shards(shop, cluster)) as engine:
        expected = [_listed(engine, each) for each in shop.asked]
        for name, events in _harms(cluster).items():
            seconds = SECONDS_WITH_A_RESTART if "started" in name else SECONDS
            trials = under_load(
                shop.asked, lambda each: _listed(engine, each), expected, RATE, seconds, events
            )
            yield _row(name, trials, since=HEALED_AT)
            cluster.start()
            _await_recovery(engine)


def _harms(cluster: OpenSearchCluster) -> dict[str, Mapping[float, Callable[[], object]]]:
    _, second, third = cluster.nodes

    def end_both() -> None:
        second.kill()
        third.kill()

    def start_both() -> None:
        second.start()
        third.start()

    return {
        "the manager is killed; lists": {HARM_AT: cluster.manager().kill},
        "a node is paused for ten seconds; lists": {HARM_AT: second.pause, HEALED_AT: second.resume},
        "two of three are killed, and started ten seconds later; lists": {
            HARM_AT: end_both,
            HEALED_AT: start_both,
        },
    }


def _answers_beside_a_kill(shop: Workshop, cluster: OpenSearchCluster) -> list[Trial]:
    """Whole answers from the cluster, while the node that is asked is killed."""
    engine = shop.remote.engine
    assert isinstance(engine, OpenSearch)
    asked = [each.text for each in shop.asked[:ANSWERS]]
    expected = [answer(text, shop.local) for text in asked]
    node = cluster.nodes[cluster.urls.index(engine.nodes.current)]
    trials = under_load(
        asked, lambda text: answer(text, shop.remote), expected, RATE, SECONDS, {HARM_AT: node.kill}
    )
    cluster.start()
    return trials


def _listed(engine: Engine, asked: AskedQuestion) -> list[int]:
    return [hit.passage for hit in engine.search(asked.weights, LIMIT)]


def _await_recovery(engine: OpenSearch) -> None:
    deadline = time.monotonic() + SECONDS_TO_RECOVER
    while time.monotonic() < deadline:
        try:
            engine.restore()
        except SearchUnavailableError:
            time.sleep(0.2)
        else:
            return


def _row(name: str, trials: list[Trial], since: float = HARM_AT) -> str:
    counts = counted(trials)
    right = [1000 * trial.seconds for trial in trials if trial.outcome is FaultResult.RIGHT]
    again = recovered_after(trials, since) if counts[FaultResult.REFUSED] else None
    recovery = "–" if again is None else f"{again:.1f}"
    return (
        f"| {name} | {' | '.join(str(counts[outcome]) for outcome in FaultResult)} "
        f"| {percentiles(right).p50:.0f} / {max(right):.0f} | {recovery} |"
    )


PARTS: Mapping[str, Callable[[Workshop, OpenSearchCluster], Iterator[str]]] = {
    "building": _building,
    "ranking": _ranking,
    "latencies": _latencies,
    "faults": _faults,
}

if __name__ == "__main__":
    main()
