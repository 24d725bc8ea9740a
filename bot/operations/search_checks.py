"""Whether the search cluster answers, and has the index of the published version."""

from collections.abc import Iterator
from contextlib import closing

from bot.operations.findings import Finding, error, ok, warning
from config.settings import Settings
from corpus.errors import CorpusError
from retrieval.index.opensearch.options import ClusterOptions, cluster_of
from retrieval.store.corpus_store import CorpusStore


def check_search(settings: Settings) -> Iterator[Finding]:
    """Check the search cluster; no findings if the settings name none."""
    cluster = cluster_of(settings)
    if cluster is None:
        return
    try:
        yield from _check_cluster(cluster, CorpusStore(settings.corpus, settings.state_dir / "versions"))
    except CorpusError as failure:
        yield error("search", str(failure), "look at the cluster; questions wait until it answers")


def _check_cluster(cluster: ClusterOptions, store: CorpusStore) -> Iterator[Finding]:
    from retrieval.index.opensearch.filling import is_complete, require_supported
    from retrieval.index.opensearch.nodes import Nodes

    with closing(Nodes(cluster)) as nodes:
        require_supported(nodes)
        yield ok("search", f"the cluster answers; {len(cluster.urls)} of its nodes are named")
        for each in store.stored():
            index = cluster.index(each.version)
            if each.current and store.engine_of(each.version) == "opensearch":
                if is_complete(nodes, index, each.passages):
                    yield ok("search", f"{index} is whole")
                else:
                    yield warning("search", f"{index} is not whole", "the bot makes it again when it starts")
