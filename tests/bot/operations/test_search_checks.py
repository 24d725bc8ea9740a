"""The findings of `doctor` about a search cluster."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.operations.findings import Severity
from bot.operations.search_checks import check_search
from config.settings import Settings
from retrieval.index.opensearch.options import cluster_of
from retrieval.indexing.versions import build
from retrieval.store.corpus_store import CorpusStore
from tests.support.opensearch import StandIn, standing_in


@pytest.fixture
def cluster() -> Iterator[StandIn]:
    with standing_in() as stand_in:
        yield stand_in


@pytest.fixture
def settings(tmp_path: Path, cluster: StandIn) -> Settings:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "lamp.txt").write_text("The lamp burns.")
    settings = Settings(
        corpus=tmp_path / "articles",
        state_dir=tmp_path / "state",
        engine="opensearch",
        opensearch_url=(cluster.url,),
    )
    build(
        CorpusStore(settings.corpus, settings.state_dir / "versions", cluster=cluster_of(settings)),
        "opensearch",
    )
    return settings


def test_without_a_cluster_there_are_no_findings() -> None:
    assert list(check_search(Settings(engine="auto", opensearch_url=()))) == []


def test_a_whole_index_is_fine(settings: Settings) -> None:
    findings = list(check_search(settings))

    assert [finding.severity for finding in findings] == [Severity.OK, Severity.OK]


def test_an_index_that_is_gone_is_a_warning(settings: Settings, cluster: StandIn) -> None:
    cluster.indexes.clear()

    assert [finding.severity for finding in check_search(settings)] == [Severity.OK, Severity.WARNING]


def test_a_cluster_that_is_away_is_an_error(settings: Settings, cluster: StandIn) -> None:
    cluster.is_away = True

    (finding,) = check_search(settings)

    assert finding.severity is Severity.ERROR
    assert "no manager" in finding.state
