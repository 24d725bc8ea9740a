"""Both engines over 20,000 real passages: one ranking, whichever computes it."""

import random
from collections.abc import Sequence
from itertools import islice

import pytest

from languages import stop_words
from retrieval.index.bm25 import Engine
from retrieval.index.memory import RankBM25
from retrieval.index.tantivy import Tantivy, TantivyWriter
from tests.support.real_passages import NEEDS_PASSAGES, real_passages

QUESTIONS = 80

pytestmark = NEEDS_PASSAGES


@pytest.fixture(scope="module")
def passages() -> list[list[str]]:
    return real_passages()


@pytest.fixture(scope="module")
def questions(passages: Sequence[Sequence[str]]) -> list[dict[str, float]]:
    """Four to six content words of a passage each: about as many as a question has."""
    rng = random.Random(3)
    content = (
        [term for term in dict.fromkeys(passage) if term not in stop_words("en")]
        for passage in rng.sample(passages, 2 * QUESTIONS)
    )
    long_enough = (terms for terms in content if len(terms) >= 6)
    return [
        dict.fromkeys(rng.sample(terms, rng.randint(4, 6)), 1.0) for terms in islice(long_enough, QUESTIONS)
    ]


@pytest.fixture(scope="module")
def library(passages: Sequence[Sequence[str]], tmp_path_factory: pytest.TempPathFactory) -> Tantivy:
    folder = tmp_path_factory.mktemp("index")
    writer = TantivyWriter(folder)
    for terms in passages:
        writer.add(" ".join(terms))
    writer.finish()
    return Tantivy(folder)


def overlap(ours: Engine, theirs: Engine, questions: Sequence[dict[str, float]]) -> float:
    """The mean share of *theirs*' ten best passages that are among *ours*."""
    shares = []
    for weights in questions:
        expected = {hit.passage for hit in theirs.search(weights, 10)}
        found = {hit.passage for hit in ours.search(weights, 10)}
        shares.append(len(expected & found) / len(expected))
    return sum(shares) / len(shares)


def test_with_exact_lengths_the_ten_best_are_nearly_all_the_same(
    library: Tantivy, passages: list[list[str]], questions: list[dict[str, float]]
) -> None:
    assert len(questions) == QUESTIONS
    assert overlap(library, RankBM25(passages, length=lambda terms: terms), questions) >= 0.98


def test_the_ten_best_are_the_same(
    library: Tantivy, passages: list[list[str]], questions: list[dict[str, float]]
) -> None:
    assert overlap(library, RankBM25(passages), questions) == 1.0
