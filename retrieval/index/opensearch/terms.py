"""The terms of a version on disk, for filling its index, and the document frequency of each term."""

import gzip
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from retrieval.index.atomic_files import sync
from retrieval.index.spill_counter import SpillCounter

TERMS = "terms.txt.gz"
"""One passage per line, its terms separated by spaces."""
FREQUENCIES = "frequencies.sqlite"
MAX_IN_MEMORY = 1_000_000
"""The number of distinct terms in memory above which counts are spilled to disk."""
_PASSAGES_AT_ONCE = 1000
_KEPT = 65_536
_SCHEMA = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE frequencies (term TEXT PRIMARY KEY, passages INTEGER NOT NULL) WITHOUT ROWID;
"""


class TermsWriter:
    """Writes the terms of a corpus into a folder, passage by passage, and counts them."""

    def __init__(self, folder: Path, max_in_memory: int = MAX_IN_MEMORY) -> None:
        self._folder = folder
        self._most_in_memory = max_in_memory
        self._file = gzip.open(folder / TERMS, "wt", compresslevel=1, encoding="utf-8", newline="\n")  # noqa: SIM115
        self._database = sqlite3.connect(folder / FREQUENCIES, isolation_level=None, check_same_thread=False)
        self._database.executescript(_SCHEMA)
        self._database.execute("BEGIN")
        self._counts = SpillCounter[str](self._database, "seen", _parts)
        self._waiting: list[str] = []

    def add(self, terms: str) -> None:
        """Add the next passage: its terms, separated by spaces."""
        self._waiting.append(terms)
        if len(self._waiting) == _PASSAGES_AT_ONCE:
            self._write()

    def finish(self) -> None:
        """Write everything to disk."""
        self._write()
        self._file.close()
        for part in self._counts.parts():
            self._database.executemany("INSERT INTO frequencies VALUES (?, ?)", sorted(part.items()))
        self._database.execute("COMMIT")
        self._database.close()
        for name in (TERMS, FREQUENCIES):
            sync(self._folder / name)

    def _write(self) -> None:
        self._file.writelines(f"{terms}\n" for terms in self._waiting)
        counts: Counter[str] = Counter()
        for terms in self._waiting:
            counts.update(set(terms.split()))
        self._counts.add(counts)
        self._waiting.clear()
        if len(self._counts) > self._most_in_memory:
            self._counts.spill()


class DocumentFrequencies:
    """The document frequencies counted by `TermsWriter`; threads may share it."""

    def __init__(self, folder: Path) -> None:
        """Open the counts in *folder*.  Raises sqlite3.Error if they cannot be read."""
        address = f"{(folder / FREQUENCIES).resolve().as_uri()}?mode=ro&immutable=1"
        self._database = sqlite3.connect(address, uri=True, check_same_thread=False)
        self.of = lru_cache(_KEPT)(self._of)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _of(self, term: str) -> int:
        found = self._database.execute("SELECT passages FROM frequencies WHERE term = ?", (term,)).fetchone()
        return int(found[0]) if found else 0


def read_terms(folder: Path) -> Iterator[str]:
    """The terms of each passage in order, separated by spaces."""
    with gzip.open(folder / TERMS, "rt", encoding="utf-8", newline="\n") as file:
        for line in file:
            yield line.rstrip("\n")


def _parts(terms: Iterable[str]) -> Iterator[int]:
    """The part of each term: its first two bytes, so that the parts are in the order of the terms.

    >>> list(_parts(["lamp", "a", "lake"])) == [0x6C61, 0x6100, 0x6C61]
    True
    """
    for term in terms:
        yield int.from_bytes(term.encode()[:2].ljust(2, b"\0"), "big")
