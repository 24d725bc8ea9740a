"""Which words a language has, whatever a corpus says: a slip is a word that is none of them.

The lists are those of pyspellchecker (MIT), counted in film subtitles.  One is read when the first word is
looked up that a corpus lacks and nearly has.
"""

from collections.abc import Iterable
from functools import cache

_LANGUAGES = frozenset({"ar", "de", "en", "es", "fr", "ru"})


def is_word(word: str, languages: Iterable[str]) -> bool:
    """Whether *word* is one of any of the *languages*, which may be ones of which no list is known.

    >>> is_word("Mayor", ["en"]), is_word("Mississipi", ["en"]), is_word("Mayor", ["zh"])
    (True, False, False)
    """
    return any(word.lower() in _words(language) for language in languages if language in _LANGUAGES)


@cache
def _words(language: str) -> frozenset[str]:
    from spellchecker import SpellChecker

    return frozenset(SpellChecker(language=language).word_frequency.dictionary)
