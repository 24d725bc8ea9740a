"""Texts divided into the pieces of words that a model knows."""

from pathlib import Path

import pytest

from retrieval.meaning.model_file import ModelFile
from retrieval.meaning.word_pieces import WordPieces
from tests.retrieval.meaning.small_model import SPECIAL, write_model

PIECES = {
    "▁": -6.0, "a": -5.0, "b": -5.0, "o": -5.0, "r": -5.0, "h": -5.0, "u": -5.0, "f": -5.0, "i": -5.0,
    "港": -4.0, "▁har": -3.0, "bour": -3.0, "▁harbour": -5.0, "fi": -4.0,
}  # fmt: skip
FIRST, LAST, UNKNOWN = 0, 2, 3


@pytest.fixture
def pieces(tmp_path: Path) -> WordPieces:
    write_model(tmp_path / "model.bin", PIECES, {"ﬁ": "fi", "\n": " ", "\0": ""})
    return WordPieces(ModelFile(tmp_path / "model.bin").vocabulary)


def named(numbers: list[int]) -> list[str]:
    names = [*SPECIAL, *PIECES]
    return [names[number] for number in numbers[1:-1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("harbour", ["▁harbour"]),
        ("harbouri", ["▁harbour", "i"]),
        ("har", ["▁har"]),
        ("hab", ["▁", "h", "a", "b"]),
        ("港bour", ["▁", "港", "bour"]),
    ],
)
def test_the_division_with_the_highest_score_is_taken(
    pieces: WordPieces, text: str, expected: list[str]
) -> None:
    assert named(pieces(text, 20)) == expected


def test_a_text_begins_and_ends_with_marks(pieces: WordPieces) -> None:
    numbers = pieces("har", 20)

    assert (numbers[0], numbers[-1]) == (FIRST, LAST)


def test_a_character_that_no_piece_has_is_unknown(pieces: WordPieces) -> None:
    assert pieces("har😀", 20)[1:-1] == [*pieces("har", 20)[1:-1], UNKNOWN]


def test_half_of_a_surrogate_pair_is_unknown(pieces: WordPieces) -> None:
    assert pieces("har\ud800", 20)[1:-1] == [*pieces("har", 20)[1:-1], UNKNOWN]


@pytest.mark.parametrize("text", ["har  fi", "har ﬁ", "har\nfi", "har \n ﬁ\0"])
def test_characters_are_brought_to_their_normal_form_and_blanks_are_one(
    pieces: WordPieces, text: str
) -> None:
    assert pieces(text, 20) == pieces("har fi", 20)


def test_a_long_text_is_cut_after_so_many_pieces(pieces: WordPieces) -> None:
    numbers = pieces("har " * 9, 5)

    assert named(numbers) == ["▁har"] * 3


def test_an_empty_text_is_a_blank(pieces: WordPieces) -> None:
    assert named(pieces("", 20)) == ["▁"]


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"GGUF" + bytes(100))

    with pytest.raises(ValueError, match="make meaning"):
        ModelFile(tmp_path / "model.bin")
