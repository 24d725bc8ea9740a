import json
from pathlib import Path
from typing import Any

import pytest

from corpus.records import Span
from evaluation.errors import GoldError
from evaluation.gold import GoldQuestion, fingerprint, read_gold, read_off_topic, sample

ROW: dict[str, Any] = {"id": "q1", "question": "When?", "answerable": True, "answers": []}


def write_gold(folder: Path, *rows: object) -> Path:
    path = folder / "gold.jsonl"
    lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_full_row_is_read_with_its_places(tmp_path: Path) -> None:
    answer = {"document": "d", "start": 4, "text": "May", "sentence": [0, 30]}
    row = {**ROW, "answers": [answer], "conversation": "c", "turn": 2, "rewrite": "In which month?"}

    (question,) = read_gold(write_gold(tmp_path, row))

    assert question.answers[0].sentence == Span(0, 30)
    assert question.answers[0].start == 4
    assert (question.conversation, question.turn, question.documents) == ("c", 2, ("d",))
    assert not hasattr(question, "rewrite")


def test_named_documents_take_precedence_over_those_of_the_answers(tmp_path: Path) -> None:
    row = {**ROW, "documents": ["a", "b"], "answers": [{"document": "d", "start": 0, "text": "x"}]}

    assert read_gold(write_gold(tmp_path, row))[0].documents == ("a", "b")


def test_a_document_that_holds_two_answers_is_named_once(tmp_path: Path) -> None:
    row = {**ROW, "answers": [{"document": "d", "start": at, "text": "x"} for at in (0, 9)]}

    assert read_gold(write_gold(tmp_path, row))[0].documents == ("d",)


def test_an_answer_may_be_given_only_by_its_words(tmp_path: Path) -> None:
    (question,) = read_gold(write_gold(tmp_path, {**ROW, "answers": [{"text": "in May"}]}))

    assert (question.answers[0].start, question.answers[0].document, question.documents) == (None, "", ())


def test_answerable_null_is_context_and_an_absent_turn_the_first(tmp_path: Path) -> None:
    (question,) = read_gold(write_gold(tmp_path, {**ROW, "answerable": None}))

    assert question.answerable is None
    assert question.turn == 1


def test_blank_lines_a_byte_order_mark_and_a_numeric_id_are_accepted(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text("\ufeff\n" + json.dumps({**ROW, "id": 7}) + "\n\n", encoding="utf-8")

    assert [question.id for question in read_gold(path)] == ["7"]


def test_a_line_separator_within_a_question_does_not_end_its_line(tmp_path: Path) -> None:
    path = write_gold(tmp_path, json.dumps({**ROW, "question": "One\u2028two?"}, ensure_ascii=False))

    assert read_gold(path)[0].question == "One\u2028two?"


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("{", "not JSON"),
        ("[1]", "JSON object"),
        ({**ROW, "id": None}, "no id"),
        ({**ROW, "question": "  "}, "no question"),
        ({"id": "q", "question": "When?"}, "answerable is"),
        ({**ROW, "answerable": "yes"}, "answerable is"),
        ({**ROW, "answers": {}}, "answers is a list"),
        ({**ROW, "answers": ["d"]}, "each of answers"),
        ({**ROW, "answers": [{"document": "d", "start": -1, "text": "x"}]}, "start is -1"),
        ({**ROW, "answers": [{"document": "d", "start": True, "text": "x"}]}, "start is True"),
        ({**ROW, "answers": [{"start": 1, "text": "x"}]}, "needs its document"),
        ({**ROW, "answers": [{"document": "d"}]}, "needs its text"),
        ({**ROW, "answers": [{"document": "d", "start": 0, "sentence": [5, 5]}]}, "sentence is [5, 5]"),
        ({**ROW, "turn": 0}, "turns count from 1"),
    ],
)
def test_a_bad_line_is_named_with_its_number_and_what_is_wrong(
    tmp_path: Path, row: object, complaint: str
) -> None:
    path = write_gold(tmp_path, {**ROW, "id": "first"}, row)

    with pytest.raises(GoldError) as refusal:
        read_gold(path)
    assert str(refusal.value).startswith(f"{path}, line 2: ")
    assert complaint in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_duplicate_gold_id_names_both_lines(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"line 3: id 'q1' is used in line 1 too"):
        read_gold(write_gold(tmp_path, ROW, "", ROW))


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe{}"])
def test_a_file_without_a_question_or_in_another_encoding_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(content)

    with pytest.raises(GoldError, match=r"gold\.jsonl: "):
        read_gold(path)


def test_a_missing_file_is_named_with_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="give the path"):
        read_gold(tmp_path / "nowhere.jsonl")


def test_an_off_topic_file_must_not_have_answerable_questions(tmp_path: Path) -> None:
    assert read_off_topic(write_gold(tmp_path, {**ROW, "answerable": False}))
    with pytest.raises(GoldError, match="'q1' is not unanswerable"):
        read_off_topic(write_gold(tmp_path, ROW))


def test_a_sample_is_spread_over_the_file_and_the_same_every_time() -> None:
    questions = [GoldQuestion(str(number), "?", True) for number in range(100)]
    taken = sample(questions, 10)

    assert [question.id for question in taken] == [str(number) for number in range(0, 100, 10)]
    assert taken == sample(questions, 10)


def test_a_sample_takes_conversations_whole_with_their_context() -> None:
    questions = [
        GoldQuestion(f"{talk}.{turn}", "?", turn > 1 or None, conversation=str(talk), turn=turn)
        for talk in range(20)
        for turn in (1, 2, 3)
    ]
    taken = sample(questions, 10)

    assert len(taken) == 15
    assert all(
        [q.turn for q in taken if q.conversation == talk] == [1, 2, 3]
        for talk in {q.conversation for q in taken}
    )


def test_a_sample_as_large_as_the_file_is_the_file() -> None:
    questions = tuple(GoldQuestion(str(number), "?", True) for number in range(3))

    assert sample(questions, 3) == sample(questions, None) == sample(questions, 99) == questions


def test_the_fingerprint_changes_if_any_file_changes(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("1")
    two.write_text("2")
    before = fingerprint(one, two)
    two.write_text("3")

    assert fingerprint(one, two) != before


def test_a_kind_is_read_and_none_is_an_empty_name(tmp_path: Path) -> None:
    rows = [{"id": "a", "question": "Why?", "answerable": False, "kind": "why"}]
    rows.append({"id": "b", "question": "How?", "answerable": False})

    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")

    assert [question.kind for question in read_gold(path)] == ["why", ""]


def test_a_kind_that_is_not_a_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "a", "question": "Why?", "answerable": false, "kind": 3}', encoding="utf-8")

    with pytest.raises(GoldError, match="kind is 3"):
        read_gold(path)
