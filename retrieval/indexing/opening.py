"""Opening the version of a corpus that answers; one that is missing is built first, in a child process."""

import contextlib
import logging

from corpus.errors import StorageError
from retrieval.index.choosing import EngineChoice, engine_for
from retrieval.indexing.worker import build_in_child
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.snapshot import Snapshot, VersionUnusableError

log = logging.getLogger(__name__)


def open_current(
    store: CorpusStore, *, or_published: bool = False, engine: EngineChoice = "auto"
) -> Snapshot:
    """The source's current version, built first (in a child process) if its files have changed.

    It is built anew as well where it has another engine than the one that *engine* asks for.
    With *or_published*, where the disk takes no new version, the one that was published last is opened,
    so that a bot starts on a full or read-only disk.  Raises CorpusError where there is nothing to answer
    from, and StorageError where there is nowhere to build.
    """
    current = store.pointer()
    if store.is_up_to_date():
        with contextlib.suppress(VersionUnusableError):
            snapshot = store.open_published()
            if _has_engine(snapshot, engine) or not store.is_built_from_present_files():
                return snapshot
            snapshot.close()
    try:
        return Snapshot(build_in_child(store, engine))
    except StorageError as error:
        if current is None or not or_published:
            raise
        log.warning("%s; answering from version %s meanwhile", error, current.version)
        return store.open_published()


def open_present(store: CorpusStore, engine: EngineChoice = "auto") -> Snapshot:
    """The version for someone who asks a question or two, beside a bot perhaps, whose version stays in use.

    That is the one in use, while the source's files are those it was chosen for; else one of the present
    files, built first if need be and not published: whether it answers worse is for a reload to say.  Where
    none is in use yet, the first is published.  Raises as open_current() does.
    """
    current = store.pointer()
    if current is None:
        return open_current(store, engine=engine)
    present = store.versions_of_present_files()
    chosen = [current.version] if store.is_up_to_date() else []
    for version in (*chosen, *present):
        with contextlib.suppress(VersionUnusableError):
            snapshot = store.open_version(version)
            if _has_engine(snapshot, engine) or version not in present:
                return snapshot
            snapshot.close()
    return Snapshot(build_in_child(store, engine, publish=False))


def _has_engine(snapshot: Snapshot, choice: EngineChoice) -> bool:
    return snapshot.engine_name == engine_for(snapshot.passage_count, choice)
