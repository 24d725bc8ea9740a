"""The pointer file of a corpus: which version is published, and what was published before it."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from retrieval.index.atomic_files import write_durably

FileStates = tuple[tuple[str, int, int], ...]
"""Name, size in bytes and modification time in nanoseconds of each file."""

POINTER_FILE = "current.json"
_MAX_PUBLICATIONS = 500


@dataclass(frozen=True, slots=True)
class Publication:
    """One entry of the history: which version was published, when (ISO 8601, UTC), by whom, and how.

    ``files`` are the names of files that were added to the corpus, or removed from it, at the same time.
    """

    version: str
    at: str
    by: str
    what: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pointer:
    """The content of the pointer file.

    ``files`` is the state of the corpus files when *version* was chosen for them.  While they stay the same,
    nothing needs building, even if the choice was to keep or return to an older version.
    """

    version: str
    files: FileStates
    waiting: str | None = None
    history: tuple[Publication, ...] = ()

    @property
    def latest_first(self) -> tuple[str, ...]:
        """Every version that was ever published, once each, the most recent first."""
        return tuple(dict.fromkeys([self.version, *(entry.version for entry in reversed(self.history))]))

    def published(self, entry: Publication, files: FileStates) -> "Pointer":
        """The pointer after *entry*; publishing the same version again only updates ``files``."""
        waiting = None if self.waiting == entry.version else self.waiting
        is_known = self.version == entry.version and self.history
        history = self.history if is_known else (*self.history, entry)
        return Pointer(entry.version, files, waiting, history)


def read_pointer(folder: Path) -> Pointer | None:
    """The pointer in *folder*; None if it does not exist or cannot be read."""
    try:
        row = json.loads((folder / POINTER_FILE).read_text(encoding="utf-8"))
        history = tuple(map(_publication, row.get("history", ())))
        return Pointer(row["version"], file_states(row["files"]), row.get("waiting"), history)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _publication(entry: dict[str, Any]) -> Publication:
    """The inverse of asdict() for a publication; earlier releases recorded no file names."""
    return Publication(**{**entry, "files": tuple(map(str, entry.get("files", ())))})


def write_pointer(folder: Path, pointer: Pointer) -> None:
    """Replace the pointer in *folder* in one durable step; only the latest publications are kept in it."""
    kept = replace(pointer, history=pointer.history[-_MAX_PUBLICATIONS:])
    write_durably(folder / POINTER_FILE, asdict(kept))


def below_folder(name: str) -> str:
    """The path of a corpus file below the corpus folder, without the folder's name.

    >>> below_folder("articles/2026/lamp.txt"), below_folder("lamp.txt")
    ('2026/lamp.txt', 'lamp.txt')
    """
    return name.partition("/")[2] or name


def in_folder(files: FileStates, folder: str) -> FileStates:
    """File states from another machine, with its corpus folder's name replaced by the one here.

    If the corpus is one file, states have no folder and stay as they are.

    >>> in_folder((("texts/lamp.txt", 12, 5),), "articles")
    (('articles/lamp.txt', 12, 5),)
    """
    return tuple(
        (f"{folder}/{below_folder(name)}" if "/" in name else name, size, at) for name, size, at in files
    )


def file_states(rows: Any) -> FileStates:
    """The file states in JSON."""
    return tuple((str(name), int(size), int(at)) for name, size, at in rows)
