"""Names that two people share."""

from collections.abc import Iterator

import pytest

from corpus.records import Span
from retrieval.answering import answer
from retrieval.ranking.ambiguity import full_names
from retrieval.records import Grade
from retrieval.store.snapshot import Snapshot
from retrieval.text.analyzed_passages import analyze_sentence
from tests.support.snapshots import snapshot_of, write_texts

BEARERS = {
    "Ivan Petrov": "Ivan Petrov was a baker in Ruritania. Ivan Petrov was born in 1901 in Strelsau.",
    "Boris Petrov": "Boris Petrov was a sailor on the lake. Boris Petrov was born in 1876 in Zenda.",
    "Trade": "Trade with Ruritania doubled in 1930. Merchants came from Hentzau.",
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    home = tmp_path_factory.mktemp("bearers")
    with snapshot_of(write_texts(home / "corpus.jsonl", BEARERS)) as snapshot:
        yield snapshot


def test_an_ambiguous_name_gives_a_partial_answer_with_the_other_bearer_next(snapshot: Snapshot) -> None:
    found = answer("When was Petrov born?", snapshot)

    assert found.grade is Grade.PARTIAL
    assert {found.citations[0].document, found.others[0].document} == {"Ivan Petrov", "Boris Petrov"}
    assert len(found.citations) == 1
    assert "born" in found.others[0].text
    assert found.readings == (found.citations[0].document, found.others[0].document)


def test_a_full_name_is_not_ambiguous(snapshot: Snapshot) -> None:
    found = answer("When was Boris Petrov born?", snapshot)

    assert found.grade is Grade.ANSWER
    assert found.citations[0].document == "Boris Petrov"
    assert found.readings == ()


def test_a_name_with_one_bearer_is_not_ambiguous(snapshot: Snapshot) -> None:
    assert answer("When did trade with Ruritania double?", snapshot).grade is Grade.ANSWER


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Yesterday Ivan Petrov met Olga.", {"Ivan": "Ivan Petrov"}),
        ("In Zenda, President Petrov met Olga.", {}),
        ("They named it the Ivan Petrov Museum.", {}),
        ("Nobody met Olga.", {}),
    ],
)
def test_a_full_name_has_a_forename_and_no_title(text: str, found: dict[str, str]) -> None:
    assert full_names("Petrov", analyze_sentence(text, Span(0, len(text)), "en")) == found
