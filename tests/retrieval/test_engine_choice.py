from contextlib import closing
from pathlib import Path

import pytest

from retrieval.answering import answer
from retrieval.index.choosing import EngineChoice
from retrieval.indexing.opening import open_current
from retrieval.indexing.worker import build_in_child
from retrieval.store.corpus_store import CorpusStore

LAMP = "The lamp at the end of the pier burns all night. A keeper trims it at dusk."


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "lamp.txt"
    path.write_text(LAMP, encoding="utf-8")
    return path


def engine_of(source: Path, versions: Path, choice: EngineChoice = "auto") -> str:
    with closing(open_current(CorpusStore(source, versions), engine=choice)) as snapshot:
        cited = answer("Who trims the lamp?", snapshot).citations
        assert [each.text for each in cited][:1] == ["A keeper trims it at dusk."]
        return snapshot.engine_name


def test_an_article_has_rank_bm25_unless_another_engine_is_asked_for(source: Path, tmp_path: Path) -> None:
    versions = tmp_path / "versions"

    assert engine_of(source, versions) == "rank-bm25"
    assert engine_of(source, versions, "tantivy") == "tantivy"
    assert engine_of(source, versions, "tantivy") == "tantivy"
    assert engine_of(source, versions) == "rank-bm25"


def test_a_version_that_was_gone_back_to_is_not_replaced_for_its_engine(source: Path, tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    open_current(CorpusStore(source, versions)).close()
    source.write_text(f"{LAMP} Gulls sleep on it.", encoding="utf-8")
    open_current(CorpusStore(source, versions)).close()
    kept = CorpusStore(source, versions).rollback().version

    with closing(open_current(CorpusStore(source, versions), engine="tantivy")) as snapshot:
        assert (snapshot.version, snapshot.engine_name) == (kept, "rank-bm25")


async def test_a_reload_builds_for_the_engine_asked_for(source: Path, tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    build_in_child(CorpusStore(source, versions), "tantivy")

    assert engine_of(source, versions, "tantivy") == "tantivy"
