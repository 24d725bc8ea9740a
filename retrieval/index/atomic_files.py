"""Atomic changes on disk: if a process dies, either the old state or the new one is left, complete."""

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
except ImportError:  # on Windows, nothing prevents two processes from writing at the same time
    fcntl = None  # type: ignore[assignment]

_REMOVING = ".removing-"


def make_private(folder: Path) -> None:
    """Create a folder with its parents; new ones are accessible only to their owner."""
    if not folder.exists():
        make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def write_durably(path: Path, content: dict[str, Any]) -> None:
    """Write *content* as JSON atomically."""
    write_text_durably(path, json.dumps(content, ensure_ascii=True, indent=1))


def write_text_durably(path: Path, text: str) -> None:
    """Write *text* as UTF-8 atomically."""
    beside = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}")
    try:
        beside.write_text(text, encoding="utf-8")
        sync(beside)
        beside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    sync(path.parent)


def sync(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Wait until a folder and everything in it is on disk."""
    for place, _, names in os.walk(folder):
        for name in names:
            sync(Path(place, name))
        sync(Path(place))


def remove_whole(folder: Path) -> None:
    """Remove a folder atomically: a rename hides it first."""
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
    """Let only one process at a time into the block; the system releases a killed process's lock."""
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if fcntl is not None:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
