"""Trigrams of words, counted many words at a time."""

from collections import Counter
from itertools import chain, groupby

from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.trigrams import TrigramCounter, trigrams


@given(st.lists(st.text(st.sampled_from("ab^$йß") | st.characters(codec="utf-8"), max_size=9)))
def test_words_counted_in_batches_are_counted_as_one_by_one(words: list[str]) -> None:
    counter = TrigramCounter()
    for _, of_one_length in groupby(sorted(words, key=len), key=len):
        counter.add(list(of_one_length))

    assert counter.counts() == sorted(Counter(chain.from_iterable(map(trigrams, words))).items())


def test_a_trigram_that_a_word_repeats_counts_once() -> None:
    counter = TrigramCounter()
    counter.add(["anana"])

    assert dict(counter.counts())["ana"] == 1
