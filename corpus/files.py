"""Check that a file can safely be opened: a regular file that fits into memory."""

import stat
from pathlib import Path

from corpus.limits import MAX_BYTES


def why_not_read(file: Path, limit: int = MAX_BYTES) -> str:
    """Why a file must not be opened, or "" if it may be.

    Reading a pipe may block forever, a device has no end, and a sparse file may fill the memory.  Raises
    OSError if the file's status cannot be read.
    """
    state = file.stat()
    if not stat.S_ISREG(state.st_mode):
        return "is not a regular file"
    if state.st_size > limit:
        return f"has {state.st_size:,} bytes; the limit is {limit:,}"
    return ""
