"""Hashes have the numbers that a dict would give them."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.indexing.bulk.hash_table import HashTable, numbered

# Few values, so that they repeat; some share their upper bits, so that they collide in one slot.
VALUE = st.integers(0, 9) | st.integers(0, 2**64 - 1)
VALUES = st.lists(VALUE, max_size=40)


@given(VALUES)
@example([])
def test_values_have_the_same_number_only_if_they_are_equal(values: list[int]) -> None:
    hashes = np.array(values, np.uint64)
    once, numbers = numbered(hashes)

    assert len(once) == len(set(values))
    assert hashes[once][numbers].tolist() == values


@given(st.lists(st.sets(VALUE, max_size=40), max_size=5), VALUES)
def test_hashes_are_numbered_in_the_order_in_which_they_were_added(
    added: list[set[int]], asked: list[int]
) -> None:
    numbering = HashTable()
    expected: dict[int, int] = {}
    for values in added:
        new = [value for value in values if value not in expected]
        expected |= {value: len(expected) + at for at, value in enumerate(new)}
        numbering.add(np.array(new, np.uint64))
    of = [*asked, *expected]

    assert numbering.of(np.array(of, np.uint64)).tolist() == [expected.get(value, -1) for value in of]
    assert numbering.hashes.tolist() == list(expected)


def test_a_table_grows_with_what_it_holds() -> None:
    numbering = HashTable()
    for first in range(0, 50_000, 1_000):
        numbering.add(np.arange(first, first + 1_000, dtype=np.uint64))

    assert numbering.of(np.array([0, 49_999, 50_000], np.uint64)).tolist() == [0, 49_999, -1]
