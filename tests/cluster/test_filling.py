"""The life of an index on real nodes: filled once, found whole, repaired, removed."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from retrieval.index.opensearch.engine import OpenSearch
from retrieval.index.opensearch.filling import fill, is_complete, remove
from retrieval.index.opensearch.nodes import IndexMissingError, Nodes
from retrieval.index.opensearch.terms import TermsWriter
from tests.support.opensearch import OpenSearchCluster

PASSAGES = ["tide moon", "", "gull " + "x" * 400, "moon"]
INDEX = "quoth-small"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    writer = TermsWriter(tmp_path)
    for terms in PASSAGES:
        writer.add(terms)
    writer.finish()
    return tmp_path


@pytest.fixture
def engine(folder: Path, nodes: Nodes) -> Iterator[OpenSearch]:
    remove(nodes, "small")
    with closing(OpenSearch(folder, "small", len(PASSAGES), nodes)) as engine:
        yield engine


def found(engine: OpenSearch, term: str) -> list[int]:
    return [hit.passage for hit in engine.search({term: 1.0}, 5)]


def test_a_filled_index_finds_its_passages_and_the_longest_words(engine: OpenSearch) -> None:
    engine.restore()

    assert found(engine, "moon") == [3, 0]
    assert found(engine, "x" * 400) == [2]
    assert found(engine, "unheard") == []


def test_an_index_that_was_never_filled_is_reported_as_missing(engine: OpenSearch) -> None:
    with pytest.raises(IndexMissingError, match="does not hold the whole index quoth-small"):
        engine.search({"moon": 1.0}, 5)


def test_an_index_that_was_deleted_is_reported_and_can_be_restored(engine: OpenSearch, nodes: Nodes) -> None:
    engine.restore()

    assert found(engine, "moon") == [3, 0]

    remove(nodes, "small")

    with pytest.raises(IndexMissingError):
        engine.search({"moon": 1.0}, 5)

    engine.restore()

    assert found(engine, "moon") == [3, 0]


def test_an_index_cannot_be_searched_before_it_is_finished(
    engine: OpenSearch, nodes: Nodes, cluster: OpenSearchCluster, folder: Path
) -> None:
    def look(sent: int) -> None:
        reply = httpx.get(f"{cluster.urls[0]}/{INDEX}/_search", timeout=60)
        replies.append(reply.status_code)

    replies: list[int] = []
    fill(nodes, "small", len(PASSAGES), folder, look)

    assert replies
    assert set(replies) == {403}
    assert found(engine, "moon") == [3, 0]


def test_nobody_can_write_to_a_finished_index(engine: OpenSearch, cluster: OpenSearchCluster) -> None:
    engine.restore()

    reply = httpx.put(f"{cluster.urls[0]}/{INDEX}/_doc/9", json={"terms": "moon", "place": 9}, timeout=60)

    assert reply.status_code == 403


def test_an_index_with_too_many_passages_is_rebuilt_when_the_version_is_opened(
    engine: OpenSearch, nodes: Nodes, cluster: OpenSearchCluster, folder: Path
) -> None:
    engine.restore()
    url = f"{cluster.urls[0]}/{INDEX}"
    httpx.put(f"{url}/_settings", json={"index.blocks.write": False}, timeout=60)
    httpx.put(f"{url}/_doc/9?refresh=true", json={"terms": "moon", "place": 9}, timeout=60)

    assert not is_complete(nodes, INDEX, len(PASSAGES))

    with closing(OpenSearch(folder, "small", len(PASSAGES), nodes)) as opened_again:
        opened_again.restore()
        places = found(opened_again, "moon")

    assert places == [3, 0]


def test_two_processes_that_fill_the_same_index_do_not_disturb_each_other(
    engine: OpenSearch, nodes: Nodes, folder: Path
) -> None:
    def fill_too(sent: int) -> None:
        if not done:
            done.append(True)
            fill(nodes, "small", len(PASSAGES), folder)

    done: list[bool] = []
    fill(nodes, "small", len(PASSAGES), folder, fill_too)

    assert is_complete(nodes, INDEX, len(PASSAGES))
    assert found(engine, "moon") == [3, 0]


def test_removing_a_missing_index_is_not_an_error(nodes: Nodes) -> None:
    remove(nodes, "never-made")

    assert not is_complete(nodes, "quoth-never-made", 1)
