"""Find acronyms in a text and what they stand for.

Acronyms that a text introduces, "World Trade Organization (WTO)", are certain.  Runs of capitalised words are
likely expansions of acronyms that people may use although the text never does.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import regex

from languages import LANGUAGES
from languages.schema import words

BREAK = "\n\0\n"
"""Separates texts that are searched as one; no match crosses it, and it changes no match next to it."""
_LETTERS = r"[\p{L}\p{M}\p{N}'’]"
_WORD = regex.compile(rf"{_LETTERS}+")
# "(WTO)", "(U.N.)", "(NGOs)", "(DoD)", after the words that it may stand for, or the other way round.
# For speed, the bracket is matched first; only then the text before it and the second capital.
_BRACKETED = regex.compile(
    rf"""\((?<=\s\()(?:
        \s?["“„«]?(?P<acronym>\p{{Lu}}(?=[\p{{L}}.--\p{{Lu}}]*+\p{{Lu}})[\p{{L}}.]{{1,11}}?)s?["”“»]?\s?[,;)]
      | (?<=(?<!\w)(?P<explained>\p{{Lu}}{{2,8}})\s\()(?P<words>{_LETTERS}+(?:[\s-]{_LETTERS}+){{1,8}})\)
    )""",
    regex.VERBOSE | regex.VERSION1,
)
_BROKEN = regex.compile(r"[.;:!?()\n]")
_LOOKED_BACK = 120  # characters before an acronym that are searched for its words
_MIN_LETTERS, _MAX_LETTERS = 2, 8  # letters of an acronym
_MAX_LIKELY_WORDS = 6  # words: a longer run is a list or a headline
_MIN_SURE = (
    3  # minimum capitalised words that are unlikely to be a person; a pair counts only after an article
)
# Besides the particles of names, the small words that an acronym leaves out.
_SMALL = words("a an and at by for from in of on or the to und für et pour y e para и по в на для")
# The roles of a character in a run of capitalised words, as bits.
_CAPITAL, _LETTER, _OF_NAME, _GAP, _SPACE, _ENDS_ARTICLE = (1 << bit for bit in range(6))
_AT_A_TIME = 1 << 18  # characters, extended to the next separator of runs
_PARTS = re.compile("[\n.,。，]")
_ARTICLES = words("the der die das dem den des la le les l el los las")


def introduced(text: str) -> Iterator[tuple[str, str]]:
    """The acronyms that a text introduces, each with its expansion.

    >>> list(introduced("It left the World Trade Organization (WTO); gross domestic product (GDP) fell."))
    [('WTO', 'World Trade Organization'), ('GDP', 'gross domestic product')]
    """
    for match in _BRACKETED.finditer(text):
        written, acronym, words = match.groups()
        if acronym:
            if _spelled_out(words, acronym) == words:
                yield acronym, words
        elif is_acronym(written):
            before = text[max(0, match.start() - _LOOKED_BACK) : match.start()]
            expansion = _spelled_out(_BROKEN.split(before)[-1], plain(written))
            if expansion:
                yield plain(written), expansion


def likely(text: str) -> Iterator[tuple[str, str]]:
    """The runs of capitalised words of a text, each with the acronym that it would have.

    A pair of words counts only after an article; otherwise it may be a person.

    >>> list(likely("Anna Lind led the World Health Organization and praised the United Nations."))
    [('WHO', 'World Health Organization'), ('UN', 'United Nations')]
    """
    match, end = _capitalized_run().match, 0
    for start in _possible_starts(text):
        run = match(text, start) if start >= end else None
        if run:
            end = run.end()
            acronym, name, is_sure = _named(run[0])
            if is_sure or (acronym and _is_after_article(text, start)):
                yield acronym, name


def _named(run: str) -> tuple[str, str, bool]:
    """The acronym of a run, if it can have one, the name, and whether the name is certainly not a person's.

    >>> _named("The Harbour Union"), _named("Anna Lind"), _named("The Harbour UNION of Lund")
    (('HU', 'Harbour Union', True), ('AL', 'Anna Lind', False), ('', '', False))
    """
    name = run.replace("-", " ")
    words = name.split(" ")
    first = words[0].casefold()
    article = first in _ARTICLES
    if article or first in _small():  # it begins the sentence: "The World Bank"
        name = name[len(words.pop(0)) + 1 :]
    acronym = "".join(filter(str.isupper, [word[0] for word in words]))
    if not _MIN_LETTERS <= len(acronym) <= _MAX_LIKELY_WORDS or any(map(str.isupper, words)):
        return "", "", False
    return acronym, name, article or len(acronym) >= _MIN_SURE


def is_acronym(word: str) -> bool:
    """Whether a word is written like an acronym: mostly in capitals, with or without dots.

    >>> [is_acronym(word) for word in ("WTO", "U.N.", "DoD", "Who", "A")]
    [True, True, True, False, False]
    """
    letters = plain(word)
    capitals = sum(map(str.isupper, letters))
    return letters.isalpha() and len(letters) <= _MAX_LETTERS and _MIN_LETTERS <= capitals > len(letters) / 2


def plain(acronym: str) -> str:
    """An acronym without its dots: "U.N." is UN."""
    return acronym.replace(".", "")


def _spelled_out(text: str, acronym: str) -> str | None:
    """The last words of *text* whose initials spell the acronym, if any; small words may be skipped.

    >>> _spelled_out("they have no weapons of mass destruction", "WMD")
    'weapons of mass destruction'
    """
    found = list(_WORD.finditer(text))
    start = _first_spelled([word[0] for word in found], acronym)
    if start is None or len(found) - start < _MIN_LETTERS:
        return None
    return text[found[start].start() : found[-1].end()]


def _first_spelled(run: Sequence[str], acronym: str) -> int | None:
    """The index of the first of the last words whose initials spell the acronym."""
    left = len(acronym)
    for at in range(len(run) - 1, -1, -1):
        is_small = run[at].casefold() in _small()
        if is_small and left == len(acronym):
            return None
        if _letter(run[at]) == _letter(acronym[left - 1]) and not (is_small and left == 1):
            left -= 1
            if not left:
                return at
        elif not is_small:
            return None
    return None


def _letter(word: str) -> str:
    """The first letter of a word, without case and accent."""
    return unicodedata.normalize("NFD", word[0].casefold())[0]


def _is_after_article(text: str, at: int) -> bool:
    before = text[max(0, at - 5) : at].split()
    return bool(before) and before[-1] in _ARTICLES


@cache
def _capitalized_run() -> re.Pattern[str]:
    """A run of capitalised words with the small words within it.

    The characters are listed explicitly: with named classes, `regex` takes three times as long.
    """
    capital, letter = _characters("Lu"), _characters("L", "M")
    name = rf"[{letter}'’]+"
    small = "|".join(sorted(_small()))
    return re.compile(
        rf"[{capital}](?<![{letter}].){name}(?:[ -](?:(?:{small})[ ]){{0,2}}[{capital}]{name})+"
    )


def _possible_starts(text: str) -> list[int]:
    """The offsets at which a useful run may start; trying the pattern at every capital takes longer.

    >>> text = "He asked Anna Lind about a Great Old Ferry towards the Harbour of Lund."
    >>> [text[start : start + 9] for start in _possible_starts(text)]
    ['Great Old', 'Harbour o']
    """
    found: list[int] = []
    start = 0
    while start < len(text):
        sign = _PARTS.search(text, start + _AT_A_TIME)
        end = sign.end() if sign else len(text)
        found += (_neighbouring_capitals(text[start:end]) + start).tolist()
        start = end
    return found


def _neighbouring_capitals(text: str) -> npt.NDArray[np.int64]:
    """The initial capitals followed by other initial capitals, with no punctuation or long word between.

    By two of them, or by one if an article may precede.
    """
    longest = max(map(len, _small()))
    kinds = _kinds(text)
    size, padded = len(kinds), np.pad(kinds, (2, longest), constant_values=(_SPACE, 0))
    before = padded[1 : 1 + size]
    begins = (kinds & _CAPITAL != 0) & (before & _LETTER == 0)
    other = (kinds & (_OF_NAME | _GAP)) == 0
    long = (kinds & _CAPITAL == 0) & (before & _GAP != 0)
    of_name = padded & _OF_NAME != 0
    for at in range(2, 2 + longest + 1):
        long &= of_name[at : at + size]
    places = np.flatnonzero(begins | other | long)
    first = begins[places]
    second, third = (np.append(first, (False, False))[at : at + len(places)] for at in (1, 2))
    article = (padded[places + 1] & _SPACE != 0) & (padded[places] & (_SPACE | _ENDS_ARTICLE) != 0)
    found: npt.NDArray[np.int64] = places[first & second & (third | article)]
    return found


def _kinds(text: str) -> npt.NDArray[np.uint8]:
    """The roles of each character of a text."""
    of_each = _kind_of_each()
    if text.isascii():  # which takes a third of the time
        return np.frombuffer(text.encode().translate(of_each[:256].tobytes()), np.uint8)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    return np.take(of_each, codes)


@cache
def _kind_of_each() -> npt.NDArray[np.uint8]:
    """The roles of all characters, by code point."""
    kinds = np.zeros(sys.maxunicode + 1, np.uint8)
    for kind, codes in (
        (_CAPITAL, _codes("Lu")),
        (_LETTER | _OF_NAME, _codes("L", "M")),
        (_OF_NAME, list(map(ord, "'’"))),
        (_GAP, list(map(ord, " -"))),
        (_SPACE, [code for code in range(0x3001) if chr(code).isspace()]),  # the last is the ideographic one
        (_ENDS_ARTICLE, [ord(article[-1]) for article in _ARTICLES]),
    ):
        kinds[codes] |= kind
    return kinds


def _characters(*categories: str) -> str:
    """The characters of Unicode *categories*, for use in a pattern's brackets; without rare scripts.

    >>> _characters("Pc")
    '_‿-⁀⁔︳-︴﹍-﹏＿'
    """
    among = _codes(*categories)
    starts = [code for code, before in zip(among, [-1, *among], strict=False) if code != before + 1]
    ends = [code for code, after in zip(among, [*among[1:], -1], strict=True) if code != after - 1]
    return "".join(
        chr(start) if start == end else f"{chr(start)}-{chr(end)}"
        for start, end in zip(starts, ends, strict=True)
    )


def _codes(*categories: str) -> list[int]:
    return [code for code, category in enumerate(_categories()) if category.startswith(categories)]


@cache
def _categories() -> list[str]:
    return [unicodedata.category(chr(code)) for code in range(0x10000)]


@cache
def _small() -> frozenset[str]:
    return _SMALL.union(*(profile.name_particles for profile in LANGUAGES.profiles()))
