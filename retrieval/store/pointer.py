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

    ``files`` are the names of those that were added to the corpus, or removed from it, with that.
    """

    version: str
    at: str
    by: str
    what: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pointer:
    """The content of the pointer file.

    ``files`` is the state of the corpus files when *version* was chosen for them.  While it stays the same
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
    """The pointer in *folder*; None if there is none, or none that can be read."""
    try:
        row = json.loads((folder / POINTER_FILE).read_text(encoding="utf-8"))
        history = tuple(map(_publication, row.get("history", ())))
        return Pointer(row["version"], file_states(row["files"]), row.get("waiting"), history)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _publication(entry: dict[str, Any]) -> Publication:
    """A publication as JSON holds it; before there were names of files in them, it had none."""
    return Publication(**{**entry, "files": tuple(map(str, entry.get("files", ())))})


def write_pointer(folder: Path, pointer: Pointer) -> None:
    """Replace the pointer in *folder* in one durable step; only the latest publications are kept in it."""
    kept = replace(pointer, history=pointer.history[-_MAX_PUBLICATIONS:])
    write_durably(folder / POINTER_FILE, asdict(kept))


def below_folder(name: str) -> str:
    """The path of a corpus file below the corpus folder, whatever that is called.

    >>> below_folder("articles/2026/lamp.txt"), below_folder("lamp.txt")
    ('2026/lamp.txt', 'lamp.txt')
    """
    return name.partition("/")[2] or name


def in_folder(files: FileStates, folder: str) -> FileStates:
    """File states of another machine, which may call its corpus folder otherwise, with the name it has here.

    If the corpus is one file, states are not in a folder and stay as they are.

    >>> in_folder((("texts/lamp.txt", 12, 5),), "articles")
    (('articles/lamp.txt', 12, 5),)
    """
    return tuple(
        (f"{folder}/{below_folder(name)}" if "/" in name else name, size, at) for name, size, at in files
    )


def file_states(rows: Any) -> FileStates:
    """File states as JSON holds them, typed."""
    return tuple((str(name), int(size), int(at)) for name, size, at in rows)
