"""The engines that are compared, each without additions.

All but Quoth get the same terms, separated by spaces, passage by passage, and keep their index in a folder of
their own.  rank_bm25 has no index on disk: opening it means building it.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

TOP = 10

Search = Callable[[Sequence[str]], list[int]]
"""Terms -> the numbers of the ten best passages."""


class BareTantivy:
    """tantivy with one thread, only terms and frequencies."""

    def build(self, terms: Iterable[str], folder: Path) -> None:
        """Write the index."""
        import tantivy

        schema = tantivy.SchemaBuilder()
        schema.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
        writer = tantivy.Index(schema.build(), str(folder)).writer(400_000_000, num_threads=1)
        for passage in terms:
            writer.add_document(tantivy.Document(terms=passage))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> Search:
        """Open the index."""
        import tantivy

        index = tantivy.Index.open(str(folder))
        schema, searcher = index.schema, index.searcher()

        def search(terms: Sequence[str]) -> list[int]:
            queries = [tantivy.Query.term_query(schema, "terms", term, index_option="freq") for term in terms]
            query = tantivy.Query.boolean_query([(tantivy.Occur.Should, each) for each in queries])
            # One segment, written in order: a document's number is the index of its passage.
            return [address.doc for _, address in searcher.search(query, TOP, count=False).hits]

        return search


class Bm25s:
    """bm25s with its numpy backend, Lucene's formula."""

    def build(self, terms: Iterable[str], folder: Path) -> None:
        """Write the index."""
        import bm25s
        from bm25s.tokenization import Tokenized

        vocabulary: dict[str, int] = {}
        ids = [
            [vocabulary.setdefault(term, len(vocabulary)) for term in passage.split(" ")] for passage in terms
        ]
        index = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
        index.index(Tokenized(ids, vocabulary), show_progress=False)
        index.save(folder, show_progress=False)

    def open(self, folder: Path) -> Search:
        """Open the index, mapped into memory."""
        import bm25s

        index = bm25s.BM25.load(folder, mmap=True, show_progress=False)

        def search(terms: Sequence[str]) -> list[int]:
            known = [term for term in terms if term in index.vocab_dict]
            found = index.retrieve([known], k=TOP, show_progress=False)
            return [int(place) for place, score in zip(found[0][0], found[1][0], strict=True) if score > 0]

        return search


class Fts5:
    """SQLite's FTS5 without the texts, ranked by its own BM25."""

    def build(self, terms: Iterable[str], folder: Path) -> None:
        """Write the index."""
        database = sqlite3.connect(folder / "fts5.sqlite")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("CREATE VIRTUAL TABLE passages USING fts5(terms, content='', detail=full)")
        rows = ((place, passage) for place, passage in enumerate(terms, start=1))
        with database:
            database.executemany("INSERT INTO passages (rowid, terms) VALUES (?, ?)", rows)
            database.execute("INSERT INTO passages (passages) VALUES ('optimize')")
        database.close()

    def open(self, folder: Path) -> Search:
        """Open the index."""
        database = sqlite3.connect(folder / "fts5.sqlite")

        def search(terms: Sequence[str]) -> list[int]:
            query = " OR ".join(f'"{term}"' for term in terms)
            rows = database.execute(
                "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?", (query, TOP)
            )
            return [place - 1 for (place,) in rows]

        return search


class RankBm25:
    """rank_bm25's BM25Okapi, unchanged."""

    def build(self, terms: Iterable[str], folder: Path) -> None:
        """Store the terms, because there is no index to store."""
        with (folder / "terms.jsonl").open("w", encoding="utf-8") as lines:
            lines.writelines(json.dumps(passage) + "\n" for passage in terms)

    def open(self, folder: Path) -> Search:
        """Index the terms again."""
        from rank_bm25 import BM25Okapi

        with (folder / "terms.jsonl").open(encoding="utf-8") as lines:
            index: Any = BM25Okapi([json.loads(line).split(" ") for line in lines], k1=1.2, b=0.75)

        def search(terms: Sequence[str]) -> list[int]:
            scores = index.get_scores(terms)
            best = np.argpartition(-scores, min(TOP, len(scores) - 1))[:TOP]
            return [int(place) for place in best[np.argsort(-scores[best], kind="stable")]]

        return search


class Contender(Protocol):
    """An engine that can be compared with Quoth."""

    def build(self, terms: Iterable[str], folder: Path) -> None:
        """Write the index of the terms of each passage into *folder*, which is empty."""

    def open(self, folder: Path) -> Search:
        """Open the index in the folder."""


CONTENDERS: dict[str, Contender] = {
    "tantivy": BareTantivy(),
    "bm25s": Bm25s(),
    "SQLite FTS5": Fts5(),
    "rank_bm25": RankBm25(),
}


def tantivy_from_text(rows: Iterator[dict[str, str]], folder: Path, threads: int) -> None:
    """Index the same texts with tantivy only, stemmed and stored; 0 threads lets it choose."""
    import tantivy

    schema = tantivy.SchemaBuilder()
    for field in ("_id", "title", "text"):
        schema.add_text_field(field, stored=True, tokenizer_name="en_stem", index_option="freq")
    writer = tantivy.Index(schema.build(), str(folder)).writer(400_000_000, threads)
    for row in rows:
        writer.add_document(tantivy.Document(**row))
    writer.commit()
    writer.wait_merging_threads()
