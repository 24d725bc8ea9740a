"""Build a version: stream the documents of a corpus into the files that a Snapshot opens."""

import contextlib
import hashlib
import json
import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError
from corpus.loading import KINDS, OnFile, Problem, count, load
from corpus.metadata import MetadataError, metadata_file, read_addresses, read_metadata
from corpus.records import NO_METADATA, Metadata, Source
from corpus.starters import gold_files, starters
from corpus.synonyms import read_all
from languages.word_groups import Group
from retrieval.index.atomic_files import write_durably
from retrieval.index.choosing import EngineChoice, EngineName, IndexWriter
from retrieval.index.vocabulary import VocabularyWriter
from retrieval.indexing.bulk import ONE_BY_ONE, Batching, PreparedBatch, prepare_documents
from retrieval.indexing.precautions import NO_PRECAUTIONS, Precautions
from retrieval.indexing.progress import BuildProgress, OnProgress
from retrieval.indexing.sentence_vectors import NO_VECTORS, VectorSource, write_meaning
from retrieval.store.database import DATABASE
from retrieval.store.integrity import CHECKSUMS, seal
from retrieval.store.manifest import FORMAT, MANIFEST, version_name

_SCHEMA = """
    PRAGMA page_size = 16384;
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE documents (
        number INTEGER PRIMARY KEY, id BLOB NOT NULL, title BLOB NOT NULL, language TEXT NOT NULL,
        date TEXT, dateline TEXT, agency TEXT, passages INTEGER NOT NULL, text BLOB NOT NULL);
    CREATE TABLE passages (
        place INTEGER PRIMARY KEY, document INTEGER NOT NULL, number INTEGER NOT NULL,
        start INTEGER NOT NULL, "end" INTEGER NOT NULL,
        byte_start INTEGER NOT NULL, byte_end INTEGER NOT NULL,
        context BLOB NOT NULL, sentences BLOB NOT NULL);
    CREATE TABLE pages (
        document INTEGER NOT NULL, number INTEGER NOT NULL, start INTEGER NOT NULL,
        PRIMARY KEY (document, number)) WITHOUT ROWID;
    CREATE TABLE layouts (document INTEGER PRIMARY KEY, parts BLOB NOT NULL);
    CREATE TABLE stated (document INTEGER PRIMARY KEY, author BLOB NOT NULL, address BLOB NOT NULL);
"""
# Created at the end: inserting a million unordered ids would rewrite the same pages again and again.
_INDEXES = """
    CREATE UNIQUE INDEX documents_by_id ON documents (id);
    CREATE UNIQUE INDEX passages_of_document ON passages (document, number);
"""
SECONDS_BETWEEN_REPORTS = 0.2
_LARGE_FILE = 8192
"""Files of at least this many bytes are reported before they are read; smaller ones are quick."""


def _ignore(progress: BuildProgress) -> None:
    """Ignore a progress report."""


@dataclass(slots=True)
class _Counts:
    """Counts of what has been written so far."""

    documents: int = 0
    passages: int = 0
    sentences: int = 0
    languages: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        """The counts as they appear in the manifest, the most frequent language first."""
        return {
            "languages": [language for language, _ in self.languages.most_common()],
            "documents": self.documents,
            "passages": self.passages,
            "sentences": self.sentences,
        }


def write_version(
    source: Path,
    folder: Path,
    engine: EngineChoice = "auto",
    progress: OnProgress | None = None,
    seconds_between_reports: float = SECONDS_BETWEEN_REPORTS,
    batching: Batching = Batching(),  # noqa: B008 - frozen
    vectors: VectorSource = NO_VECTORS,
    precautions: Precautions = NO_PRECAUTIONS,
) -> tuple[dict[str, Any], list[Problem]]:
    """Write all files of a version into *folder*; the manifest comes last and makes the folder a version.

    Raises CorpusError if *source* has no document.  *progress* is called from time to time.
    """
    problems: list[Problem] = []
    fingerprint, places = hashlib.sha256(), hashlib.sha256()
    total = count(source) if progress else 0
    reporter = _Reporter(total, progress or _ignore, seconds_between_reports, precautions)
    documents = _sources(source, problems, reporter.file)
    batches = prepare_documents(documents, ONE_BY_ONE if precautions.one_by_one else batching)
    batches = _fingerprinted(reporter.batches(batches), fingerprint, places)
    batches = _with_checksums_written(batches, folder / CHECKSUMS)
    synonyms, doubtful = read_all(source)
    counts, used = _write_database(folder / DATABASE, batches, IndexWriter(folder, engine), synonyms)
    problems.extend(doubtful)
    if not counts.sentences:
        raise CorpusError(f"{source} has no sentence to answer with; put text into it ({KINDS})")
    manifest = {
        "format": FORMAT,
        "sha256": fingerprint.hexdigest(),
        "places": places.hexdigest(),
        **counts.as_json(),
        "engine": used,
        "starters": starters(gold_files(source)),
        "synonyms": hashlib.sha256(json.dumps(synonyms).encode()).hexdigest(),
    }
    if described := write_meaning(folder, manifest, vectors, progress):
        manifest["meaning"] = described
    return _finished(folder, manifest), problems


def _finished(folder: Path, manifest: dict[str, Any]) -> dict[str, Any]:
    """Name the version in *folder*, seal its files, and write and return its manifest."""
    manifest["version"] = version_name(manifest)
    seal(folder)
    write_durably(folder / MANIFEST, manifest)
    return manifest


class _Reporter:
    """Reports the progress of a build: before a large file, after the last one, and from time to time."""

    def __init__(
        self, total: int, progress: OnProgress, seconds_between: float, precautions: Precautions
    ) -> None:
        self._precautions = precautions
        self._total = total
        self._progress = progress
        self._seconds_between = seconds_between
        self._began = self._last = time.monotonic()
        self._documents = self._passages = 0
        self._reading = ""

    def file(self, file: Path) -> Problem | None:
        """Report that *file* is read next; return a Problem if it is skipped instead."""
        if problem := self._precautions.problem(file):
            return problem
        self._reading = str(file)
        with contextlib.suppress(OSError):
            if file.stat().st_size >= _LARGE_FILE:
                self._report()
        return None

    def batches(self, batches: Iterable[PreparedBatch]) -> Iterator[PreparedBatch]:
        """Pass the batches on and count their documents."""
        for batch in batches:
            yield batch
            self._documents += len(batch.documents)
            self._passages += len(batch.passages)
            if time.monotonic() - self._last >= self._seconds_between:
                self._report()
        self._reading = ""
        self._report()

    def _report(self) -> None:
        self._last = time.monotonic()
        total = max(self._documents, self._total)
        seconds = self._last - self._began
        self._progress(BuildProgress(self._documents, total, self._passages, seconds, self._reading))


def _sources(source: Path, problems: list[Problem], on_file: OnFile) -> Iterator[Source]:
    """The documents of the source with admins' metadata; unreadable files are added to *problems*."""
    edited, addresses = _edits(source, problems), read_addresses(source)
    current = ""

    def begin(file: Path) -> Problem | None:
        nonlocal current
        current = file.name
        return on_file(file)

    for read in load(source, begin):
        if isinstance(read, Problem):
            problems.append(read)
        elif read.id in edited or current in addresses:
            edit = edited.get(read.id, NO_METADATA)
            yield read._replace(edited=edit._replace(address=edit.address or addresses.get(current, "")))
        else:
            yield read


def _edits(source: Path, problems: list[Problem]) -> dict[str, Metadata]:
    """The metadata written by admins, by document id; an unusable file is added to *problems*."""
    try:
        return read_metadata(source)
    except MetadataError as error:
        problems.append(Problem(metadata_file(source), "", str(error), "none of it is used until then"))
        return {}


def _fingerprinted(
    batches: Iterable[PreparedBatch], texts: "hashlib._Hash", places: "hashlib._Hash"
) -> Iterator[PreparedBatch]:
    """Pass the batches on; hash ids, titles and texts into *texts*, and the segmentation into *places*."""
    for batch in batches:
        stored = chain.from_iterable((id_, title, text) for _, id_, title, *_, text in batch.documents)
        texts.update(b"".join(part for each in stored for part in (len(each).to_bytes(8, "big"), each)))
        places.update(batch.places)
        yield batch


def _with_checksums_written(batches: Iterable[PreparedBatch], path: Path) -> Iterator[PreparedBatch]:
    """Pass the batches on, and write the checksums of their passages to the file at *path*."""
    with path.open("wb") as file:
        for batch in batches:
            file.write(batch.checksums.tobytes())
            yield batch


def _write_database(
    path: Path, batches: Iterable[PreparedBatch], index: IndexWriter, synonyms: Iterable[Group]
) -> tuple[_Counts, EngineName]:
    """Write texts, places and vocabulary to SQLite and terms to *index*; return the counts and the engine."""
    counts = _Counts()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript(_SCHEMA)
        vocabulary = VocabularyWriter(database)
        database.execute("BEGIN")
        for batch in batches:
            _write(database, batch, counts)
            vocabulary.add(batch.words, batch.acronyms)
            index.add_all(batch.terms)
        with ThreadPoolExecutor(1) as beside:  # finishing an index mostly runs outside of Python
            finished = beside.submit(index.finish)
            vocabulary.finish([language for language, _ in counts.languages.most_common()], synonyms)
            database.execute("COMMIT")
            database.executescript(_INDEXES)
        return counts, finished.result()


def _write(database: sqlite3.Connection, batch: PreparedBatch, counts: _Counts) -> None:
    """Write the rows of a batch, numbered after the earlier ones."""
    first, place = counts.documents, counts.passages
    for table, numbered, rows in (
        ("documents", f"? + {first}, ?,?,?,?,?,?,?,?", batch.documents),
        ("passages", f"? + {place}, ? + {first}, ?,?,?,?,?,?,?", batch.passages),
        ("pages", f"? + {first}, ?,?", batch.pages),
        ("layouts", f"? + {first}, ?", batch.layouts),
        ("stated", f"? + {first}, ?, ?", batch.stated),
    ):
        database.executemany(f"INSERT INTO {table} VALUES ({numbered})", rows)  # noqa: S608 - our own
    counts.documents += len(batch.documents)
    counts.passages += len(batch.passages)
    counts.sentences += batch.sentences
    counts.languages.update(language for _, _, _, language, *_ in batch.documents)
