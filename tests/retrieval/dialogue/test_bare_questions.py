"""Question words on their own after an answer: "Why?", "When?", "How many?"."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.answering import answer
from retrieval.dialogue.bare_questions import kind_not_given
from retrieval.records import Answer, Grade, Turn
from retrieval.store.snapshot import Snapshot
from retrieval.text.question import AnswerType
from tests.support.snapshots import snapshot_of

MILL = """The mill at Arden was sold on 3 May 1804 to a baker, Mrs Ann Quist. Three wheels were
broken. It was the first sale since 1790. The owner had to leave because the river was dry.

The new owner dug a channel. Seven workers lived in the mill. Nobody knows what the channel cost."""
BARN = """The barn at Arden is red. It stands empty because the roof leaks. Its owner is a choir."""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    home: Path = tmp_path_factory.mktemp("arden")
    (home / "texts").mkdir()
    (home / "texts" / "mill.txt").write_text(MILL, encoding="utf-8")
    (home / "texts" / "barn.txt").write_text(BARN, encoding="utf-8")
    with snapshot_of(home / "texts") as opened:
        yield opened


def last(snapshot: Snapshot, *questions: str) -> Answer:
    history: list[Turn] = []
    for question in questions:
        history.append(Turn(question, answer(question, snapshot, history)))
    return history[-1].answer


def test_why_is_answered_with_a_reason_given_after_the_last_answer(snapshot: Snapshot) -> None:
    found = last(snapshot, "was it the first sale of the mill", "why?")

    assert found.citations[0].text == "The owner had to leave because the river was dry."
    assert found.grade is Grade.ANSWER


def test_why_is_not_answered_with_the_sentence_that_it_asks_about(snapshot: Snapshot) -> None:
    found = last(snapshot, "is the new owner of the mill digging a channel", "why")

    assert all("because" in each.text for each in found.citations)


def test_nothing_is_answered_if_no_reason_is_near(snapshot: Snapshot) -> None:
    found = last(snapshot, "who is the owner of the red barn", "why?", "why?")

    assert found.grade is Grade.NONE
    assert found.citations == ()
    assert kind_not_given(found, snapshot) is AnswerType.REASON


def test_a_reason_in_another_text_is_not_taken_for_one(snapshot: Snapshot) -> None:
    found = last(snapshot, "how many workers lived in the mill", "why?")

    assert all(each.document == "mill" for each in found.citations)


@pytest.mark.parametrize("question", ["when?", "where?", "who?", "and when", "Since when?"])
def test_a_question_that_the_last_answer_answers_gets_it_again(snapshot: Snapshot, question: str) -> None:
    found = last(snapshot, "was the mill sold", question)

    assert found.citations[0].text.startswith("The mill at Arden was sold on 3 May 1804")
    assert found.grade is Grade.ANSWER


LAMP = """The lamp of Skagen is red. The lamp is 46 metres tall. It was made by Edda Quist.

The tower was rebuilt in 1952. Niels Borg is an engineer from Aalborg."""


@pytest.fixture(scope="module")
def lamp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    home: Path = tmp_path_factory.mktemp("lamp")
    (home / "lamp.txt").write_text(LAMP, encoding="utf-8")
    with snapshot_of(home / "lamp.txt") as opened:
        yield opened


def test_who_is_not_answered_with_the_place_of_a_thing(lamp: Snapshot) -> None:
    found = last(lamp, "how tall is the lamp", "who?")

    assert found.citations[0].text == "It was made by Edda Quist."


def test_somebody_in_the_next_sentence_is_only_a_guess(lamp: Snapshot) -> None:
    found = last(lamp, "when was the tower rebuilt", "who?")

    assert found.citations[0].text == "Niels Borg is an engineer from Aalborg."
    assert found.grade is Grade.PARTIAL


def test_how_many_is_answered_with_a_number_near_the_last_answer(snapshot: Snapshot) -> None:
    found = last(snapshot, "was the mill sold", "how many?")

    assert found.citations[0].text == "Three wheels were\nbroken."


def test_the_reply_shows_what_the_question_is_about(snapshot: Snapshot) -> None:
    found = last(snapshot, "was the mill sold", "when?")

    assert found.understood_as is not None
    assert found.understood_as.startswith("when? (")
    assert "sold" in found.understood_as


@pytest.mark.parametrize(
    "questions",
    [
        ("is the barn red",),
        ("who is Ann Quist", "where do penguins nest in the barn"),
    ],
    ids=["one answer", "two answers"],
)
def test_after_a_dead_end_the_reply_names_the_question_whose_answer_is_searched(
    snapshot: Snapshot, questions: tuple[str, ...]
) -> None:
    dead_end = "what did the baker eat for breakfast on Monday evening"

    found = last(snapshot, *questions, dead_end, "why?")

    assert found.citations[0].text == "It stands empty because the roof leaks."
    assert found.understood_as is not None
    assert "barn" in found.understood_as


def test_a_question_with_a_pronoun_is_searched_for(snapshot: Snapshot) -> None:
    found = last(snapshot, "who is Ann Quist", "when did she")

    assert found.understood_as != "when did she (who is Ann Quist)"


def test_a_question_with_words_of_its_own_asks_for_no_kind(snapshot: Snapshot) -> None:
    assert kind_not_given(last(snapshot, "was the mill sold", "who knows penguins"), snapshot) is None


@pytest.mark.parametrize("question", ["who?", "Who is it?", "why", "when?", "how many?"])
def test_a_question_word_with_nothing_before_it_is_not_answered(snapshot: Snapshot, question: str) -> None:
    found = answer(question, snapshot)

    assert (found.grade, found.citations, found.missing_terms) == (Grade.NONE, (), ())


def test_a_question_word_after_a_question_without_an_answer_is_not_answered(snapshot: Snapshot) -> None:
    found = last(snapshot, "asdfgh", "who?")

    assert (found.grade, found.citations) == (Grade.NONE, ())
