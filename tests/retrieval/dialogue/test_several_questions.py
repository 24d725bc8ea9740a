"""Two questions in one message are both answered."""

from collections.abc import Iterator

import pytest

from retrieval.answering import answer
from retrieval.explaining import explain
from retrieval.records import Grade
from retrieval.store.snapshot import Snapshot
from retrieval.text.question import analyze_question
from tests.support.snapshots import snapshot_of

TEXT = """\
Edda Quist was the keeper of the lighthouse of Lindholm. She was born in Skagen in 1871.

The lighthouse was built of oak and lime. It burned whale oil for forty years.

The ferry sank in May because the captain was asleep. Nobody drowned.
"""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("lindholm")
    (folder / "text.txt").write_text(TEXT, encoding="utf-8")
    with snapshot_of(folder / "text.txt") as snapshot:
        yield snapshot


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("When did she die and how old was she?", ["When did she die", "how old was she?"]),
        ("Who was Edda Quist? What did the lamp burn?", ["Who was Edda Quist?", "What did the lamp burn?"]),
        ("who is edda quist, and where was she born", ["who is edda quist", "where was she born"]),
        ("who sank it? and when did it sink?", ["who sank it?", "when did it sink?"]),
        ("Who sank the ferry and why?", ["Who sank the ferry", "why?"]),
        ("when did it sink, who was the captain", ["when did it sink", "who was the captain"]),
        ("how do i light it, and does the oil last?", ["how do i light it", "does the oil last?"]),
        ("what did it burn and was it made of lime", ["what did it burn", "was it made of lime"]),
        ("Wer war Edda Quist und wann wurde sie geboren?", ["Wer war Edda Quist", "wann wurde sie geboren?"]),
    ],
)
def test_a_message_with_two_questions_is_split(message: str, parts: list[str]) -> None:
    question = analyze_question(message, "de" if message.startswith("Wer") else "en")

    assert [message[start:end] for start, end in question.parts] == parts


@pytest.mark.parametrize(
    "message",
    [
        "When and where was she born?",
        "What is the difference between what Quist said and what Brand said?",
        "Who asked “Why?” of the captain",
        "Who built it? I mean the lighthouse",
        "Did the ferry sink and burn?",
        "When the ferry sank, who was the captain?",
        "Who was and is the keeper of the lighthouse?",
        "Why?",
        "???",
        "",
    ],
)
def test_a_single_question_is_not_split(message: str) -> None:
    assert analyze_question(message, "en").parts == ()


def test_both_questions_are_answered_the_first_one_first(snapshot: Snapshot) -> None:
    found = answer("Who was Edda Quist? What did the lighthouse burn?", snapshot)

    assert [each.text for each in found.citations] == [
        "Edda Quist was the keeper of the lighthouse of Lindholm.",
        "It burned whale oil for forty years.",
    ]
    assert found.question == "Who was Edda Quist? What did the lighthouse burn?"
    assert found.grade is Grade.ANSWER


def test_the_second_question_may_refer_to_the_first(snapshot: Snapshot) -> None:
    found = answer("who was edda quist and where was she born?", snapshot)

    assert found.citations[1].text == "She was born in Skagen in 1871."


def test_one_answer_of_two_is_a_partial_answer_and_the_missing_words_are_true(snapshot: Snapshot) -> None:
    found = answer("Who was Edda Quist? What do penguins eat?", snapshot)

    assert found.grade is Grade.PARTIAL
    assert found.missing_terms == ("penguins", "eat")
    assert found.citations[0].text.startswith("Edda Quist was the keeper")


def test_an_explanation_has_the_answer_to_both_and_explains_the_first(snapshot: Snapshot) -> None:
    message = "Who was Edda Quist? What did the lighthouse burn?"

    explanation = explain(message, snapshot)

    assert explanation.answer == answer(message, snapshot)
    assert explanation.shown is not None
    assert explanation.shown.text.startswith("Edda Quist was the keeper")
