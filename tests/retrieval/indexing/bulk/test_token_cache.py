"""The terms of many texts at once are those of each alone, and every word is counted once."""

from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from retrieval.index.vocabulary import WORD
from retrieval.indexing.bulk.token_cache import TokenCache
from retrieval.store.text_encoding import encode
from retrieval.text.analyzer import Analyzer, analyzer

TEXT = st.text(st.sampled_from("aBs.'’-1,:/ \n“—2Zé_·°²ªﬁ公の。ไж\ud800"), max_size=30) | st.text(max_size=20)
LANGUAGE = st.sampled_from(["en", "fr", "ru", "zh"])


@settings(deadline=None)  # the first Thai word loads a dictionary
@given(calls=st.lists(st.lists(st.tuples(TEXT, LANGUAGE), max_size=6), max_size=3))
@example(calls=[[("running 5days", "en"), ("running 5days", "fr")], [("running", "ru"), ("running", "fr")]])
@example(calls=[[("", "en"), ("U.S.", "en"), ("", "fr"), ("10,000-12", "en")], [("U.S. l'île", "fr")]])
def test_the_terms_of_each_text_are_those_that_the_analyser_finds(calls: list[list[tuple[str, str]]]) -> None:
    cache = TokenCache()
    for call in calls:
        texts, languages = [encode(text) for text, _ in call], [language for _, language in call]
        expected = [" ".join(analyzer(language).terms(text)) for text, language in call]

        assert cache.terms(texts, languages) == expected


WORDS = st.text(st.sampled_from("abcSTs09"), min_size=1, max_size=6).filter(lambda word: word[0].isalpha())


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "ru"])
@given(words=st.lists(WORDS | st.sampled_from(["the", "THE", "WHO", "A", "de", "Der", "US2"])))
def test_many_words_have_the_terms_that_each_has_alone(language: str, words: list[str]) -> None:
    assert Analyzer(language).terms_of_words(words) == [analyzer(language).term(word) for word in words]


@given(st.lists(st.tuples(st.lists(TEXT, max_size=4), st.booleans()), max_size=6))
@example([([f"A {'b' * 90} c-{'d' * 50}", "", "Über"], True), (["Über"], False)])
def test_each_report_has_the_words_added_since_the_last_one(
    calls: list[tuple[list[str], bool]],
) -> None:
    cache = TokenCache()
    counted: Counter[str] = Counter()
    for texts, ask in calls:
        cache.terms([encode(text) for text in texts], ["en"] * len(texts))
        if ask:
            counted += cache.take_word_counts()
    every = (text for texts, _ in calls for text in texts)

    assert counted + cache.take_word_counts() == Counter(
        word for text in every for word in WORD.findall(text)
    )


def test_reporting_words_makes_room_and_keeps_the_terms() -> None:
    cache = TokenCache(room=20)
    every: Counter[str] = Counter()
    for day in range(10):
        text = " ".join(["reef", *(f"Boats{chr(97 + boat)}{chr(97 + day)} sailed" for boat in range(9))])

        assert cache.terms([text.encode()], ["en"]) == [" ".join(analyzer("en").terms(text))]

        if cache.is_full:
            every += cache.take_word_counts()
            assert not cache.is_full
    every += cache.take_word_counts()

    assert len(every) == 92
    assert (every["reef"], every["sailed"]) == (10, 90)
