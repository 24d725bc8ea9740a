"""The lexicon tells every word once, however often it has to make room."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis import Analyser, analyser
from retrieval.lexicon import Lexicon
from retrieval.vocabulary import words

WORD = st.text(st.sampled_from("abcSTs09"), min_size=1, max_size=6).filter(lambda word: word[0].isalpha())


def test_a_piece_has_its_terms_whether_it_is_new_or_known() -> None:
    lexicon = Lexicon()
    numbers = lexicon.met(["Lamps", "l'île", "10,000", "—"], [1, 1, 1, 1])
    assert lexicon.terms(numbers, "fr") == lexicon.terms(numbers, "fr") == [b"lamp ", b"ile ", b"10000 ", b""]
    assert lexicon.terms(numbers[1:2], "en") == [b"l'ile "]


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "ru"])
@given(texts=st.lists(WORD | st.sampled_from(["the", "THE", "WHO", "A", "de", "Der", "US2"]), unique=True))
def test_many_words_have_the_terms_that_each_has_alone(language: str, texts: list[str]) -> None:
    assert Analyser(language).terms_of_words(texts) == [analyser(language).term(text) for text in texts]


@given(
    st.lists(
        st.dictionaries(st.sampled_from(["lamp", "Lamp", "lamps,tide", "шторм", "a"]), st.integers(1, 9))
    )
)
def test_the_words_told_are_those_that_came_since_they_were_told_last(met: list[dict[str, int]]) -> None:
    lexicon = Lexicon()
    told: Counter[str] = Counter()
    expected: Counter[str] = Counter()
    for pieces in met:
        numbers = lexicon.met(list(pieces), list(pieces.values()))
        assert lexicon.terms(numbers, "en") == [
            "".join(f"{term} " for term in analyser("en").terms(piece)).encode() for piece in pieces
        ]
        expected += words(pieces.items())
        if len(pieces) % 2:
            told += lexicon.told()
    assert told + lexicon.told() == expected


def test_what_came_most_often_is_kept_when_room_is_made() -> None:
    lexicon = Lexicon(room=1000)
    lexicon.met(["tide", "reef", "lamp", "moss"], [1, 9, 1, 1])
    assert not lexicon.is_full
    lexicon.met([f"boat{number}" for number in range(4)], [1, 1, 1, 1])
    assert lexicon.is_full
    assert lexicon.told()["reef"] == 9
    assert not lexicon.is_full
    assert lexicon.met(["reef", "gale"], [1, 1]) == [0, 2]
    assert lexicon.told() == Counter({"reef": 1, "gale": 1})
