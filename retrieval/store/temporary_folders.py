"""Temporary folders beside the versions, where one is built or fetched before it is renamed into place."""

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from processes.owners import is_abandoned, owner_name
from retrieval.index.atomic_files import locked, make_private, remove_whole, sync, sync_tree
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.integrity import verified_checksums
from retrieval.store.manifest import VersionDamagedError, VersionUnusableError, read_manifest

_UNFINISHED = ".building-"


@contextmanager
def temporary_folder(home: Path) -> Iterator[Path]:
    """A new folder in *home*, removed after the block with whatever is still in it."""
    make_private(home)
    folder = home / f"{_UNFINISHED}{owner_name()}-{uuid.uuid4().hex[:8]}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put_in_place(folder: Path, store: CorpusStore, name: str) -> bool:
    """Rename a temporary folder to the version *name*; if that exists already, keep it and return True."""
    version = store.path_of(name)
    with locked(store.folder):
        try:
            verified_checksums(version, read_manifest(version))
        except VersionDamagedError as error:
            store.set_aside(name, str(error))
        except VersionUnusableError:
            remove_whole(version)
        else:
            return True
        sync_tree(folder)
        folder.rename(version)
        sync(version.parent)
    return False


def sweep(store: CorpusStore) -> None:
    """Remove what interrupted writes, builds and fetches left behind.

    A folder that another machine may still be working in stays.
    """
    store.sweep()
    for left in store.folder.glob(f"{_UNFINISHED}*"):
        owner = left.name.removeprefix(_UNFINISHED).rpartition("-")[0]
        if is_abandoned(owner, left):
            shutil.rmtree(left, ignore_errors=True)
