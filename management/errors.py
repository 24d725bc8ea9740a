"""What is refused to those who keep a corpus: why, what to do instead; and nothing has changed."""

from typing import TYPE_CHECKING

from corpus.errors import CorpusError

if TYPE_CHECKING:
    from management.proposing import Proposal


class RefusedError(CorpusError):
    """An operation that was not done."""


class HeldBackError(RefusedError):
    """A version that would answer worse or change much, and that nobody has confirmed."""

    def __init__(self, reason: str, proposal: "Proposal") -> None:
        super().__init__(reason)
        self.proposal = proposal
