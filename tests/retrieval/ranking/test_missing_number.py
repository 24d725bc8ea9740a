"""Whether the sentences of an answer give the number that a question for a measure asks for."""

import pytest

from retrieval.answering import answer
from retrieval.ranking.missing_number import gives_no_number
from retrieval.records import Grade
from tests.retrieval.conftest import Read

TOWER = "The tower of Arden is red. It stands on a hill above the river, and the guild paid for it."


@pytest.mark.parametrize(
    "question",
    ["how tall is the tower of arden", "What is the height of the tower?", "how much did the tower cost"],
)
def test_a_measure_that_is_asked_for_and_that_no_sentence_has_is_missing(
    open_texts: Read, question: str
) -> None:
    snapshot = open_texts(tower=TOWER)

    found = answer(question, snapshot)

    assert found.grade is Grade.PARTIAL
    assert gives_no_number(found, snapshot)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("how tall is the tower of arden", "The tower of Arden is forty steps above the river."),
        ("how tall is the tower of arden", "The tower of Arden has 3 doors."),
        ("how much did the tower of arden cost", "The tower of Arden cost no money."),
        ("how old is the tower of arden", "The tower of Arden was finished in May 1804."),
        ("who owns the tower of arden", "The tower of Arden is red."),
        ("how many towers are in arden", "The towers of Arden are red."),
        ("Как высока башня Ардена?", "The tower of Arden is red."),
    ],
    ids=["in words", "in digits", "denied", "a year", "a person", "a count", "another language"],
)
def test_nothing_is_called_missing_where_a_number_is_given_or_none_is_asked_for(
    open_texts: Read, question: str, text: str
) -> None:
    snapshot = open_texts(tower=text)

    found = answer(question, snapshot)

    assert not gives_no_number(found, snapshot)


def test_a_date_is_no_height(open_texts: Read) -> None:
    snapshot = open_texts(tower="The tower of Arden was finished in May 1804.")

    found = answer("how tall is the tower of arden", snapshot)

    assert found.citations
    assert gives_no_number(found, snapshot)
