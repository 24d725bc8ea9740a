"""Building a version: the documents of a source, streamed into the files that a Snapshot opens."""

import contextlib
import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.cleaning import describe
from corpus.errors import CorpusError
from corpus.loading import Problem, load
from corpus.passages import split
from corpus.records import Document, Passage
from corpus.starters import gold_files, starters
from retrieval.analysis import analyser
from retrieval.durable import write_durably
from retrieval.snapshot import DATABASE, FORMAT, MANIFEST, encode

_SCHEMA = """
    PRAGMA page_size = 16384;
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE documents (
        number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, title BLOB NOT NULL, language TEXT NOT NULL,
        date TEXT, dateline TEXT, agency TEXT, passages INTEGER NOT NULL, text BLOB NOT NULL);
    CREATE TABLE passages (
        place INTEGER PRIMARY KEY, document INTEGER NOT NULL, number INTEGER NOT NULL,
        start INTEGER NOT NULL, "end" INTEGER NOT NULL, byte_start INTEGER NOT NULL, byte_end INTEGER NOT NULL,
        heading BLOB NOT NULL, sentences BLOB NOT NULL, terms BLOB NOT NULL);
"""
_INDEXES = "CREATE UNIQUE INDEX passages_of_document ON passages (document, number)"


def write_version(source: Path, folder: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Everything of a version into *folder*; the manifest is written last and makes it one."""
    fingerprint = hashlib.sha256()
    languages: Counter[str] = Counter()
    problems: list[Problem] = []
    passage_count = sentence_count = document_count = 0
    with contextlib.closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as database:
        database.executescript(_SCHEMA)
        database.execute("BEGIN")
        for read in load(source):
            if isinstance(read, Problem):
                problems.append(read)
                continue
            document = describe(read)
            passages = split(document)
            for part in (document.id, document.title, document.text):
                stored = encode(part)
                fingerprint.update(len(stored).to_bytes(8, "big") + stored)
            languages[document.language] += 1
            database.execute(
                "INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?)",
                _document_row(document_count, document, len(passages)),
            )
            rows = _passage_rows(document_count, passage_count, document, passages)
            database.executemany("INSERT INTO passages VALUES (?,?,?,?,?,?,?,?,?,?)", rows)
            document_count += 1
            passage_count += len(passages)
            sentence_count += sum(len(passage.sentences) for passage in passages)
        database.execute("COMMIT")
        database.execute(_INDEXES)
    if not sentence_count:
        raise CorpusError(f"{source} has no sentence to answer with; put text into it (.txt, .md or .jsonl)")
    sha256 = fingerprint.hexdigest()
    golds = gold_files(source)
    manifest = {
        "format": FORMAT,
        "sha256": sha256,
        "languages": [language for language, _ in languages.most_common()],
        "documents": document_count,
        "passages": passage_count,
        "sentences": sentence_count,
        "engine": "rank-bm25",
        "starters": starters(golds),
    }
    manifest["version"] = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()[:12]
    write_durably(folder / MANIFEST, manifest)
    return manifest, problems


def _document_row(number: int, document: Document, passages: int) -> tuple[Any, ...]:
    date = document.date.isoformat() if document.date else None
    return (
        number, encode(document.id), encode(document.title), document.language,
        date, document.dateline, document.agency, passages, encode(document.text),
    )  # fmt: skip


def _passage_rows(
    number: int, place: int, document: Document, passages: Sequence[Passage]
) -> Iterator[tuple[Any, ...]]:
    """The rows of a document's passages.  Byte offsets are counted on from passage to passage, never anew."""
    at = at_byte = 0
    for passage in passages:
        text = document.text[passage.start : passage.end]
        at_byte += len(encode(document.text[at : passage.start]))
        end_byte = at_byte + len(encode(text))
        terms = " ".join(index_terms(document.title, passage.heading, text, document.language))
        sentences = np.array(passage.sentences, dtype="<i4").tobytes()
        yield (
            place, number, passage.number, passage.start, passage.end,
            at_byte, end_byte, encode(passage.heading), sentences, encode(terms),
        )  # fmt: skip
        place += 1
        at, at_byte = passage.end, end_byte


def index_terms(title: str, heading: str, text: str, language: str) -> list[str]:
    """What a passage is found by: the terms of its document's title, its heading and itself."""
    known = analyser(language)
    return [*known.terms(title), *known.terms(heading), *known.terms(text)]
