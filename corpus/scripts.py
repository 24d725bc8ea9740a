"""Scripts: which letters a text has, which script most of it is in, and how wide it is."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import regex

LATIN = "latin"
HAN, KANA = "han", "kana"

# The letters of the common scripts, spelled out: `regex` knows all scripts by name, but is slower.
_LETTERS: Mapping[str, re.Pattern[str]] = {
    LATIN: re.compile(r"[A-Za-zÀ-ɏ]+"),
    "cyrillic": re.compile(r"[Ѐ-ԯ]+"),
    HAN: re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"),
    KANA: re.compile(r"[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9d]+"),
    "arabic": re.compile(r"[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]+"),
    "devanagari": re.compile(r"[\u0900-\u097f]+"),
    "thai": re.compile(r"[\u0e00-\u0e7f]+"),
}
# A Chinese character conveys about as much as three letters of an alphabet.
_WEIGHTS = {HAN: 3, KANA: 2}
_MAX_WEIGHT = 3
_WIDE = re.compile("[ᄀ-ᅟ⺀-꓏가-힣豈-﫿︰-﹏＀-｠￠-￦]+")
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())


def count_letters(text: str, script: str) -> int:
    """How many letters of a script a text has.

    >>> count_letters("Где London?", "cyrillic"), count_letters("Πού London?", "greek")
    (3, 3)
    """
    return sum(map(len, _letters(script).findall(text)))


def only_letters(text: str) -> str:
    """The letters of a text, without numbers, marks and case.

    >>> only_letters("(7) Do they bend?")
    'dotheybend'
    """
    return "".join(filter(str.isalpha, text)).casefold()


def columns(text: str) -> int:
    """The width of a text in a terminal, where Chinese and Japanese characters take two columns.

    >>> columns("old pines"), columns("老松 pines")
    (9, 10)
    """
    return len(text) if text.isascii() else 2 * len(text) - len(_WIDE.sub("", text))


def first_columns(text: str) -> int:
    """The width of the first unbreakable part of a text: a word, or one wide character.

    >>> first_columns("old pines"), first_columns("老松 pines")
    (3, 2)
    """
    word = text.split(maxsplit=1)[0]
    return 2 if _WIDE.match(word) else len(word)


def in_order(scripts: Iterable[str]) -> tuple[str, ...]:
    """Scripts without Latin, each once, the common ones first, which is the order to try them in.

    >>> in_order(["greek", "thai", "latin", "cyrillic", "thai"])
    ('cyrillic', 'thai', 'greek')
    """
    asked = dict.fromkeys(scripts)
    common = [script for script in _LETTERS if script in asked]
    return tuple(script for script in dict.fromkeys([*common, *asked]) if script != LATIN)


def main_script(text: str, others: Sequence[str]) -> str:
    """The script that most of a text is written in, of Latin and *others*; "" if it has no letters of any.

    >>> main_script("Сосна (Pinus) растёт у моря", ["cyrillic"]), main_script("42", ["cyrillic"])
    ('cyrillic', 'latin')
    """
    if text.isascii():
        return LATIN
    # ASCII letters are quick to count, and usually they are more than half.
    ascii_ = text.encode("ascii", "ignore")
    latin, rest = len(ascii_.translate(None, _NO_LETTERS)), len(text) - len(ascii_)
    if latin > len(text) / 2:
        return LATIN
    sizes = {}
    for script in others:
        letters = count_letters(text, script)
        sizes[script] = letters * _WEIGHTS.get(script, 1)
        left = rest - letters  # Latin beyond ASCII, or another script, may have most of these
        if latin + left < min(sizes[script], len(text) / 2) and left * _MAX_WEIGHT < sizes[script]:
            return script
    sizes = {LATIN: count_letters(text, LATIN), **sizes}
    largest = LATIN if sizes[LATIN] > len(text) / 2 else max(sizes, key=lambda script: sizes[script])
    return largest if sizes[largest] else ""


@cache
def _letters(script: str) -> re.Pattern[str] | regex.Pattern[str]:
    return _LETTERS.get(script) or regex.compile(rf"\p{{Script={script}}}+")
