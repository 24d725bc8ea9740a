"""Many texts -> their pieces, each distinct one once: what makes a million passages quick to index.

A *piece* is a stretch of text that holds whole tokens: it ends at white space and at most signs.  A library
repeats its pieces some ten times within a megabyte, so that all that is done for each of them (finding its
terms, counting its words) is done for the distinct ones.  Finding those is left to numpy, over the bytes of
UTF-8, where a sign of ASCII is never a part of another character.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

from retrieval.stored import decode

Places = npt.NDArray[np.int64]
_Mask = npt.NDArray[np.bool_]
_Hashes = npt.NDArray[np.uint64]

# What a byte may be.  Bytes of characters outside ASCII are of no kind and belong to a piece.
_NONE, _SIGN, _LETTER, _DIGIT, _WITHIN_NUMBER, _STOP = range(6)


def _kind(code: int) -> int:
    sign = chr(code)
    if sign.isalpha():
        return _LETTER
    if sign.isdigit():
        return _DIGIT
    # "O'Brien"; "10,000", "2002-11-29"; "10.5", "U.S."
    return {"'": _NONE, **dict.fromkeys(",:/-", _WITHIN_NUMBER), ".": _STOP}.get(sign, _SIGN)


_KINDS = bytes(_kind(code) if code < 128 else _NONE for code in range(256))
_BASE = 0x9E3779B97F4A7C15  # any odd number has an inverse modulo 2 ** 64
_INVERSE = pow(_BASE, -1, 1 << 64)
_SLOT_BITS = 18


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of some texts.

    ``distinct`` are the pieces, each once, and ``times`` how often each comes.  ``numbers`` is, for every
    piece in order, its number among the distinct ones; those of a text go from its own of ``bounds`` to the
    next.
    """

    distinct: list[str]
    times: list[int]
    numbers: Places
    bounds: Places

    def rewritten(self, texts: Sequence[int], of: Callable[[list[int]], Sequence[bytes]]) -> list[str]:
        """Some of the texts with something else in place of each piece: what *of* says of distinct ones.

        >>> found = pieces([b"Old pines, old boats", b"Old sails"])
        >>> found.rewritten([1], lambda numbers: [found.distinct[each].upper().encode() for each in numbers])
        ['OLDSAILS']

        White space at the end of a text is left out.
        """
        if not texts:
            return []
        firsts, lasts = self.bounds[texts], self.bounds[np.add(texts, 1)]
        numbers = self.numbers[_counted_on(firsts, lasts - firsts)]
        wanted = np.zeros(len(self.distinct), np.bool_)
        wanted[numbers] = True
        put = np.array(
            [b"", *of(np.flatnonzero(wanted).tolist())], np.object_
        )  # of bytes alone numpy makes its own
        of_each = np.cumsum(wanted)[numbers]
        written = b"".join(put[of_each].tolist())
        sizes = np.fromiter(map(len, put), np.int64, len(put))[of_each]
        ends = np.append(0, np.cumsum(sizes))[np.cumsum(lasts - firsts)].tolist()
        return [decode(written[start:end].rstrip()) for start, end in pairwise([0, *ends])]


def pieces(texts: Sequence[bytes]) -> Pieces:
    """The pieces of some texts in UTF-8.

    >>> found = pieces([b"The lamp, the U.S. lamp.", b"10,000 lamps"])
    >>> sorted(zip(found.distinct, found.times))
    [('10,000', 1), ('The', 1), ('U.S.', 1), ('lamp', 2), ('lamps', 1), ('the', 1)]
    >>> [found.distinct[number] for number in found.numbers], found.bounds.tolist()
    (['The', 'lamp', 'the', 'U.S.', 'lamp', '10,000', 'lamps'], [0, 5, 7])
    """
    text = b"".join(part for text in texts for part in (text, b"\n"))
    edges = np.flatnonzero(np.diff(_inside(text), prepend=False, append=False))
    starts, ends = edges[::2], edges[1::2]
    firsts, numbers = _numbered(_hashes(text, starts, ends))
    characters = text.decode("latin-1")  # a character a byte: a piece of it is cut out in half the time
    places = zip(starts[firsts].tolist(), ends[firsts].tolist(), strict=True)
    distinct = [_decoded(characters[start:end]) for start, end in places]
    times = np.bincount(numbers, minlength=len(distinct)).tolist()
    beginnings = list(accumulate((len(text) + 1 for text in texts), initial=0))
    return Pieces(distinct, times, numbers, np.searchsorted(starts, beginnings))


def _decoded(bytes_as_characters: str) -> str:
    """The text whose bytes stand there as characters of Latin-1."""
    if bytes_as_characters.isascii():
        return bytes_as_characters
    return decode(bytes_as_characters.encode("latin-1"))


def _counted_on(starts: Places, sizes: Places) -> Places:
    """From each start as many numbers as its size says, one after the other.

    >>> _counted_on(np.array([7, 2]), np.array([3, 2])).tolist()
    [7, 8, 9, 2, 3]
    """
    shifts = starts - (np.cumsum(sizes) - sizes)
    return np.repeat(shifts, sizes) + np.arange(sizes.sum())


def _inside(text: bytes) -> _Mask:
    """Which bytes are within a piece: all but white space and those signs that no token goes on with."""
    kinds = np.frombuffer(text.translate(_KINDS), np.uint8)
    around = np.zeros(len(kinds) + 3, np.uint8)
    around[2:-1] = kinds
    second, before, after = around[:-3], around[1:-2], around[3:]
    within_number = (before == _DIGIT) & (after == _DIGIT)
    # After two letters a stop ends no initial: "lamp.", not "U.S.".
    after_word = (before == _LETTER) & (second == _LETTER)
    parts: _Mask = kinds == _SIGN
    parts |= (kinds == _WITHIN_NUMBER) & ~within_number
    parts |= (kinds == _STOP) & after_word
    return ~parts


def _hashes(text: bytes, starts: Places, ends: Places) -> _Hashes:
    """A number for each piece, the same for the same bytes: a polynomial in the bytes, modulo 2 ** 64.

    All come from one running sum (Karp and Rabin, 1987).  Two different pieces of a megabyte have the same
    number about once in a thousand million megabytes.
    """
    powers, inverses = _powers(1 << len(text).bit_length())
    sums = np.zeros(len(text) + 1, np.uint64)
    np.cumsum((np.frombuffer(text, np.uint8) + np.uint64(1)) * powers[: len(text)], out=sums[1:])
    return (sums[ends] - sums[starts]) * inverses[starts]


@lru_cache(maxsize=1)
def _powers(count: int) -> tuple[_Hashes, _Hashes]:
    """The first powers of the base and of its inverse."""
    powers, inverses = (np.full(count, base, np.uint64) for base in (_BASE, _INVERSE))
    powers[0] = inverses[0] = 1
    return np.cumprod(powers), np.cumprod(inverses)


def _numbered(values: _Hashes) -> tuple[Places, Places]:
    """Where each distinct value stands once, and the number of every value among the distinct ones.

    >>> _numbered(np.array([7, 3, 7], np.uint64))[1].tolist()
    [1, 0, 1]

    A hash table, which takes an eighth of the time of sorting: each value goes to the slot that some of its
    bits name, and one of those that meet there stays.  Those that are equal to it are done; the others meet
    again, in fewer numbers, by other bits.
    """
    slots = np.empty(1 << _SLOT_BITS, np.int64)
    like = np.empty(len(values), np.int64)  # for each value, where one stands that is equal to it
    left, mixed = np.arange(len(values)), values
    while len(left):
        mixed = mixed * np.uint64(_BASE)
        slot = (mixed >> np.uint64(64 - _SLOT_BITS)).astype(np.int64)
        slots[slot] = left
        like[left] = slots[slot]
        other = values[like[left]] != values[left]
        left, mixed = left[other], mixed[other]
    is_first = like == np.arange(len(values))
    return np.flatnonzero(is_first), (np.cumsum(is_first) - 1)[like]
