"""Which files are read at all: regular ones of a size that can be read whole."""

import stat
from pathlib import Path

from corpus.limits import MOST_BYTES


def why_not_read(file: Path, most: int = MOST_BYTES) -> str:
    """Why a file is not opened; "" if nothing speaks against it.

    A pipe would be waited for for ever, a device has no end, and a sparse file fills the memory.  Raises
    OSError if the file cannot be looked at.
    """
    state = file.stat()
    if not stat.S_ISREG(state.st_mode):
        return "is not a regular file"
    if state.st_size > most:
        return f"has {state.st_size:,} bytes, and at most {most:,} are read"
    return ""
