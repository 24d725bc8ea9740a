"""The benchmark of answer time beside another checkout."""

import json
from pathlib import Path

import pytest

from tools.benchmarks.answer_time import HERE, main, read_questions

QUESTIONS = ("Who lit the lamp?", "When did the ferry sink?", "Where is the harbour?")


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps({"question": each}) + "\n" for each in QUESTIONS), encoding="utf-8")
    return path


def test_questions_are_spread_over_the_file_and_repeated_if_too_few(gold: Path) -> None:
    assert read_questions([gold], 1) == [QUESTIONS[0]]
    assert read_questions([gold], 4) == [*QUESTIONS, QUESTIONS[0]]


def test_a_checkout_compared_with_itself_gives_the_same_answers(
    gold: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = tmp_path / "harbour.txt"
    corpus.write_text("Ida lit the lamp. The ferry sank in 1887.", encoding="utf-8")

    exit_code = main([str(HERE), "--corpus", str(corpus), "--questions", str(gold), "--count", "3"])

    found = json.loads(capsys.readouterr().out)

    assert exit_code == 0
    assert (found["questions"], found["same_answers"]) == (3, 3)
    assert min(found["here_ms"]["p50"], found["other_ms"]["p50"]) > 0
