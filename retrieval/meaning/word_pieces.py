"""Divide a text into word pieces of a model's vocabulary, with the highest total score.

This is the unigram model of SentencePiece.  The pieces are looked up by hashes, all places of a text and all
lengths at once, because a table of 250,000 strings would take 40 MB and a loop over them is slow.
"""

import re

import numpy as np
from numpy.typing import NDArray

from retrieval.meaning.model_file import VocabularyData

Hashes = NDArray[np.uint64]

_BLANK = "\u2581"  # stands for a blank in the pieces
_BLANKS = re.compile(" +")
_BASE = np.uint64(0x9E3779B97F4A7C15)  # base of the hashes: odd, with many bits set
_UNKNOWN_BELOW = 10.0  # an unknown character scores this much less than the worst piece


class WordPieces:
    """Turns texts into piece numbers."""

    def __init__(self, data: VocabularyData) -> None:
        self._first, self._last, self._unknown = data.first, data.last, data.unknown
        self._normal = data.normal
        codes = _codes(data.characters)
        starts = np.append(0, data.ends[:-1])
        lengths = data.ends - starts
        self._longest = int(lengths.max())
        hashes = _hashes_of_pieces(codes, starts, lengths)
        self._order = np.argsort(hashes).astype(np.int32)
        self._hashes = hashes[self._order]
        self._scores = data.scores
        self._unknown_score = float(data.scores.min()) - _UNKNOWN_BELOW

    def __call__(self, text: str, limit: int) -> list[int]:
        """The numbers of at most *limit* pieces of a text, between those that mark its beginning and end."""
        pieces = self._divided(self._normalised(text))
        return [self._first, *pieces[: limit - 2], self._last]

    def _normalised(self, text: str) -> str:
        plain = _BLANKS.sub(" ", text.translate(self._normal))
        return (plain if plain.startswith(" ") else f" {plain}").replace(" ", _BLANK)

    def _divided(self, text: str) -> list[int]:
        """The division of a text with the highest score."""
        best = [0.0] + [-np.inf] * len(text)
        last: list[tuple[int, int]] = [(0, 0)] * (
            len(text) + 1
        )  # for each end, the start and the number of the best last piece
        for start, pieces in enumerate(self._pieces_at_each_place(text)):
            pieces.append((start + 1, self._unknown, self._unknown_score))
            for end, piece, score in pieces:
                if best[start] + score > best[end]:
                    best[end] = best[start] + score
                    last[end] = start, piece
        return _followed_back(last)

    def _pieces_at_each_place(self, text: str) -> list[list[tuple[int, int, float]]]:
        """The pieces that begin at each place in a text: where they end, their numbers and scores."""
        found: list[list[tuple[int, int, float]]] = [[] for _ in text]
        codes = _codes(text)
        hashes = np.zeros(len(codes), dtype=np.uint64)
        for length in range(1, min(self._longest, len(codes)) + 1):
            hashes = _extended(hashes[: len(codes) - length + 1], codes[length - 1 :])
            near = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
            starts = np.flatnonzero(self._hashes[near] == hashes)
            pieces = self._order[near[starts]]
            scores = self._scores[pieces].tolist()
            for start, piece, score in zip(starts.tolist(), pieces.tolist(), scores, strict=True):
                found[start].append((start + length, piece, score))
        return found


def _followed_back(last: list[tuple[int, int]]) -> list[int]:
    """The pieces of the best division, found by going back from the end of the text.

    >>> _followed_back([(0, 0), (0, 7), (0, 8), (1, 9)])
    [7, 9]
    """
    pieces, end = [], len(last) - 1
    while end:
        end, piece = last[end]
        pieces.append(piece)
    return pieces[::-1]


def _hashes_of_pieces(codes: Hashes, starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> Hashes:
    hashes = np.zeros(len(starts), dtype=np.uint64)
    for length in range(1, int(lengths.max()) + 1):
        long = lengths >= length
        hashes[long] = _extended(hashes[long], codes[starts[long] + length - 1])
    return hashes


def _extended(hashes: Hashes, codes: Hashes) -> Hashes:
    """The hashes of texts that are each one character longer."""
    return hashes * _BASE + codes + np.uint64(1)


def _codes(text: str) -> Hashes:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
