"""How far a build is, for whoever waits for it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BuildProgress:
    """How far a build is: ``documents`` of about ``total``, after ``seconds``.

    ``reading`` is the file that is read now, "" once all are.  ``unit`` names what is counted: once all
    documents are read, ``documents`` counts the passages whose sentences have been given their vectors.

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
        """Passages a second."""
        return self.passages / self.seconds if self.seconds else 0.0

    @property
    def remaining(self) -> float:
        """Seconds to go, if the rest is like what is done."""
        left = max(0, self.total - self.documents)
        return self.seconds * left / self.documents if self.documents else 0.0

    def __str__(self) -> str:
        """For a person who waits.

        >>> str(BuildProgress(documents=1000, total=4000, passages=3000, seconds=2.0))
        '1,000 of about 4,000 documents, 1,500 passages a second, about 6 s to go'
        """
        done = f"{self.documents:,} of about {self.total:,} {self.unit}"
        return f"{done}, {self.rate:,.0f} passages a second, about {self.remaining:.0f} s to go"


OnProgress = Callable[[BuildProgress], None]
