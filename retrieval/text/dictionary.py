"""The words of each language, independent of any corpus: a typo is none of them.

The lists are those of pyspellchecker (MIT), counted in film subtitles.  A list is loaded at the first lookup
of a word that the corpus lacks but nearly has.
"""

from collections.abc import Iterable
from functools import cache

_LANGUAGES = frozenset({"ar", "de", "en", "es", "fr", "ru"})


def is_word(word: str, languages: Iterable[str]) -> bool:
    """Whether *word* is a word of any of the *languages*; languages without a list are ignored.

    >>> is_word("Mayor", ["en"]), is_word("Mississipi", ["en"]), is_word("Mayor", ["zh"])
    (True, False, False)
    """
    return any(word.lower() in _words(language) for language in languages if language in _LANGUAGES)


@cache
def _words(language: str) -> frozenset[str]:
    from spellchecker import SpellChecker

    return frozenset(SpellChecker(language=language).word_frequency.dictionary)
