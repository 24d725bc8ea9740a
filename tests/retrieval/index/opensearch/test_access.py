"""Access to a cluster over HTTPS: server and client certificates, user and password."""

import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import CorpusError, SearchUnavailableError
from retrieval.index.opensearch.filling import require_supported
from retrieval.index.opensearch.nodes import Nodes
from retrieval.index.opensearch.options import ClusterOptions
from tests.support.certificates import Authority
from tests.support.opensearch import StandIn, standing_in

PASSWORD = "open-sesame"
BASIC = f"Basic {b64encode(f'quoth:{PASSWORD}'.encode()).decode()}"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def cluster(authority: Authority) -> Iterator[StandIn]:
    """A cluster over HTTPS that wants a user and a password."""
    with standing_in(_tls(authority), BASIC) as stand_in:
        yield stand_in


def _tls(authority: Authority, *, wants_certificate: bool = False) -> ssl.SSLContext:
    files = authority.issue("node")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.certificate, files.key)
    if wants_certificate:
        context.load_verify_locations(authority.certificate)
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def ask(options: ClusterOptions) -> None:
    """Ask the cluster for its version."""
    with closing(Nodes(options, sleep=lambda seconds: None)) as nodes:
        require_supported(nodes)


def test_a_certificate_of_the_named_authority_and_the_right_password_let_us_in(
    cluster: StandIn, authority: Authority
) -> None:
    ask(ClusterOptions((cluster.url,), user="quoth", password=PASSWORD, authority=str(authority.certificate)))

    assert cluster.refused == []


def test_a_certificate_of_an_unknown_authority_is_refused_with_the_setting_to_check(
    cluster: StandIn, tmp_path: Path
) -> None:
    stranger = Authority(tmp_path, "Somebody else")

    with pytest.raises(SearchUnavailableError, match=r"certificate.*QUOTH_OPENSEARCH_CA") as refused:
        ask(ClusterOptions((cluster.url,), "q", "quoth", PASSWORD, str(stranger.certificate)))

    assert PASSWORD not in str(refused.value)


@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_wrong_password_is_refused_with_the_settings_to_check(
    cluster: StandIn, authority: Authority, password: str
) -> None:
    options = ClusterOptions((cluster.url,), "q", "quoth", password, str(authority.certificate))

    with pytest.raises(SearchUnavailableError, match=r"refuses access.*QUOTH_OPENSEARCH_PASSWORD"):
        ask(options)


def test_a_cluster_that_wants_a_certificate_of_ours_is_shown_it(authority: Authority) -> None:
    ours = authority.issue("quoth")
    with standing_in(_tls(authority, wants_certificate=True)) as cluster:
        ask(
            ClusterOptions(
                (cluster.url,),
                authority=str(authority.certificate),
                certificate=str(ours.certificate),
                key=str(ours.key),
            )
        )
        with pytest.raises(SearchUnavailableError, match="QUOTH_OPENSEARCH_CERTIFICATE"):
            ask(ClusterOptions((cluster.url,), authority=str(authority.certificate)))


def test_a_certificate_that_cannot_be_read_is_refused_with_the_settings_to_check(tmp_path: Path) -> None:
    broken = tmp_path / "ca.pem"
    broken.write_text("no certificate")

    with pytest.raises(CorpusError, match=r"cannot be read.*QUOTH_OPENSEARCH_CA"):
        ask(ClusterOptions(("https://127.0.0.1:9",), authority=str(broken)))
