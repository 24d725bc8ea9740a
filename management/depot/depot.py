"""The versions in a depot: put, fetch, check, list, sweep.

::

    versions/<version>.json           says which files a version has; written last, in one step
    files/<version>-<number>/…        its files, compressed
    blobs/<sha256>.gz                 single files (`management.depot.blobs`)
    published.json                    which version was published last

If there are several libraries, each has all this in a folder of its own (`management.depot.library_objects`).

A version exists once its record does.  Two machines may put the same version at the same time: each writes
its own files, and the first record counts.
"""

import datetime
import json
import shutil
import time
import uuid
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import StorageError
from management.depot.errors import DepotDamagedError, DepotError, NotInDepotError, ObjectMissingError
from management.depot.library_objects import LibraryObjects
from management.depot.object_store import ObjectStore, StoredObject
from management.depot.records import DepotFile, DepotVersion, damaged_in_depot, read_record, written
from management.depot.transfer import ByteProgress, in_parallel, receive, send
from management.proposing import OnStage, no_progress
from retrieval.store.corpus_store import CorpusStore, storage_errors
from retrieval.store.integrity import verified_checksums
from retrieval.store.manifest import VersionDamagedError, VersionUnusableError, read_manifest
from retrieval.store.pointer import in_folder
from retrieval.store.temporary_folders import put_in_place, temporary_folder

RECORDS, FILES, PUBLISHED = "versions/", "files/", "published.json"
UNFINISHED_SECONDS = 24 * 3600.0
"""How long files without a record are kept: somebody may still be writing them."""


@dataclass(frozen=True, slots=True)
class Depot:
    """The versions of one corpus in *objects*.  Methods raise DepotError if the store cannot be used."""

    objects: ObjectStore

    def of_library(self, library: str) -> "Depot":
        """The depot of one library; "" is for a bot with a single corpus, which has the whole depot."""
        return Depot(LibraryObjects(self.objects, library)) if library else self

    # Reading

    def versions(self) -> dict[str, DepotVersion | DepotDamagedError]:
        """The versions, latest first, each with its record or the error in reading it."""
        found: dict[str, DepotVersion | DepotDamagedError] = {}
        for version in self._names():
            with suppress(NotInDepotError):  # swept meanwhile
                try:
                    found[version] = self.record(version)
                except DepotDamagedError as error:
                    found[version] = error
        return dict(sorted(found.items(), key=_put_at, reverse=True))

    def record(self, version: str) -> DepotVersion:
        """The record of a version.

        Raises NotInDepotError if there is none, DepotDamagedError if it has changed.
        """
        try:
            content = b"".join(self.objects.read(_record_name(version)))
        except ObjectMissingError:
            raise NotInDepotError(
                f"version {version} is not in the depot {self.objects.name}; push it from a machine "
                f"that has it: corpus depot push {version}"
            ) from None
        return read_record(version, content)

    def resolve(self, name: str) -> str:
        """The version in the depot whose name begins with *name*.

        Raises NotInDepotError if there is none, or more than one.
        """
        names = list(self._names())
        found = [version for version in names if version.startswith(name)]
        if len(found) != 1 or not name:
            there = ", ".join(sorted(names)) or "none yet"
            what = "several versions begin" if found else "no version begins"
            raise NotInDepotError(
                f"{what} with {name!r} in the depot {self.objects.name}; there are: {there}"
            )
        return found[0]

    def check(self, version: str, tell: OnStage = no_progress) -> DepotVersion:
        """Read a version and check every digest.  Raises DepotDamagedError with the file that is damaged."""
        record = self.record(version)
        done = ByteProgress("checking", record.size, tell)
        in_parallel(lambda file: receive(self.objects, record, file, None, done), record.files)
        return record

    # Writing

    def put(
        self, store: CorpusStore, version: str, tell: OnStage = no_progress, *, replace: bool = False
    ) -> DepotVersion:
        """Put a version of *store* into the depot, unless it is there already; with *replace*, put it again.

        Raises VersionUnusableError if the store lacks it or any of its files.
        """
        present = None if replace else self._whole_record(version)
        if present is not None:
            return present
        folder = store.path_of(version)
        verified_checksums(folder, read_manifest(folder))
        objects = f"{FILES}{version}-{uuid.uuid4().hex[:8]}"
        names = sorted(
            path.relative_to(folder).as_posix() for path in folder.rglob("[!.]*") if path.is_file()
        )
        done = ByteProgress("putting", sum((folder / name).stat().st_size for name in names), tell)

        def put_file(name: str) -> DepotFile:
            return send(self.objects, folder / name, name, f"{objects}/{name}.gz", done)

        files = tuple(in_parallel(put_file, names))
        record = DepotVersion(version, _now(), objects, files, store.files_of(version))
        if self.objects.write(_record_name(version), [written(record)], only_new=not replace and not present):
            return record
        self.objects.delete([record.object_of(file) for file in files])
        return self.record(version)

    def fetch(self, store: CorpusStore, version: str, tell: OnStage = no_progress) -> bool:
        """Fetch and check a version, then add it to *store* at once; False if it was there already.

        Raises NotInDepotError, DepotDamagedError with the name of the damaged file, and StorageError if
        it cannot be written to disk.  Then nothing has changed.
        """
        with suppress(VersionUnusableError):
            verified_checksums(store.path_of(version), read_manifest(store.path_of(version)))
            return False
        record = self.record(version)
        done = ByteProgress("fetching", record.size, tell)
        with storage_errors(store.folder), temporary_folder(store.folder) as folder:
            _require_room(folder, record)
            in_parallel(
                lambda file: receive(self.objects, record, file, folder / file.name, done), record.files
            )
            _require_version(folder, version)
            put_in_place(folder, store, version)
            store.note_files(version, in_folder(record.states, store.source.name))
        return True

    def delete(self, version: str) -> None:
        """Delete a version, its record first, so that nobody starts fetching it."""
        self.objects.delete([_record_name(version)])
        self.objects.delete(
            [each.name for each in self.objects.list_objects(FILES) if _version_in(each.name) == version]
        )

    def sweep(
        self, keep: int, needed: Collection[str], unfinished_seconds: float = UNFINISHED_SECONDS
    ) -> list[str]:
        """Delete all but the latest *keep* versions, and files of no version; return the deleted versions.

        Versions in *needed* stay, and so does everything put within the last *unfinished_seconds*.
        """
        before = time.time() - unfinished_seconds
        there = self.versions()
        kept = {*list(there)[:keep], *needed, self.published()}
        written_at = self._names()
        swept = [version for version in there if version not in kept and written_at[version] < before]
        for version in swept:
            self.delete(version)
        self._sweep_unfinished(before)
        self.objects.sweep_unfinished(before)
        return swept

    def published(self) -> str | None:
        """The version that was last recorded as published; None if there is none."""
        return self._note().get("version")

    def published_sources(self) -> str:
        """The list of corpus files of the published version; "" if none was recorded."""
        return self._note().get("sources", "")

    def note_published(self, version: str, sources: str = "") -> None:
        """Record which version is published: it is never swept, and a new machine starts with it.

        *sources* is the list of corpus files; without it, the earlier one stays.
        """
        note = {"version": version, "sources": sources or self.published_sources(), "at": _now()}
        self.objects.write(PUBLISHED, [json.dumps(note).encode()])

    # Parts

    def _note(self) -> dict[str, str]:
        """The content of ``published.json``; empty if it does not exist or cannot be read."""
        with suppress(ObjectMissingError, ValueError):
            note = json.loads(b"".join(self.objects.read(PUBLISHED)))
            return note if isinstance(note, dict) else {}
        return {}

    def _names(self) -> dict[str, float]:
        """The versions with a record, each with the time at which the record was written."""
        return {Path(each.name).stem: each.at for each in self.objects.list_objects(RECORDS)}

    def _whole_record(self, version: str) -> DepotVersion | None:
        """The record of a version if all its files exist in their right sizes; otherwise None."""
        try:
            record = self.record(version)
        except (NotInDepotError, DepotDamagedError):
            return None
        sizes = {each.name: each.size for each in self.objects.list_objects(f"{record.folder}/")}
        is_complete = all(sizes.get(record.object_of(file)) == file.stored_size for file in record.files)
        return record if is_complete else None

    def _sweep_unfinished(self, before: float) -> None:
        """Delete files of no record, unless something was written beside them since *before*."""
        records = self.versions()
        used = {record.folder for record in records.values() if isinstance(record, DepotVersion)}
        unreadable = {name for name, record in records.items() if not isinstance(record, DepotVersion)}
        folders: dict[str, list[StoredObject]] = {}
        for each in self.objects.list_objects(FILES):
            folders.setdefault(_folder_of(each.name), []).append(each)
        for folder, objects in folders.items():
            is_needed = folder in used or _version_in(folder) in unreadable
            if not is_needed and max(each.at for each in objects) < before:
                self.objects.delete([each.name for each in objects])


def _put_at(item: tuple[str, DepotVersion | DepotDamagedError]) -> str:
    """When a version was put into the depot; a damaged one counts as old."""
    record = item[1]
    return record.at if isinstance(record, DepotVersion) else ""


def _record_name(version: str) -> str:
    return f"{RECORDS}{version}.json"


def _folder_of(name: str) -> str:
    """The folder of an object, which has the files of one put.

    >>> _folder_of("files/0123-ab/index/a.gz")
    'files/0123-ab'
    """
    return "/".join(name.split("/", 2)[:2])


def _version_in(name: str) -> str:
    """The version that a file belongs to, by the name of its folder.

    >>> _version_in("files/0123-ab/index/a.gz")
    '0123'
    """
    return _folder_of(name).removeprefix(FILES).rpartition("-")[0]


def _require_version(folder: Path, version: str) -> None:
    """Raise DepotDamagedError unless *folder* holds that version, undamaged."""
    try:
        manifest = read_manifest(folder)
        verified_checksums(folder, manifest)
    except VersionDamagedError:
        raise damaged_in_depot(version, "its files do not belong together") from None
    except VersionUnusableError:
        raise DepotError(
            f"version {version} in the depot was built by another release of Quoth; "
            "use the same release everywhere"
        ) from None
    if manifest["version"] != version:
        raise damaged_in_depot(version, f"it holds version {manifest['version']}")


def _require_room(folder: Path, record: DepotVersion) -> None:
    """Raise StorageError if the disk has no room for a version."""
    free = shutil.disk_usage(folder).free
    if free < record.size:
        raise StorageError(
            f"version {record.version} needs {record.size / 1e6:,.1f} MB in {folder.parent}, and "
            f"{free / 1e6:,.1f} MB are free; make room, or choose another QUOTH_STATE_DIR"
        )


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="microseconds")
