"""Building a version: the documents of a source, streamed into the files that a Snapshot opens."""

import contextlib
import hashlib
import json
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError
from corpus.loading import KINDS, Problem, count, load
from corpus.records import Source
from corpus.starters import gold_files, starters
from corpus.synonyms import Group, read_all
from retrieval.durable import write_durably
from retrieval.engines.choosing import EngineChoice, IndexWriter
from retrieval.preparing import PreparedDocument, prepared
from retrieval.snapshot import DATABASE, FORMAT, MANIFEST
from retrieval.vocabulary import VocabularyWriter

_SCHEMA = """
    PRAGMA page_size = 16384;
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE documents (
        number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, title BLOB NOT NULL, language TEXT NOT NULL,
        date TEXT, dateline TEXT, agency TEXT, passages INTEGER NOT NULL, text BLOB NOT NULL);
    CREATE TABLE passages (
        place INTEGER PRIMARY KEY, document INTEGER NOT NULL, number INTEGER NOT NULL,
        start INTEGER NOT NULL, "end" INTEGER NOT NULL,
        byte_start INTEGER NOT NULL, byte_end INTEGER NOT NULL,
        heading BLOB NOT NULL, sentences BLOB NOT NULL);
    CREATE TABLE pages (
        document INTEGER NOT NULL, number INTEGER NOT NULL, start INTEGER NOT NULL,
        PRIMARY KEY (document, number)) WITHOUT ROWID;
"""
_INDEXES = "CREATE UNIQUE INDEX passages_of_document ON passages (document, number)"
_TOLD_EVERY = 0.2  # seconds


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: ``documents`` of about ``total``, after ``seconds``.

    >>> half = Progress(documents=100, total=200, passages=300, seconds=2.0)
    >>> half.rate, half.remaining
    (150.0, 2.0)
    """

    documents: int
    total: int
    passages: int
    seconds: float

    @property
    def rate(self) -> float:
        """Passages a second."""
        return self.passages / self.seconds if self.seconds else 0.0

    @property
    def remaining(self) -> float:
        """Seconds to go, if the rest is like what is done."""
        left = max(0, self.total - self.documents)
        return self.seconds * left / self.documents if self.documents else 0.0


OnProgress = Callable[[Progress], None]


@dataclass(slots=True)
class _Counts:
    """What has been written so far."""

    documents: int = 0
    passages: int = 0
    sentences: int = 0
    languages: Counter[str] = field(default_factory=Counter)


def write_version(
    source: Path, folder: Path, engine: EngineChoice = "auto", progress: OnProgress | None = None
) -> tuple[dict[str, Any], list[Problem]]:
    """Everything of a version into *folder*; the manifest is written last and makes it one.

    Raises CorpusError where *source* holds nothing to answer with.  *progress* is told now and then.
    """
    problems: list[Problem] = []
    fingerprint, places = hashlib.sha256(), hashlib.sha256()
    index = IndexWriter(folder, engine)
    documents = _placed(prepared(_sources(source, problems)), places)
    if progress:
        documents = _told(documents, count(source), progress)
    synonyms, doubtful = read_all(source)
    counts = _write_database(folder / DATABASE, _fingerprinted(documents, fingerprint), index, synonyms)
    problems.extend(doubtful)
    if not counts.sentences:
        raise CorpusError(f"{source} has no sentence to answer with; put text into it ({KINDS})")
    manifest = {
        "format": FORMAT,
        "sha256": fingerprint.hexdigest(),
        "places": places.hexdigest(),
        "languages": [language for language, _ in counts.languages.most_common()],
        "documents": counts.documents,
        "passages": counts.passages,
        "sentences": counts.sentences,
        "engine": index.finish(),
        "starters": starters(gold_files(source)),
        "synonyms": hashlib.sha256(json.dumps(synonyms).encode()).hexdigest(),
    }
    manifest["version"] = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()[:12]
    write_durably(folder / MANIFEST, manifest)
    return manifest, problems


def _sources(source: Path, problems: list[Problem]) -> Iterator[Source]:
    """The documents of the source; what cannot be read goes to *problems*."""
    for read in load(source):
        if isinstance(read, Problem):
            problems.append(read)
        else:
            yield read


def _told(
    documents: Iterable[PreparedDocument], total: int, progress: OnProgress
) -> Iterator[PreparedDocument]:
    """The same documents, while *progress* is told how many have come."""
    began = told = time.monotonic()
    passages = 0
    for number, document in enumerate(documents, start=1):
        yield document
        passages += len(document.passages)
        now = time.monotonic()
        if now - told >= _TOLD_EVERY:
            told = now
            progress(Progress(number, max(number, total), passages, now - began))


def _fingerprinted(
    documents: Iterable[PreparedDocument], fingerprint: "hashlib._Hash"
) -> Iterator[PreparedDocument]:
    """The same documents, while their ids, titles and texts go into *fingerprint*."""
    for document in documents:
        for stored in (document.id, document.title, document.text):
            fingerprint.update(len(stored).to_bytes(8, "big") + stored)
        yield document


def _placed(documents: Iterable[PreparedDocument], places: "hashlib._Hash") -> Iterator[PreparedDocument]:
    """The same documents, while the places within them go into *places*: cut otherwise, they are others."""
    for document in documents:
        places.update(repr((len(document.passages), document.pages)).encode())
        for passage in document.passages:
            places.update(repr((passage.start, passage.end)).encode() + passage.sentences)
        yield document


def _write_database(
    path: Path, documents: Iterable[PreparedDocument], index: IndexWriter, synonyms: Iterable[Group]
) -> _Counts:
    """The texts, places and vocabulary into SQLite, the terms to *index*."""
    counts = _Counts()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript(_SCHEMA)
        vocabulary = VocabularyWriter(database)
        database.execute("BEGIN")
        for document in documents:
            _write_document(database, document, counts)
            vocabulary.add(document.learned, document.language)
            for passage in document.passages:
                index.add(passage.terms)
        vocabulary.finish([language for language, _ in counts.languages.most_common()], synonyms)
        database.execute("COMMIT")
        database.execute(_INDEXES)
    return counts


def _write_document(database: sqlite3.Connection, document: PreparedDocument, counts: _Counts) -> None:
    number, place = counts.documents, counts.passages
    *described, text, sentences, passages, _, pages = document
    database.execute(
        "INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?)", (number, *described, len(passages), text)
    )
    database.executemany(
        "INSERT INTO passages VALUES (?,?,?,?,?,?,?,?,?)",
        [(at, number, *passage[:-1]) for at, passage in enumerate(passages, start=place)],
    )
    database.executemany(
        "INSERT INTO pages VALUES (?,?,?)",
        [(number, page, start) for page, start in enumerate(pages, start=1)],
    )
    counts.documents += 1
    counts.passages += len(passages)
    counts.sentences += sentences
    counts.languages[document.language] += 1
