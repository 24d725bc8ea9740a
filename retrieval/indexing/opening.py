"""Open the version of a corpus to answer from; if it is missing, build it first in a child process."""

import contextlib
import logging

from corpus.errors import CorpusError
from retrieval.index.choosing import EngineChoice, engine_for
from retrieval.indexing.worker import build_in_child
from retrieval.meaning.index import wanted_description
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.manifest import FORMAT, VersionUnusableError
from retrieval.store.snapshot import Snapshot

log = logging.getLogger(__name__)


def open_current(
    store: CorpusStore, *, or_published: bool = False, engine: EngineChoice = "auto"
) -> Snapshot:
    """Open the version of the current files; build it first, in a child process, if it is not published yet.

    It is rebuilt if the published one is damaged, was built by an earlier release, or differs from what is
    wanted in its *engine* or in having vectors.  With *or_published*, the last published version is opened if
    the build fails, so that a bot starts on a full or read-only disk.  Raises CorpusError if there is nothing
    to answer from, and StorageError if no version can be written.
    """
    current = store.pointer()
    if store.is_up_to_date():
        with contextlib.suppress(VersionUnusableError):
            snapshot = store.open_published()
            if is_as_wanted(snapshot, store, engine) or not store.is_built_from_present_files():
                return snapshot
            snapshot.close()
    try:
        return store.open_folder(build_in_child(store, engine))
    except CorpusError as error:
        if current is None or not or_published:
            raise
        log.warning("%s; answering from version %s meanwhile", error, current.version)
        return store.open_latest()


def open_present(store: CorpusStore, engine: EngineChoice = "auto") -> Snapshot:
    """Open the version for a few questions on the command line, without changing what a running bot uses.

    That is the published version if it belongs to the current files.  Otherwise it is one of the current
    files, built first if necessary and not published, since a reload has to check whether it answers worse.
    If no version is published yet, this one is.  Raises as open_current() does, and SearchUnavailableError if
    its search cluster does not answer.
    """
    current = store.pointer()
    if current is None:
        return open_current(store, engine=engine)
    present = store.versions_of_present_files()
    chosen = [current.version] if store.is_up_to_date() else []
    built = {*present, *(chosen if store.is_built_from_present_files() else ())}
    for version in (*chosen, *present):
        with contextlib.suppress(VersionUnusableError):
            snapshot = store.open_version(version)
            if is_as_wanted(snapshot, store, engine) or version not in built:
                return _searchable(snapshot)
            snapshot.close()
    return store.open_folder(build_in_child(store, engine, publish=False))


def is_current(store: CorpusStore, snapshot: Snapshot, engine: EngineChoice = "auto") -> bool:
    """Whether *snapshot* is what a build would produce now, or was deliberately published instead."""
    current = store.pointer()
    if current is None or current.version != snapshot.version or not store.is_up_to_date():
        return False
    return is_as_wanted(snapshot, store, engine) or not store.is_built_from_present_files()


def _searchable(snapshot: Snapshot) -> Snapshot:
    """*snapshot*, after rebuilding its index on the cluster if it is missing there."""
    try:
        snapshot.engine.restore()
    except CorpusError:
        snapshot.close()
        raise
    return snapshot


def is_as_wanted(snapshot: Snapshot, store: CorpusStore, choice: EngineChoice) -> bool:
    """Whether a version was built by this release, with the engine and meaning options asked for."""
    is_wanted_engine = snapshot.engine_name == engine_for(snapshot.passage_count, choice)
    wanted = wanted_description(store.meaning, snapshot.sentence_count)
    return is_wanted_engine and snapshot.format == FORMAT and snapshot.meaning_description == wanted
