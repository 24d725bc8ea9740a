"""Distinguish the languages of one script by their function words, such as "the" and "of"."""

import re
from collections.abc import Sequence
from itertools import repeat
from struct import Struct

from languages import LanguageProfile

_BITS = 16  # per language: enough for the sum, in tenths of a word, over the part of a text that is read
# In tenths of a word: a capitalised word counts less, because it may be part of a name ("La Paz").
_AS_WRITTEN, _CAPITALISED, _LETTER = 10, 3, 5
# A list of names has the odd "La" or "de"; in prose a third to a half of the words are function words.
_IN_PROSE = 0.1
# Three samples of this many characters are usually enough.  The shares below say when they are.
_GLANCED_AT = 60
_CLEARLY_PROSE = 0.2
_CLEARLY_AHEAD = 0.12


class FunctionWords:
    """Distinguishes languages of one script; without evidence, it assumes the first of them.

    A word's weights for all languages are packed into one integer, so that a single sum over the words of a
    text yields the evidence for every language.
    """

    def __init__(self, profiles: Sequence[LanguageProfile]) -> None:
        self._codes = tuple(profile.code for profile in profiles)
        self._tenths = Struct(f"<{len(profiles)}H")
        self._words = _words(profiles)
        self._letters = {
            letter: _LETTER << _BITS * at for at, profile in enumerate(profiles) for letter in profile.letters
        }
        self._any_letter = re.compile(f"[{re.escape(''.join(self._letters))}]" if self._letters else "(?!)")

    def language(self, text: str) -> str:
        """The language whose function words are most frequent in a text.

        >>> from languages import LANGUAGES
        >>> FunctionWords([LANGUAGES.profile("en"), LANGUAGES.profile("de")]).language("Wer ist das?")
        'de'
        """
        if len(self._codes) == 1:
            return self._codes[0]
        return self._at_a_glance(text) or self._from_all_words(text)

    def alike(self, text: str) -> tuple[str, ...]:
        """The languages that fit a text best; all of them if there is no evidence for any.

        >>> from languages import LANGUAGES
        >>> of = FunctionWords([LANGUAGES.profile("en"), LANGUAGES.profile("de")])
        >>> of.alike("Hansen?"), of.alike("Wer ist das?")
        (('en', 'de'), ('de',))
        """
        evidence, _ = self.evidence(text)
        best = max(evidence)
        return tuple(code for code, each in zip(self._codes, evidence, strict=True) if each == best)

    def evidence(self, text: str) -> tuple[tuple[int, ...], int]:
        """The evidence for each language, in tenths of a word, and the number of words.

        >>> from languages import LANGUAGES
        >>> of = FunctionWords([LANGUAGES.profile("en"), LANGUAGES.profile("es")])
        >>> of.evidence("The pines of La Jolla")
        ((13, 3), 5)
        """
        if text.isascii():
            words = text.split()
            spoken = sum(map(self._words.get, words, repeat(0)))
        else:
            words = text.replace("’", "'").split()
            spoken = sum(map(self._words.get, words, repeat(0)))
            spoken += sum(map(self._letters.__getitem__, self._any_letter.findall(text)))
        return self._tenths.unpack(spoken.to_bytes(self._tenths.size, "little")), len(words)

    def _from_all_words(self, text: str) -> str:
        evidence, words = self.evidence(text)
        best = max(evidence)
        is_prose = best / _AS_WRITTEN >= _IN_PROSE * words
        return self._codes[evidence.index(best) if is_prose else 0]

    def _at_a_glance(self, text: str) -> str:
        """The language if three samples, evenly spaced over the text, are conclusive, else ""."""
        step, size = len(text) // 4, _GLANCED_AT
        if step < size:
            return ""
        parts = "".join(text[at : at + size] for at in (step, 2 * step, 3 * step))
        evidence, words = self.evidence(parts)
        *_, second, best = sorted(evidence)
        at = evidence.index(best)
        # With hardly any function words of any language, it is clear that the default is taken.
        is_clear = at == 0 or best > _CLEARLY_PROSE * _AS_WRITTEN * words
        return self._codes[at] if is_clear and best - second > _CLEARLY_AHEAD * _AS_WRITTEN * words else ""


def _words(profiles: Sequence[LanguageProfile]) -> dict[str, int]:
    """Word -> its weights for all languages, packed."""
    known: dict[str, int] = {}
    for at, profile in enumerate(profiles):
        for word in profile.function_words:
            forms = {word.upper(): _CAPITALISED, word.capitalize(): _CAPITALISED, word: _AS_WRITTEN}
            for form, tenths in forms.items():
                known[form] = known.get(form, 0) + (tenths << _BITS * at)
    return known
