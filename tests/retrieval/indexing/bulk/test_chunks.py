"""Every chunk contains whole words, and is identified by its hash."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.vocabulary import WORD
from retrieval.indexing.bulk.chunks import Chunks, split_into_chunks
from retrieval.store.text_encoding import decode, encode

TEXT = st.text(st.sampled_from("aBs.'’-1,:/ \n“—2Zé_·°²ªﬁ公の。ไж\ud800"), max_size=30) | st.text(max_size=20)


def all_chunks(found: Chunks) -> list[bytes]:
    return found.at(np.arange(len(found.starts)))


@given(st.lists(TEXT, max_size=6))
def test_every_word_is_within_one_chunk(texts: list[str]) -> None:
    found = split_into_chunks([encode(text) for text in texts])
    words = Counter(word for piece in all_chunks(found) for word in WORD.findall(decode(piece)))

    assert words == Counter(word for text in texts for word in WORD.findall(text))


@given(st.lists(TEXT, max_size=6))
def test_two_chunks_have_the_same_hash_only_if_they_are_equal(texts: list[str]) -> None:
    found = split_into_chunks([encode(text) for text in texts])

    assert len(set(zip(all_chunks(found), found.hashes.tolist(), strict=True))) == len(set(all_chunks(found)))
    assert len(set(found.hashes.tolist())) == len(set(all_chunks(found)))


@given(st.lists(TEXT, max_size=6))
def test_the_chunks_of_a_text_do_not_depend_on_the_texts_around_it(texts: list[str]) -> None:
    found = split_into_chunks([encode(text) for text in texts])
    parted = [
        found.at(np.arange(first, last)) for first, last in zip(found.bounds, found.bounds[1:], strict=False)
    ]

    assert parted == [all_chunks(split_into_chunks([encode(text)])) for text in texts]
