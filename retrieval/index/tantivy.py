"""The engine for a large corpus: tantivy, with a memory-mapped index on disk that opens in milliseconds.

It indexes our own terms, separated by spaces, so that it searches exactly the terms that the rest of Quoth
uses.
"""

from collections.abc import Mapping
from pathlib import Path

import tantivy

from corpus.errors import CorpusError
from retrieval.index.bm25 import Hit

_TERMS = "terms"
_PLACE = "place"
# Enough for well over a million passages in one segment, which keeps the order of the corpus, even for ties.
# With more segments each is in order.
_BUFFER_BYTES = 400_000_000


class Tantivy:
    """The passages of a corpus by their terms, from the index that `TantivyWriter` wrote."""

    def __init__(self, folder: Path) -> None:
        index = tantivy.Index.open(str(folder))
        self._schema = index.schema
        self._searcher = index.searcher()

    @property
    def passages(self) -> int:
        """The number of passages (N)."""
        return self._searcher.num_docs

    def document_frequency(self, term: str) -> int:
        """The number of passages with *term* (n)."""
        return self._searcher.doc_freq(_TERMS, term)

    def restore(self) -> None:
        """Do nothing: there is no cluster."""

    def close(self) -> None:
        """Do nothing: there is nothing to close."""

    def search(self, weights: Mapping[str, float], limit: int) -> list[Hit]:
        """The best *limit* passages with a term of *weights*; ties in the order of the corpus."""
        if not weights:
            return []
        wanted = [(tantivy.Occur.Should, self._query(term, weight)) for term, weight in weights.items()]
        # By default tantivy counts all matches, which means reading every one of them.
        hits = self._searcher.search(tantivy.Query.boolean_query(wanted), limit, count=False).hits
        places = self._searcher.fast_field_values(_PLACE, [address for _, address in hits])
        found = [Hit(int(place or 0), score) for place, (score, _) in zip(places, hits, strict=True)]
        return sorted(found, key=lambda hit: (-hit.score, hit.passage))

    def _query(self, term: str, weight: float) -> tantivy.Query:
        query = tantivy.Query.term_query(self._schema, _TERMS, term, index_option="freq")
        return query if weight == 1 else tantivy.Query.boost_query(query, weight)


class TantivyWriter:
    """Writes the index of a corpus into an empty folder, passage by passage.

    Its files are not a usable index before `finish`.
    """

    def __init__(self, folder: Path) -> None:
        schema = tantivy.SchemaBuilder()
        schema.add_text_field(_TERMS, tokenizer_name="whitespace", index_option="freq")
        schema.add_integer_field(_PLACE, fast=True)
        self._index = tantivy.Index(schema.build(), str(folder))
        self._writer = self._index.writer(
            _BUFFER_BYTES, num_threads=1
        )  # several threads would not keep the order
        self._given = 0

    def add(self, terms: str) -> None:
        """Add the next passage: its terms, separated by spaces."""
        self._writer.add_document(tantivy.Document(**{_TERMS: terms, _PLACE: self._given}))
        self._given += 1

    def finish(self) -> None:
        """Finish the index.  Raises CorpusError if passages are missing."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._index.reload()
        # tantivy continues silently when a thread of its writer dies.
        written = self._index.searcher().num_docs
        if written != self._given:
            raise CorpusError(
                f"the index holds {written} of {self._given} passages; make room in memory and on disk, "
                "and build it again"
            )
