"""The features of meaning, computed from given cosines."""

from collections.abc import Sequence

import numpy as np
import pytest

from corpus.records import Span
from retrieval.meaning.encoder import Floats
from retrieval.meaning.index import ABOUT_NOTHING, MeaningIndex
from retrieval.query.search import FoundPassage
from retrieval.ranking.meaning.similarity import MEANING_NAMES, Similarity
from retrieval.records import PassageText
from retrieval.text.analyzed_passages import analyze_passage

# By the last word of a text: how near it is to the question "Question".
NEAR = {"Question": 1.0, "One": 0.25, "Two": 0.75, "Three": 0.5, ABOUT_NOTHING.split()[-1]: 0.0}


class GivenCosines:
    """An encoder of two dimensions whose vectors have the cosines of NEAR with the question.

    The question about nothing is at a right angle to it, so cosines with that one are sines with this one.
    """

    name = "given"
    digest = "given"
    dimensions = 2

    def encode(self, texts: Sequence[str]) -> Floats:
        near = np.array([NEAR[text.rstrip(".").split()[-1]] for text in texts])
        return np.array([near, np.sqrt(1 - near**2)], dtype=np.float32).T

    def encode_questions(self, texts: Sequence[str]) -> Floats:
        return self.encode(texts)


def found_passage(place: int, *sentences: str, score: float = 1.0) -> FoundPassage:
    text = " ".join(sentences)
    spans = tuple(Span(text.index(each), text.index(each) + len(each)) for each in sentences)
    passage = PassageText(place, "a", "Title", "en", place + 1, 0, len(text), "", text, spans)
    return FoundPassage(analyze_passage(passage), score)


@pytest.fixture
def similarity() -> Similarity:
    passages = (found_passage(0, "One.", "Two."), found_passage(1, "Three.", score=0.0))
    index = MeaningIndex(GivenCosines(), None, lambda place: passages[place].passage.passage)
    return Similarity("Question", passages, index)


def features(similarity: Similarity, passage: int, at: int) -> dict[str, float]:
    (row,) = similarity.features([(passage, at)])
    return dict(zip(MEANING_NAMES, row.tolist(), strict=True))


def test_a_sentence_has_its_cosines_with_the_question_and_with_one_about_nothing(
    similarity: Similarity,
) -> None:
    first, last = features(similarity, 0, 0), features(similarity, 1, 0)

    assert first == pytest.approx({"meaning": 0.25, "meaning_baseline": 0.968}, abs=0.01)
    assert last == pytest.approx({"meaning": 0.5, "meaning_baseline": 0.866}, abs=0.01)


def test_the_nearest_sentence_is_the_most_promising(similarity: Similarity) -> None:
    assert similarity.promise().tolist() == pytest.approx([0, 1, 0], abs=0.02)


def test_a_passage_left_without_sentences_does_no_harm() -> None:
    passages = (found_passage(0), found_passage(1, "Two."))
    index = MeaningIndex(GivenCosines(), None, lambda place: passages[place].passage.passage)

    similarity = Similarity("Question", passages, index)

    assert features(similarity, 1, 0)["meaning"] == pytest.approx(0.75, abs=0.01)
