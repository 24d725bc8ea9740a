from collections.abc import Iterable
from pathlib import Path

import pytest

from retrieval.index.choosing import LARGEST_IN_MEMORY, EngineChoice, IndexWriter, open_engine


def write_index(folder: Path, passages: Iterable[str], choice: EngineChoice = "auto") -> str:
    index = IndexWriter(folder, choice)
    for terms in passages:
        index.add(terms)
    return index.finish()


@pytest.mark.parametrize(
    ("passages", "engine"),
    [(1, "rank-bm25"), (LARGEST_IN_MEMORY, "rank-bm25"), (LARGEST_IN_MEMORY + 1, "tantivy")],
)
def test_the_engine_is_chosen_by_the_number_of_passages(tmp_path: Path, passages: int, engine: str) -> None:
    assert write_index(tmp_path, (f"tide w{at}" for at in range(passages))) == engine


@pytest.mark.parametrize("choice", ["rank-bm25", "tantivy"])
def test_an_explicit_engine_is_used_for_any_size(tmp_path: Path, choice: EngineChoice) -> None:
    assert write_index(tmp_path, ["tide"] * (LARGEST_IN_MEMORY + 1), choice) == choice

    (tmp_path / "small").mkdir()
    assert write_index(tmp_path / "small", ["tide"], choice) == choice


@pytest.mark.parametrize("choice", ["rank-bm25", "tantivy"])
def test_the_opened_engine_finds_what_was_written(tmp_path: Path, choice: EngineChoice) -> None:
    passages = ["tide moon", "", "gull", "moon"]
    engine = open_engine(
        tmp_path, "tantivy" if write_index(tmp_path, passages, choice) == "tantivy" else "rank-bm25"
    )

    assert engine.passages == 4
    assert engine.document_frequency("moon") == 2
    assert [hit.passage for hit in engine.search({"moon": 1.0}, 5)] == [3, 0]


def test_passages_held_in_memory_come_first_when_the_engine_on_disk_takes_over(tmp_path: Path) -> None:
    count = LARGEST_IN_MEMORY + 10
    write_index(tmp_path, (f"w{at}" for at in range(count)))
    engine = open_engine(tmp_path, "tantivy")
    places = [engine.search({f"w{at}": 1.0}, 1)[0].passage for at in range(count)]

    assert places == list(range(count))
