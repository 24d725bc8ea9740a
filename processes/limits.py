"""Limits of memory and time for a process, on systems that have them."""

import contextlib
import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

try:
    import resource
except ImportError:  # Windows has no limits
    resource = None  # type: ignore[assignment]

_PROCESSES = Path("/proc")
"""Where Linux describes processes."""


@contextlib.contextmanager
def memory_limit(more: int) -> Iterator[None]:
    """Let this process use *more* additional bytes within the block; beyond that, MemoryError is raised.

    Each process started meanwhile may use as much.  On a system without limits, this does nothing.
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


def seconds_delayed(process: int, known: Path = _PROCESSES) -> float:
    """How long a process and those that it started have waited for a processor since they began.

    Its descendants count because it may itself only be waiting for them.  0.0 if the system does not say.
    """
    return sum(_seconds_delayed(each, known) for each in (process, *_descendants(process, known)))


def _seconds_delayed(process: int, known: Path) -> float:
    try:
        _, delayed, _ = (known / str(process) / "schedstat").read_text(encoding="ascii").split()
        return int(delayed) / 1e9
    except (OSError, ValueError):
        return 0.0


def _descendants(process: int, known: Path) -> Iterator[int]:
    """The processes that a process has started, those that they have started, and so on."""
    children: defaultdict[int, list[int]] = defaultdict(list)
    for place in known.glob("[0-9]*"):
        if parent := _parent(place):
            children[parent].append(int(place.name))
    found = [process]
    while found:
        found += (started := children.pop(found.pop(), []))
        yield from started


def _parent(place: Path) -> int:
    """The process that started one; 0 if it is gone."""
    try:  # "12 (name) S 1 ...", and a name may contain anything
        state = (place / "stat").read_text(encoding="utf-8", errors="replace")
        return int(state.rpartition(")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return 0


def limit_this_process(memory_bytes: int, more_seconds: int) -> None:
    """Limit this process to *memory_bytes*, and to *more_seconds* of processor time from now on."""
    if resource is None:
        return
    with contextlib.suppress(ValueError, OSError):
        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(used.ru_utime + used.ru_stime) + more_seconds + 1
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard))
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def physical_memory() -> int | None:
    """The machine's memory in bytes; None if the system does not say."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None


def _addressed() -> int | None:
    """The size of this process's address space in bytes; None if the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")
