"""Many texts -> their pieces, each distinct one once: what makes a million passages quick to index.

A *piece* is a stretch of text that holds whole tokens: it ends at white space and at most signs.  A library
repeats its pieces some ten times within a megabyte, so that all that is done for each of them (finding its
terms, counting its words) is done for the distinct ones; finding those is left to numpy, over the bytes of
UTF-8, where a sign of ASCII is never a part of another character.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from retrieval.analysis import analyser
from retrieval.stored import decode

Places = npt.NDArray[np.int64]
_Mask = npt.NDArray[np.bool_]

# What a byte may be.  Bytes of characters outside ASCII are of no kind and belong to a piece.
_SIGN, _LETTER, _DIGIT, _WITHIN_NUMBER, _STOP = range(1, 6)
_KINDS = np.zeros(256, np.uint8)
_KINDS[:128] = _SIGN
_KINDS[[ord(sign) for sign in "'"]] = 0  # "O'Brien"
_KINDS[[ord(sign) for sign in ",:/-"]] = _WITHIN_NUMBER  # "10,000", "2002-11-29"
_KINDS[ord(".")] = _STOP  # "10.5", "U.S."
_KINDS[[code for code in range(128) if chr(code).isalpha()]] = _LETTER
_KINDS[[code for code in range(128) if chr(code).isdigit()]] = _DIGIT

_BASE = 0x9E3779B97F4A7C15  # any odd number has an inverse modulo 2 ** 64
_INVERSE = pow(_BASE, -1, 1 << 64)
_REMEMBERED = 150_000  # pieces whose terms are kept, a language: about 25 MB at the most
_LONGEST = 32  # bytes of a piece that is kept; longer ones are hardly seen twice


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of some texts, which lie one after the other, a byte between them.

    ``text`` is all of them in UTF-8 and ``texts`` where in it each begins.  ``distinct`` are the pieces, each
    once, and ``counts`` how often each comes; ``numbers`` is, for every piece in order, its number among the
    distinct ones, and ``starts`` and ``ends`` its place in bytes.
    """

    text: bytes
    texts: list[int]
    distinct: list[str]
    counts: list[int]
    numbers: Places
    starts: Places
    ends: Places

    def terms(self, stretches: Sequence[tuple[int, int]], language: str) -> list[str]:
        """The terms of some stretches of the text, start and end in bytes, with spaces between them.

        >>> found = pieces([b"The lamps, they say, shine", "Ein Übel".encode()])
        >>> found.terms([(0, 9), (11, 26)], "en"), found.terms([(27, 36)], "de")
        (['the lamp', 'they say shine'], ['ein ubel'])
        """
        if not stretches:
            return []
        begins, finishes = np.array(stretches, np.int64).T
        firsts, lasts = np.searchsorted(self.starts, begins), np.searchsorted(self.starts, finishes)
        before = np.append(self.ends, 0)  # at -1, what ends before the first piece
        cut = ((before[firsts - 1] > begins) | (before[lasts - 1] > finishes)).tolist()
        of_number = self._terms_of_distinct(firsts, lasts, language).__getitem__
        return [
            " ".join(analyser(language).terms(decode(self.text[slice(*stretch)])))
            if is_cut  # between sentences without white space, as in Chinese
            else " ".join(filter(None, map(of_number, self.numbers[first:last].tolist())))
            for stretch, first, last, is_cut in zip(
                stretches, firsts.tolist(), lasts.tolist(), cut, strict=True
            )
        ]

    def _terms_of_distinct(self, firsts: Places, lasts: Places, language: str) -> list[str]:
        """The terms of each distinct piece, "" where none of the stretches has it."""
        open_ = np.zeros(len(self.numbers) + 1, np.int64)
        np.add.at(open_, firsts, 1)
        np.add.at(open_, lasts, -1)
        wanted = np.zeros(len(self.distinct), np.bool_)
        wanted[self.numbers[np.cumsum(open_[:-1]) > 0]] = True
        known = _terms_in(language)
        terms = [""] * len(self.distinct)
        for number in np.flatnonzero(wanted).tolist():
            terms[number] = known[self.distinct[number]]
        return terms


def pieces(texts: Sequence[bytes]) -> Pieces:
    """The pieces of some texts in UTF-8.

    >>> found = pieces([b"The lamp, the U.S. lamp.", b"10,000 lamps"])
    >>> sorted(zip(found.distinct, found.counts))
    [('10,000', 1), ('The', 1), ('U.S.', 1), ('lamp', 2), ('lamps', 1), ('the', 1)]
    >>> [found.distinct[number] for number in found.numbers]
    ['The', 'lamp', 'the', 'U.S.', 'lamp', '10,000', 'lamps']
    """
    joined = b"".join(part for text in texts for part in (text, b"\n"))
    beginnings = list(accumulate((len(text) + 1 for text in texts), initial=0))[:-1]
    text = np.frombuffer(joined, np.uint8)
    edges = np.flatnonzero(np.diff(_inside(text), prepend=False, append=False))
    starts, ends = edges[::2], edges[1::2]
    firsts, numbers = _numbered(_hashes(text, starts, ends))
    distinct = [
        decode(joined[start:end])
        for start, end in zip(starts[firsts].tolist(), ends[firsts].tolist(), strict=True)
    ]
    counts = np.bincount(numbers, minlength=len(distinct)).tolist()
    return Pieces(joined, beginnings, distinct, counts, numbers, starts, ends)


def _inside(text: npt.NDArray[np.uint8]) -> _Mask:
    """Which bytes are within a piece: all but white space and those signs that no token goes on with."""
    kinds = _KINDS[text]
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


def _hashes(text: npt.NDArray[np.uint8], starts: Places, ends: Places) -> npt.NDArray[np.uint64]:
    """A number for each piece, the same for the same bytes: a polynomial in the bytes, modulo 2 ** 64.

    All come from one running sum (Karp and Rabin, 1987).  Two different pieces of a megabyte have the same
    number about once in a thousand million megabytes.
    """
    powers, inverses = _powers(1 << len(text).bit_length())
    sums = np.zeros(len(text) + 1, np.uint64)
    np.cumsum((text + np.uint64(1)) * powers[: len(text)], out=sums[1:])
    return (sums[ends] - sums[starts]) * inverses[starts]


@lru_cache(maxsize=1)
def _powers(count: int) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """The first powers of the base and of its inverse."""
    powers, inverses = (np.full(count, base, np.uint64) for base in (_BASE, _INVERSE))
    powers[0] = inverses[0] = 1
    return np.cumprod(powers), np.cumprod(inverses)


def _numbered(values: npt.NDArray[np.uint64]) -> tuple[Places, Places]:
    """Where each distinct value stands once, and the number of every value among the distinct ones.

    >>> _numbered(np.array([7, 3, 7], np.uint64))[1].tolist()
    [1, 0, 1]
    """
    order = np.argsort(values)
    ordered = values[order]
    new = np.ones(len(values), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    numbers = np.empty(len(values), np.int64)
    numbers[order] = np.cumsum(new) - 1
    return order[new], numbers


class _Terms(dict[str, str]):
    """A piece -> its terms with spaces between them, worked out when first seen."""

    def __init__(self, language: str) -> None:
        self._analyser = analyser(language)

    def __missing__(self, piece: str) -> str:
        is_word = piece.isascii() and piece.isalpha()
        terms = self._analyser.term(piece) if is_word else " ".join(self._analyser.terms(piece))
        if len(piece) <= _LONGEST:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[piece] = terms
        return terms


@cache
def _terms_in(language: str) -> _Terms:
    """The one memory of *language*, which lasts from batch to batch."""
    return _Terms(language)
