"""Search a version on a cluster, with exactly the ranking of the other engines."""

import sqlite3
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from retrieval.index.bm25 import Hit
from retrieval.index.opensearch.filling import PLACE, TERMS, as_indexed, fill, is_complete, require_supported
from retrieval.index.opensearch.nodes import IndexMissingError, Nodes, PartialError
from retrieval.index.opensearch.terms import DocumentFrequencies

MAX_CLAUSES = 1000
"""OpenSearch accepts 1,024 terms in a search; of more, which no question has, the rarest are used."""
_WANTED = "timed_out,_shards.total,_shards.successful,_shards.failed,hits.hits.sort"
_FLOAT = struct.Struct("f")


class OpenSearch:
    """The passages of a version by their terms, from the index that `fill` made.

    Opening it needs no cluster; every search does, and raises SearchUnavailableError without one.
    """

    def __init__(self, folder: Path, version: str, passages: int, nodes: Nodes) -> None:
        """Open the counts in *folder*.  Raises ValueError if they cannot be read."""
        self._folder = folder
        self._version = version
        self._passages = passages
        self.nodes = nodes
        self._is_checked = False
        try:
            self._frequencies = DocumentFrequencies(folder)
            self._frequencies.of("")
        except sqlite3.Error as error:
            raise ValueError(str(error)) from error

    @property
    def passages(self) -> int:
        """The number of passages (N)."""
        return self._passages

    def document_frequency(self, term: str) -> int:
        """The number of passages with *term* (n)."""
        return self._frequencies.of(term)

    def search(self, weights: Mapping[str, float], limit: int) -> list[Hit]:
        """The best *limit* passages with a term of *weights*; ties in the order of the corpus.

        Raises SearchUnavailableError if the cluster does not give a complete reply, IndexMissingError if it
        does not hold the whole index.
        """
        known = {term: weight for term, weight in weights.items() if self.document_frequency(term)}
        if not known:
            return []
        self._check()
        rarest = sorted(known, key=self.document_frequency)[:MAX_CLAUSES]
        reply = self.nodes.search(self._path(), _query({term: known[term] for term in rarest}, limit))
        try:
            return [Hit(int(place), _single(score)) for score, place in _sorts(reply)]
        except (KeyError, TypeError, ValueError):
            raise PartialError("the reply to a search is malformed") from None

    def restore(self) -> None:
        """Make sure that searches work; rebuild the index if it is missing.

        Raises SearchUnavailableError if the cluster does not answer, CorpusError if it refuses the index.
        """
        try:
            self._check()
            self.nodes.search(self._path(), {"size": 0})
        except IndexMissingError:
            fill(self.nodes, self._version, self._passages, self._folder)
            self._is_checked = True

    def close(self) -> None:
        """Close the file and the connections."""
        self.nodes.close()
        self._frequencies.close()

    def _check(self) -> None:
        """Check the index before the first search."""
        if not self._is_checked:
            index = self.nodes.options.index(self._version)
            require_supported(self.nodes)
            if not is_complete(self.nodes, index, self._passages):
                raise IndexMissingError(f"the search cluster does not hold the whole index {index}")
            self._is_checked = True

    def _path(self) -> str:
        index = self.nodes.options.index(self._version)
        return (
            f"{index}/_search?search_type=dfs_query_then_fetch&allow_partial_search_results=false"
            f"&filter_path={_WANTED}"
        )


def _query(weights: Mapping[str, float], limit: int) -> dict[str, Any]:
    """The search in OpenSearch's query language."""
    wanted = [
        {"term": {TERMS: {"value": as_indexed(term), "boost": weight}}} for term, weight in weights.items()
    ]
    return {
        "size": limit,
        "query": {"bool": {"should": wanted}},
        "sort": [{"_score": "desc"}, {PLACE: "asc"}],
        "_source": False,
        "stored_fields": "_none_",
        "track_total_hits": False,
    }


def _sorts(reply: dict[str, Any]) -> list[list[Any]]:
    """The score and the place of each hit; a reply without hits lacks the list."""
    return [hit["sort"] for hit in reply.get("hits", {}).get("hits", [])]


def _single(score: float) -> float:
    """A score rounded to single precision, as the engines on disk return it.

    >>> _single(7.1), _single(7.5)
    (7.099999904632568, 7.5)
    """
    return float(_FLOAT.unpack(_FLOAT.pack(score))[0])
