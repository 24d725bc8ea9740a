"""The terms of many texts at once are those of each of them."""

from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from retrieval.analysis import analyser
from retrieval.lexicon import Lexicon
from retrieval.pieces import pieces
from retrieval.stored import encode
from retrieval.vocabulary import WORD

TEXT = st.text(st.sampled_from("aBs.'’-1,:/ \n“—2Zé_·°²ªﬁ公の。ไж\ud800"), max_size=30) | st.text(max_size=20)


@pytest.mark.parametrize("language", ["en", "fr", "ru", "zh"])
@settings(deadline=None)  # the first Thai word loads a dictionary
@given(texts=st.lists(TEXT, max_size=6))
@example(texts=["", "U.S.", "", "10,000-12"])
def test_the_terms_of_each_text_are_those_that_the_analyser_finds(language: str, texts: list[str]) -> None:
    found = pieces(list(map(encode, texts)))
    lexicon = Lexicon()
    numbers = lexicon.met(found.distinct, found.times)

    def terms_of(distinct: list[int]) -> list[bytes]:
        return lexicon.terms([numbers[each] for each in distinct], language)

    every = range(len(texts))
    expected = [" ".join(analyser(language).terms(text)) for text in texts]
    assert found.rewritten(every, terms_of) == expected
    assert found.rewritten(every[1:2], terms_of) == expected[1:2]


@given(st.lists(TEXT, max_size=6))
def test_every_word_lies_within_one_piece(texts: list[str]) -> None:
    found = pieces(list(map(encode, texts)))
    counted: Counter[str] = Counter()
    for piece, times in zip(found.distinct, found.times, strict=True):
        for word in WORD.findall(piece):
            counted[word] += times
    assert counted == Counter(word for text in texts for word in WORD.findall(text))


def test_each_piece_is_distinct_once() -> None:
    found = pieces([b"A lamp, a lamp", b"a lamp."])
    assert sorted(zip(found.distinct, found.times, strict=True)) == [("A", 1), ("a", 2), ("lamp", 3)]
    assert [found.distinct[number] for number in found.numbers] == ["A", "lamp", "a", "lamp", "a", "lamp"]
