"""Here are some terms: which passages match them best?  One ranking, whatever engine computes it.

`scoring` is the ranking, `memory` the engine for an article, `disk` the one for a library; `choosing` chooses
between them while a version is built, and opens what was chosen.
"""

from retrieval.index.bm25 import K1, B, Engine, Hit, inverse_document_frequency

__all__ = ["K1", "B", "Engine", "Hit", "inverse_document_frequency"]
