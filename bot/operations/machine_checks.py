"""Check disk space and permissions."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.operations.findings import Finding, error, ok, warning

MEGABYTE = 1_000_000
LITTLE_ROOM = 500 * MEGABYTE
NO_ROOM = 50 * MEGABYTE
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def check_machine(state_dir: Path, dotenv: Path) -> Iterator[Finding]:
    """Check the state folder and the file that may contain the token."""
    folder = _nearest_existing(state_dir)
    yield _check_writable(folder, state_dir)
    yield check_room(shutil.disk_usage(folder).free)
    if state_dir.is_dir():
        yield _check_permissions(state_dir)
    if dotenv.exists():
        yield _check_permissions(dotenv)


def check_room(free: int) -> Finding:
    """Judge how many bytes are *free* on the disk of the state folder.

    >>> check_room(10 * MEGABYTE).severity.value, check_room(10_000 * MEGABYTE).state
    ('error', '10,000 MB free')
    """
    state = f"{free // MEGABYTE:,} MB free"
    if free < NO_ROOM:
        return error("disk", state, "make room: without it nothing can be remembered or built")
    if free < LITTLE_ROOM:
        return warning("disk", state, "make room before it runs out, or lower QUOTH_KEEP_VERSIONS")
    return ok("disk", state)


def _check_writable(folder: Path, state_dir: Path) -> Finding:
    if state_dir.exists() and not state_dir.is_dir():
        return error("state folder", f"{state_dir} is not a folder", "choose another QUOTH_STATE_DIR")
    try:
        with tempfile.NamedTemporaryFile(dir=folder):
            pass
    except OSError as failure:
        remedy = "give the bot's user write access, or choose another QUOTH_STATE_DIR"
        return error("state folder", f"{state_dir} cannot be written ({failure.strerror})", remedy)
    return ok("state folder", f"{state_dir} can be written")


def _check_permissions(path: Path) -> Finding:
    """Check that other users of this machine can read neither people's messages nor the token."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & _OTHERS:
        private = 0o700 if path.is_dir() else 0o600
        return warning(
            "permissions", f"{path} can be read by others ({mode:04o})", f"chmod {private:03o} {path}"
        )
    return ok("permissions", f"{path} is private ({mode:04o})")


def _nearest_existing(path: Path) -> Path:
    """The folder itself, or the nearest one above it that exists."""
    return next(
        each for each in (path, *path.resolve().parents) if each.is_dir() and os.access(each, os.X_OK)
    )
