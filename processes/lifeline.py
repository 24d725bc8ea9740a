"""A pipe between parent and child, by which the system ends the child as soon as the parent is gone.

A thread that waits for the parent's end is not enough: while a regular expression is matched, which may take
minutes, no other thread of Python runs.  So the child has the system send a signal when the parent's end of
the pipe is closed, and leaves the signal to the system, too: it ends the process at once.
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
        """A new pipe, of which nothing is inherited but what `inherited` says."""
        return cls(*os.pipe()) if fcntl is not None and hasattr(os, "O_ASYNC") else cls()

    @property
    def inherited(self) -> Sequence[int]:
        """The descriptors that the child inherits."""
        return () if self.childs is None else (self.childs,)

    @property
    def environment(self) -> Mapping[str, str]:
        """What the child's environment says about the pipe."""
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
    """In a child that has a lifeline: have the system end this process with its parent, as below."""
    with contextlib.suppress(ValueError):
        end_when_closed(int(os.environ.pop(VARIABLE, "")))


def end_when_closed(pipe: int) -> None:
    """Have the system end this process, or the group that it leads, when the other end of a pipe is closed.

    Nothing may be written into the pipe, since that ends the process, too.
    """
    if fcntl is None or not hasattr(os, "O_ASYNC"):
        return
    leads = os.getpgid(0) == os.getpid()
    with contextlib.suppress(OSError):
        fcntl.fcntl(pipe, fcntl.F_SETOWN, -os.getpid() if leads else os.getpid())
        fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)
