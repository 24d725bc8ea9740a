"""Three engines over 20,000 real passages: one ranking, whichever computes it."""

import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.index.memory import RankBM25
from retrieval.index.opensearch.engine import OpenSearch
from retrieval.index.opensearch.filling import fill
from retrieval.index.opensearch.nodes import Nodes
from retrieval.index.opensearch.options import ClusterOptions
from retrieval.index.opensearch.terms import TermsWriter
from retrieval.index.tantivy import Tantivy, TantivyWriter
from tests.support.opensearch import PATIENT, OpenSearchCluster
from tests.support.real_passages import NEEDS_PASSAGES, PASSAGES, real_passages

QUESTIONS = 500
VERSION = "agreement"

pytestmark = NEEDS_PASSAGES


@pytest.fixture(scope="module")
def passages() -> list[list[str]]:
    return real_passages()


@pytest.fixture(scope="module")
def questions(passages: Sequence[Sequence[str]]) -> list[dict[str, float]]:
    """Words of a passage each, some with the lower weights of a conversation; common words too."""
    rng = random.Random(7)
    long_enough = [passage for passage in passages if len(set(passage)) >= 8]
    return [
        {term: rng.choice((1.0, 1.0, 0.5, 0.3)) for term in rng.sample(sorted(set(passage)), 7)}
        for passage in rng.sample(long_enough, QUESTIONS)
    ]


@pytest.fixture(scope="module")
def folder(passages: list[list[str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("terms")
    writer = TermsWriter(folder, max_in_memory=1000)
    for terms in passages:
        writer.add(" ".join(terms))
    writer.finish()
    return folder


@pytest.fixture(scope="module")
def on_cluster(three_nodes: OpenSearchCluster, folder: Path) -> Iterator[OpenSearch]:
    nodes = Nodes(ClusterOptions(three_nodes.urls), search_seconds=PATIENT)
    fill(nodes, VERSION, PASSAGES, folder)
    with closing(nodes), closing(OpenSearch(folder, VERSION, PASSAGES, nodes)) as engine:
        yield engine


@pytest.fixture(scope="module")
def on_disk(passages: list[list[str]], tmp_path_factory: pytest.TempPathFactory) -> Tantivy:
    folder = tmp_path_factory.mktemp("index")
    writer = TantivyWriter(folder)
    for terms in passages:
        writer.add(" ".join(terms))
    writer.finish()
    return Tantivy(folder)


def places(engine: OpenSearch | Tantivy | RankBM25, weights: dict[str, float]) -> list[int]:
    return [hit.passage for hit in engine.search(weights, 10)]


def test_all_lists_are_the_same_in_order(
    on_cluster: OpenSearch,
    on_disk: Tantivy,
    passages: list[list[str]],
    questions: list[dict[str, float]],
) -> None:
    in_memory = RankBM25(passages)

    lists = [[places(engine, each) for each in questions] for engine in (on_cluster, on_disk, in_memory)]

    assert len(questions) == QUESTIONS
    assert lists[0] == lists[1]
    assert lists[0] == lists[2]


def test_scores_are_those_of_the_engine_on_disk(
    on_cluster: OpenSearch, on_disk: Tantivy, questions: list[dict[str, float]]
) -> None:
    scores = [[hit.score for hit in engine.search(questions[0], 10)] for engine in (on_cluster, on_disk)]

    assert scores[0] == pytest.approx(scores[1], rel=1e-6)


def test_document_frequencies_are_those_of_the_engine_on_disk(
    on_cluster: OpenSearch, on_disk: Tantivy, questions: list[dict[str, float]]
) -> None:
    terms = sorted({term for weights in questions for term in weights} | {"unheardof"})

    counts = [[engine.document_frequency(term) for term in terms] for engine in (on_cluster, on_disk)]

    assert counts[0] == counts[1]


def test_an_index_in_several_shards_ranks_the_same(
    three_nodes: OpenSearchCluster,
    on_disk: Tantivy,
    folder: Path,
    questions: list[dict[str, float]],
) -> None:
    nodes = Nodes(ClusterOptions(three_nodes.urls, prefix="sharded"), search_seconds=PATIENT)
    fill(nodes, VERSION, PASSAGES, folder, passages_in_a_shard=PASSAGES // 3)

    with closing(nodes), closing(OpenSearch(folder, VERSION, PASSAGES, nodes)) as engine:
        lists = [places(engine, each) for each in questions]

    assert lists == [places(on_disk, each) for each in questions]
