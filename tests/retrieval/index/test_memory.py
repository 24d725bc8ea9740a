import pytest

from retrieval.index.bm25 import inverse_document_frequency
from retrieval.index.memory import RankBM25


def test_a_passage_with_two_of_the_words_ranks_before_one_with_one() -> None:
    engine = RankBM25([["tide"], ["tide", "moon"], ["gull"]])

    assert [hit.passage for hit in engine.search({"tide": 1.0, "moon": 1.0}, 5)] == [1, 0]


def test_a_passage_without_any_of_the_words_is_not_found() -> None:
    assert RankBM25([["tide"], ["gull"]]).search({"moon": 1.0}, 5) == []


def test_a_word_that_is_in_every_passage_still_finds_them_in_order() -> None:
    hits = RankBM25([["tide"], ["tide"], ["tide"]]).search({"tide": 1.0}, 2)

    assert [hit.passage for hit in hits] == [0, 1]
    assert hits[0].score > 0


def test_a_score_is_the_formula_of_bm25() -> None:
    engine = RankBM25([["tide", "tide", "moon"], ["gull"]])
    length_factor = 1.2 * (0.25 + 0.75 * 3 / 2)
    expected = inverse_document_frequency(2, 1) * 2 * 2.2 / (2 + length_factor)

    assert engine.search({"tide": 1.0}, 1)[0].score == pytest.approx(expected)


def test_a_term_counts_by_its_weight() -> None:
    engine = RankBM25([["tide"], ["moon"]])
    by_passage = dict(engine.search({"tide": 1.0, "moon": 0.25}, 5))

    assert by_passage[1] == pytest.approx(by_passage[0] / 4)


@pytest.mark.parametrize("passages", [[], [[]], [[], []]])
def test_a_corpus_without_terms_finds_nothing(passages: list[list[str]]) -> None:
    engine = RankBM25(passages)

    assert (engine.passages, engine.document_frequency("tide")) == (len(passages), 0)
    assert engine.search({"tide": 1.0}, 5) == []
    assert engine.search({}, 5) == []
