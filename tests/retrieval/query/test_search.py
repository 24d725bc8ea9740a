"""Search: the weight of a question's word in a corpus of several languages."""

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


def test_a_word_unknown_in_its_own_language_counts_in_full_in_another(snapshot: Snapshot) -> None:
    query = parse_query("Where are the bateaux of the port?", snapshot)

    assert {query.weights[reading] for reading in query.terms[0].variants} == {1}
    assert search_passages(query, snapshot)[0].passage.passage.document == "2fr"


def folder_of(tmp_path: Path, texts: dict[str, str]) -> Snapshot:
    (tmp_path / "texts").mkdir()
    for name, text in texts.items():
        (tmp_path / "texts" / name).write_text(text, encoding="utf-8")
    return Snapshot(build(CorpusStore(tmp_path / "texts", tmp_path / "versions")).path)


def test_passages_of_a_document_that_the_question_names_come_first(tmp_path: Path) -> None:
    texts = {
        "ferry.txt": "Tickets are sold on board. The captain takes coins alone.",
        "tramway.txt": "Tickets are sold at kiosks, and tickets for a tram are sold by no driver.",
        "museum.txt": "The museum has tickets for children.",
    }
    snapshot = folder_of(tmp_path, texts)

    found = search_passages(parse_query("ferry tickets", snapshot), snapshot)

    assert found[0].passage.passage.document == "ferry"
    assert [term.text for term in found[0].names] == ["ferry"]
    assert not found[1].names

    snapshot.close()


def test_initials_of_a_title_name_its_document(tmp_path: Path) -> None:
    texts = {
        "a.md": "# Public Harbour Law\n\nBoats must carry a light.\n",
        "b.md": "# Fishing\n\nBoats must carry a net.\n",
    }
    snapshot = folder_of(tmp_path, texts)

    found = search_passages(parse_query("phl boats", snapshot), snapshot)

    assert [each.passage.passage.document for each in found] == ["a", "b"]
    assert found[0].names

    snapshot.close()


def test_more_passages_are_retrieved_if_they_are_short(tmp_path: Path) -> None:
    options = "".join(
        f"-{letter}\n    Open port number {at}.\n\n" for at, letter in enumerate("abcdefghijklmno")
    )
    snapshot = folder_of(tmp_path, {"options.txt": options})

    found = search_passages(parse_query("port", snapshot), snapshot)

    assert len(found) == snapshot.passage_count == 15

    snapshot.close()
