"""Acronyms and what they stand for, as a text shows them.

Sure are those that a text introduces itself, "World Trade Organization (WTO)"; likely are runs of capitalised
words, which an acronym may be meant for that the text never writes.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache

import regex

from retrieval.languages import LANGUAGES, language_table
from retrieval.languages.table import words

_LETTERS = r"[\p{L}\p{M}\p{N}'’]"
_WORD = regex.compile(rf"{_LETTERS}+")
# "(WTO)", "(U.N.)", "(NGOs)", "(DoD)"; what stands before may be what it stands for.
# Both begin with the bracket itself, which is found at once, and only then look at what stands before it.
_INTRODUCED = regex.compile(r"\((?<=\s\()\s?[\"“„«]?(\p{Lu}[\p{L}.]{1,11}?)s?[\"”“»]?\s?[,;)]")
_EXPLAINED = regex.compile(rf"\((?<=(?<!\w)(\p{{Lu}}{{2,8}})\s\()({_LETTERS}+(?:[\s-]{_LETTERS}+){{1,8}})\)")
_BROKEN = regex.compile(r"[.;:!?()\n]")
_LOOKED_BACK = 120  # characters before an acronym in which its words are looked for
_LEAST, _MOST = 2, 8  # letters of an acronym
_MOST_LIKELY = 6  # words: a longer run is a list or a headline
_FEWEST_SURE = 3  # capitalised words from which a run is no likely person; a pair only after an article
# Beside the particles of names: the small words that an acronym leaves out.
_SMALL = words("a an and at by for from in of on or the to und für et pour y e para и по в на для")
_ARTICLES = words("the der die das dem den des la le les l el los las")


def introduced(text: str) -> Iterator[tuple[str, str]]:
    """The acronyms that a text introduces, each with what it stands for.

    >>> list(introduced("It left the World Trade Organization (WTO); gross domestic product (GDP) fell."))
    [('WTO', 'World Trade Organization'), ('GDP', 'gross domestic product')]
    """
    if "(" not in text:
        return
    for match in _INTRODUCED.finditer(text):
        if is_acronym(match[1]):
            acronym = plain(match[1])
            before = text[max(0, match.start() - _LOOKED_BACK) : match.start()]
            expansion = _spelled_out(_BROKEN.split(before)[-1], acronym)
            if expansion:
                yield acronym, expansion
    for match in _EXPLAINED.finditer(text):
        if _spelled_out(match[2], match[1]) == match[2]:
            yield match[1], match[2]


def likely(text: str) -> Iterator[tuple[str, str]]:
    """The runs of capitalised words of a text, each with the acronym that it would have.

    A pair of words counts only after an article: it may be a person otherwise.

    >>> list(likely("Anna Lind led the World Health Organization and praised the United Nations."))
    [('WHO', 'World Health Organization'), ('UN', 'United Nations')]
    """
    for match in _runs().finditer(text):
        run = match[0].replace("-", " ").split()
        first = run[0].casefold()
        article = first in _ARTICLES
        if article or first in _small():  # it begins the sentence: "The World Bank"
            run = run[1:]
        named = "".join([word[0] for word in run if word[0].isupper()])
        if not _LEAST <= len(named) <= _MOST_LIKELY or any(map(str.isupper, run)):
            continue
        if len(named) >= _FEWEST_SURE or article or _is_after_article(text, match.start()):
            yield named, " ".join(run)


def is_acronym(word: str) -> bool:
    """Whether a word is written as an acronym is: in capitals for the most part, with or without dots.

    >>> [is_acronym(word) for word in ("WTO", "U.N.", "DoD", "Who", "A")]
    [True, True, True, False, False]
    """
    letters = plain(word)
    capitals = sum(letter.isupper() for letter in letters)
    return letters.isalpha() and len(letters) <= _MOST and _LEAST <= capitals > len(letters) / 2


def plain(acronym: str) -> str:
    """An acronym without its dots: "U.N." is UN."""
    return acronym.replace(".", "")


def _spelled_out(text: str, acronym: str) -> str | None:
    """The last words of *text*, if their initials spell the acronym; small words need not count.

    >>> _spelled_out("they have no weapons of mass destruction", "WMD")
    'weapons of mass destruction'
    """
    found = list(_WORD.finditer(text))
    start = _first_spelled([word[0] for word in found], acronym)
    if start is None or len(found) - start < _LEAST:
        return None
    return text[found[start].start() : found[-1].end()]


def _first_spelled(run: Sequence[str], acronym: str) -> int | None:
    """Which of the words is the first of those at the end whose initials are the acronym's letters."""
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
    """The first letter of a word without its case and accent."""
    return unicodedata.normalize("NFD", word[0].casefold())[0]


def _is_after_article(text: str, at: int) -> bool:
    before = text[max(0, at - 5) : at].split()
    return bool(before) and before[-1] in _ARTICLES


@cache
def _runs() -> re.Pattern[str]:
    """A run of capitalised words with the small words within it.

    With its characters written out: `regex`, which knows them by name, takes three times as long.
    """
    capital, letter = _characters("Lu"), _characters("L", "M")
    name = rf"[{letter}'’]++"
    small = "|".join(sorted(_small()))
    return re.compile(
        rf"[{capital}](?<![{letter}].){name}(?:[ -](?:(?:{small})[ ]){{0,2}}[{capital}]{name})++"
    )


def _characters(*categories: str) -> str:
    """The characters of some categories of Unicode, as a pattern's brackets have them; rare scripts left out.

    >>> _characters("Pc")
    '_‿-⁀⁔︳-︴﹍-﹏＿'
    """
    among = [code for code in range(0x10000) if unicodedata.category(chr(code)).startswith(categories)]
    starts = [code for code, before in zip(among, [-1, *among], strict=False) if code != before + 1]
    ends = [code for code, after in zip(among, [*among[1:], -1], strict=True) if code != after - 1]
    return "".join(
        chr(start) if start == end else f"{chr(start)}-{chr(end)}"
        for start, end in zip(starts, ends, strict=True)
    )


@cache
def _small() -> frozenset[str]:
    return _SMALL.union(*(language_table(language).name_particles for language in LANGUAGES))
