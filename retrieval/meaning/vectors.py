"""The vectors of a version's sentences: written during the build and read from disk when needed.

Each sentence has a vector, encoded together with its context: "It was closed." alone says too little.
A component takes one byte: vectors are scaled to the range of -127 to 127, which changes cosines by less than
0.01.  The files are memory-mapped: only the pages that questions touch are in memory, and the system may drop
them again.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.display import unbroken
from retrieval.index.atomic_files import sync
from retrieval.meaning.encoder import Floats, SentenceEncoder
from retrieval.records import PassageText
from retrieval.text.entities import EntityKind, extract_entities

FOLDER = "meaning"
ENCODED = "sentences in context"
"""What the vectors encode, for the manifest; a version whose vectors encode something else is rebuilt."""
_VECTORS, _FIRST_ROWS, _KEYS = "vectors.npy", "first_rows.npy", "keys.npy"
_AT_ONCE = 64  # passages encoded together
_ROWS_AT_ONCE = 512  # rows compared together; as floats, they still fit into the CPU cache
_RANGE = 127
_OPENING = 40  # the characters of a sentence that its first words are in

OnPassages = Callable[[int], None]
"""Called with the number of passages done."""


def texts_of(passage: PassageText) -> list[str]:
    """The texts of a passage to encode: each sentence with the context that shows what it is about.

    The context is the title, the heading above and, if it opens with a pronoun, the sentence before.
    """
    lines = (passage.title, passage.context.rpartition("\n")[2])
    above = ": ".join(dict.fromkeys(line for line in lines if line))
    start = f"{above}. " if above else ""
    sentences = [unbroken(passage.sentence(span)) for span in passage.sentences]
    return [start + _with_referent(sentences, at, passage.language) for at in range(len(sentences))]


def _with_referent(sentences: Sequence[str], at: int, language: str) -> str:
    """The sentence at index *at*, preceded by the one before it if it opens with a pronoun."""
    refers_back = at > 0 and _refers_back(sentences[at], language)
    return f"{sentences[at - 1]} {sentences[at]}" if refers_back else sentences[at]


def _refers_back(sentence: str, language: str) -> bool:
    """Whether a sentence opens with a pronoun.

    >>> _refers_back("It was closed.", "en"), _refers_back("The bridge was closed.", "en")
    (True, False)
    """
    return bool(extract_entities(sentence[:_OPENING], language).of(EntityKind.PRONOUN))


def quantized(vectors: Floats) -> NDArray[np.int8]:
    """Vectors as integers of one byte.

    >>> quantized(np.array([[0.6, -0.8]], dtype=np.float32)).tolist()
    [[95, -127]]
    """
    largest = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9)
    return np.asarray(np.rint(vectors * (_RANGE / largest)), dtype=np.int8)


def cosines(rows: NDArray[np.int8], question: Floats) -> Floats:
    """The cosine of each row and the *question*, rounded to three decimals to be the same on every CPU.

    >>> cosines(np.array([[95, -127], [127, 0]], dtype=np.int8), np.array([0.6, -0.8], np.float32)).tolist()
    [1.0, 0.6000000238418579]
    """
    found = np.empty(len(rows), dtype=np.float32)
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        part = rows[start : start + _ROWS_AT_ONCE].astype(np.float32)
        lengths = np.sqrt(np.einsum("ij,ij->i", part, part))
        found[start : start + _ROWS_AT_ONCE] = part @ question / np.maximum(lengths, 1)
    return np.round(found, 3)


def write_vectors(
    folder: Path,
    passages: Iterable[PassageText],
    encoder: SentenceEncoder,
    earlier: Path | None = None,
    on_passages: OnPassages = lambda done: None,
) -> None:
    """Encode *passages* into the version in *folder*.

    Vectors that a version in the folder *earlier*, with the same encoder, already has are reused.
    """
    place = folder / FOLDER
    place.mkdir()
    known = _KnownVectors(earlier / FOLDER if earlier else None)
    first_rows, keys, blocks = [0], [], []
    for batch in _batches(passages):
        texts = [texts_of(passage) for passage in batch]
        every = [text for each in texts for text in each]
        own = [_key(text) for text in every]
        blocks.append(known.encoded(every, own, encoder))
        keys.extend(own)
        first_rows.extend(first_rows[-1] + np.cumsum([len(each) for each in texts]))
        on_passages(len(first_rows) - 1)
    rows = np.concatenate(blocks) if blocks else np.zeros((0, encoder.dimensions), dtype=np.int8)
    _save(place / _VECTORS, rows)
    _save(place / _FIRST_ROWS, np.array(first_rows, dtype=np.uint32))
    _save(place / _KEYS, np.array(keys, dtype=np.uint64))


def _batches(passages: Iterable[PassageText]) -> Iterator[list[PassageText]]:
    batch: list[PassageText] = []
    for passage in passages:
        batch.append(passage)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _save(path: Path, values: NDArray[Any]) -> None:
    np.save(path, values)
    sync(path)


def _key(text: str) -> int:
    """A hash that identifies a text across versions."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "big")


class _KnownVectors:
    """The vectors of an earlier version by the keys of their texts, and those encoded since."""

    def __init__(self, place: Path | None) -> None:
        self._rows: NDArray[np.int8] = np.zeros((0, 0), dtype=np.int8)
        self._places: Mapping[int, int] = {}
        if place and (place / _KEYS).exists():
            self._rows = np.load(place / _VECTORS, mmap_mode="r")
            self._places = {key: row for row, key in enumerate(np.load(place / _KEYS).tolist())}

    def encoded(
        self, texts: Sequence[str], keys: Sequence[int], encoder: SentenceEncoder
    ) -> NDArray[np.int8]:
        """A row for each text; only new texts are encoded."""
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._places}
        fresh = dict(zip(new, quantized(encoder.encode(list(new.values()))), strict=True))
        rows = [fresh[key] if key in fresh else self._rows[self._places[key]] for key in keys]
        return np.array(rows, dtype=np.int8)


class StoredVectors:
    """The vectors of a version, memory-mapped from its folder."""

    def __init__(self, folder: Path) -> None:
        """Open the files; raises OSError or ValueError if they are damaged."""
        place = folder / FOLDER
        self._rows = np.load(place / _VECTORS, mmap_mode="r")
        self._first = np.load(place / _FIRST_ROWS).astype(np.intp)
        self._passages = np.repeat(np.arange(len(self._first) - 1), np.diff(self._first))

    def __len__(self) -> int:
        return len(self._rows)

    def of_passage(self, place: int) -> NDArray[np.int8]:
        """The rows of the sentences of the passage at *place*."""
        return np.asarray(self._rows[self._first[place] : self._first[place + 1]])

    def nearest(self, question: Floats, limit: int) -> list[tuple[int, float]]:
        """The places of the passages whose sentences are nearest to a question, each with its cosine."""
        best = np.full(len(self._first) - 1, -1.0, dtype=np.float32)
        np.maximum.at(best, self._passages, cosines(self._rows, question))
        order = np.argsort(-best, kind="stable")[:limit]
        return [(int(place), float(best[place])) for place in order]
