"""How much memory and time the process that reads and builds a corpus may take."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

try:
    import resource
except ImportError:  # where the system limits nothing, as on Windows
    resource = None  # type: ignore[assignment]

from corpus.limits import MEMORY_BYTES, SECONDS

TRYING_BYTES = MEMORY_BYTES
"""Of memory, for one file that is to be added."""
BUILDING_BYTES = 4 << 30
"""Of memory, for building: so much, or all that the machine has where that is more."""
STARTING_SECONDS = 60
"""In which the process has to begin, whatever else the machine does."""
TRYING_SECONDS = 2 * SECONDS
"""For the files that are to be added; a reader that hangs is ended before that, and says so of its file."""
SILENT_SECONDS = 600
"""Of building without getting on, which is told a few times a second: a whole large text, or the index."""


@contextlib.contextmanager
def memory_limit(more: int) -> Iterator[None]:
    """Within the block, this process may take so many bytes *more* than it has, or raises MemoryError.

    Processes begun meanwhile may take as much each.  Where the system limits nothing, neither does this.
    """
    had = _addressed()
    if resource is None or had is None:
        yield
        return
    before, hard = resource.getrlimit(resource.RLIMIT_AS)
    known = [limit for limit in (before, hard, had + more) if limit != resource.RLIM_INFINITY]
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (min(known), hard))
    try:
        yield
    finally:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (before, hard))


def building_bytes() -> int:
    """What building may take on this machine."""
    try:
        return max(BUILDING_BYTES, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (AttributeError, ValueError, OSError):
        return BUILDING_BYTES


def _addressed() -> int | None:
    """The bytes that this process addresses now; None where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")
