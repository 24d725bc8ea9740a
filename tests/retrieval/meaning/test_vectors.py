"""The vectors of a version, with an encoder of our own: a vector counts the letters of a text."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus.records import Span
from retrieval.meaning.encoder import Floats
from retrieval.meaning.index import MeaningIndex
from retrieval.meaning.vectors import StoredVectors, cosines, quantized, texts_of, write_vectors
from retrieval.records import PassageText

LETTERS = "abcdefghijklmnopqrstuvwxyz"


class LetterEncoder:
    """An encoder by letter counts, which records the texts that it is asked to encode."""

    name = "letters"
    digest = "letters-1"
    dimensions = len(LETTERS)

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Floats:
        self.encoded.extend(texts)
        counts = np.array([[text.lower().count(letter) for letter in LETTERS] for text in texts], np.float32)
        return np.asarray(counts / np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1e-9))

    def encode_questions(self, texts: Sequence[str]) -> Floats:
        return self.encode(texts)


@pytest.fixture
def encoder() -> LetterEncoder:
    return LetterEncoder()


def passage(place: int, *sentences: str, title: str = "Harbour", context: str = "") -> PassageText:
    text = " ".join(sentences)
    starts = [text.index(sentence) for sentence in sentences]
    spans = tuple(
        Span(start, start + len(sentence)) for start, sentence in zip(starts, sentences, strict=True)
    )
    return PassageText(place, "harbour", title, "en", place + 1, 0, len(text), context, text, spans)


PASSAGES = (
    passage(0, "Edda lit the lamp.", "Ole slept."),
    passage(1, "Herring was sold.", context="Trade\nThe market"),
)


def folder(tmp_path: Path, name: str) -> Path:
    made = tmp_path / name
    made.mkdir()
    return made


def test_a_sentence_is_encoded_below_its_title_and_heading() -> None:
    assert texts_of(PASSAGES[1]) == ["Harbour: The market. Herring was sold."]


def test_a_heading_that_repeats_the_title_is_encoded_once() -> None:
    assert texts_of(passage(0, "Ole slept.", context="Harbour")) == ["Harbour. Ole slept."]


def test_a_sentence_without_title_and_heading_is_encoded_alone() -> None:
    assert texts_of(passage(0, "Ole slept.", title="")) == ["Ole slept."]


def test_a_sentence_that_opens_with_a_pronoun_is_encoded_behind_the_one_before() -> None:
    first, second = texts_of(passage(0, "Ole kept the light.", "He was ninety.", title=""))

    assert first == "Ole kept the light."
    assert second == "Ole kept the light. He was ninety."


def test_a_pronoun_in_the_first_sentence_of_a_passage_has_nothing_before_it() -> None:
    assert texts_of(passage(0, "He was ninety.", "Ole slept.", title="")) == ["He was ninety.", "Ole slept."]


def test_a_stored_vector_has_nearly_the_cosine_of_the_exact_one() -> None:
    exact = np.random.default_rng(1).normal(size=(50, 512)).astype(np.float32)
    exact /= np.linalg.norm(exact, axis=1, keepdims=True)

    stored = cosines(quantized(exact), exact[0])

    assert np.abs(stored - exact @ exact[0]).max() < 0.01


def test_the_passage_that_means_most_nearly_the_same_comes_first(
    tmp_path: Path, encoder: LetterEncoder
) -> None:
    write_vectors(tmp_path, PASSAGES, encoder)

    nearest = StoredVectors(tmp_path).nearest(encoder.encode(["harbour the market sold herring was"])[0], 2)

    assert [place for place, _ in nearest] == [1, 0]
    assert nearest[0][1] == pytest.approx(1.0, abs=0.01)


def test_a_passage_without_sentences_is_never_nearer_than_another(
    tmp_path: Path, encoder: LetterEncoder
) -> None:
    write_vectors(tmp_path, [*PASSAGES, passage(2)], encoder)

    nearest = StoredVectors(tmp_path).nearest(encoder.encode(["edda"])[0], 3)

    assert [place for place, _ in nearest] == [0, 1, 2]
    assert nearest[2][1] == -1.0


def test_sentences_of_an_earlier_version_are_not_encoded_again(
    tmp_path: Path, encoder: LetterEncoder
) -> None:
    first, second = folder(tmp_path, "first"), folder(tmp_path, "second")
    write_vectors(first, PASSAGES, encoder)
    encoder.encoded.clear()

    write_vectors(second, [*PASSAGES, passage(2, "The tide turned.")], encoder, earlier=first)

    assert encoder.encoded == ["Harbour. The tide turned."]
    assert np.array_equal(StoredVectors(second).of_passage(1), StoredVectors(first).of_passage(1))


def test_the_same_passages_give_the_same_bytes(tmp_path: Path, encoder: LetterEncoder) -> None:
    homes = [folder(tmp_path, name) for name in ("one", "other")]
    for home in homes:
        write_vectors(home, PASSAGES, encoder)

    one, other = ({path.name: path.read_bytes() for path in (home / "meaning").iterdir()} for home in homes)

    assert one == other


def test_progress_counts_the_passages_that_are_done(tmp_path: Path, encoder: LetterEncoder) -> None:
    reports: list[int] = []

    write_vectors(tmp_path, PASSAGES, encoder, on_passages=reports.append)

    assert reports == [2]


@pytest.mark.parametrize("is_stored", [True, False])
def test_stored_and_computed_vectors_compare_a_passage_alike(
    tmp_path: Path, encoder: LetterEncoder, *, is_stored: bool
) -> None:
    write_vectors(tmp_path, PASSAGES, encoder)
    stored = StoredVectors(tmp_path) if is_stored else None

    index = MeaningIndex(encoder, stored, PASSAGES.__getitem__)

    first, second = index.of_passage("harbour edda lit the lamp", PASSAGES[0])

    assert first == pytest.approx(1.0, abs=0.01)
    assert second < first
    assert bool(index.nearest("edda", 1)) == is_stored


def test_sentences_that_were_left_out_of_a_passage_are_left_out_of_its_cosines(
    tmp_path: Path, encoder: LetterEncoder
) -> None:
    index = MeaningIndex(encoder, None, PASSAGES.__getitem__)
    shortened = passage(0, "Edda lit the lamp.", "Ole slept.")
    whole = index.of_passage("ole slept", shortened)

    kept = PassageText(
        0, "harbour", "Harbour", "en", 1, 0, len(shortened.text), "", shortened.text, shortened.sentences[1:]
    )

    assert index.of_passage("ole slept", kept).tolist() == [whole[1]]
