"""A pipe between parent and child that makes the system end the child as soon as the parent is gone.

A thread that waits for the parent to end is not enough: matching a regular expression may take minutes, and
no other Python thread runs meanwhile.  So the child asks the system for a signal when the parent's end of the
pipe is closed.  It installs no handler, so the signal ends the process at once.
"""

import contextlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

VARIABLE = "LIFELINE"
"""The environment variable with the child's end of the pipe."""


@dataclass(slots=True)
class Lifeline:
    """The parent's side: both ends of a pipe; none where the system has no such signal."""

    childs: int | None = None
    parents: int | None = None

    @classmethod
    def open(cls) -> "Lifeline":
        """A new pipe; a child inherits only what `inherited` lists."""
        return cls(*os.pipe()) if fcntl is not None and hasattr(os, "O_ASYNC") else cls()

    @property
    def inherited(self) -> Sequence[int]:
        """The descriptors that the child inherits."""
        return () if self.childs is None else (self.childs,)

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment variables that tell the child about the pipe."""
        return {} if self.childs is None else {VARIABLE: str(self.childs)}

    def hand_over(self) -> None:
        """Close the child's end here, once the child has its own copy."""
        if self.childs is not None:
            os.close(self.childs)
            self.childs = None

    def cut(self) -> None:
        """Close the pipe; the system ends a child that still runs."""
        self.hand_over()
        if self.parents is not None:
            os.close(self.parents)
            self.parents = None


def end_with_parent() -> None:
    """If this child has a lifeline, have the system end it together with its parent; see end_when_closed."""
    with contextlib.suppress(ValueError):
        end_when_closed(int(os.environ.pop(VARIABLE, "")))


def end_when_closed(pipe: int) -> None:
    """Have the system end this process, or the group that it leads, when the other end of a pipe is closed.

    Nothing may be written to the pipe, because that would end the process as well.
    """
    if fcntl is None or not hasattr(os, "O_ASYNC"):
        return
    leads = os.getpgid(0) == os.getpid()
    with contextlib.suppress(OSError):
        fcntl.fcntl(pipe, fcntl.F_SETOWN, -os.getpid() if leads else os.getpid())
        fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)
