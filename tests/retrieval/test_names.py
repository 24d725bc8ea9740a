"""Runs of capitalised words."""

import pytest

from languages import phrase_table
from languages.patterns import PatternSet
from retrieval.text.capitalized import capital_runs


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("then the Duke of Parma met Jean-Luc", ["Duke of Parma", "Jean-Luc"]),
        ("Ludwig van Beethoven", ["Ludwig van Beethoven"]),
        ("The old mill", []),
        ("the WHO said no", ["WHO"]),
        ("Leeds, Hull and York", ["Leeds", "Hull", "York"]),
        ("a friend of Parma", ["Parma"]),
        ("", []),
    ],
)
def test_capitalised_words_that_belong_together_are_one_run(text: str, runs: list[str]) -> None:
    table = phrase_table("en")
    words, edges = PatternSet({}, stop_words=table.stop_words).read(text)

    found = [text[edges[2 * start] : edges[2 * end - 1]] for start, end in capital_runs(words, table)]

    assert found == runs
