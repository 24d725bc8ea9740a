"""The manifest of a version: its content in figures, and a name that is a digest of them."""

import hashlib
import json
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError

FORMAT = 18
"""The format of segmentation and index; a published version of an earlier format is built again."""
READABLE_FORMATS = frozenset(range(5, FORMAT + 1))
"""The formats that `retrieval.store.database` can open, for showing earlier answers."""
MANIFEST = "manifest.json"


class VersionUnusableError(CorpusError):
    """A folder is not a version of a corpus, or one of another format; it has to be built again."""


class VersionDamagedError(VersionUnusableError):
    """The files of a version have changed; ``opened`` is the snapshot that noticed it."""

    opened: object = None


def version_name(manifest: dict[str, Any]) -> str:
    """The name of the version that a manifest describes: the beginning of its digest.

    >>> version_name({"documents": 1}) == version_name({"documents": 1, "version": "0123"})
    True
    """
    named = {key: value for key, value in manifest.items() if key != "version"}
    return hashlib.sha256(json.dumps(named, sort_keys=True).encode()).hexdigest()[:12]


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of the version in *folder*.

    Raises VersionUnusableError if there is none of a readable format, VersionDamagedError if it was changed.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except OSError as error:
        raise VersionUnusableError(
            f"{folder} is not a version of a corpus ({error}); build it again"
        ) from None
    except ValueError:
        raise damaged(folder, MANIFEST) from None
    if not isinstance(manifest, dict):
        raise damaged(folder, MANIFEST)
    if manifest.get("format") not in READABLE_FORMATS:
        raise VersionUnusableError(f"{folder} is a version of another format; build it again")
    if manifest.get("version") != version_name(manifest):
        raise damaged(folder, MANIFEST)
    return manifest


def damaged(folder: Path, file: str) -> VersionDamagedError:
    """The error for a changed *file* of the version in *folder*."""
    return VersionDamagedError(
        f"version {folder.name} is damaged: {file} has changed since it was written; "
        "build it again, and check the disk"
    )
