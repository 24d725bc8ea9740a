"""The bulk path: documents prepared for a version at a million passages a minute.

`prepare_documents` is the entry point; everything else serves to make it fast.  A single article is prepared
in the calling process.
"""

from retrieval.indexing.bulk.preparation import ONE_BY_ONE, Batching, PreparedBatch, prepare_documents

__all__ = ["ONE_BY_ONE", "Batching", "PreparedBatch", "prepare_documents"]
