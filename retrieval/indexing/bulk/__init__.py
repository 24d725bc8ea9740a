"""The bulk path: documents prepared for a version at a million passages a minute.

`prepare_documents` is the door; everything else in here serves its speed.  For an article it does the same
work in the process that calls it.
"""

from retrieval.indexing.bulk.preparation import ONE_BY_ONE, Batching, PreparedBatch, prepare_documents

__all__ = ["ONE_BY_ONE", "Batching", "PreparedBatch", "prepare_documents"]
