"""The corpus files in a depot, so that any machine can build the next version.

Each file is stored under its digest, and a list names them all.  A machine brings its folder up to date by a
three-way comparison: the list it had last, the depot's list, and the present folder.  A file that somebody
changed in this folder stays, for the next reload; all others become those of the depot.
"""

import json
import os
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from management.depot.blobs import UNNEEDED_SECONDS, Blobs
from management.depot.errors import DepotDamagedError, DepotError
from management.links.records import HIDDEN_FILES
from retrieval.index.atomic_files import write_durably
from retrieval.store.corpus_store import CorpusStore, files_of_source, storage_errors

_KNOWN = ".sources.json"
"""The file, beside the versions, with the list of corpus files that this machine last had."""

_NAMES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the corpus: its size, modification time in nanoseconds, and SHA-256."""

    size: int
    modified: int
    sha256: str


Sources = Mapping[str, SourceFile]
"""The files of a corpus, by their paths below its folder, or beside it if the corpus is one file."""


def put_sources(blobs: Blobs, store: CorpusStore) -> tuple[str, Sources]:
    """Put missing corpus files and a list of all files into the depot; return the list and its digest.

    Once it is published, call `note_known` to record that this machine has it.
    """
    known = known_sources(store)
    found: dict[str, SourceFile] = {}
    for name, path in _present(store.source):
        state = path.stat()
        before = known.get(name)
        if before is not None and (before.size, before.modified) == (state.st_size, state.st_mtime_ns):
            found[name] = before
        else:
            found[name] = SourceFile(state.st_size, state.st_mtime_ns, blobs.put(path))
    path = store.folder / f"{_KNOWN}.{uuid.uuid4().hex[:8]}"
    try:
        _write(path, found)
        return blobs.put(path), found
    finally:
        path.unlink(missing_ok=True)


def update_sources(blobs: Blobs, store: CorpusStore, digest: str) -> list[str]:
    """Change the corpus folder to the list of that *digest*; return the names of the changed files.

    Raises DepotError if a file cannot be fetched, and StorageError if one cannot be written; earlier changes
    stay.
    """
    known, present = known_sources(store), dict(_present(store.source))
    theirs = _read_list(blobs, store, digest)
    _require_same_file(store.source, theirs)
    changed = []
    for name in sorted({*theirs, *known}):
        if _may_be_replaced(present.get(name), known.get(name), theirs.get(name)):
            _replace(blobs, _place_of(store.source, name), theirs.get(name))
            changed.append(name)
    note_known(store, theirs)
    return changed


def known_sources(store: CorpusStore) -> Sources:
    """The list that this machine last had; empty if it had none."""
    try:
        return _parsed((store.folder / _KNOWN).read_bytes())
    except (OSError, ValueError, TypeError, KeyError):
        return {}


def sweep_files(
    blobs: Blobs, store: CorpusStore, digest: str, unneeded_seconds: float = UNNEEDED_SECONDS
) -> None:
    """Delete old files from the depot, except the list of that *digest* and the files in it."""
    needed = {digest, *(file.sha256 for file in _read_list(blobs, store, digest).values())}
    blobs.sweep(needed, unneeded_seconds)


def _may_be_replaced(here: Path | None, known: SourceFile | None, theirs: SourceFile | None) -> bool:
    """Whether to replace a file by *theirs*: it differs, and nobody has changed it here.

    Without an earlier list, the newer of two files wins, and a file that only this machine has stays.
    """
    if here is None:
        return theirs is not None and (known is None or known != theirs)
    state = here.stat()
    as_it_is = (state.st_size, state.st_mtime_ns)
    if theirs is not None and as_it_is == (theirs.size, theirs.modified):
        return False
    if known is not None:
        return as_it_is == (known.size, known.modified)
    return theirs is not None and theirs.modified > state.st_mtime_ns


def _replace(blobs: Blobs, path: Path, theirs: SourceFile | None) -> None:
    with storage_errors(path):
        if theirs is None:
            path.unlink(missing_ok=True)
            return
        blobs.fetch(theirs.sha256, path)
        os.utime(path, ns=(theirs.modified, theirs.modified))


def _present(source: Path) -> Iterator[tuple[str, Path]]:
    """The files of the corpus by name."""
    folder = source if source.is_dir() else source.parent
    for path in files_of_source(source):
        name = path.relative_to(folder)
        is_hidden = any(part.startswith(".") for part in name.parts)
        if path.is_file() and (not is_hidden or name.as_posix() in HIDDEN_FILES):
            yield name.as_posix(), path


def _require_same_file(source: Path, theirs: Sources) -> None:
    """Raise DepotError if the corpus here is one file, and the depot has none of that name."""
    if not _is_folder(source) and source.name not in theirs:
        there = ", ".join(sorted(name for name in theirs if not name.startswith("."))[:_NAMES_SHOWN])
        raise DepotError(
            f"the depot has the corpus files {there}, and QUOTH_CORPUS names the file {source.name} here; "
            "give it the same name on all machines, or a folder to QUOTH_CORPUS"
        )


def _is_folder(source: Path) -> bool:
    """Whether the corpus is a folder; one that does not exist yet is, unless its name has a suffix."""
    return source.is_dir() or not (source.is_file() or source.suffix)


def _place_of(source: Path, name: str) -> Path:
    """Where the file of that name belongs.  Raises DepotDamagedError if that is not in the corpus folder."""
    folder = source if _is_folder(source) else source.parent
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise DepotDamagedError(f"the depot names a file outside of the corpus: {name}; it is not used")
    return path


def _read_list(blobs: Blobs, store: CorpusStore, digest: str) -> Sources:
    path = store.folder / f"{_KNOWN}.{digest[:8]}"
    try:
        blobs.fetch(digest, path)
        return _parsed(path.read_bytes())
    except (ValueError, TypeError, KeyError):
        raise DepotDamagedError(f"the list {digest} of corpus files in the depot cannot be read") from None
    finally:
        path.unlink(missing_ok=True)


def note_known(store: CorpusStore, sources: Sources) -> None:
    """Record that the corpus folder of this machine now matches a list."""
    _write(store.folder / _KNOWN, sources)


def _write(path: Path, sources: Sources) -> None:
    rows = {name: [file.size, file.modified, file.sha256] for name, file in sorted(sources.items())}
    with storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path, {"files": rows})


def _parsed(content: bytes) -> dict[str, SourceFile]:
    rows = json.loads(content)["files"]
    return {str(name): SourceFile(int(size), int(at), str(sha)) for name, (size, at, sha) in rows.items()}
