"""The quick way to the terms of a text gives what the slow one does, whatever the text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.text.analyzer import Analyzer

LETTERS = st.text(st.sampled_from("aBs.'’-1,:/ \n“—2Zé_·°²ªﬁ公ไ"), max_size=20)


@pytest.mark.parametrize("language", ["en", "fr", "ru", "zh"])
@settings(deadline=None)  # the first Thai word loads a dictionary
@given(text=LETTERS | st.text(max_size=20))
def test_words_are_the_tokens_without_their_places(language: str, text: str) -> None:
    analyser = Analyzer(language)

    assert analyser.words(text) == [(token.term, token.stop) for token in analyser.tokens(text)]


def test_terms_are_the_words_with_stop_words() -> None:
    assert Analyzer("en").terms("The U.S. visits—“10,000”, Putin’s") == [
        "the",
        "us",
        "visit",
        "10000",
        "putin",
    ]
