"""Remove files from a corpus: list them, resolve a name to one of them, delete it from the folder."""

import os
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from management.errors import RefusedError
from retrieval.index.atomic_files import sync

_NAMES_SHOWN = 5


class FolderChanges(NamedTuple):
    """How a corpus folder differs from an earlier version; files are given by their paths below it.

    ``newer`` are files of the published version that the earlier one did not have; ``gone`` are files of the
    earlier one that are no longer in the folder.
    """

    newer: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def corpus_files(source: Path) -> list[str]:
    """The visible files of a corpus folder, by their paths below it; none if the corpus is one file."""
    found: list[str] = []
    for place, folders, names in os.walk(source):
        folders[:] = [name for name in folders if not name.startswith(".")]
        below = Path(place).relative_to(source)
        found += [(below / name).as_posix() for name in names if not name.startswith(".")]
    return sorted(found)


def resolve_file(name: str, source: Path) -> str:
    """Find the file of the corpus with that path, name, or name without suffix.

    Raises RefusedError if there is none, or more than one.
    """
    if not source.is_dir():
        raise RefusedError(f"{source.name} is one file; delete it yourself, or name a folder as the corpus")
    files = corpus_files(source)
    wanted = _folded(name)
    for form in (_folded, lambda path: _folded(Path(path).name), lambda path: _folded(Path(path).stem)):
        meant = [file for file in files if form(file) == wanted]
        if len(meant) == 1:
            return meant[0]
        if meant:
            raise RefusedError(
                f"several files are named {name}: {_first_few(meant)}; give one of these paths"
            )
    raise RefusedError(f"no file is named {name}; there are: {_first_few(files) or 'none'}")


def delete_files(names: Iterable[str], source: Path) -> list[str]:
    """Remove files from the corpus folder; return those that existed.  Names of other files are ignored."""
    files = set(corpus_files(source))
    there = [name for name in names if name in files]
    for name in there:
        (source / name).unlink(missing_ok=True)
        sync((source / name).parent)
    return there


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip()).casefold()


def _first_few(names: list[str]) -> str:
    """The first few names: ``_first_few(["a", "b"]) == "a, b"``."""
    return ", ".join(names[:_NAMES_SHOWN]) + (", …" if len(names) > _NAMES_SHOWN else "")
