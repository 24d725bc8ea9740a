"""Atomic changes on disk: whenever a process dies, the old state is there whole, or the new one is."""

import contextlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

try:
    import fcntl
except ImportError:  # Windows has none: there, one process at a time may write
    fcntl = None  # type: ignore[assignment]

_REMOVING = ".removing-"


def make_private(folder: Path) -> None:
    """Make a folder with its parents; nobody but their owner may look into those that were missing."""
    if not folder.exists():
        make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def write_durably(path: Path, content: dict[str, Any]) -> None:
    """Write *content* as JSON in one step."""
    beside = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}")
    try:
        beside.write_text(json.dumps(content, ensure_ascii=True, indent=1), encoding="utf-8")
        sync(beside)
        beside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    sync(path.parent)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Wait until everything in a folder is on the disk, and the folder itself."""
    for place, _, names in os.walk(folder):
        for name in names:
            sync(Path(place, name))
        sync(Path(place))


def remove_whole(folder: Path) -> None:
    """Remove a folder so that nobody finds it half removed: one rename hides it first."""
    hidden = folder.with_name(f"{_REMOVING}{uuid.uuid4().hex[:8]}")
    with contextlib.suppress(FileNotFoundError):
        folder.rename(hidden)
    shutil.rmtree(hidden, ignore_errors=True)


def sweep_removed(parent: Path) -> None:
    """Finish removals that were interrupted."""
    for left in parent.glob(f"{_REMOVING}*"):
        shutil.rmtree(left, ignore_errors=True)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Let one process at a time read and then write; the lock of a killed process is released by itself."""
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if fcntl is not None:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
