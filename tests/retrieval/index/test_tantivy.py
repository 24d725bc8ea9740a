import itertools
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from retrieval.index.memory import RankBM25
from retrieval.index.tantivy import Tantivy, TantivyWriter


def index_passages(folder: Path, passages: Sequence[Sequence[str]]) -> Tantivy:
    folder.mkdir(exist_ok=True)
    writer = TantivyWriter(folder)
    for terms in passages:
        writer.add(" ".join(terms))
    writer.finish()
    return Tantivy(folder)


def test_passages_are_found_by_exactly_the_terms_given(tmp_path: Path) -> None:
    engine = index_passages(tmp_path, [["US", "putin"], ["us", "10.5"], ["黑豹", "豹队"], ["d'or", "naïf"]])
    found = {
        term: [hit.passage for hit in engine.search({term: 1.0}, 5)] for term in ("US", "us", "10", "豹队")
    }

    assert found == {"US": [0], "us": [1], "10": [], "豹队": [2]}
    assert [engine.document_frequency(term) for term in ("d'or", "or", "naif")] == [1, 0, 0]


def test_ties_are_in_the_order_of_the_corpus(tmp_path: Path) -> None:
    engine = index_passages(tmp_path, [["tide", f"w{at}"] for at in range(1000)])

    assert [hit.passage for hit in engine.search({"tide": 1.0}, 5)] == [0, 1, 2, 3, 4]


def test_without_terms_to_look_for_nothing_is_found(tmp_path: Path) -> None:
    assert index_passages(tmp_path, [["tide"]]).search({}, 5) == []


def test_a_passage_without_terms_is_counted_and_never_found(tmp_path: Path) -> None:
    engine = index_passages(tmp_path, [[], ["tide"]])

    assert engine.passages == 2
    assert [hit.passage for hit in engine.search({"tide": 1.0}, 5)] == [1]


def test_a_writer_that_lost_its_passages_says_so(tmp_path: Path) -> None:
    writer = TantivyWriter(tmp_path)
    writer.add("tide")
    writer._writer.rollback()  # as after a thread of tantivy's died

    with pytest.raises(CorpusError, match="0 of 1 passages"):
        writer.finish()


def synthetic(count: int) -> list[list[str]]:
    """Passages of 5 to 150 words, the frequencies of which fall off as in a language."""
    rng = random.Random(7)
    words = [f"w{at}" for at in range(3000)]
    weights = list(itertools.accumulate(1 / (at + 1) for at in range(3000)))
    return [rng.choices(words, cum_weights=weights, k=rng.randint(5, 150)) for _ in range(count)]


def questions(passages: Sequence[Sequence[str]], count: int) -> list[dict[str, float]]:
    """Some words of a passage each, as a question has them; some count for less, as those of a context."""
    rng = random.Random(11)
    weights = (1.0, 1.0, 1.0, 0.35)
    return [
        {term: rng.choice(weights) for term in rng.sample(passage, rng.randint(1, 5))}
        for passage in rng.sample(passages, count)
    ]


def test_both_engines_give_the_same_passages_in_the_same_order(
    tmp_path: Path,
) -> None:
    passages = synthetic(2000)
    library = index_passages(tmp_path, passages)
    article = RankBM25(passages)
    for weights in questions(passages, 100):
        expected, found = article.search(weights, 10), library.search(weights, 10)

        assert [hit.passage for hit in found] == [hit.passage for hit in expected]
        assert [hit.score for hit in found] == pytest.approx([hit.score for hit in expected], rel=1e-5)


def test_both_engines_know_the_same_frequencies(tmp_path: Path) -> None:
    passages = synthetic(300)
    library, article = index_passages(tmp_path, passages), RankBM25(passages)

    assert library.passages == article.passages
    for term in ("w0", "w10", "w2999", "unheard"):
        assert library.document_frequency(term) == article.document_frequency(term)
