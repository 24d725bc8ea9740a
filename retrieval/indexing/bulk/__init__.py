"""The bulk path: documents prepared for a version at a million passages a minute.

`prepare_documents` is the entry point; everything else is there to make it fast.  For a single article, it
does the same work in the calling process.
"""

from retrieval.indexing.bulk.preparation import ONE_BY_ONE, Batching, PreparedBatch, prepare_documents

__all__ = ["ONE_BY_ONE", "Batching", "PreparedBatch", "prepare_documents"]
