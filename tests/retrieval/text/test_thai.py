"""Words of Thai."""

import random

from pythainlp.corpus import thai_words as listed
from pythainlp.util import Trie

from retrieval.text.thai import WordPrefixes, thai_words


def test_words_are_found_in_a_run_of_letters() -> None:
    assert thai_words("ประเทศไทยมีแม่น้ำ") == ["ประเทศ", "ไทย", "มี", "แม่น้ำ"]


def test_the_beginnings_are_those_of_the_tree_of_the_package() -> None:
    rng = random.Random(1)
    words = sorted(filter(None, map(str.strip, listed())))[::50]
    tree, ours = Trie(words), WordPrefixes(words)
    texts = ["".join(rng.choices(words, k=3)) + rng.choice(words)[:2] for _ in range(300)]

    for text in texts:
        assert [ours.prefixes(text, at) for at in range(len(text))] == [
            tree.prefixes(text, at) for at in range(len(text))
        ]
