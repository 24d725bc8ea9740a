"""Which version of a corpus is in use: one pointer, changed in one step, that remembers what it was before.

Under the versions folder each source has its own: ``<name>-<hash of its path>/``.  In it are the versions,
a folder each that is never changed, and ``current.json``: the version in use, the state of the files that
were considered when it was chosen, the version that waits for a decision, and the history of publications.
"""

import contextlib
import datetime
import hashlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from corpus.errors import StorageError, VersionNotFoundError
from corpus.starters import gold_files
from corpus.synonyms import synonym_files
from retrieval.store.atomic_files import locked, remove_whole, sweep_removed, write_durably
from retrieval.store.snapshot import Snapshot, VersionUnusableError, read_manifest

FileStates = tuple[tuple[str, int, int], ...]
"""Name, size in bytes and time of change in nanoseconds of each file."""

CURRENT = "current.json"
_FILES = ".files.json"
_REMEMBERED = 500
_UNDECIDED_SECONDS = 24 * 3600
"""How long a version that was built and neither published nor discarded is kept."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One entry of the history: which version came into use, when (ISO 8601, UTC), by whom, and how."""

    version: str
    at: str
    by: str
    what: str


@dataclass(frozen=True, slots=True)
class Pointer:
    """What ``current.json`` says.

    ``files`` are those that *version* was chosen for: while they are the same there is nothing to build, even
    where the choice was to keep an older version or to go back to one.
    """

    version: str
    files: FileStates
    waiting: str | None = None
    history: tuple[Publication, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A version on disk.  ``published`` is its last publication, None where it never was."""

    version: str
    sha256: str
    documents: int
    passages: int
    sentences: int
    current: bool
    waiting: bool
    published: Publication | None


# Reading


def home_of(source: Path, versions: Path) -> Path:
    """The folder of one source's versions."""
    path = source.resolve()
    return versions / f"{path.stem[:40]}-{hashlib.sha256(os.fsencode(path)).hexdigest()[:8]}"


def state_of_files(source: Path) -> FileStates:
    """The state of every file of the source: as long as they are the same, nothing has changed."""
    beside = [source, *gold_files(source), *synonym_files(source)]
    files = sorted(source.rglob("*")) if source.is_dir() else beside
    states = ((path, path.stat()) for path in files if path.is_file())
    return tuple(
        (path.relative_to(source.parent).as_posix(), state.st_size, state.st_mtime_ns)
        for path, state in states
    )


def pointer(source: Path, versions: Path) -> Pointer | None:
    """What is in use; None where nothing was published yet."""
    return _read_pointer(home_of(source, versions))


def mark(source: Path, versions: Path) -> tuple[int, ...] | None:
    """What changes whenever something is published, at the cost of one look at the disk; None: nothing is.

    A running bot compares it from time to time, to learn of what was published from a terminal.
    """
    try:
        state = (home_of(source, versions) / CURRENT).stat()
    except OSError:
        return None
    return state.st_ino, state.st_mtime_ns, state.st_size


def built_from_present_files(source: Path, versions: Path) -> bool:
    """Whether the version in use is of the files as they are, and not one that was kept or gone back to."""
    current = pointer(source, versions)
    if current is None:
        return False
    return _files_of(home_of(source, versions), current.version) == state_of_files(source)


def of_present_files(source: Path, versions: Path) -> tuple[str, ...]:
    """The versions on disk that were built of the source's files as they are, in use or not."""
    home, present = home_of(source, versions), state_of_files(source)
    return tuple(version for version, _ in _manifests(home) if _files_of(home, version) == present)


def open_published(source: Path, versions: Path) -> Snapshot:
    """The version in use, whatever has become of the source's files since.

    Raises VersionNotFoundError where nothing was published, VersionUnusableError where it must be built anew.
    """
    current = pointer(source, versions)
    if current is None:
        raise VersionNotFoundError(f"nothing was published yet of {source}; reload it")
    return open_version(source, versions, current.version)


def open_version(source: Path, versions: Path, version: str) -> Snapshot:
    """A version by its name; raises VersionUnusableError where there is none that can be read."""
    return Snapshot(home_of(source, versions) / version)


def stored(source: Path, versions: Path) -> tuple[StoredVersion, ...]:
    """The versions on disk: the published ones, the latest first, and then those that never were."""
    home = home_of(source, versions)
    current = _read_pointer(home)
    last = {entry.version: entry for entry in current.history} if current else {}
    found = [_stored(manifest, current, last.get(version)) for version, manifest in _manifests(home)]
    order = {version: place for place, version in enumerate(_latest_first(current))}
    return tuple(sorted(found, key=lambda each: (order.get(each.version, len(order)), each.version)))


def resolve(source: Path, versions: Path, name: str) -> str:
    """The version that *name*, or the beginning of its name, means.

    Raises VersionNotFoundError where there is none, or more than one.
    """
    names = [version for version, _ in _manifests(home_of(source, versions))]
    found = [version for version in names if version == name] or [v for v in names if v.startswith(name)]
    if len(found) != 1 or not name:
        there = ", ".join(names) or "none yet"
        what = "several versions begin" if found else "no version begins"
        raise VersionNotFoundError(f"{what} with {name!r}; there are: {there}")
    return found[0]


# Writing


def publish(
    source: Path,
    versions: Path,
    version: str,
    *,
    by: str = "",
    what: str = "published",
    files: FileStates | None = None,
) -> Publication:
    """Make *version* the one in use, in one step; publishing the one in use once more only notes the files.

    *files* are those it was built from, where they are not those that were there when it was.  Raises
    VersionUnusableError where there is no such version, StorageError where nothing can be written.
    """
    home = home_of(source, versions)
    with _writing(home):
        read_manifest(home / version)
        current = _read_pointer(home)
        if files is None:
            files = _files_of(home, version)
        else:
            note_files(home, version, files)
        entry = Publication(version, _now(), by, what)
        if current is None:
            _write_pointer(home, Pointer(version, files, history=(entry,)))
            return entry
        waiting = None if current.waiting == version else current.waiting
        known = current.version == version and current.history
        history = current.history if known else (*current.history, entry)
        _write_pointer(home, Pointer(version, files, waiting, history))
        return entry


def hold(source: Path, versions: Path, version: str) -> None:
    """Let a built version wait for a decision: the one in use stays, at the next start too.

    Raises as publish() does, and VersionNotFoundError where no version is in use yet.
    """
    home = home_of(source, versions)
    with _writing(home):
        read_manifest(home / version)
        current = _read_pointer(home)
        if current is None:
            raise VersionNotFoundError(f"nothing was published yet of {source}; publish {version}")
        _write_pointer(home, replace(current, files=_files_of(home, version), waiting=version))


def discard(source: Path, versions: Path) -> str | None:
    """Decide against the version that waits; its name, None where none did.

    It is not built again until the source's files change.  Raises StorageError where nothing can be written.
    """
    home = home_of(source, versions)
    with _writing(home):
        current = _read_pointer(home)
        if current is None or current.waiting is None:
            return None
        _write_pointer(home, replace(current, waiting=None))
        if current.waiting not in (current.version, *(entry.version for entry in current.history)):
            _remove(home, current.waiting)
        return current.waiting


def drop(source: Path, versions: Path, version: str) -> bool:
    """Remove a version that was built and is not wanted; False where it waits, or was ever in use, and stays.

    Raises StorageError where nothing can be written.
    """
    home = home_of(source, versions)
    with _writing(home):
        current = _read_pointer(home)
        if current and version in (current.waiting, *_latest_first(current)):
            return False
        _remove(home, version)
        return True


def rollback(source: Path, versions: Path, version: str | None = None, *, by: str = "") -> Publication:
    """Go back to *version*, or to the one that was in use before: nothing is built, one pointer changes.

    The source's files stay as they are, and are not built again until they change.  Raises
    VersionNotFoundError where there is nothing to go back to, else as publish() does.
    """
    home = home_of(source, versions)
    with _writing(home):
        current = _read_pointer(home)
        wanted = version or _before(home, current)
        read_manifest(home / wanted)
        entry = Publication(wanted, _now(), by, "rolled back")
        history = (*current.history, entry) if current else (entry,)
        _write_pointer(home, Pointer(wanted, state_of_files(source), None, history))
        return entry


def prune(source: Path, versions: Path, keep: int) -> tuple[str, ...]:
    """Remove all but the *keep* versions that were in use last; the names of those removed.

    The one in use stays, the one that waits, and for a day those that nobody has decided about.  A process
    that has a removed version open reads it to the end.  Raises StorageError where nothing can be written.
    """
    home = home_of(source, versions)
    with _writing(home):
        current = _read_pointer(home)
        latest = _latest_first(current)
        kept = {*latest[: max(keep, 1)], current.waiting if current else None}
        gone = [
            version
            for version, _ in _manifests(home)
            if version not in kept and (version in latest or _age(home / version) > _UNDECIDED_SECONDS)
        ]
        for version in gone:
            _remove(home, version)
        return tuple(gone)


def note_files(home: Path, version: str, files: FileStates) -> None:
    """Keep the state of the files that *version* was built from, for when it is published."""
    write_durably(home / f"{version}{_FILES}", {"files": files})


def sweep(home: Path) -> None:
    """Remove what writing and removing left behind that ended before its time."""
    with locked(home):
        sweep_removed(home)
        for left in [*home.glob(f"{CURRENT}.*"), *home.glob(f"*{_FILES}.*")]:
            left.unlink(missing_ok=True)


@contextlib.contextmanager
def told_as_storage(place: Path) -> Iterator[None]:
    """Say what the disk refuses as a StorageError, in one line."""
    try:
        yield
    except OSError as error:
        where = error.filename or place
        raise StorageError(
            f"cannot write the corpus to {where}: {error.strerror or error}; "
            "make room, or choose another QUOTH_STATE_DIR"
        ) from error


@contextlib.contextmanager
def _writing(home: Path) -> Iterator[None]:
    with told_as_storage(home), locked_home(home):
        yield


@contextlib.contextmanager
def locked_home(home: Path) -> Iterator[None]:
    """The source's folder, made if need be, with nobody else writing in it."""
    home.mkdir(parents=True, exist_ok=True)
    with locked(home):
        yield


def _read_pointer(home: Path) -> Pointer | None:
    try:
        said = json.loads((home / CURRENT).read_text(encoding="utf-8"))
        return Pointer(
            said["version"],
            _states(said["files"]),
            said.get("waiting"),
            tuple(Publication(**entry) for entry in said.get("history", ())),
        )
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _write_pointer(home: Path, new: Pointer) -> None:
    write_durably(home / CURRENT, asdict(replace(new, history=new.history[-_REMEMBERED:])))


def _files_of(home: Path, version: str) -> FileStates:
    """The state of the files that *version* was built from; none where that is not known any more."""
    try:
        return _states(json.loads((home / f"{version}{_FILES}").read_text(encoding="utf-8"))["files"])
    except (OSError, ValueError, TypeError, KeyError):
        return ()


def _states(rows: Any) -> FileStates:
    return tuple((str(name), int(size), int(at)) for name, size, at in rows)


def _manifests(home: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every version on disk with its manifest, by name."""
    folders = sorted(home.iterdir()) if home.is_dir() else []
    for folder in folders:
        if not folder.name.startswith(".") and folder.is_dir():
            with suppress(VersionUnusableError):
                yield folder.name, read_manifest(folder)


def _stored(
    manifest: dict[str, Any], current: Pointer | None, published: Publication | None
) -> StoredVersion:
    counts = {name: manifest[name] for name in ("version", "sha256", "documents", "passages", "sentences")}
    version = manifest["version"]
    in_use, waiting = (current.version, current.waiting) if current else (None, None)
    return StoredVersion(**counts, current=version == in_use, waiting=version == waiting, published=published)


def _latest_first(current: Pointer | None) -> list[str]:
    """The versions that were in use, each once, the one in use first."""
    if current is None:
        return []
    return list(dict.fromkeys([current.version, *(entry.version for entry in reversed(current.history))]))


def _before(home: Path, current: Pointer | None) -> str:
    """The version that was in use before the current one and can still be read."""
    there = {version for version, _ in _manifests(home)}
    for version in _latest_first(current)[1:]:
        if version in there:
            return version
    raise VersionNotFoundError("there is no earlier version to go back to")


def _remove(home: Path, version: str) -> None:
    remove_whole(home / version)
    (home / f"{version}{_FILES}").unlink(missing_ok=True)


def _age(folder: Path) -> float:
    return time.time() - folder.stat().st_mtime


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="microseconds")
