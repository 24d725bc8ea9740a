import pytest

from retrieval.index.bm25 import inverse_document_frequency, stored_length


def test_a_rarer_term_weighs_more_and_none_weighs_nothing_or_less() -> None:
    weights = [inverse_document_frequency(10, holding) for holding in range(11)]

    assert weights == sorted(weights, reverse=True)
    assert weights[-1] > 0


def test_lengths_below_forty_are_exact() -> None:
    assert [stored_length(terms) for terms in range(41)] == list(range(41))


@pytest.mark.parametrize(
    ("terms", "kept"), [(41, 40), (57, 56), (60, 60), (103, 96), (104, 104), (1000, 984)]
)
def test_longer_ones_keep_four_significant_bits_counted_from_24(terms: int, kept: int) -> None:
    assert stored_length(terms) == kept
