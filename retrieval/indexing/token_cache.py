"""The lexicon of whoever prepares a library: every piece that has come, its terms, and how often it came.

A library writes few pieces very often.  The terms of one are worked out when it first comes.  From then on
its number is looked up, its terms are copied and its words are counted by numpy, for all pieces of many texts
in one step; nothing else is done for each of them.

A piece is known by a hash of 64 bits.  Among a million pieces two have the same one about once in forty
million libraries; one of the two would then be found by the other's terms.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from zlib import crc32

import numpy as np

from retrieval.index.vocabulary import words
from retrieval.indexing.chunks import Chunks, split_into_chunks
from retrieval.indexing.hash_table import Hashes, HashTable, Numbers, numbered
from retrieval.store.text_encoding import decode, encode
from retrieval.text.analyzer import analyzer

ROOM = 300_000  # pieces: about 20 MB
_AT_A_TIME = 10_000
_KEPT = 4  # of the pieces the fourth part, those that came most often, when there is no more room
# One token, whatever the language: letters of scripts that part words by spaces, their accents with them.
_ONE_WORD = re.compile("[A-Za-zÀ-ÖØ-öø-ɏ\u0400-\u0481\u048a-ԯ]+")


class TokenCache:
    """Chunks by number, those of each language apart; *room* is how many there may be until words are told.

    >>> lexicon = TokenCache()
    >>> lexicon.terms([b"The lamps, they say, shine", "Ein Übel".encode()], ["en", "de"])
    ['the lamp they say shine', 'ein ubel']
    >>> lexicon.told()
    Counter({'lamps': 1, 'they': 1, 'shine': 1, 'Übel': 1})
    """

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._forget()

    def _forget(self) -> None:
        self._numbering = HashTable()
        self._pieces, self._terms = _Strings(), _Strings()
        self._times = array("q")

    @property
    def is_full(self) -> bool:
        """Whether it is time to tell the words, which makes room."""
        return len(self._pieces) > self._room

    def terms(self, texts: Sequence[bytes], languages: Sequence[str]) -> list[str]:
        """The terms of each of some texts in UTF-8, in its language, with spaces between them."""
        found = split_into_chunks(texts)
        hashes = found.hashes ^ np.repeat(_salts(languages), np.diff(found.bounds))
        once, among = numbered(hashes)
        numbers = self._numbering.of(hashes[once])
        new = np.flatnonzero(numbers < 0)
        numbers[new] = len(self._pieces) + np.arange(len(new))
        self._learn(found, once[new], hashes[once[new]], languages)
        np.frombuffer(self._times, np.int64)[numbers] += np.bincount(among, minlength=len(numbers))
        written, sizes = self._terms.together(numbers[among])
        ends = np.append(0, np.cumsum(sizes))[found.bounds[1:]].tolist()
        # A space follows each term.
        return [decode(written[start:end][:-1]) for start, end in pairwise([0, *ends])]

    def told(self) -> Counter[str]:
        """How often each word came since they were told last; what came least is then forgotten."""
        times = np.frombuffer(self._times, np.int64)
        told = words(self._counted(times))
        kept = np.argsort(-times, kind="stable")[: len(times) // _KEPT]
        known = self._numbering.hashes[kept], self._pieces.at(kept), self._terms.at(kept)
        self._forget()
        self._add(*known)
        return told

    def _counted(self, times: Numbers) -> Iterator[tuple[str, int]]:
        """The pieces that came, with how often; not too many of them out of their place at a time."""
        came = np.flatnonzero(times)
        for some in np.split(came, range(_AT_A_TIME, len(came), _AT_A_TIME)):
            yield from zip(map(decode, self._pieces.at(some)), times[some].tolist(), strict=True)

    def _learn(self, found: Chunks, places: Numbers, hashes: Hashes, languages: Sequence[str]) -> None:
        """Take up what stands at some places for the first time."""
        new = found.at(places)
        of_texts = np.searchsorted(found.bounds, places, "right") - 1
        terms = [b""] * len(new)
        for language in dict.fromkeys(languages):
            mine = [at for at, text in enumerate(of_texts.tolist()) if languages[text] == language]
            for at, of_piece in zip(mine, _terms([decode(new[at]) for at in mine], language), strict=True):
                terms[at] = of_piece
        self._add(hashes, new, terms)

    def _add(self, hashes: Hashes, new: Sequence[bytes], terms: Sequence[bytes]) -> None:
        self._numbering.add(hashes)
        self._pieces.extend(new)
        self._terms.extend(terms)
        self._times.frombytes(bytes(len(new) * self._times.itemsize))


class _Strings:
    """Strings of bytes by number, one after the other in memory."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._bounds = array("q", [0])

    def __len__(self) -> int:
        return len(self._bounds) - 1

    def extend(self, strings: Iterable[bytes]) -> None:
        """The next ones."""
        for each in strings:
            self._bytes += each
            self._bounds.append(len(self._bytes))

    def together(self, numbers: Numbers) -> tuple[bytes, Numbers]:
        """Some of them put together, byte by byte and thus by numpy, and the size of each."""
        bounds = np.frombuffer(self._bounds, np.int64)
        starts = bounds[numbers]
        sizes = bounds[numbers + 1] - starts
        return np.frombuffer(self._bytes, np.uint8)[_counted_on(starts, sizes)].tobytes(), sizes

    def at(self, numbers: Numbers) -> list[bytes]:
        """Some of them."""
        together, sizes = self.together(numbers)
        return [together[start:end] for start, end in pairwise([0, *np.cumsum(sizes).tolist()])]


def _counted_on(starts: Numbers, sizes: Numbers) -> Numbers:
    """From each start as many numbers as its size says, one after the other.

    >>> _counted_on(np.array([7, 2]), np.array([3, 2])).tolist()
    [7, 8, 9, 2, 3]
    """
    shifts = starts - (np.cumsum(sizes) - sizes)
    return np.repeat(shifts, sizes) + np.arange(sizes.sum())


def _salts(languages: Sequence[str]) -> Hashes:
    """For each language a number, by which the hash of a piece in it is another one than in the others."""
    return np.array([crc32(encode(language)) << 32 for language in languages], np.uint64)


def _terms(pieces: Sequence[str], language: str) -> list[bytes]:
    """The terms of each of some pieces, with a space after every one."""
    of_language = analyzer(language)
    plain = [piece for piece in pieces if piece.isascii() and piece.isalnum() and piece[0].isalpha()]
    known = dict(zip(plain, of_language.terms_of_words(plain), strict=True))
    for piece in pieces:
        if piece not in known:
            one = _ONE_WORD.fullmatch(piece)
            known[piece] = of_language.term(piece) if one else " ".join(of_language.terms(piece))
    return [encode(f"{terms} ") if terms else b"" for terms in map(known.__getitem__, pieces)]
