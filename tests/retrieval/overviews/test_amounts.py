import pytest

from retrieval.overviews.amounts import amounts
from retrieval.overviews.scope import Scope, whole_corpus
from tests.retrieval.conftest import Read


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("The pier cost $10 billion in the end.", "$10 billion"),
        ("More than 2,000 ships call there every summer.", "2,000 ships"),
        ("Prices rose by 12 percent after the storm.", "12 percent"),
        ("Die Mole ist 300 Meter lang und sehr alt.", "300 Meter"),
    ],
)
def test_an_amount_is_labelled_with_its_measure_or_what_it_counts(
    open_texts: Read, text: str, label: str
) -> None:
    snapshot = open_texts(pier=text)

    lines = amounts(whole_corpus(snapshot), snapshot)

    assert [line.label for line in lines] == [label]


@pytest.mark.parametrize(
    "text",
    [
        "One of them went home early that evening.",
        "Section 3.1 says nothing about the lamp at all.",
        "The lamp was lit in 1871 by the mayor of the town.",
        "See chapter 4 for the rest of the story.",
    ],
)
def test_years_section_numbers_and_the_word_one_are_not_amounts(open_texts: Read, text: str) -> None:
    snapshot = open_texts(pier=text)

    assert amounts(whole_corpus(snapshot), snapshot) == ()


def test_a_scope_with_words_has_only_the_sentences_with_all_of_them(open_texts: Read) -> None:
    snapshot = open_texts(
        pier="The pier is 300 metres long. The pier cost 9,000 crowns. Its lamp has 4 mirrors."
    )

    lines = amounts(Scope((), "pier cost"), snapshot)

    assert [line.label for line in lines] == ["9,000 crowns"]
