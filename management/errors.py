"""Refused operations on a corpus: the message says why and what to do, and nothing has changed."""

from typing import TYPE_CHECKING

from corpus.errors import CorpusError

if TYPE_CHECKING:
    from management.proposing import Proposal


class RefusedError(CorpusError):
    """An operation that was not carried out."""


class HeldBackError(RefusedError):
    """A version would answer worse or changes a lot, and nobody has confirmed it."""

    def __init__(self, reason: str, proposal: "Proposal") -> None:
        super().__init__(reason)
        self.proposal = proposal
