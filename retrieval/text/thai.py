"""Divide Thai, which is written without spaces, into words.

pythainlp finds the words, but its own dictionary, a tree of letters, takes most of a second and 70 MB to
build.  A set of the words is ready in a few hundredths of a second.
"""

from collections.abc import Iterable
from functools import cache
from types import ModuleType
from typing import Any, cast


class WordPrefixes:
    """A set of words with prefix search: which words a text begins with, like pythainlp's ``Trie``."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        longest: dict[str, int] = {}  # the length of the longest word with the same first letters
        for word in self._words:
            beginning = word[:3]
            if len(word) > longest.get(beginning, 0):
                longest[beginning] = len(word)
        self._longest = longest

    def prefixes(self, text: str, start: int = 0) -> list[str]:
        """The words that begin at *start*, the shortest first.

        >>> WordPrefixes(["ดี", "สวัส", "สวัสดี"]).prefixes("สวัสดีครับ")
        ['สวัส', 'สวัสดี']
        """
        end = min(len(text), start + self._longest.get(text[start : start + 3], 2))
        pieces = (text[start:at] for at in range(start + 1, end + 1))
        return [piece for piece in pieces if piece in self._words]


def thai_words(run: str) -> list[str]:
    """The words of a run of Thai letters.

    >>> thai_words("ไปโรงเรียน")
    ['ไป', 'โรงเรียน']
    """
    known = cast("Any", _dictionary())  # only the prefixes() of a Trie are used
    return list(_library().word_tokenize(run, custom_dict=known, engine="newmm", keep_whitespace=False))


def load() -> None:
    """Load the library, which takes a tenth of a second; its words are loaded for the first Thai text."""
    _library()


@cache
def _library() -> ModuleType:
    from pythainlp import tokenize

    return tokenize


@cache
def _dictionary() -> WordPrefixes:
    from pythainlp.corpus import thai_words as listed

    return WordPrefixes(listed())
