r"""Patterns of whole messages, in the notation of the languages' ``intents.toml``.

>>> parts = {"text": "(article | story)"}
>>> pattern = compile_pattern("who wrote (this [{text}] | the * {text})", parts)
>>> bool(pattern.fullmatch("who wrote this ")), pattern.fullmatch("who wrote the prius story ")["name1"]
(True, 'prius ')
"""

import re
from collections.abc import Iterator, Mapping

import regex

MOST_WORDS_OF_A_NAME = 8
_TOKEN = re.compile(r"\{\w+\}|[\[\]()|*]|[^\s\[\]()|*{}]+")
_UNSPACED = regex.compile(r"([\p{Han}\p{Hiragana}\p{Katakana}ー]|\p{Thai}\p{M}*)")
_NO_WORD = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_APOSTROPHES = regex.compile(r"(?<=\p{L})['’ʼ`´](?=\p{L})")
_STRETCHED = regex.compile(r"(\p{L})\1{2,}")
_OPENING = {"[": "(?:", "(": "(?:"}
_CLOSING = {"]": ")?", ")": ")"}
NO_SPELLINGS: Mapping[str, str] = {}
_DEEPEST = 6
"""Levels of parts within parts."""


def compile_pattern(pattern: str, parts: Mapping[str, str]) -> re.Pattern[str]:
    """The regular expression of a pattern; it matches a whole message as returned by `normalized`."""
    names = 0
    written = []
    for piece in _TOKEN.findall(_with_parts(pattern, parts)):
        if piece == "*":
            names += 1
            written.append(rf"(?P<name{names}>(?:\S+ ){{1,{MOST_WORDS_OF_A_NAME}}}?)")
        elif piece == "|":
            written.append(piece)
        else:
            written.append(_OPENING.get(piece) or _CLOSING.get(piece) or re.escape(piece) + " ")
    return re.compile("".join(written))


def has_names(pattern: str, parts: Mapping[str, str]) -> bool:
    """Whether a pattern has a placeholder for arbitrary words.

    >>> has_names("who wrote {it}", {"it": "(it | the *)"}), has_names("who wrote it", {})
    (True, False)
    """
    return "*" in _with_parts(pattern, parts)


def needed_words(pattern: str, parts: Mapping[str, str]) -> tuple[frozenset[str], ...]:
    """Sets of words; a message must have at least one word of each set for the pattern to match.

    >>> [sorted(words) for words in needed_words("who wrote (this | that *) [again]", {})]
    [['who'], ['wrote'], ['that', 'this']]
    >>> needed_words("bye | *", {})
    ()
    """
    return _needed(iter(_TOKEN.findall(_with_parts(pattern, parts))))


def _needed(pieces: Iterator[str]) -> tuple[frozenset[str], ...]:
    """The needed words up to the closing bracket, which is consumed as well."""
    alternatives: list[list[frozenset[str]]] = [[]]
    for piece in pieces:
        if piece in _CLOSING:
            break
        if piece == "|":
            alternatives.append([])
        elif piece in _OPENING:
            within = _needed(pieces)
            alternatives[-1] += within if piece == "(" else ()
        elif piece != "*":
            alternatives[-1].append(frozenset({piece}))
    if len(alternatives) == 1:
        return tuple(alternatives[0])
    return (frozenset().union(*(each[0] for each in alternatives)),) if all(alternatives) else ()


def literal_words(pattern: str) -> list[str]:
    """The literal words of a pattern.

    >>> literal_words("who wrote (this | {text})")
    ['who', 'wrote', 'this']
    """
    return [piece for piece in _TOKEN.findall(_spaced(pattern)) if piece[0] not in "{[]()|*"]


def normalized(message: str, spellings: Mapping[str, str] = NO_SPELLINGS) -> str:
    """A message as patterns see it: lower case, no punctuation, a space after each word.

    >>> normalized("Whaaat's up?!", {"whats": "what is"})
    'what is up '
    >>> normalized("谁写的？")
    '谁 写 的 '
    """
    words = _NO_WORD.sub(" ", _APOSTROPHES.sub("", _spaced(message.casefold())))
    read = (spellings.get(word, word) for word in _STRETCHED.sub(r"\1", words).split())
    return "".join(f"{word} " for word in read if word)


def _with_parts(pattern: str, parts: Mapping[str, str]) -> str:
    for _ in range(_DEEPEST):
        if "{" not in pattern:
            break
        pattern = re.sub(r"\{(\w+)\}", lambda match: f" {parts[match[1]]} ", pattern)
    return _spaced(pattern)


def _spaced(text: str) -> str:
    """A text with spaces between the characters of scripts that write none between words.

    >>> _spaced("AI是谁")
    'AI 是  谁 '
    """
    return _UNSPACED.sub(r" \1 ", text)
