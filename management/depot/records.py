"""The record of a version in a depot: its files with their digests, written after the files."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any

from management.depot.errors import DepotDamagedError
from retrieval.store.pointer import FileStates, file_states

LAYOUT = 1
"""The layout of depots; a later layout is refused."""


@dataclass(frozen=True, slots=True)
class DepotFile:
    """A file of a version: its name, size and SHA-256, and its compressed size."""

    name: str
    size: int
    sha256: str
    stored_size: int


@dataclass(frozen=True, slots=True)
class DepotVersion:
    """A version in a depot: when it was put there (ISO 8601, UTC), its files, and their folder there.

    ``states`` are the states of the corpus files that it was built from.
    """

    version: str
    at: str
    folder: str
    files: tuple[DepotFile, ...]
    states: FileStates = ()

    @property
    def size(self) -> int:
        """Its size when fetched, in bytes."""
        return sum(file.size for file in self.files)

    @property
    def stored_size(self) -> int:
        """Its compressed size in the depot, in bytes."""
        return sum(file.stored_size for file in self.files)

    def object_of(self, file: DepotFile) -> str:
        """The name that a file has in the depot.

        >>> DepotVersion("0123", "", "files/0123-ab", ()).object_of(DepotFile("index/a", 1, "", 1))
        'files/0123-ab/index/a.gz'
        """
        return f"{self.folder}/{file.name}.gz"


def written(version: DepotVersion) -> bytes:
    """The record as it is stored, with a digest of itself."""
    content = {"layout": LAYOUT, **asdict(version)}
    return json.dumps({"sha256": _digest(content), **content}, indent=1).encode()


def read_record(name: str, content: bytes) -> DepotVersion:
    """The record of the version *name*.  Raises DepotDamagedError if it is not as written.

    >>> version = DepotVersion("0123", "2026-03-01", "files/0123-ab", (DepotFile("a", 1, "9f", 3),))
    >>> read_record("0123", written(version)) == version
    True
    """
    try:
        row = json.loads(content)
        digest, layout = row.pop("sha256"), row.pop("layout")
        found = _version(row)
        whole = digest == _digest({"layout": layout, **row}) and found.version == name
    except (ValueError, TypeError, KeyError, AttributeError):
        whole = False
    if not whole:
        raise damaged_in_depot(name, "its record has changed")
    if layout != LAYOUT:
        raise DepotDamagedError(f"version {name} was put into the depot by a later Quoth; update this one")
    return found


def damaged_in_depot(version: str, what: str) -> DepotDamagedError:
    """The error for a version that differs from what was written."""
    return DepotDamagedError(
        f"version {version} in the depot is damaged: {what}; it is not used. Push it again from a "
        f"machine that has it: corpus depot push {version} --replace"
    )


def _version(row: dict[str, Any]) -> DepotVersion:
    files = tuple(DepotFile(**file) for file in row["files"])
    if not all(_stays_below(file.name) for file in files):
        raise ValueError("a file of a version has a path outside of it")
    return DepotVersion(**{**row, "files": files, "states": file_states(row["states"])})


def _stays_below(name: str) -> bool:
    """Whether a path leads to a place below the folder that it begins in.

    >>> [_stays_below(name) for name in ("index/a", "../a", "/etc/a")]
    [True, False, False]
    """
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
