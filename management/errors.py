"""What is refused to those who keep a corpus: why, what to do instead; and nothing has changed."""

from corpus.errors import CorpusError


class RefusedError(CorpusError):
    """An operation that was not done."""


class HeldBackError(RefusedError):
    """A version that would answer worse, and that nobody has confirmed."""
