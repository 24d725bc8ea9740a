"""A cache of the terms of text chunks, with the number of times each chunk occurred.

A large corpus repeats few chunks very often.  The terms of a chunk are computed when it first occurs; from
then on numpy looks up its number, copies its terms and counts it, for all chunks of many texts in one step.

A chunk is identified by a 64-bit hash.  Among a million chunks two collide about once in forty million
corpora; then one of them would be indexed with the terms of the other.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from zlib import crc32

import numpy as np

from retrieval.index.vocabulary import words
from retrieval.indexing.bulk.chunks import Chunks, split_into_chunks
from retrieval.indexing.bulk.hash_table import Hashes, HashTable, Numbers, numbered
from retrieval.store.text_encoding import decode, encode
from retrieval.text.analyzer import analyzer

ROOM = 300_000  # chunks: about 20 MB
_AT_A_TIME = 10_000
_KEPT = 4  # when the cache is full, the most frequent quarter of the chunks stays
# One token in every language: letters of scripts that separate words by spaces, with their accents.
_ONE_WORD = re.compile("[A-Za-zÀ-ÖØ-öø-ɏ\u0400-\u0481\u048a-ԯ]+")


class TokenCache:
    """Numbered chunks, kept separately for each language; the cache is full above *room* chunks.

    >>> cache = TokenCache()
    >>> cache.terms([b"The lamps, they say, shine", "Ein Übel".encode()], ["en", "de"])
    ['the lamp they say shine', 'ein ubel']
    >>> cache.take_word_counts()
    Counter({'lamps': 1, 'they': 1, 'shine': 1, 'Übel': 1})
    """

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._forget()

    def _forget(self) -> None:
        self._numbers = HashTable()
        self._chunks, self._terms = _Strings(), _Strings()
        self._times = array("q")

    @property
    def is_full(self) -> bool:
        """Whether it is time to take the word counts, which makes room."""
        return len(self._chunks) > self._room

    def terms(self, texts: Sequence[bytes], languages: Sequence[str]) -> list[str]:
        """The terms of each text (UTF-8), in its language, separated by spaces."""
        found = split_into_chunks(texts)
        hashes = found.hashes ^ np.repeat(_salts(languages), np.diff(found.bounds))
        once, among = numbered(hashes)
        numbers = self._numbers.of(hashes[once])
        new = np.flatnonzero(numbers < 0)
        numbers[new] = len(self._chunks) + np.arange(len(new))
        self._learn(found, once[new], hashes[once[new]], languages)
        np.frombuffer(self._times, np.int64)[numbers] += np.bincount(among, minlength=len(numbers))
        written, sizes = self._terms.together(numbers[among])
        ends = np.append(0, np.cumsum(sizes))[found.bounds[1:]].tolist()
        # A space follows each term.
        return [decode(written[start:end][:-1]) for start, end in pairwise([0, *ends])]

    def take_word_counts(self) -> Counter[str]:
        """How often each word occurred since the last call; the rarest chunks are dropped."""
        times = np.frombuffer(self._times, np.int64)
        counts = words(self._counted(times))
        kept = np.argsort(-times, kind="stable")[: len(times) // _KEPT]
        known = self._numbers.hashes[kept], self._chunks.at(kept), self._terms.at(kept)
        self._forget()
        self._add(*known)
        return counts

    def _counted(self, times: Numbers) -> Iterator[tuple[str, int]]:
        """The chunks that occurred, each with its count, processed some thousands at a time."""
        came = np.flatnonzero(times)
        for some in np.split(came, range(_AT_A_TIME, len(came), _AT_A_TIME)):
            yield from zip(map(decode, self._chunks.at(some)), times[some].tolist(), strict=True)

    def _learn(self, found: Chunks, places: Numbers, hashes: Hashes, languages: Sequence[str]) -> None:
        """Add the chunks at *places*, which are new."""
        new = found.at(places)
        of_texts = np.searchsorted(found.bounds, places, "right") - 1
        terms = [b""] * len(new)
        for language in dict.fromkeys(languages):
            mine = [at for at, text in enumerate(of_texts.tolist()) if languages[text] == language]
            for at, of_chunk in zip(mine, _terms([decode(new[at]) for at in mine], language), strict=True):
                terms[at] = of_chunk
        self._add(hashes, new, terms)

    def _add(self, hashes: Hashes, new: Sequence[bytes], terms: Sequence[bytes]) -> None:
        self._numbers.add(hashes)
        self._chunks.extend(new)
        self._terms.extend(terms)
        self._times.frombytes(bytes(len(new) * self._times.itemsize))


class _Strings:
    """Numbered byte strings in one block of memory."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._bounds = array("q", [0])

    def __len__(self) -> int:
        return len(self._bounds) - 1

    def extend(self, strings: Iterable[bytes]) -> None:
        """Add strings with the next numbers."""
        for each in strings:
            self._bytes += each
            self._bounds.append(len(self._bytes))

    def together(self, numbers: Numbers) -> tuple[bytes, Numbers]:
        """The strings of *numbers* joined, copied by numpy, and the size of each."""
        bounds = np.frombuffer(self._bounds, np.int64)
        starts = bounds[numbers]
        sizes = bounds[numbers + 1] - starts
        return np.frombuffer(self._bytes, np.uint8)[_counted_on(starts, sizes)].tobytes(), sizes

    def at(self, numbers: Numbers) -> list[bytes]:
        """The strings of *numbers*."""
        together, sizes = self.together(numbers)
        return [together[start:end] for start, end in pairwise([0, *np.cumsum(sizes).tolist()])]


def _counted_on(starts: Numbers, sizes: Numbers) -> Numbers:
    """For each start, *size* consecutive numbers.

    >>> _counted_on(np.array([7, 2]), np.array([3, 2])).tolist()
    [7, 8, 9, 2, 3]
    """
    shifts = starts - (np.cumsum(sizes) - sizes)
    return np.repeat(shifts, sizes) + np.arange(sizes.sum())


def _salts(languages: Sequence[str]) -> Hashes:
    """A salt for each language, so that the same chunk hashes differently in two languages."""
    return np.array([crc32(encode(language)) << 32 for language in languages], np.uint64)


def _terms(chunks: Sequence[str], language: str) -> list[bytes]:
    """The terms of each chunk, with a space after every term."""
    of_language = analyzer(language)
    plain = [chunk for chunk in chunks if chunk.isascii() and chunk.isalnum() and chunk[0].isalpha()]
    known = dict(zip(plain, of_language.terms_of_words(plain), strict=True))
    for chunk in chunks:
        if chunk not in known:
            one = _ONE_WORD.fullmatch(chunk)
            known[chunk] = of_language.term(chunk) if one else " ".join(of_language.terms(chunk))
    return [encode(f"{terms} ") if terms else b"" for terms in map(known.__getitem__, chunks)]
