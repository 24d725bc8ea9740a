"""Phrases of a language's table, found in one pass over a text's words.

The notation of the tables: phrases are separated by commas, and a word's capitals do not matter.

    who, by whom        the words as they stand
    cit*                any ending: "city", "cities"
    by *ing, square *   any beginning; any word (neither as the first word)
    what did ... say    up to eight words between
    ^is                 only where the text begins
    是什么$              only where it ends, but for punctuation
    May                 a capital in the table asks for a capital in the text

Words are what spaces part; in languages written without spaces every character is a word, save runs of
digits, of Latin letters and of katakana.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

# Vowel signs and the like continue a word, but are no letters to Python: those of Arabic and Devanagari.
_MARKS = "\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963"
_NUMBER = r"\d+(?:[.,]\d+)*"
_SPACED = re.compile(rf"{_NUMBER}\w*|[^\W\d_][\w{_MARKS}]*|[^\w\s]")
_UNSPACED = re.compile(
    rf"{_NUMBER}|[A-Za-zÀ-ɏ][\w]*?(?![A-Za-zÀ-ɏ0-9])|[ァ-ヺー]+|[〇零一二三四五六七八九十百千万萬亿億两兩]+|\S"
)
_APOSTROPHES = str.maketrans("’‘ʼ`", "''''")
_LONGEST_GAP = 8
_LONGEST_WORD = 64  # longer "words" are noise, and the memo of words must stay small
_REMEMBERED_WORDS = 1 << 15


class _Piece(NamedTuple):
    """A word of a phrase: ``head``, and where it is ``open`` anything, then ``tail``."""

    head: str
    tail: str = ""
    open: bool = False

    def fits(self, word: str) -> bool:
        if not self.open:
            return word == self.head
        return word.startswith(self.head) and word.endswith(self.tail)


_GAP = _Piece("...")


class _Phrase(NamedTuple):
    kind: str
    pieces: tuple[_Piece, ...]
    at_start: bool
    at_end: bool
    capital: bool


class Word(NamedTuple):
    """A word as read: folded, with its shape and the phrases that it may begin."""

    text: str
    capital: bool
    acronym: bool
    digits: bool
    letters: bool
    stop: bool
    phrases: tuple[_Phrase, ...]


class Found(NamedTuple):
    """A phrase in a text: its kind and the words it takes, end exclusive."""

    kind: str
    start: int
    end: int


class Text(NamedTuple):
    """A text's words with their places (code points, end exclusive)."""

    words: list[Word]
    spans: list[tuple[int, int]]


class Phrasebook:
    """Knows the phrases of several kinds and finds them in texts.

    >>> book = Phrasebook({"place": "in what cit*"})
    >>> book.find(book.read("In what cities?").words)
    [Found(kind='place', start=0, end=3)]
    """

    def __init__(
        self,
        phrases: Mapping[str, str],
        *,
        spaced: bool = True,
        prefixes: tuple[str, ...] = (),
        stop_words: frozenset[str] = frozenset(),
    ) -> None:
        self._token = _SPACED if spaced else _UNSPACED
        self._prefixes = prefixes
        self._stop_words = stop_words
        self._whole: dict[str, list[_Phrase]] = {}
        self._stems: dict[str, list[_Phrase]] = {}
        for kind, listed in phrases.items():
            for phrase in self._parse(kind, listed):
                first = phrase.pieces[0]
                (self._stems if first.open else self._whole).setdefault(first.head, []).append(phrase)
        self._stem_lengths = sorted({len(stem) for stem in self._stems})
        self._word = lru_cache(_REMEMBERED_WORDS)(self._read_word)

    def read(self, text: str) -> Text:
        """The words of a text and their places; punctuation marks are words of their own."""
        matches = list(self._token.finditer(text))
        word = self._word
        return Text(
            [word(match[0][:_LONGEST_WORD]) for match in matches], [match.span() for match in matches]
        )

    def find(self, words: Sequence[Word], first: int = 0) -> list[Found]:
        """Every phrase in the words, in order; ``first`` is the word where the text begins."""
        return [
            Found(phrase.kind, index, end)
            for index, word in enumerate(words)
            if word.phrases
            for phrase in word.phrases
            if not (phrase.at_start and index != first)
            and (end := _end(phrase.pieces[1:], words, index + 1))
            and not (phrase.at_end and any(after.letters or after.digits for after in words[end:]))
        ]

    def _parse(self, kind: str, listed: str) -> Iterator[_Phrase]:
        for raw in filter(None, (part.strip() for part in listed.split(","))):
            bare = raw.removeprefix("^").removesuffix("$") or raw  # a lone "$" is the currency
            pieces = tuple(piece for chunk in bare.split() for piece in self._pieces(chunk))
            yield _Phrase(
                kind, pieces, raw.startswith("^"), bare != raw and raw.endswith("$"), bare[0].isupper()
            )

    def _pieces(self, chunk: str) -> Iterable[_Piece]:
        if chunk == "...":
            return [_GAP]
        if chunk.startswith("*"):
            return [_Piece("", _fold(chunk[1:]), open=True)]
        tokens = [_fold(match[0]) for match in self._token.finditer(chunk.removesuffix("*"))]
        return [*map(_Piece, tokens[:-1]), _Piece(tokens[-1], open=chunk.endswith("*"))]

    def _read_word(self, token: str) -> Word:
        text = _fold(token)
        capital = token[0].isupper()
        phrases = [phrase for form in self._forms(text) for phrase in self._beginning_with(form)]
        return Word(
            text,
            capital,
            acronym=2 <= len(token) <= 6 and token.isupper() and token.isalpha(),
            digits=token[0].isdigit(),
            letters=token[0].isalpha(),
            stop=text in self._stop_words,
            phrases=tuple(phrase for phrase in phrases if capital or not phrase.capital),
        )

    def _forms(self, text: str) -> Iterator[str]:
        """The word, and what is left of it without each particle written together with it."""
        yield text
        for prefix in self._prefixes:
            if text.startswith(prefix) and len(text) > len(prefix) + 1:
                yield text[len(prefix) :]

    def _beginning_with(self, text: str) -> Iterator[_Phrase]:
        yield from self._whole.get(text, ())
        for length in self._stem_lengths:
            yield from self._stems.get(text[:length], ()) if length <= len(text) else ()


def _fold(token: str) -> str:
    return token.translate(_APOSTROPHES).casefold()


def _end(pieces: tuple[_Piece, ...], words: Sequence[Word], at: int) -> int:
    """Where the pieces end when they stand from word ``at`` on; 0 where they do not."""
    for number, piece in enumerate(pieces):
        if piece is _GAP:
            rest = pieces[number + 1 :]
            return next(filter(None, (_end(rest, words, at + gap) for gap in range(1, _LONGEST_GAP + 1))), 0)
        if at >= len(words) or not piece.fits(words[at].text):
            return 0
        at += 1
    return at
