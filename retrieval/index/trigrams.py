"""Letter trigrams of words, and how many words of a vocabulary have each of them."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_Codes = npt.NDArray[np.int64]
_BEGINS, _ENDS = "^$"
_AT_A_TIME = 20_000  # words: some 10 MB
_BITS = 21  # of a code point


def trigrams(word: str) -> set[str]:
    """The runs of three letters of a word, with its edges marked.

    >>> sorted(trigrams("book"))
    ['^bo', 'boo', 'ok$', 'ook']
    """
    edged = f"{_BEGINS}{word}{_ENDS}"
    return {edged[at : at + 3] for at in range(len(edged) - 2)}


class TrigramCounter:
    """Counts how many words have each trigram.

    >>> counter = TrigramCounter()
    >>> counter.add(["lala", "lama"])
    >>> counter.add(["ala"])
    >>> counter.counts()
    [('^al', 1), ('^la', 2), ('ala', 2), ('ama', 1), ('la$', 2), ('lal', 1), ('lam', 1), ('ma$', 1)]
    """

    def __init__(self) -> None:
        self.words = 0
        self._waiting: list[str] = []
        self._codes: list[_Codes] = []
        self._counts: list[_Codes] = []

    def add(self, words: Sequence[str]) -> None:
        """Add words, all of one length; it is fastest to add all words of a length together."""
        self.words += len(words)
        if self._waiting and words and len(words[0]) != len(self._waiting[0]):
            self._count()
        self._waiting += words
        if len(self._waiting) >= _AT_A_TIME:
            self._count()

    def _count(self) -> None:
        codes, counts = _having_each(self._waiting)
        self._codes.append(codes)
        self._counts.append(counts)
        self._waiting = []

    def counts(self) -> list[tuple[str, int]]:
        """The trigrams in order, each with the number of words that have it."""
        if not self.words:
            return []
        if self._waiting:
            self._count()
        codes, numbers = np.unique(np.concatenate(self._codes), return_inverse=True)
        counts = np.zeros(len(codes), np.int64)
        np.add.at(counts, numbers, np.concatenate(self._counts))
        letters = np.stack((codes >> 2 * _BITS, codes >> _BITS, codes), axis=1) & ((1 << _BITS) - 1)
        text = letters.astype("<u4").tobytes().decode("utf-32-le")
        return [(text[3 * at : 3 * at + 3], count) for at, count in enumerate(counts.tolist())]


def _having_each(words: Sequence[str]) -> tuple[_Codes, _Codes]:
    """The trigrams of some words of one length, as numbers, and the number of words that have each.

    The words are columns, so that numpy handles all of them at once.  Letters, and then pairs of letters, are
    numbered by occurrence, which leaves so few numbers that trigrams can be counted without sorting.
    """
    size = len(words[0])
    written = np.empty((size + 2, len(words)), np.int64)
    written[0], written[-1] = ord(_BEGINS), ord(_ENDS)
    written[1:-1] = np.frombuffer("".join(words).encode("utf-32-le"), "<u4").reshape(len(words), size).T
    letters, numbers = _numbered(written)
    pairs, of_pairs = _numbered(numbers[:-1] * len(letters) + numbers[1:])
    found = of_pairs[:-1] * len(letters) + numbers[2:]
    is_first = np.ones(found.shape, np.bool_)  # the first in its word: a word counts once per trigram
    for apart in range(1, size):
        is_first[apart:] &= found[apart:] != found[:-apart]
    counts = np.bincount(found[is_first])
    found = np.flatnonzero(counts)
    pair, third = np.divmod(found, len(letters))
    first, second = np.divmod(pairs[pair], len(letters))
    return letters[first] << 2 * _BITS | letters[second] << _BITS | letters[third], counts[found]


def _numbered(values: _Codes) -> tuple[_Codes, _Codes]:
    """The distinct values in order, and for every value its index among them.

    >>> _numbered(np.array([7, 3, 7]))
    (array([3, 7]), array([1, 0, 1]))
    """
    occurs = np.bincount(values.ravel()) > 0
    return np.flatnonzero(occurs), (np.cumsum(occurs) - 1)[values]
