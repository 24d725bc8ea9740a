r"""Patterns of whole messages, in the notation of the languages' ``intents.toml``.

>>> parts = {"text": "(article | story)"}
>>> pattern = compile_pattern("who wrote (this [{text}] | the * {text})", parts)
>>> bool(pattern.fullmatch("who wrote this ")), pattern.fullmatch("who wrote the prius story ")["name1"]
(True, 'prius ')
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import regex

MAX_WORDS_OF_A_NAME = 8
_TOKEN = re.compile(r"\{\w+\}|[\[\]()|*]|[^\s\[\]()|*{}]+")
_UNSPACED = regex.compile(r"([\p{Han}\p{Hiragana}\p{Katakana}ー§]|\p{Thai}\p{M}*)")
_NO_WORD = regex.compile(r"[^\p{L}\p{M}\p{N}§]+")
_MARKS = frozenset("'’ʼ`´")
_APOSTROPHES = regex.compile(r"(?<=\p{L})['’ʼ`´](?=\p{L})")
_STRETCHED = regex.compile(r"(\p{L})\1{2,}")
_OPENING = {"[": "(?:", "(": "(?:"}
_CLOSING = {"]": ")?", ")": ")"}
NO_SPELLINGS: Mapping[str, str] = {}
_DEEPEST = 6
"""The maximum nesting of parts within parts."""


def compile_pattern(pattern: str, parts: Mapping[str, str]) -> re.Pattern[str]:
    """The regular expression of a pattern; it matches a whole message as returned by `normalized`."""
    names = 0
    written = []
    for piece in _TOKEN.findall(_with_parts(pattern, parts)):
        if piece == "*":
            names += 1
            written.append(rf"(?P<name{names}>(?:\S+ ){{1,{MAX_WORDS_OF_A_NAME}}}?)")
        elif piece == "|":
            written.append(piece)
        else:
            written.append(_OPENING.get(piece) or _CLOSING.get(piece) or re.escape(piece) + " ")
    return re.compile("".join(written))


class Group(NamedTuple):
    """A parsed pattern, or a group in it: alternatives, each of words, names ("*") and groups."""

    optional: bool
    alternatives: tuple[tuple["str | Group", ...], ...]


def parse_pattern(pattern: str, parts: Mapping[str, str]) -> Group:
    """Parse a pattern, with its parts inserted.

    >>> parse_pattern("who wrote {it}", {"it": "[it]"}).alternatives
    (('who', 'wrote', Group(optional=True, alternatives=(('it',),))),)
    """
    return _group(iter(_TOKEN.findall(_with_parts(pattern, parts))), optional=False)


def _group(pieces: Iterator[str], *, optional: bool) -> Group:
    """The group up to the closing bracket, which is consumed as well."""
    alternatives: list[list[str | Group]] = [[]]
    for piece in pieces:
        if piece in _CLOSING:
            break
        if piece == "|":
            alternatives.append([])
        else:
            inner = _group(pieces, optional=piece == "[") if piece in _OPENING else piece
            alternatives[-1].append(inner)
    return Group(optional, tuple(map(tuple, alternatives)))


def has_names(group: Group) -> bool:
    """Whether a pattern has a placeholder for arbitrary words.

    >>> has_names(parse_pattern("who wrote (it | the *)", {})), has_names(parse_pattern("who wrote it", {}))
    (True, False)
    """
    pieces = [piece for each in group.alternatives for piece in each]
    return "*" in pieces or any(has_names(piece) for piece in pieces if isinstance(piece, Group))


def needed_words(group: Group) -> tuple[frozenset[str], ...]:
    """Sets of words; a message must have at least one word of each set for the pattern to match.

    >>> [sorted(words) for words in needed_words(parse_pattern("who wrote (this | that *) [again]", {}))]
    [['who'], ['wrote'], ['that', 'this']]
    >>> needed_words(parse_pattern("bye | *", {}))
    ()
    """
    if group.optional:
        return ()
    alternatives = [[words for piece in each for words in _needed(piece)] for each in group.alternatives]
    if len(alternatives) == 1:
        return tuple(alternatives[0])
    return (frozenset().union(*(each[0] for each in alternatives)),) if all(alternatives) else ()


def _needed(piece: str | Group) -> tuple[frozenset[str], ...]:
    if isinstance(piece, Group):
        return needed_words(piece)
    return () if piece == "*" else (frozenset({piece}),)


def edge_words(group: Group, *, last: bool = False) -> frozenset[str] | None:
    """The words that a message must begin (or end, *last*) with for the pattern to match; None for any word.

    >>> pattern = parse_pattern("[so] who wrote (this | the *)", {})
    >>> sorted(edge_words(pattern)), edge_words(pattern, last=True)
    (['so', 'who'], None)
    """
    words, _ = _edges(group, last=last)
    return None if "*" in words else words


def _edges(group: Group, *, last: bool) -> tuple[frozenset[str], bool]:
    """The possible first (or last) words of a group, with "*" for any, and whether it may have no word."""
    words: set[str] = set()
    may_be_empty = group.optional
    for each in group.alternatives:
        for piece in reversed(each) if last else each:
            edges, is_empty = _edges(piece, last=last) if isinstance(piece, Group) else ({piece}, False)
            words.update(edges)
            if not is_empty:
                break
        else:
            may_be_empty = True
    return frozenset(words), may_be_empty


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
    folded = message.casefold()
    spaced = folded if folded.isascii() else _spaced(folded)
    joined = spaced if _MARKS.isdisjoint(spaced) else _APOSTROPHES.sub("", spaced)
    words = _NO_WORD.sub(" ", joined)
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
