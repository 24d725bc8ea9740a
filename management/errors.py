"""Operations on a corpus that are refused: the message says why and what to do; nothing has changed."""

from typing import TYPE_CHECKING

from corpus.errors import CorpusError

if TYPE_CHECKING:
    from management.proposing import Proposal


class RefusedError(CorpusError):
    """An operation that was not carried out."""


class HeldBackError(RefusedError):
    """A version that would answer worse, or changes a lot, and that nobody has confirmed."""

    def __init__(self, reason: str, proposal: "Proposal") -> None:
        super().__init__(reason)
        self.proposal = proposal
