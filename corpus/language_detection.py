"""Detect the language of a text: by its script and, within a script, by its function words."""

from collections.abc import Iterable
from functools import cache, lru_cache

from corpus.function_words import FunctionWords
from corpus.scripts import HAN, KANA, count_letters, in_order, main_script
from languages import DEFAULT, LANGUAGES, Languages

SUPPORTED = LANGUAGES.codes

# Characters that are read: enough to be sure, and few enough that a book takes no longer than an article.
_LOOKED_AT = 3000
_REMEMBERED = 32  # texts: the language of a question is asked for several times
# Japanese is written with Chinese characters and kana, Chinese without; a quoted name is no evidence.
_KANA_IN_JAPANESE = 0.1


def detect(text: str, languages: Languages = LANGUAGES) -> str:
    """The ISO 639-1 code of a text's language; English if there is no evidence.

    A text in an unsupported language gets the nearest one of its script: Ukrainian counts as Russian,
    Portuguese as Spanish.

    >>> detect("Die Kiefern stehen am Ufer."), detect("松は海辺に立つ。"), detect("Сосны у моря")
    ('de', 'ja', 'ru')
    """
    return _detected(text[:_LOOKED_AT], languages)


@lru_cache(_REMEMBERED)
def _detected(text: str, languages: Languages) -> str:
    return _detector(languages).detect(text)


def possible_languages(text: str, languages: Languages = LANGUAGES) -> tuple[str, ...]:
    """The languages that a text may be in: more than one if its script and its function words leave it open.

    >>> possible_languages("Die Kiefern stehen am Ufer."), possible_languages("Где?")
    (('de',), ('ru',))
    >>> {"en", "de", "es"} <= set(possible_languages("Hansen?"))
    True
    """
    return _detector(languages).possible(text[:_LOOKED_AT])


def letters_of(codes: Iterable[str], text: str, languages: Languages = LANGUAGES) -> int:
    """How many letters of a text belong to the scripts of the given languages.

    >>> letters_of(["ru"], "Где Лондон? London?"), letters_of(["en", "ja"], "松 pine")
    (9, 5)
    """
    scripts = {script for code in codes for script in languages.profile(code).scripts}
    return sum(count_letters(text, script) for script in scripts)


class _Detector:
    """Detects the languages of a registry."""

    def __init__(self, languages: Languages) -> None:
        profiles = languages.profiles()
        self._others = in_order(script for profile in profiles for script in profile.scripts)
        self._by_script = {
            script: FunctionWords([profile for profile in profiles if profile.scripts == (script,)])
            for script in {profile.scripts[0] for profile in profiles if len(profile.scripts) == 1}
        }
        self._with_kana = next((profile.code for profile in profiles if KANA in profile.scripts), DEFAULT)

    def detect(self, text: str) -> str:
        script = main_script(text, self._others)
        if script in (HAN, KANA) and _is_japanese(text):
            return self._with_kana
        known = self._by_script.get(HAN if script == KANA else script)
        return known.language(text) if known else DEFAULT

    def possible(self, text: str) -> tuple[str, ...]:
        script = main_script(text, self._others)
        known = self._by_script.get(script)
        return known.alike(text) if known and script not in (HAN, KANA) else (self.detect(text),)


@cache
def _detector(languages: Languages) -> _Detector:
    return _Detector(languages)


def _is_japanese(text: str) -> bool:
    kana, han = count_letters(text, KANA), count_letters(text, HAN)
    return kana >= _KANA_IN_JAPANESE * (kana + han)
