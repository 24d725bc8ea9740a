"""Names transliterated between scripts."""

import pytest

from retrieval.text.transliteration import spellings


@pytest.mark.parametrize(
    ("word", "spelled"),
    [
        ("путин", "putin"),
        ("цзиньтао", "jintao"),
        ("медведев", "medvedev"),
        ("хрущев", "khrushchev"),
        ("ельцин", "yeltsin"),
        ("юшченко", "yushchenko"),
        ("вашингтон", "washington"),
        ("максим", "maxim"),
        ("чжоу", "zhou"),
        ("putin", "путин"),
        ("yeltsin", "ельцин"),
        ("zhukov", "жуков"),
        ("παπανδρεου", "papandreou"),
        ("μπουκαλας", "boukalas"),
    ],
)
def test_a_name_is_transliterated_to_the_other_script(word: str, spelled: str) -> None:
    assert spelled in set(spellings(word))


@pytest.mark.parametrize("word", ["黑豹队", "بوتين", "o'brien", "b2b", ""])
def test_words_of_other_scripts_are_not_transliterated(word: str) -> None:
    assert list(spellings(word)) == []


def test_a_very_long_word_has_a_bounded_number_of_spellings() -> None:
    assert len(list(spellings("жцхюя" * 200))) <= 128
