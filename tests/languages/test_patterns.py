"""The notation of the tables' phrases."""

import pytest

from languages.patterns import PatternMatch, PatternSet, key


def find_phrases(phrases: str, text: str, *, spaced: bool = True) -> list[str]:
    """The texts in which a phrase was found."""
    book = PatternSet({"kind": phrases}, spaced=spaced)
    words, edges = book.read(text)
    return [text[edges[2 * at] : edges[2 * end - 1]] for _, at, end, _ in book.find(words)]


@pytest.mark.parametrize(
    ("phrases", "text", "expected"),
    [
        ("who, by whom", "By whom, and who?", ["By whom", "who"]),
        ("cit*", "City, cities, town", ["City", "cities"]),
        ("by *ing", "by boiling, by boat", ["by boiling"]),
        ("square *", "ten square miles", ["square miles"]),
        ("what did ... say", "What did the old king say?", ["What did the old king say"]),
        ("what ... said", "What said he?", ["What said"]),
        ("^is", "Is it as it is?", ["Is"]),
        ("called$", "called what is it called?", ["called"]),
        ("May", "May I come in may or in May?", ["May", "May"]),
        ("don't", "I don’t and won’t", ["don’t"]),
        ("$, €", "for $5", ["$"]),
    ],
)
def test_the_notation_finds_what_it_says(phrases: str, text: str, expected: list[str]) -> None:
    assert find_phrases(phrases, text) == expected


def test_a_gap_is_at_most_eight_words() -> None:
    assert find_phrases("a ... z", "a" + " x" * 8 + " z")
    assert not find_phrases("a ... z", "a" + " x" * 9 + " z")


def test_in_unspaced_scripts_every_character_is_a_word_and_numbers_stay_whole() -> None:
    assert find_phrases("什么, 10月", "在10月做什么", spaced=False) == ["10月", "什么"]
    assert [word.text for word in PatternSet({}, spaced=False).read("第12届NBA")[0]] == [
        "第",
        "12",
        "届",
        "nba",
    ]


def test_a_word_is_also_recognised_behind_a_particle() -> None:
    book = PatternSet({"place": "أين"}, prefixes=("و",))

    assert book.find(book.read("وأين")[0]) == [PatternMatch("place", 0, 1)]


def test_words_are_read_with_their_shapes() -> None:
    book = PatternSet({}, stop_words=frozenset({"the"}))
    the, nato, year = book.read("The NATO 1949")[0]

    assert (the.stop, the.may_name) == (True, False)
    assert (nato.acronym, nato.may_name) == (True, True)
    assert (year.digits, year.letters) == (True, False)


def test_vowel_signs_do_not_divide_words() -> None:
    assert [word.text for word in PatternSet({}).read("हिन्दी भाषा")[0]] == ["हिन्दी", "भाषा"]


def test_inflected_words_have_one_key_and_numbers_are_themselves() -> None:
    assert key("путина") == key("путин")
    assert key("1931") != key("1932")
