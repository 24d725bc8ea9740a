"""The language of a text, told by its script and, in Latin script, by its function words."""

import re
from collections.abc import Iterable
from itertools import repeat
from struct import Struct

from languages import DEFAULT, LANGUAGES

SUPPORTED = LANGUAGES.codes

# Enough to be sure, and little enough that a book costs no more than an article.
_LOOKED_AT = 3000

# Script -> its letters.  A Chinese character says about as much as three letters of an alphabet.
_SCRIPTS = {
    "latin": re.compile(r"[A-Za-zÀ-ɏ]+"),
    "cyrillic": re.compile(r"[Ѐ-ԯ]+"),
    "han": re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"),
    "kana": re.compile(r"[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9d]+"),
    "arabic": re.compile(r"[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]+"),
    "devanagari": re.compile(r"[\u0900-\u097f]+"),
    "thai": re.compile(r"[\u0e00-\u0e7f]+"),
}
_LATIN, *_OTHERS = _SCRIPTS
_WEIGHTS = {"han": 3, "kana": 2}
_MOST_WEIGHT = 3
_LANGUAGES = {"cyrillic": "ru", "arabic": "ar", "devanagari": "hi", "thai": "th"}
# The scripts of the languages that are not written in Latin letters.
_WRITTEN_IN = {language: (script,) for script, language in _LANGUAGES.items()} | {
    "zh": ("han",),
    "ja": ("han", "kana"),
}

# Japanese is written with Chinese characters and kana, Chinese without; a quoted name is no evidence.
_KANA_IN_JAPANESE = 0.1

# Languages in Latin letters are told apart by frequent words that hold a sentence together, and by letters
# that one of them alone uses.
_PROFILES = {
    profile.code: profile
    for profile in LANGUAGES.profiles()
    if _LATIN in profile.scripts and profile.function_words
}
_IN_LATIN = tuple(_PROFILES)
_BITS = 16  # of each language's tenths: no head has as many words as would overflow them
_TENTHS = Struct(f"<{len(_IN_LATIN)}H")
# Tenths of a word; a capitalised one may as well be a part of a name ("La Paz").
_AS_WRITTEN, _CAPITALISED, _LETTER = 10, 3, 5


def _speaks_for() -> dict[str, int]:
    """Word -> how far it speaks for each language, in tenths.

    They stand in the bits of one number, so that one sum over the words of a text counts for all languages.
    """
    known: dict[str, int] = {}
    for at, profile in enumerate(_PROFILES.values()):
        for word in profile.function_words:
            forms = {word.upper(): _CAPITALISED, word.capitalize(): _CAPITALISED, word: _AS_WRITTEN}
            for form, tenths in forms.items():
                known[form] = known.get(form, 0) + (tenths << _BITS * at)
    return known


_SPEAKS_FOR = _speaks_for()
_LETTER_SPEAKS_FOR = {
    letter: _LETTER << _BITS * _IN_LATIN.index(language)
    for language, profile in _PROFILES.items()
    for letter in profile.letters
}
_TELLING_LETTER = re.compile(f"[{''.join(_LETTER_SPEAKS_FOR)}]")
# A list of names has a "La" here and a "de" there; of prose a third to a half are function words.
_FUNCTION_WORDS_IN_PROSE = 0.1
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())

# So many characters in each of three places mostly leave no doubt; whether they do, shares of words tell.
_GLANCED_AT = 60
_CLEARLY_PROSE = 0.2
_CLEARLY_AHEAD = 0.12


def detect(text: str) -> str:
    """The ISO 639-1 code of a text's language, one of `SUPPORTED`; English where nothing tells.

    A language of none of the lists falls to the nearest of its script: Ukrainian to Russian, Portuguese to
    Spanish.

    >>> detect("Die Kiefern stehen am Ufer."), detect("松は海辺に立つ。"), detect("Сосны у моря")
    ('de', 'ja', 'ru')
    """
    head = text[:_LOOKED_AT]
    script = _script(head)
    if script in ("han", "kana"):
        return _chinese_or_japanese(head)
    if script == _LATIN:
        return _by_function_words(head)
    return _LANGUAGES.get(script, DEFAULT)


def _script(text: str) -> str:
    """The script that most of a text is written in, "" where it has no letters of any known one."""
    if text.isascii():
        return _LATIN
    # The letters of ASCII are counted in a moment, and mostly they are more than half.
    ascii_ = text.encode("ascii", "ignore")
    latin, others = len(ascii_.translate(None, _NO_LETTERS)), len(text) - len(ascii_)
    if latin > len(text) / 2:
        return _LATIN
    sizes = {}
    for script in _OTHERS:
        letters = _letters(text, script)
        sizes[script] = letters * _WEIGHTS.get(script, 1)
        left = others - letters  # of them Latin may have more letters, or another script
        if latin + left < min(sizes[script], len(text) / 2) and left * _MOST_WEIGHT < sizes[script]:
            return script
    sizes[_LATIN] = _letters(text, _LATIN)
    if sizes[_LATIN] > len(text) / 2:
        return _LATIN
    largest = max(_SCRIPTS, key=lambda script: sizes[script])
    return largest if sizes[largest] else ""


def _chinese_or_japanese(text: str) -> str:
    kana, han = _letters(text, "kana"), _letters(text, "han")
    return "ja" if kana >= _KANA_IN_JAPANESE * (kana + han) else "zh"


def letters_of(languages: Iterable[str], text: str) -> int:
    """How many letters of a text are of the scripts that some languages are written in.

    >>> letters_of(["ru"], "Где Лондон? London?"), letters_of(["en", "ja"], "松 pine")
    (9, 5)
    """
    scripts = {script for language in languages for script in _WRITTEN_IN.get(language, (_LATIN,))}
    return sum(_letters(text, script) for script in scripts)


def _letters(text: str, script: str) -> int:
    return sum(map(len, _SCRIPTS[script].findall(text)))


def _by_function_words(text: str) -> str:
    """The language whose function words are most of a text's words; English where hardly any are."""
    if told := _at_a_glance(text):
        return told
    evidence, words = _evidence(text)
    best = max(evidence)
    is_prose = best / _AS_WRITTEN >= _FUNCTION_WORDS_IN_PROSE * words
    return _IN_LATIN[evidence.index(best)] if is_prose else DEFAULT


def _at_a_glance(text: str) -> str:
    """The language of a text where three parts of it, evenly apart, leave no doubt; "" elsewhere."""
    step, size = len(text) // 4, _GLANCED_AT
    if step < size:
        return ""
    some = text[step : step + size] + text[2 * step : 2 * step + size] + text[3 * step : 3 * step + size]
    evidence, words = _evidence(some)
    *_, second, best = sorted(evidence)
    language = _IN_LATIN[evidence.index(best)]
    # That hardly any word speaks for a language is no doubt of English.
    is_clear = language == DEFAULT or best > _CLEARLY_PROSE * _AS_WRITTEN * words
    return language if is_clear and best - second > _CLEARLY_AHEAD * _AS_WRITTEN * words else ""


def _evidence(text: str) -> tuple[tuple[int, ...], int]:
    """How far a text speaks for each language of function words, in tenths of a word; how many words it has.

    >>> _evidence("The pines of La Jolla"), _IN_LATIN
    (((13, 0, 3, 3), 5), ('en', 'de', 'es', 'fr'))
    """
    if text.isascii():
        words = text.split()
        spoken = sum(map(_SPEAKS_FOR.get, words, repeat(0)))
    else:
        words = text.replace("’", "'").split()
        spoken = sum(map(_SPEAKS_FOR.get, words, repeat(0)))
        spoken += sum(map(_LETTER_SPEAKS_FOR.__getitem__, _TELLING_LETTER.findall(text)))
    return _TENTHS.unpack(spoken.to_bytes(_TENTHS.size, "little")), len(words)
