"""The progress of a build."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BuildProgress:
    """The progress of a build: ``documents`` of about ``total``, after ``seconds``.

    ``reading`` is the file being read, "" after the last one.  ``unit`` names what is counted: after all
    documents are read, ``documents`` counts the passages whose sentences have been encoded as vectors.

    >>> half = BuildProgress(documents=100, total=200, passages=300, seconds=2.0)
    >>> half.rate, half.remaining
    (150.0, 2.0)
    """

    documents: int
    total: int
    passages: int
    seconds: float
    reading: str = ""
    unit: str = "documents"

    @property
    def rate(self) -> float:
        """Passages per second."""
        return self.passages / self.seconds if self.seconds else 0.0

    @property
    def remaining(self) -> float:
        """The estimated remaining seconds, at the rate so far."""
        left = max(0, self.total - self.documents)
        return self.seconds * left / self.documents if self.documents else 0.0

    def __str__(self) -> str:
        """One human-readable line.

        >>> str(BuildProgress(documents=1000, total=4000, passages=3000, seconds=2.0))
        '1,000 of about 4,000 documents, 1,500 passages a second, about 6 s to go'
        """
        done = f"{self.documents:,} of about {self.total:,} {self.unit}"
        return f"{done}, {self.rate:,.0f} passages a second, about {self.remaining:.0f} s to go"


OnProgress = Callable[[BuildProgress], None]
