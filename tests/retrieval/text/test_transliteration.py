"""Names across scripts."""

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
def test_a_name_is_spelled_as_the_other_script_does(word: str, spelled: str) -> None:
    assert spelled in set(spellings(word))


@pytest.mark.parametrize("word", ["黑豹队", "بوتين", "o'brien", "b2b", ""])
def test_what_is_no_word_of_one_of_the_scripts_has_no_other_spelling(word: str) -> None:
    assert list(spellings(word)) == []


def test_the_longest_of_words_is_tried_in_few_ways() -> None:
    assert len(list(spellings("жцхюя" * 200))) <= 128
