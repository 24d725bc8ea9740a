import json
import lzma
from pathlib import Path

from tools.benchmarks.scaling.recombining import of_size, questions, read_passages

ROWS = [
    {
        "_id": f"p{at}",
        "title": f"Pier {at}",
        "text": f"The keeper trims lamp{'abcd'[at]}. Gulls sleep under number {at}.",
    }
    for at in range(4)
]


def write_passages(folder: Path) -> Path:
    path = folder / "passages.jsonl.xz"
    with lzma.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in ROWS)
    return path


def test_compressed_passages_are_read_as_they_are(tmp_path: Path) -> None:
    assert list(read_passages(write_passages(tmp_path))) == ROWS


def test_up_to_the_size_of_the_source_its_own_passages_are_taken(tmp_path: Path) -> None:
    assert list(of_size(write_passages(tmp_path), 3)) == ROWS[:3]


def test_beyond_the_size_of_the_source_passages_are_made_of_its_sentences(tmp_path: Path) -> None:
    made = list(of_size(write_passages(tmp_path), 12))

    assert made[:4] == ROWS
    assert len({row["_id"] for row in made}) == 12

    known = {f"{piece.rstrip('.')}." for row in ROWS for piece in row["text"].split(". ")}

    assert all(f"{piece.rstrip('.')}." in known for row in made[4:] for piece in row["text"].split(". "))


def test_a_question_has_words_of_its_sentence(tmp_path: Path) -> None:
    for question in questions(ROWS, 20):
        assert 3 <= len(question.terms) <= 6
        assert any(question.sentence in row["text"] for row in ROWS)
        assert all(term[:4] in question.sentence.casefold() for term in question.terms)
