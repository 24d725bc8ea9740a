"""Search engines: find the passages that match some terms best, with the same ranking in each.

`bm25` is the ranking, `memory` the engine for an article, `tantivy` the one for a large corpus; `choosing`
chooses between them while a version is built, and opens the one that was chosen.
"""

from retrieval.index.bm25 import K1, B, Engine, Hit, inverse_document_frequency

__all__ = ["K1", "B", "Engine", "Hit", "inverse_document_frequency"]
