"""Whole answers over real passages: the same in every field, whichever engine searches."""

from pathlib import Path

import pytest

from retrieval.index.opensearch.options import ClusterOptions
from tests.support.opensearch import OpenSearchCluster
from tools.search_cluster.ranking import agreement
from tools.search_cluster.workshop import workshop

SCALE = Path(__file__).parents[3] / "shared" / "scale" / "passages-100k.jsonl.xz"
PASSAGES, QUESTIONS = 2000, 200

pytestmark = pytest.mark.skipif(not SCALE.is_file(), reason="needs ../shared/scale, which is not there")


def test_answers_are_equal_in_every_field(three_nodes: OpenSearchCluster, tmp_path: Path) -> None:
    with workshop(tmp_path, SCALE, PASSAGES, QUESTIONS, ClusterOptions(three_nodes.urls)) as shop:
        found = agreement(shop, QUESTIONS, QUESTIONS)

    assert (found.lists, found.as_tantivy, found.as_rank_bm25) == (QUESTIONS, QUESTIONS, QUESTIONS)
    assert (found.answers, found.as_answered) == (QUESTIONS, QUESTIONS)
