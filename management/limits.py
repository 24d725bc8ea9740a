"""Limits on the memory and time for reading files that are to be added."""

from typing import Any

from corpus.limits import EXTRACTION_SECONDS
from retrieval.indexing.limits import patience as building_patience

TRIAL_READING_BYTES = 2 << 30
"""Memory for a trial reading of the files."""
TRIAL_READING_SECONDS = 3.0 * EXTRACTION_SECONDS
"""Time for the trial reading; a reader that hangs is ended earlier, and its file is refused."""


def patience(last: dict[str, Any]) -> float:
    """How long a child that makes a proposal may be silent after its *last* progress message.

    >>> patience({"stage": "staging"}), patience({"stage": "comparing"})
    (120.0, 600.0)
    """
    return TRIAL_READING_SECONDS if last.get("stage") == "staging" else building_patience(last)
