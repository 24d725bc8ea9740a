"""Split many texts into chunks, each with a hash.

A *chunk* is a stretch of text made of whole tokens: it ends at white space and at most punctuation marks.
Within a megabyte of a large corpus, each chunk occurs some ten times, so computing terms and counting words
once per distinct chunk saves most of the work (see `token_cache`).  numpy finds chunks in the UTF-8 bytes, in
which an ASCII byte is never part of another character.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from retrieval.indexing.bulk.hash_table import Hashes, Numbers

_Mask = npt.NDArray[np.bool_]

# The kinds of bytes.  Bytes of characters outside ASCII have no kind and belong to a chunk.
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


@dataclass(frozen=True, slots=True)
class Chunks:
    """The chunks of some texts, in order: where each starts and ends in the bytes of ``text``, and its hash.

    The chunks of text *n* are those from ``bounds[n]`` to ``bounds[n + 1]``.
    """

    text: bytes
    starts: Numbers
    ends: Numbers
    hashes: Hashes
    bounds: Numbers

    def at(self, places: Numbers) -> list[bytes]:
        """The chunks at *places*.

        >>> split_into_chunks([b"The lamp, the lamps"]).at(np.array([1, 3]))
        [b'lamp', b'lamps']
        """
        edges = zip(self.starts[places].tolist(), self.ends[places].tolist(), strict=True)
        return [self.text[start:end] for start, end in edges]


def split_into_chunks(texts: Sequence[bytes]) -> Chunks:
    """Split texts (UTF-8) into chunks.

    >>> found = split_into_chunks([b"The lamp, the U.S. lamp.", b"10,000 lamps"])
    >>> found.at(np.arange(7)), found.bounds.tolist()
    ([b'The', b'lamp', b'the', b'U.S.', b'lamp', b'10,000', b'lamps'], [0, 5, 7])
    >>> bool(found.hashes[1] == found.hashes[4])
    True
    """
    text = b"".join(part for text in texts for part in (text, b"\n"))
    edges = np.flatnonzero(np.diff(_inside(text), prepend=False, append=False))
    starts, ends = edges[::2], edges[1::2]
    beginnings = list(accumulate((len(text) + 1 for text in texts), initial=0))
    return Chunks(text, starts, ends, _hashes(text, starts, ends), np.searchsorted(starts, beginnings))


def _inside(text: bytes) -> _Mask:
    """Which bytes are inside a chunk: all but whitespace and the punctuation at which every token ends."""
    kinds = np.frombuffer(text.translate(_KINDS), np.uint8)
    around = np.zeros(len(kinds) + 3, np.uint8)
    around[2:-1] = kinds
    second, before, after = around[:-3], around[1:-2], around[3:]
    within_number = (before == _DIGIT) & (after == _DIGIT)
    # A full stop after two letters does not belong to an initial: "lamp.", unlike "U.S.".
    after_word = (before == _LETTER) & (second == _LETTER)
    parts: _Mask = kinds == _SIGN
    parts |= (kinds == _WITHIN_NUMBER) & ~within_number
    parts |= (kinds == _STOP) & after_word
    return ~parts


def _hashes(text: bytes, starts: Numbers, ends: Numbers) -> Hashes:
    """A hash for each chunk: a polynomial in its bytes, modulo 2 ** 64.

    All are computed from one running sum (Karp and Rabin, 1987).  Two different chunks of a megabyte collide
    about once in a billion megabytes.
    """
    powers, inverses = _powers(1 << len(text).bit_length())
    sums = np.zeros(len(text) + 1, np.uint64)
    np.cumsum((np.frombuffer(text, np.uint8) + np.uint64(1)) * powers[: len(text)], out=sums[1:])
    return (sums[ends] - sums[starts]) * inverses[starts]


@lru_cache(maxsize=1)
def _powers(count: int) -> tuple[Hashes, Hashes]:
    """The first powers of the base and of its inverse."""
    powers, inverses = (np.full(count, base, np.uint64) for base in (_BASE, _INVERSE))
    powers[0] = inverses[0] = 1
    return np.cumprod(powers), np.cumprod(inverses)
