"""Seeking: what a word of the question weighs in a corpus of several languages."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.indexing.versions import build
from retrieval.query.parsed_query import parse_query
from retrieval.query.search import search_passages
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot

ROWS = (
    ("en", "The harbour was closed, and the ferries of the island were late because of the storm."),
    ("en", "All of the boats are in the harbour, where they stay until the spring tide has gone."),
    ("fr", "Les bateaux sont dans le port, et ils y restent jusqu'à la fin de la tempête de mars."),
)


@pytest.fixture
def snapshot(tmp_path: Path) -> Iterator[Snapshot]:
    lines = [json.dumps({"_id": f"{at}{code}", "text": text}) for at, (code, text) in enumerate(ROWS)]
    (tmp_path / "mixed.jsonl").write_text("\n".join(lines), encoding="utf-8")
    snapshot = Snapshot(build(CorpusStore(tmp_path / "mixed.jsonl", tmp_path / "versions")).path)
    yield snapshot
    snapshot.close()


def test_the_reading_in_the_questions_own_language_weighs_most(snapshot: Snapshot) -> None:
    assert set(snapshot.languages) == {"en", "fr"}
    query = parse_query("Why were the ferries of the island late?", snapshot)
    ferries = query.terms[0]
    assert ferries.variants[0] == "ferri"
    others = [query.weights[reading] for reading in ferries.variants[1:]]
    assert others
    assert max(others) < query.weights["ferri"] == 1


def test_another_languages_reading_counts_in_full_when_the_own_one_is_unknown(snapshot: Snapshot) -> None:
    query = parse_query("Where are the bateaux of the port?", snapshot)
    assert {query.weights[reading] for reading in query.terms[0].variants} == {1}
    assert search_passages(query, snapshot)[0].passage.passage.document == "2fr"
