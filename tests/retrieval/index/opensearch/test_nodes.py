"""Failures that real nodes do not produce on demand, with a stand-in for the network."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from corpus.errors import CorpusError, SearchUnavailableError
from retrieval.index.opensearch.filling import require_supported
from retrieval.index.opensearch.nodes import IndexMissingError, Nodes
from retrieval.index.opensearch.options import ClusterOptions

WHOLE = {"timed_out": False, "_shards": {"total": 3, "successful": 3, "failed": 0}, "hits": {"hits": []}}
URLS = ("http://a.test:9200", "http://b.test:9200", "http://c.test:9200")

Respond = Callable[[httpx.Request], httpx.Response]


class Network:
    """Answers each request as the test says, and remembers which node was asked."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.host)
        return self._respond(request)


@pytest.fixture
def opened() -> Iterator[Callable[[Respond], tuple[Nodes, Network]]]:
    with ExitStack() as ends:

        def made(respond: Respond) -> tuple[Nodes, Network]:
            network = Network(respond)
            nodes = Nodes(
                ClusterOptions(URLS, user="reader", password="pass-phrase"),
                httpx.MockTransport(network),
                sleep=lambda seconds: None,
            )
            ends.callback(nodes.close)
            return nodes, network

        yield made


Opened = Callable[[Respond], tuple[Nodes, Network]]


def replying(content: Any, status: int = 200) -> Respond:
    return lambda request: httpx.Response(status, json=content)


@pytest.mark.parametrize(
    "reply",
    [
        {**WHOLE, "timed_out": True},
        {**WHOLE, "_shards": {"total": 3, "successful": 2, "failed": 1}},
        {**WHOLE, "_shards": {"total": 3, "successful": 2, "failed": 0}},
        {**WHOLE, "_shards": {"total": 0, "successful": 0, "failed": 0}},
        {"hits": {"hits": []}},
    ],
)
def test_an_incomplete_reply_is_never_an_answer(opened: Opened, reply: dict[str, Any]) -> None:
    nodes, network = opened(replying(reply))

    with pytest.raises(SearchUnavailableError, match="the search cluster cannot answer"):
        nodes.search("quoth-1/_search", {})

    assert set(network.asked) == {"a.test", "b.test", "c.test"}


def test_a_failed_search_is_repeated_on_another_node_which_is_used_from_then_on(opened: Opened) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        if request.url.host != "b.test":
            raise httpx.ConnectError("connection refused")
        return httpx.Response(200, json=WHOLE)

    nodes, network = opened(respond)

    for _ in range(5):
        assert nodes.search("quoth-1/_search", {}) == WHOLE

    assert network.asked.count("b.test") == 5
    assert len(network.asked) <= 7


def test_a_search_ends_after_a_few_tries(opened: Opened) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("timed out")

    nodes, network = opened(respond)

    with pytest.raises(SearchUnavailableError, match="does not answer"):
        nodes.search("quoth-1/_search", {})

    assert len(network.asked) == len(URLS) + 1


def test_a_request_that_changes_something_is_not_repeated_after_a_timeout(opened: Opened) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("timed out")

    nodes, network = opened(respond)

    with pytest.raises(SearchUnavailableError, match="broke off"):
        nodes.manage("PUT", "quoth-1", {})

    assert len(network.asked) == 1


def test_a_missing_index_is_distinguished_from_an_unreachable_cluster(opened: Opened) -> None:
    missing = {"error": {"type": "index_not_found_exception", "reason": "no such index [quoth-1]"}}
    nodes, network = opened(replying(missing, 404))

    with pytest.raises(IndexMissingError, match="no such index"):
        nodes.search("quoth-1/_search", {})

    assert len(network.asked) == 1


def test_a_refused_login_names_the_settings_to_check_and_never_the_password(opened: Opened) -> None:
    nodes, _ = opened(replying({"error": "Unauthorized"}, 401))

    with pytest.raises(SearchUnavailableError, match="QUOTH_OPENSEARCH_PASSWORD") as refused:
        nodes.search("quoth-1/_search", {})

    assert "pass-phrase" not in str(refused.value)
    assert "pass-phrase" not in repr(nodes.options)


def test_user_and_password_are_sent(opened: Opened) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers["authorization"])
        return httpx.Response(200, json=WHOLE)

    sent: list[str] = []
    nodes, _ = opened(respond)
    nodes.search("quoth-1/_search", {})

    assert sent == ["Basic cmVhZGVyOnBhc3MtcGhyYXNl"]


@pytest.mark.parametrize("version", [{"number": "8.1.0"}, {"distribution": "opensearch", "number": "3.0.0"}])
def test_a_cluster_whose_ranking_was_not_compared_is_refused(opened: Opened, version: dict[str, str]) -> None:
    nodes, _ = opened(replying({"version": version}))

    with pytest.raises(CorpusError, match="OpenSearch 2 is needed"):
        require_supported(nodes)


def test_a_certificate_that_is_not_there_is_refused_with_the_settings_to_check() -> None:
    with pytest.raises(CorpusError, match="QUOTH_OPENSEARCH_CA"):
        Nodes(ClusterOptions(("https://a.test:9200",), authority="/nowhere/ca.pem"))
