"""Find the phrases of a language's table in one pass over a text's words.

The notation of the tables: commas separate phrases, and case does not matter.

    who, by whom        these words
    cit*                any ending: "city", "cities"
    by *ing, square *   any beginning; any word (neither as the first word)
    what did ... say    with up to eight words between
    ^is                 only at the beginning of the text
    是什么$              only at the end, apart from punctuation
    May                 a capital in the table requires a capital in the text

Spaces separate words.  In languages written without spaces every character is a word, except that runs of
digits, of Latin letters and of katakana are one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from languages.function_cache import FunctionCache

# Vowel signs of Arabic and Devanagari continue a word, but Python does not count them as letters.
_MARKS = "\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963"
_NUMBER = r"\d+(?:[.,]\d+)*"
# Each is a single group, so that split() returns the words as well as the text between them.
_SPACED = re.compile(rf"({_NUMBER}\w*|[^\W\d_][\w{_MARKS}]*|[^\w\s])")
_UNSPACED = re.compile(
    rf"({_NUMBER}|[A-Za-zÀ-ɏ][\w]*?(?![A-Za-zÀ-ɏ0-9])|[ァ-ヺー]+|[〇零一二三四五六七八九十百千万萬亿億两兩]+|\S)"
)
_APOSTROPHES = str.maketrans("’‘ʼ`", "''''")
_LONGEST_GAP = 8
_LONGEST_WORD = 64  # longer "words" are noise, and the cache of words must stay small
_REMEMBERED_WORDS = 1 << 15
_KEY = 4  # letters


class _Piece(NamedTuple):
    """A word of a phrase: it begins with ``head`` and ends with ``tail``; if ``open``, with a gap between."""

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
    at_start: bool
    at_end: bool
    anchored: bool
    whole: bool


class _Node:
    """A node of the trie: the phrases that end after the words so far, and the words that may follow."""

    __slots__ = ("after_gap", "complete", "is_leaf", "next_open", "next_word")

    def __init__(self) -> None:
        self.is_leaf = True
        self.complete: list[_Phrase] = []
        self.next_word: dict[str, _Node] = {}
        self.next_open: dict[_Piece, _Node] = {}
        self.after_gap: _Node | None = None

    def step(self, piece: _Piece) -> "_Node":
        """The node after one more piece, created if it is missing."""
        self.is_leaf = False
        if piece is _GAP:
            self.after_gap = self.after_gap or _Node()
            return self.after_gap
        if piece.open:
            return self.next_open.setdefault(piece, _Node())
        return self.next_word.setdefault(piece.head, _Node())


class Word(NamedTuple):
    """A word: case-folded, with its shape and the nodes of the phrases that it may begin.

    ``key`` is used to compare it with words of other texts.  ``may_name`` says that it is capitalised and not
    a function word.
    """

    text: str
    key: str
    capital: bool
    acronym: bool
    may_name: bool
    digits: bool
    letters: bool
    stop: bool
    nodes: tuple[_Node, ...]


class _Words(FunctionCache[str, Word]):
    """Token -> its word; a long token counts as its beginning."""

    def __missing__(self, token: str) -> Word:
        return self[token[:_LONGEST_WORD]] if len(token) > _LONGEST_WORD else super().__missing__(token)


class PatternMatch(NamedTuple):
    """A phrase in a text: its kind and range of words, end exclusive; ``whole`` means without a gap."""

    kind: str
    start: int
    end: int
    whole: bool = True


class PatternSet:
    """Phrases of several kinds that can be found in texts.

    >>> patterns = PatternSet({"place": "in what cit*"})
    >>> patterns.find(patterns.read("In what cities?")[0])
    [PatternMatch(kind='place', start=0, end=3, whole=True)]
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
        self._whole: dict[str, _Node] = {}
        self._capital: dict[str, _Node] = {}
        self._stems: dict[str, _Node] = {}
        for kind, listed in phrases.items():
            for phrase in filter(None, map(str.strip, listed.split(","))):
                self._add(kind, phrase)
        self._stem_lengths = sorted({len(stem) for stem in self._stems})
        self._words = _Words(self._read_word, _REMEMBERED_WORDS)

    def read(self, text: str) -> tuple[list[Word], list[int]]:
        """The words of a text, and the offsets at which each begins and ends, one after the other.

        Punctuation marks are words of their own.

        >>> words, edges = PatternSet({}).read("In Rome!")
        >>> [word.text for word in words], edges[:6]
        (['in', 'rome', '!'], [0, 2, 3, 7, 7, 8])
        """
        parts = self._token.split(text)  # the text before the first word, that word, the text between …
        return list(map(self._words.__getitem__, parts[1::2])), list(accumulate(map(len, parts)))

    def find(self, words: Sequence[Word], first: int = 0) -> list[PatternMatch]:
        """Every phrase in the words, in order; ``first`` is the word where the text begins."""
        found: list[PatternMatch] = []
        for index, word in enumerate(words):
            for node in word.nodes:
                for phrase, end in _complete(node, words, index + 1):
                    if phrase.anchored and not _is_anchored(phrase, words, index == first, end):
                        continue
                    found.append(PatternMatch(phrase.kind, index, end, phrase.whole))
        return list(dict.fromkeys(found)) if self._prefixes else found

    def _add(self, kind: str, phrase: str) -> None:
        bare = phrase.removeprefix("^").removesuffix("$") or phrase  # a lone "$" is the currency
        first, *others = (piece for chunk in bare.split() for piece in self._pieces(chunk))
        begin = self._stems if first.open else self._capital if bare[0].isupper() else self._whole
        node = begin.setdefault(first.head, _Node())
        for piece in others:
            node = node.step(piece)
        at_start, at_end = phrase.startswith("^"), bare != phrase and phrase.endswith("$")
        node.complete.append(_Phrase(kind, at_start, at_end, at_start or at_end, _GAP not in others))

    def _pieces(self, chunk: str) -> Iterable[_Piece]:
        if chunk == "...":
            return [_GAP]
        if chunk.startswith("*"):
            return [_Piece("", _fold(chunk[1:]), open=True)]
        tokens = list(map(_fold, self._token.findall(chunk.removesuffix("*"))))
        return [*map(_Piece, tokens[:-1]), _Piece(tokens[-1], open=chunk.endswith("*"))]

    def _read_word(self, token: str) -> Word:
        text = _fold(token)
        capital = token[0].isupper()
        stop = text in self._stop_words
        acronym = 2 <= len(token) <= 6 and token.isupper() and token.isalpha()
        digits = token[0].isdigit()
        return Word(
            text,
            key(text),
            capital,
            acronym,
            may_name=capital and (acronym or not stop),
            digits=digits,
            letters=token[0].isalpha(),
            stop=stop,
            nodes=tuple([node for form in self._forms(text) for node in self._nodes(form, capital)]),
        )

    def _forms(self, text: str) -> list[str]:
        """The word, and its forms without the particles that are attached to it."""
        before = [each for each in self._prefixes if text.startswith(each) and len(text) > len(each) + 1]
        return [text, *[text[len(each) :] for each in before]]

    def _nodes(self, text: str, capital: bool) -> list[_Node]:
        """The nodes after the word as a whole, as one that needs its capital, and after its beginnings."""
        whole = [self._whole.get(text), self._capital.get(text) if capital else None]
        begun = [self._stems.get(text[:length]) for length in self._stem_lengths if length <= len(text)]
        return list(filter(None, whole + begun))


def key(word: str) -> str:
    """A key for comparing folded words: the same for "russia" and "russians"; numbers stay whole."""
    return word if word[0].isdigit() else word[:_KEY]


def _fold(token: str) -> str:
    return token.translate(_APOSTROPHES).casefold()


def _is_anchored(phrase: _Phrase, words: Sequence[Word], begins: bool, end: int) -> bool:
    """Whether a phrase is at the start or end of the text, if it has to be."""
    if phrase.at_start and not begins:
        return False
    return not (phrase.at_end and any(word.letters or word.digits for word in words[end:]))


def _complete(node: _Node, words: Sequence[Word], at: int) -> list[tuple[_Phrase, int]]:
    """The phrases that the words from ``at`` complete, each with the word after it."""
    completed = [(phrase, at) for phrase in node.complete]
    if node.is_leaf or at == len(words):
        return completed
    text = words[at].text
    if text in node.next_word:
        completed += _complete(node.next_word[text], words, at + 1)
    for piece, following in node.next_open.items():
        if piece.fits(text):
            completed += _complete(following, words, at + 1)
    if node.after_gap:
        completed += _after_gap(node.after_gap, words, at)
    return completed


def _after_gap(node: _Node, words: Sequence[Word], at: int) -> list[tuple[_Phrase, int]]:
    """The phrases completed after the shortest gap that completes any."""
    starts = range(at, min(at + _LONGEST_GAP + 1, len(words)))
    return next(filter(None, (_complete(node, words, start) for start in starts)), [])
