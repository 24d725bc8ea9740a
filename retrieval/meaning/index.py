"""Compare questions with a version's sentences in meaning, by stored or newly computed vectors."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.meaning.encoder import Floats, MeaningOptions, SentenceEncoder, encoder_for
from retrieval.meaning.vectors import ENCODED, StoredVectors, cosines, quantized, texts_of
from retrieval.records import PassageText

ABOUT_NOTHING = "what is it?"
"""A question about nothing in particular, which shows how close a sentence is to any question."""
_QUESTIONS_KEPT = 64
_PASSAGES_KEPT = 4096

PassageAt = Callable[[int], PassageText]


class MeaningIndex:
    """Measures how close passages and sentences are to a question."""

    def __init__(self, encoder: SentenceEncoder, stored: StoredVectors | None, passage_at: PassageAt) -> None:
        self.encoder = encoder
        self._stored = stored
        self._passage_at = passage_at
        self._question = lru_cache(_QUESTIONS_KEPT)(self._encode_question)
        self._rows = lru_cache(_PASSAGES_KEPT)(self._rows_of)

    @property
    def is_stored(self) -> bool:
        """Whether the vectors of the whole corpus are stored, so that it can be searched by meaning."""
        return self._stored is not None

    def warm_up(self) -> None:
        """Load the model, which takes a second, before the first question."""
        self._question(ABOUT_NOTHING)

    def nearest(self, question: str, limit: int) -> list[tuple[int, float]]:
        """The places of the passages nearest to a question; none if vectors are not stored."""
        return self._stored.nearest(self._question(question), limit) if self._stored else []

    def of_passage(self, question: str, passage: PassageText) -> Floats:
        """The cosines of a question and each sentence of a passage."""
        near = cosines(self._rows(passage.place), self._question(question))
        if len(near) == len(passage.sentences):
            return near
        spans = self._passage_at(passage.place).sentences  # *passage* may lack some of them
        return near[[span in passage.sentences for span in spans]]

    def _encode_question(self, question: str) -> Floats:
        return np.asarray(self.encoder.encode_questions([question])[0])

    def _rows_of(self, place: int) -> NDArray[np.int8]:
        if self._stored:
            return self._stored.of_passage(place)
        return quantized(self.encoder.encode(texts_of(self._passage_at(place))))


def open_index(
    folder: Path, encoder: SentenceEncoder | None, described: dict[str, str] | None, passage_at: PassageAt
) -> MeaningIndex | None:
    """The meaning index of the version in *folder*, whose manifest entry is *described*.

    None if it was built without vectors, with another encoder than the installed one, or by a release that
    encoded something else.  Raises OSError or ValueError if its vectors are damaged.
    """
    if encoder is None or described is None or described["digest"] != encoder.digest:
        return None
    if described.get("encoded") != ENCODED:
        return None
    stored = StoredVectors(folder) if described["vectors"] == "stored" else None
    return MeaningIndex(encoder, stored, passage_at)


def wanted_description(options: MeaningOptions, sentences: int) -> dict[str, str] | None:
    """How the manifest of a version with that many sentences describes its vectors; None if meaning is off.

    Raises CorpusError if an encoder is required and none is installed.

    >>> wanted_description(MeaningOptions("off"), 100) is None
    True
    """
    encoder = encoder_for(options.choice)
    if encoder is None:
        return None
    vectors = "stored" if sentences <= options.stored_up_to else "when asked"
    return {"model": encoder.name, "digest": encoder.digest, "encoded": ENCODED, "vectors": vectors}
