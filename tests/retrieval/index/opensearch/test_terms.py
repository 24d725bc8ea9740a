from contextlib import closing
from pathlib import Path

import pytest

from retrieval.index.choosing import IndexWriter, NoClusterError, open_engine
from retrieval.index.opensearch.options import ClusterOptions
from retrieval.index.opensearch.terms import DocumentFrequencies, TermsWriter, read_terms

NOBODY = ClusterOptions(("http://127.0.0.1:9",))
"""A cluster that does not answer."""


@pytest.mark.parametrize("max_in_memory", [0, 1_000_000])
def test_terms_are_counted_once_a_passage_whether_or_not_they_are_spilled(
    tmp_path: Path, max_in_memory: int
) -> None:
    writer = TermsWriter(tmp_path, max_in_memory)
    passages = ["tide tide moon", "", *["tide 海 ß"] * 2500]
    for terms in passages:
        writer.add(terms)
    writer.finish()

    with closing(DocumentFrequencies(tmp_path)) as frequencies:
        counts = [frequencies.of(term) for term in ("tide", "moon", "海", "ß", "gull")]

    assert counts == [2501, 1, 2500, 2500, 0]
    assert list(read_terms(tmp_path)) == passages


def test_a_version_opens_and_counts_without_its_cluster(tmp_path: Path) -> None:
    writer = IndexWriter(tmp_path, "opensearch")
    writer.add_all(["tide moon", "moon"])

    assert writer.finish() == "opensearch"

    with closing(open_engine(tmp_path, "opensearch", "0a1b", 2, NOBODY)) as engine:
        assert (engine.passages, engine.document_frequency("moon")) == (2, 2)


def test_without_a_cluster_in_the_settings_it_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(
        NoClusterError, match="0a1b is searched on a cluster; name it in QUOTH_OPENSEARCH_URL"
    ):
        open_engine(tmp_path, "opensearch", "0a1b", 2)
