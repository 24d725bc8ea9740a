"""Identify the process that owns unfinished work in a folder that several machines may share.

A process is named by its machine and its process id.  For a process on this machine, the system knows whether
it is alive; one elsewhere counts as dead once its work has not been touched for long.
"""

import hashlib
import os
import socket
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

ABANDONED_SECONDS = 24 * 3600.0
"""How long the work of a process on another machine must be untouched to count as abandoned."""


@cache
def this_machine() -> str:
    """A name that distinguishes this machine, or this container, from others."""
    known = [socket.gethostname()]
    for place in ("/etc/machine-id", "/proc/self/ns/pid"):
        with suppress(OSError):
            path = Path(place)
            known.append(str(path.readlink()) if path.is_symlink() else path.read_text(encoding="ascii"))
    return hashlib.sha256("\n".join(known).encode()).hexdigest()[:8]


def owner_name() -> str:
    """The name of this process: its machine and its process id."""
    return f"{this_machine()}-{os.getpid()}"


def is_abandoned(owner: str, work: Path) -> bool:
    """Whether the process named *owner* is gone and has left the file or folder *work* unfinished.

    A bare number, as earlier releases wrote it, is a process id on this machine.
    """
    machine, _, number = owner.rpartition("-")
    if machine in ("", this_machine()):
        return not (number.isdigit() and _is_running(int(number)))
    return time.time() - _last_touched(work) > ABANDONED_SECONDS


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _last_touched(work: Path) -> float:
    """When the file, or anything in the folder, last changed; the present time if that cannot be read."""
    try:
        times = [work.stat().st_mtime]
        for place, _, names in os.walk(work):
            times += [Path(place, name).stat().st_mtime for name in (*names, ".")]
    except OSError:  # it is being written, or removed, right now
        return time.time()
    return max(times)
