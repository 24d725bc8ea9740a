from pathlib import Path

import pytest

from management.errors import RefusedError
from management.removing import corpus_files, delete_files, resolve_file


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for name in ("lamp.txt", "news/lamp.txt", "news/Boat.md", ".hidden.txt"):
        file = tmp_path / "corpus" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("Text.", encoding="utf-8")
    return tmp_path / "corpus"


def test_the_files_of_a_corpus_are_listed_without_hidden_ones(corpus: Path) -> None:
    assert corpus_files(corpus) == ["lamp.txt", "news/Boat.md", "news/lamp.txt"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [("lamp.txt", "lamp.txt"), ("news/lamp.txt", "news/lamp.txt"), ("boat", "news/Boat.md")],
)
def test_a_file_is_found_by_path_name_or_stem(corpus: Path, name: str, meant: str) -> None:
    assert resolve_file(name, corpus) == meant


@pytest.mark.parametrize(
    ("name", "reason"),
    [("lamp", "several files are named lamp: lamp.txt, news/lamp.txt"), ("pier", "no file is named pier")],
)
def test_a_name_that_matches_no_file_or_several_is_refused(corpus: Path, name: str, reason: str) -> None:
    with pytest.raises(RefusedError, match=reason):
        resolve_file(name, corpus)


def test_only_files_of_the_corpus_are_removed(corpus: Path) -> None:
    outside = corpus.parent / "outside.txt"
    outside.write_text("Text.", encoding="utf-8")

    removed = delete_files(
        ["news/Boat.md", "../outside.txt", str(outside), ".hidden.txt", "gone.txt"], corpus
    )

    assert removed == ["news/Boat.md"]
    assert outside.exists()
    assert corpus_files(corpus) == ["lamp.txt", "news/lamp.txt"]
