"""The lexicon of whoever prepares a library: the pieces that have come, how often, and their terms.

A library writes few pieces very often.  The terms of each are worked out once, many at a time; its words are
counted by its number, in an array, and told much later.  So both cost next to nothing most of the time.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from retrieval.analysis import analyser
from retrieval.stored import encode
from retrieval.vocabulary import words

ROOM = 24_000_000  # bytes, about
_OF_A_PIECE = 160  # bytes that one takes beside its letters, which are held twice: as written, and as terms
_KEPT = 4  # of the pieces the fourth part, those that came most often, when there is no more room
# One token, whatever the language: letters of scripts that part words by spaces, their accents with them.
_ONE_WORD = re.compile("[A-Za-zÀ-ÖØ-öø-ɏ\u0400-\u0481\u048a-ԯ]+")


class _Numbers(dict[str, int]):
    """Piece -> its number, the next one when it first comes; ``pieces`` has them in that order."""

    def __init__(self, pieces: Iterable[str] = ()) -> None:
        self.pieces = list(pieces)
        super().__init__(zip(self.pieces, range(len(self.pieces)), strict=True))

    def __missing__(self, piece: str) -> int:
        number = self[piece] = len(self.pieces)
        self.pieces.append(piece)
        return number


class Lexicon:
    """Pieces by number, each with how often it came, and with its terms in the languages asked for.

    >>> lexicon = Lexicon()
    >>> numbers = lexicon.met(["lamps", "U.S.", "--"], [3, 1, 1])
    >>> lexicon.terms(numbers, "en"), lexicon.told()
    ([b'lamp ', b'us ', b''], Counter({'lamps': 3}))
    """

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._numbers = _Numbers()
        self._letters = 0
        self._times = np.zeros(0, np.int64)
        self._terms: dict[str, list[bytes | None]] = {}

    @property
    def is_full(self) -> bool:
        """Whether it is time to tell the words, which makes room."""
        return 2 * self._letters + _OF_A_PIECE * len(self._numbers) > self._room

    def met(self, pieces: Sequence[str], times: Sequence[int]) -> list[int]:
        """The numbers of distinct pieces that came again, or for the first time, each so many times."""
        known = len(self._numbers)
        numbers = list(map(self._numbers.__getitem__, pieces))
        new = self._numbers.pieces[known:]
        self._letters += sum(map(len, new))
        self._times = np.append(self._times, np.zeros(len(new), np.int64))
        self._times[np.array(numbers, np.int64)] += np.array(times, np.int64)
        return numbers

    def terms(self, numbers: Sequence[int], language: str) -> list[bytes]:
        """The terms of each of some pieces, given by number, in *language*; after every term is a space."""
        known = self._terms.setdefault(language, [])
        known.extend([None] * (len(self._numbers) - len(known)))
        unknown = [number for number in numbers if known[number] is None]
        pieces = [self._numbers.pieces[number] for number in unknown]
        for number, terms in zip(unknown, _terms(pieces, language), strict=True):
            known[number] = terms
        return [known[number] or b"" for number in numbers]

    def told(self) -> Counter[str]:
        """How often each word came since they were told last; what came least is then forgotten."""
        pieces = self._numbers.pieces
        told = words(zip(pieces, self._times.tolist(), strict=True))
        kept = np.argsort(-self._times, kind="stable")[: len(pieces) // _KEPT].tolist()
        self._terms = {
            language: [known[number] if number < len(known) else None for number in kept]
            for language, known in self._terms.items()
        }
        self._numbers = _Numbers(pieces[number] for number in kept)
        self._letters = sum(map(len, self._numbers.pieces))
        self._times = np.zeros(len(kept), np.int64)
        return told


def _terms(pieces: Sequence[str], language: str) -> list[bytes]:
    """The terms of each of some distinct pieces, with a space after every one."""
    of_language = analyser(language)
    plain = [piece for piece in pieces if piece.isascii() and piece.isalnum() and piece[0].isalpha()]
    known = dict(zip(plain, of_language.terms_of_words(plain), strict=True))
    for piece in pieces:
        if piece not in known:
            one = _ONE_WORD.fullmatch(piece)
            known[piece] = of_language.term(piece) if one else " ".join(of_language.terms(piece))
    return [encode(f"{terms} ") if terms else b"" for terms in map(known.__getitem__, pieces)]
