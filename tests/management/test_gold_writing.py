import json
from pathlib import Path

import pytest

from corpus.starters import starters
from evaluation.gold import read_gold
from management.errors import RefusedError
from management.gold_writing import add_gold, gold_file, gold_rows, remove_gold
from retrieval.records import Citation

RIGHT = Citation("lamp", "The Lamp", 2, 10, 36, "Edda Quist lit it.", 1.0)


def test_a_gold_question_has_its_right_sentence_and_is_not_a_starter(tmp_path: Path) -> None:
    add_gold(tmp_path, gold_rows("a", ["Who lit it?"], RIGHT))
    (question,) = read_gold(gold_file(tmp_path))

    assert question.question == "Who lit it?"
    assert [(answer.document, answer.text) for answer in question.answers] == [("lamp", RIGHT.text)]
    assert starters([gold_file(tmp_path)]) == []


def test_a_follow_up_is_written_with_the_questions_before_it(tmp_path: Path) -> None:
    add_gold(tmp_path, gold_rows("a", ["What burns?", "Who lit it?"], RIGHT))
    first, second = read_gold(gold_file(tmp_path))

    assert (first.answerable, first.turn, second.answerable, second.turn) == (None, 1, True, 2)
    assert first.conversation == second.conversation


def test_questions_are_added_to_the_file_and_removed_one_by_one(tmp_path: Path) -> None:
    corpus = tmp_path / "lamp.md"
    corpus.write_text("The lamp.", encoding="utf-8")
    row = {"id": "1", "question": "Is it lit?", "answerable": False}
    gold_file(corpus).write_text(json.dumps(row), encoding="utf-8")
    add_gold(corpus, gold_rows("a", ["Who lit it?"], RIGHT))
    add_gold(corpus, gold_rows("b", ["What burns?", "Who lit it?"], RIGHT))

    assert [each.id for each in read_gold(gold_file(corpus))] == ["1", "a", "b.1", "b"]

    assert remove_gold(corpus, "b")
    assert [each.id for each in read_gold(gold_file(corpus))] == ["1", "a"]
    assert not remove_gold(corpus, "b")


def test_the_gold_file_is_removed_with_its_last_question(tmp_path: Path) -> None:
    add_gold(tmp_path, gold_rows("a", ["Who lit it?"], RIGHT))

    assert remove_gold(tmp_path, "a")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("before", ["", "not JSON\n"])
def test_a_duplicate_question_or_a_broken_gold_file_is_refused_without_loss(
    tmp_path: Path, before: str
) -> None:
    if before:
        gold_file(tmp_path).write_text(before, encoding="utf-8")
    else:
        add_gold(tmp_path, gold_rows("a", ["Who lit it?"], RIGHT))
    content = gold_file(tmp_path).read_text(encoding="utf-8")

    with pytest.raises(RefusedError):
        add_gold(tmp_path, gold_rows("a", ["Who lit it?"], RIGHT))
    assert gold_file(tmp_path).read_text(encoding="utf-8") == content
    assert len(list(tmp_path.iterdir())) == 1
