"""Build a version: turn a source of files into an immutable folder beside the other versions.

A finished version is put in place by one rename; an interrupted build leaves nothing that is ever read.
"""

import sqlite3
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import StorageError
from retrieval.index.atomic_files import make_private
from retrieval.index.choosing import EngineChoice, fill_index
from retrieval.index.opensearch.options import ClusterOptions
from retrieval.indexing.builder import write_version
from retrieval.indexing.precautions import NO_PRECAUTIONS, Precautions
from retrieval.indexing.progress import BuildProgress, OnProgress
from retrieval.indexing.sentence_vectors import VectorSource
from retrieval.meaning.encoder import encoder_for
from retrieval.store.corpus_store import CorpusStore, state_of_files, storage_errors
from retrieval.store.manifest import VersionUnusableError, read_manifest
from retrieval.store.temporary_folders import put_in_place, sweep, temporary_folder


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The result of a build: the version's folder and counts, and each problem as one line.

    ``reused``: an identical version already existed.
    """

    path: Path
    version: str
    sha256: str
    documents: int
    passages: int
    sentences: int
    problems: tuple[str, ...]
    reused: bool


def build(
    store: CorpusStore,
    engine: EngineChoice = "auto",
    progress: OnProgress | None = None,
    precautions: Precautions = NO_PRECAUTIONS,
) -> BuildReport:
    """Build the version of the current files in this process and publish it.

    *progress* is called from time to time.  Raises CorpusError if the source is missing or has no document,
    and StorageError if the folder cannot be written.
    """
    report = build_candidate(store, engine=engine, progress=progress, precautions=precautions)
    store.publish(report.version)
    return report


def build_candidate(
    store: CorpusStore,
    contents: Path | None = None,
    engine: EngineChoice = "auto",
    progress: OnProgress | None = None,
    precautions: Precautions = NO_PRECAUTIONS,
) -> BuildReport:
    """Build a version in this process without publishing it.

    *contents*, if given, is read in place of the source: the source as it would be after a change.
    *progress* is called from time to time.  Raises as build() does.
    """
    home = store.folder
    try:
        with storage_errors(home):
            manifest, problems, reused = _build(
                store, contents or store.source, engine, progress, precautions
            )
    except sqlite3.OperationalError as error:
        raise StorageError(
            f"cannot write the corpus to {home}: {error}; make room, or choose another QUOTH_STATE_DIR"
        ) from error
    counts = {name: manifest[name] for name in ("version", "sha256", "documents", "passages", "sentences")}
    return BuildReport(path=home / manifest["version"], problems=problems, reused=reused, **counts)


def _build(
    store: CorpusStore,
    contents: Path,
    engine: EngineChoice,
    progress: OnProgress | None,
    precautions: Precautions,
) -> tuple[dict[str, Any], tuple[str, ...], bool]:
    make_private(store.folder)
    sweep(store)
    with temporary_folder(store.folder) as folder:
        files = state_of_files(contents)
        vectors = _vector_source(store)
        manifest, problems = write_version(
            contents, folder, engine, progress, vectors=vectors, precautions=precautions
        )
        _make_searchable(folder, manifest, store.cluster, progress)
        reused = put_in_place(folder, store, manifest["version"])
        store.note_files(manifest["version"], files)
    return manifest, tuple(map(str, problems)), reused


def _make_searchable(
    folder: Path, manifest: dict[str, Any], cluster: ClusterOptions | None, progress: OnProgress | None
) -> None:
    """Create the index on the cluster if the version is searched there, before the version is used."""
    begun = time.monotonic()
    passages = manifest["passages"]

    def tell(sent: int) -> None:
        if progress:
            progress(BuildProgress(sent, passages, sent, time.monotonic() - begun, unit="indexed passages"))

    fill_index(folder, manifest["engine"], manifest["version"], passages, cluster, tell)


def _vector_source(store: CorpusStore) -> VectorSource:
    """Where a new version gets its vectors: most of them from the published version."""
    encoder, current = encoder_for(store.meaning.choice), store.pointer()
    if encoder and current:
        with suppress(VersionUnusableError):
            earlier = store.path_of(current.version)
            if read_manifest(earlier).get("meaning", {}).get("digest") == encoder.digest:
                return VectorSource(store.meaning, earlier)
    return VectorSource(store.meaning)
