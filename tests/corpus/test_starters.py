import json
from pathlib import Path
from typing import Any

from corpus.starters import starters

LONG = "Which of the keepers of the lamp was on the pier that evening?"


def starters_of(folder: Path, *rows: dict[str, Any]) -> list[str]:
    """What is offered of a gold file of those rows."""
    gold = folder / "lamp.gold.jsonl"
    gold.write_text("\n".join(json.dumps({"answerable": True} | row) for row in rows), encoding="utf-8")
    return starters([gold])


def test_only_questions_marked_as_starters_are_offered(tmp_path: Path) -> None:
    rows = ({"question": "Why?"}, {"question": "Who?", "starter": True})

    assert starters_of(tmp_path, *rows) == ["Who?"]


def test_questions_that_fit_on_a_button_come_first(tmp_path: Path) -> None:
    rows = [{"question": question, "starter": True} for question in (LONG, "Who?", "谁" * 21, "When?")]

    assert starters_of(tmp_path, *rows) == ["Who?", "When?", LONG, "谁" * 21]


def test_combining_signs_take_no_room_on_a_button(tmp_path: Path) -> None:
    thai = "ผู้ที่อยู่" * 5  # 50 characters, 25 letters
    rows = [{"question": question, "starter": True} for question in (LONG, thai)]

    assert starters_of(tmp_path, *rows) == [thai, LONG]


def test_without_marked_starters_the_first_six_answerable_questions_are_offered_short_ones_first(
    tmp_path: Path,
) -> None:
    rows: list[dict[str, Any]] = [
        {"question": LONG},
        *({"question": f"Who is {name}?"} for name in "ABCDEFG"),
    ]
    rows += [{"question": "Nobody?", "answerable": False}, {"question": "And he?", "turn": 2}]

    assert starters_of(tmp_path, *rows) == [f"Who is {name}?" for name in "ABCDEF"]
