"""Words of a language, whatever the corpus has."""

import pytest
from spellchecker import SpellChecker

from retrieval.text.dictionary import is_word


@pytest.mark.parametrize("language", ["es", "ru"])
def test_the_words_are_those_of_the_package(language: str) -> None:
    listed = sorted(SpellChecker(language=language).word_frequency.dictionary)
    sample = [*listed[:3], *listed[::200], *listed[-3:]]

    assert all(is_word(word, [language]) for word in sample)
    assert not any(is_word(f"{word}'{word}", [language]) for word in sample)


def test_anything_may_be_asked_for() -> None:
    assert not any(is_word(each, ["en"]) for each in ("", "\n", '"', "\ud800", "x" * 5000))
