"""The words of each language, independent of any corpus, for distinguishing words from typos.

The lists are those of pyspellchecker (MIT), counted in film subtitles.  A list is loaded at the first lookup
of a word that the corpus lacks but nearly has.  It is kept as in its file, as sorted lines of bytes, because
parsing it takes longer than many answers, and words as objects take ten times the memory.
"""

import gzip
import pkgutil
from collections.abc import Iterable
from functools import cache

_LANGUAGES = frozenset({"ar", "de", "en", "es", "fr", "ru"})


def is_word(word: str, languages: Iterable[str]) -> bool:
    """Whether *word* is a word of any of the *languages*; languages without a list are ignored.

    >>> is_word("Mayor", ["en"]), is_word("Mississipi", ["en"]), is_word("Mayor", ["zh"])
    (True, False, False)
    """
    beginning = f'"{word.lower()}":'.encode("utf-8", "surrogatepass")
    listed = (language for language in languages if language in _LANGUAGES)
    return any(_has_line(_lines(language), beginning) for language in listed)


@cache
def _lines(language: str) -> bytes:
    """The lines ``"word": count,`` of a language, in order."""
    packed = pkgutil.get_data("spellchecker", f"resources/{language}.json.gz")
    return gzip.decompress(packed or b"").removeprefix(b"{\n")


def _has_line(lines: bytes, beginning: bytes) -> bool:
    r"""Whether one of some sorted lines starts with *beginning*, by binary search.

    >>> [_has_line(b'"ebb": 2,\n"oar": 1\n}', each) for each in (b'"ebb":', b'"oar":', b'"eb":', b'"tar":')]
    [True, True, False, False]
    """
    low, high = 0, len(lines)
    while low < high:
        start = lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = lines.find(b"\n", start)
        end = len(lines) if end < 0 else end
        line = lines[start:end]
        if line.startswith(beginning):
            return True
        low, high = (end + 1, high) if line < beginning else (low, start)
    return False
