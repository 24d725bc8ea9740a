"""The stored versions of one corpus, and which of them is published.

Each source has a folder of its own below the versions folder: ``<name>-<hash of its path>/``.  It holds the
versions, one immutable folder each, and a pointer file that says which of them is published.
"""

import contextlib
import datetime
import errno
import hashlib
import json
import logging
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.errors import StorageError, VersionNotFoundError
from corpus.loading import refuse_whole_file_system
from corpus.starters import gold_files
from corpus.synonyms import synonym_files
from retrieval.index.atomic_files import locked, make_private, remove_whole, sweep_removed, write_durably
from retrieval.index.choosing import remove_index, sweep_indexes
from retrieval.index.opensearch.options import ClusterOptions
from retrieval.meaning.encoder import NO_MEANING, MeaningOptions
from retrieval.store.manifest import FORMAT, VersionDamagedError, VersionUnusableError, damaged, read_manifest
from retrieval.store.pointer import (
    POINTER_FILE,
    FileStates,
    Pointer,
    Publication,
    file_states,
    read_pointer,
    write_pointer,
)
from retrieval.store.snapshot import Snapshot

log = logging.getLogger(__name__)

_FILES = ".files.json"
_DAMAGED = ".damaged-"
_DAMAGED_KEPT = 2
UNDECIDED_SECONDS = 24 * 3600.0
"""How long a version is kept that was built but neither published nor discarded."""


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A version on disk.  ``published`` is its last publication, None if it was never published."""

    version: str
    sha256: str
    documents: int
    passages: int
    sentences: int
    current: bool
    waiting: bool
    published: Publication | None


@dataclass(frozen=True, slots=True)
class CorpusStore:
    """The versions of the corpus in *source*, kept below the folder *versions*.

    ``meaning`` says whether new versions get sentence vectors; ``cluster`` is the search cluster for versions
    whose engine is OpenSearch.  Ambiguous questions are analysed in the ``default_language``.
    """

    source: Path
    versions: Path
    meaning: MeaningOptions = NO_MEANING
    cluster: ClusterOptions | None = None
    default_language: str = ""

    @property
    def folder(self) -> Path:
        """The folder that holds this corpus's versions and its pointer."""
        path = self.source.resolve()
        return self.versions / f"{path.stem[:40]}-{hashlib.sha256(os.fsencode(path)).hexdigest()[:8]}"

    def path_of(self, version: str) -> Path:
        """The folder of a version."""
        return self.folder / version

    def files_record(self, version: str) -> Path:
        """The file that records which corpus files a version was built from."""
        return self.folder / f"{version}{_FILES}"

    # Reading

    def source_files(self) -> FileStates:
        """The state of the corpus files as they are now."""
        return state_of_files(self.source)

    def pointer(self) -> Pointer | None:
        """The published version with its history; None before anything was published."""
        return read_pointer(self.folder)

    def change_mark(self) -> tuple[int, ...] | None:
        """A value that changes with every publication, for the cost of one stat; None before the first.

        A running bot compares it every few seconds to notice what was published from a terminal.
        """
        try:
            state = (self.folder / POINTER_FILE).stat()
        except OSError:
            return None
        return state.st_ino, state.st_mtime_ns, state.st_size

    def is_up_to_date(self) -> bool:
        """Whether the pointer was set for the corpus files as they are now."""
        current = self.pointer()
        return current is not None and current.files == self.source_files()

    def is_built_from_present_files(self) -> bool:
        """Whether the published version was built from the present files; an older one may have been kept."""
        current = self.pointer()
        return current is not None and self.files_of(current.version) == self.source_files()

    def versions_of_present_files(self) -> tuple[str, ...]:
        """The versions on disk that were built from the files as they are now, published or not."""
        present = self.source_files()
        return tuple(
            version
            for version, manifest in self._manifests()
            if manifest["format"] == FORMAT and self.files_of(version) == present
        )

    def open_published(self) -> Snapshot:
        """Open the published version, even if the corpus files have changed since.

        Raises VersionNotFoundError if nothing was published, VersionUnusableError if it must be rebuilt.
        """
        current = self.pointer()
        if current is None:
            raise VersionNotFoundError(f"nothing was published yet from {self.source}; reload it")
        return self.open_version(current.version)

    def open_folder(self, folder: Path) -> Snapshot:
        """The version in a folder.  Raises VersionUnusableError if it cannot be read."""
        return Snapshot(folder, self.cluster, self.default_language)

    def open_version(self, version: str) -> Snapshot:
        """Open a version by its name; a damaged one is set aside so that it can be built again.

        Raises VersionUnusableError if it is missing or cannot be read.
        """
        try:
            snapshot = self.open_folder(self.path_of(version))
            if snapshot.version != version:
                snapshot.close()
                raise damaged(self.path_of(version), "its name")
        except VersionDamagedError as error:
            self.set_aside(version, str(error))
            raise
        return snapshot

    def open_latest(self) -> Snapshot:
        """Open the published version or, if that cannot be read, the last one before it that can.

        Raises VersionNotFoundError if there is none.
        """
        current = self.pointer()
        for version in current.latest_first if current else ():
            with suppress(VersionUnusableError):
                snapshot = self.open_version(version)
                if current is not None and version != current.version:
                    log.warning("version %s cannot be read; %s answers instead", current.version, version)
                return snapshot
        raise VersionNotFoundError(f"no version of {self.source} can be read; reload it")

    def set_aside(self, version: str, reason: str) -> None:
        """Rename a damaged version, so that it is neither opened nor lost; the latest two are kept."""
        aside = self.folder / f"{_DAMAGED}{version}-{time.time_ns()}"
        log.error("%s; it is set aside as %s", reason, aside)
        with suppress(OSError):  # on a disk that cannot be written, it stays, and is refused again
            self.path_of(version).rename(aside)
        found = sorted(self.folder.glob(f"{_DAMAGED}*"), key=lambda path: path.name.rpartition("-")[2])
        for folder in found[:-_DAMAGED_KEPT]:
            with suppress(OSError):
                remove_whole(folder)

    def stored(self) -> tuple[StoredVersion, ...]:
        """The versions on disk: published ones first, the latest at the top, then the others by name."""
        current = self.pointer()
        last = {entry.version: entry for entry in current.history} if current else {}
        found = [
            _stored_version(manifest, current, last.get(version)) for version, manifest in self._manifests()
        ]
        order = {version: place for place, version in enumerate(current.latest_first if current else ())}
        return tuple(sorted(found, key=lambda each: (order.get(each.version, len(order)), each.version)))

    def resolve(self, name: str) -> str:
        """The version whose name is, or begins with, *name*.

        Raises VersionNotFoundError if there is none, or more than one.
        """
        names = [version for version, _ in self._manifests()]
        found = [version for version in names if version == name]
        found = found or [version for version in names if version.startswith(name)]
        if len(found) != 1 or not name:
            there = ", ".join(names) or "none yet"
            what = "several versions begin" if found else "no version begins"
            raise VersionNotFoundError(f"{what} with {name!r}; there are: {there}")
        return found[0]

    def engine_of(self, version: str) -> str:
        """The name of the engine that searches a version.  Raises VersionUnusableError if there is none."""
        return str(read_manifest(self.path_of(version))["engine"])

    # Writing

    def publish(
        self,
        version: str,
        *,
        by: str = "",
        what: str = "published",
        files: FileStates | None = None,
        names: Sequence[str] = (),
    ) -> Publication:
        """Make *version* the published one, in one step.

        *files* are those it was built from, if they differ from the ones noted when it was built; *names*
        are those of files that came or went with it.  Raises VersionUnusableError if there is no such
        version, StorageError if nothing can be written.
        """
        with self._writing():
            read_manifest(self.path_of(version))
            if files is not None:
                self._write_files(version, files)
            entry = Publication(version, _now(), by, what, tuple(names))
            chosen_for = self.files_of(version) if files is None else files
            current = self.pointer()
            first = Pointer(version, chosen_for, history=(entry,))
            write_pointer(self.folder, current.published(entry, chosen_for) if current else first)
            return entry

    def hold(self, version: str) -> None:
        """Let a built version wait for a decision; the published one stays published, even across a restart.

        Raises as publish() does, and VersionNotFoundError if no version is published yet.
        """
        with self._writing():
            read_manifest(self.path_of(version))
            current = self.pointer()
            if current is None:
                raise VersionNotFoundError(f"nothing was published yet from {self.source}; publish {version}")
            write_pointer(self.folder, replace(current, files=self.files_of(version), waiting=version))

    def discard(self) -> str | None:
        """Decide against the waiting version; return its name, None if none was waiting.

        It is not built again until the corpus files change.  Raises StorageError if nothing can be written.
        """
        with self._writing():
            current = self.pointer()
            if current is None or current.waiting is None:
                return None
            write_pointer(self.folder, replace(current, waiting=None))
            if current.waiting not in current.latest_first:
                self._remove(current.waiting)
            return current.waiting

    def drop(self, version: str) -> bool:
        """Remove an unwanted version; False, without removing it, if it waits or was ever published.

        Raises StorageError if nothing can be written.
        """
        with self._writing():
            current = self.pointer()
            if current and version in (current.waiting, *current.latest_first):
                return False
            self._remove(version)
            return True

    def rollback(self, version: str | None = None, *, by: str = "", names: Sequence[str] = ()) -> Publication:
        """Publish *version*, or the one published before the current one, again; nothing is built.

        The corpus files stay as they are, except for the removed files *names*, and are not built again until
        they change.  Raises VersionNotFoundError if there is nothing to go back to, else as publish() does.
        """
        with self._writing():
            current = self.pointer()
            wanted = version or self._before(current)
            read_manifest(self.path_of(wanted))
            entry = Publication(wanted, _now(), by, "rolled back", tuple(names))
            history = (*current.history, entry) if current else (entry,)
            write_pointer(self.folder, Pointer(wanted, self.source_files(), None, history))
            return entry

    def prune(self, keep: int, undecided_seconds: float = UNDECIDED_SECONDS) -> tuple[str, ...]:
        """Remove all but the *keep* versions published last; return the names of those removed.

        The published and the waiting version stay, and undecided ones for *undecided_seconds*.  A process
        that has a removed version open can go on reading it.  Leftover indexes on a search cluster are
        removed as well.  Raises StorageError if nothing can be written.
        """
        removed = self._prune(keep, undecided_seconds)
        there = {version for version, _ in self._manifests()}
        sweep_indexes(there | self.needed(keep), self.cluster)
        return removed

    def _prune(self, keep: int, undecided_seconds: float) -> tuple[str, ...]:
        with self._writing():
            current = self.pointer()
            latest = current.latest_first if current else ()
            kept = {*latest[: max(keep, 1)], current.waiting if current else None}
            removed = [
                version
                for version, _ in self._manifests()
                if version not in kept
                and (version in latest or _age(self.path_of(version)) > undecided_seconds)
            ]
            for version in removed:
                self._remove(version)
            return tuple(removed)

    def needed(self, keep: int) -> frozenset[str]:
        """The versions that are kept: the *keep* published last, and the one that waits for a decision."""
        current = self.pointer()
        waiting = {current.waiting} if current and current.waiting else set()
        return frozenset({*(current.latest_first[: max(keep, 1)] if current else ()), *waiting})

    def mirror(self, pointer: Pointer) -> None:
        """Adopt the *pointer* of another machine on this one; its version may be missing here."""
        with self._writing():
            if self.pointer() != pointer:
                write_pointer(self.folder, pointer)

    def note_files(self, version: str, files: FileStates) -> None:
        """Record which files *version* was built from, for when it is published."""
        with self._writing():
            self._write_files(version, files)

    def sweep(self) -> None:
        """Remove what interrupted writes and removals left behind."""
        with self._writing():
            sweep_removed(self.folder)
            for left in [*self.folder.glob(f"{POINTER_FILE}.*"), *self.folder.glob(f"*{_FILES}.*")]:
                left.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """A block in which nobody else writes to the folder, which is created if necessary."""
        with storage_errors(self.folder):
            make_private(self.folder)
            with locked(self.folder):
                yield

    def _manifests(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every version on disk with its manifest, by name."""
        folders = sorted(self.folder.iterdir()) if self.folder.is_dir() else []
        for folder in folders:
            if not folder.name.startswith(".") and folder.is_dir():
                with suppress(VersionUnusableError):
                    yield folder.name, read_manifest(folder)

    def _before(self, current: Pointer | None) -> str:
        """The version published before the current one that can still be read."""
        there = {version for version, _ in self._manifests()}
        for version in current.latest_first[1:] if current else ():
            if version in there:
                return version
        raise VersionNotFoundError("there is no earlier version to go back to")

    def files_of(self, version: str) -> FileStates:
        """The state of the files that *version* was built from; empty if that is no longer known."""
        try:
            text = self.files_record(version).read_text(encoding="utf-8")
            return file_states(json.loads(text)["files"])
        except (OSError, ValueError, TypeError, KeyError):
            return ()

    def _write_files(self, version: str, files: FileStates) -> None:
        write_durably(self.files_record(version), {"files": files})

    def _remove(self, version: str) -> None:
        remove_whole(self.path_of(version))
        remove_index(version, self.cluster)
        self.files_record(version).unlink(missing_ok=True)


def files_of_source(source: Path) -> list[Path]:
    """Everything in the folder of a source; or the one file, its gold questions and its synonyms."""
    refuse_whole_file_system(source)
    if source.is_dir():
        return sorted(source.rglob("*"))
    return [source, *gold_files(source), *synonym_files(source)]


def state_of_files(source: Path) -> FileStates:
    """The state of every file of a source: as long as it stays the same, nothing has changed."""
    states = ((path, path.stat()) for path in files_of_source(source) if path.is_file())
    return tuple(
        (path.relative_to(source.parent).as_posix(), state.st_size, state.st_mtime_ns)
        for path, state in states
    )


@contextlib.contextmanager
def storage_errors(place: Path) -> Iterator[None]:
    """Turn disk errors within the block into a StorageError of one line."""
    try:
        yield
    except OSError as error:
        where = error.filename or place
        raise StorageError(
            f"cannot write the corpus to {where}: {error.strerror or error}; "
            f"{_remedy(error)}, or choose another QUOTH_STATE_DIR"
        ) from error


def _remedy(error: OSError) -> str:
    """The remedy for a disk error; making room helps only if the disk is full.

    >>> _remedy(OSError(errno.ENOSPC, "full")), _remedy(PermissionError(errno.EACCES, "denied"))
    ('make room', 'check that it exists and can be written')
    """
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return "make room" if full else "check that it exists and can be written"


def _stored_version(
    manifest: dict[str, Any], current: Pointer | None, published: Publication | None
) -> StoredVersion:
    counts = {name: manifest[name] for name in ("version", "sha256", "documents", "passages", "sentences")}
    version = manifest["version"]
    in_use, waiting = (current.version, current.waiting) if current else (None, None)
    return StoredVersion(**counts, current=version == in_use, waiting=version == waiting, published=published)


def _age(folder: Path) -> float:
    return time.time() - folder.stat().st_mtime


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="microseconds")
