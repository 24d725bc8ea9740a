"""How much memory and time files that are to be added may take."""

from typing import Any

from corpus.limits import MEMORY_BYTES, SECONDS
from retrieval.indexing.limits import patience as building_patience

TRYING_BYTES = MEMORY_BYTES
"""Of memory, for trying the files that are to be added."""
TRYING_SECONDS = 2.0 * SECONDS
"""For trying them; a reader that hangs is ended before that, with a refusal of its file."""


def patience(last: dict[str, Any]) -> float:
    """How long a child that makes a proposal may be silent after its *last* progress message.

    >>> patience({"stage": "staging"}), patience({"stage": "comparing"})
    (120.0, 600.0)
    """
    return TRYING_SECONDS if last.get("stage") == "staging" else building_patience(last)
