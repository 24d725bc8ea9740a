"""The tables of conventions are well formed: a slip in one would silently never match."""

import pytest

from corpus.segmentation.abbreviations import ENGLISH, Abbreviations, abbreviations_of

WITH_A_TABLE = ("ar", "de", "en", "es", "fr", "hi", "ru", "th")


def entries(conventions: Abbreviations) -> frozenset[str]:
    return conventions.never_final | conventions.may_be_final | conventions.before_number


@pytest.mark.parametrize("language", WITH_A_TABLE)
def test_no_abbreviation_carries_the_stop_that_makes_it_one(language: str) -> None:
    assert not any(entry.endswith(".") for entry in entries(abbreviations_of(language)))


@pytest.mark.parametrize("language", WITH_A_TABLE)
def test_an_abbreviation_is_in_one_class_only(language: str) -> None:
    conventions = abbreviations_of(language)

    assert not conventions.never_final & conventions.may_be_final


@pytest.mark.parametrize("language", WITH_A_TABLE)
def test_words_that_open_sentences_are_capitalised_and_are_no_abbreviations(language: str) -> None:
    conventions = abbreviations_of(language)

    assert all(word[0].isupper() for word in conventions.openers)
    assert not conventions.openers & entries(conventions)


def test_a_language_without_a_table_has_the_english_habits() -> None:
    assert abbreviations_of("sv") is ENGLISH
