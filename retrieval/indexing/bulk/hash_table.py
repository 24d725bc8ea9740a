"""Hash tables in numpy: numbers for 64-bit hashes, many at a time.

Looking up hashes one by one in a table of some hundred thousand, each lookup waits for memory; looked up
together, they wait at the same time.
"""

from array import array

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
_Slots = npt.NDArray[np.int32]

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: all bits reach the upper ones (Knuth, 6.4)
_SLOT_BITS = 18
_MIN_BITS = 10


def numbered(values: Hashes) -> tuple[Numbers, Numbers]:
    """The index of one occurrence of each distinct value, and for every value its number among those.

    >>> places, numbers = numbered(np.array([7, 3, 7], np.uint64))
    >>> numbers.tolist() in ([0, 1, 0], [1, 0, 1]), len(places)
    (True, 2)

    Each value is written to the slot given by some of its bits, where the last one wins.  Values equal to
    the winner are done; the others try again with other bits.  That takes an eighth of the time of sorting.
    """
    slots = np.empty(1 << _SLOT_BITS, np.int32)
    like = np.empty(len(values), np.int64)  # for each value, the place of an equal one
    left, mixed = np.arange(len(values)), values
    while len(left):
        mixed = mixed * _MULTIPLIER
        slot = _upper(mixed, _SLOT_BITS)
        slots[slot] = left
        like[left] = slots[slot]
        other = values[like[left]] != values[left]
        left, mixed = left[other], mixed[other]
    is_one = like == np.arange(len(values))
    return np.flatnonzero(is_one), (np.cumsum(is_one) - 1)[like]


class HashTable:
    """The numbers of distinct hashes, from 0, in the order in which they were added.

    >>> table = HashTable()
    >>> table.add(np.array([7, 3], np.uint64))
    >>> table.of(np.array([3, 5, 7], np.uint64)).tolist()
    [1, -1, 0]

    Open addressing with linear probing: where a slot is taken by another hash, the next one is tried.
    """

    def __init__(self) -> None:
        self._hashes = array("Q")  # which grows in place
        self._slots: _Slots = np.full(1 << _MIN_BITS, -1, np.int32)

    @property
    def hashes(self) -> Hashes:
        """The hash of each number.  No hash can be added while the returned array is in use."""
        return np.frombuffer(self._hashes, np.uint64)

    def of(self, hashes: Hashes) -> Numbers:
        """The number of each hash, -1 if it has none."""
        numbers, known = np.empty(len(hashes), np.int64), self.hashes
        left, slot = np.arange(len(hashes)), self._first_slots(hashes)
        while len(left):
            numbers[left] = there = self._slots[slot]
            taken = np.flatnonzero(there >= 0)
            other = taken[known[there[taken]] != hashes[left[taken]]]
            left, slot = left[other], self._next_slots(slot[other])
        return numbers

    def add(self, hashes: Hashes) -> None:
        """Give the next numbers to distinct hashes that have none."""
        first = len(self._hashes)
        self._hashes.frombytes(hashes.tobytes())
        if 2 * len(self._hashes) > len(self._slots):  # the fuller the table, the longer the probes
            self._slots = np.full(2 << len(self._hashes).bit_length(), -1, np.int32)
            first = 0
        left = np.arange(first, len(self._hashes))
        slot = self._first_slots(self.hashes[left])
        while len(left):
            free = self._slots[slot] < 0
            self._slots[slot[free]] = left[free]
            other = self._slots[slot] != left
            left, slot = left[other], self._next_slots(slot[other])

    def _first_slots(self, hashes: Hashes) -> Numbers:
        return _upper(hashes * _MULTIPLIER, len(self._slots).bit_length() - 1)

    def _next_slots(self, slots: Numbers) -> Numbers:
        return (slots + 1) & (len(self._slots) - 1)


def _upper(values: Hashes, bits: int) -> Numbers:
    """The upper bits of each value, as a number."""
    return (values >> np.uint64(64 - bits)).astype(np.int64)
