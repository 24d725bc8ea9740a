"""What a build leaves out, and how carefully it goes: one hostile file must not stop all others.

A build that takes more memory or time than it may is made again, one document at a time, so that the file to
blame is known; then without that file, which the report of the build names with the reason.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from corpus.loading import Problem
from retrieval.indexing.limits import FileLimitError

MOST_LEFT_OUT = 5
"""Files that a build leaves out before it is refused."""


@dataclass(frozen=True, slots=True)
class Precautions:
    """The files that a build leaves out, each with the reason, and whether it takes documents one by one."""

    left_out: tuple[tuple[str, str], ...] = ()
    one_by_one: bool = False

    def after(self, error: FileLimitError) -> "Precautions":
        """What to do after a build that *error* ended; raises it if nothing is left to be done."""
        if not self.one_by_one:
            return replace(self, one_by_one=True)
        if not error.file or len(self.left_out) >= MOST_LEFT_OUT:
            raise error
        return replace(self, left_out=(*self.left_out, (error.file, error.reason)))

    def problem(self, file: Path) -> Problem | None:
        """Why *file* is left out; None if it is not."""
        reason = dict(self.left_out).get(str(file))
        return None if reason is None else Problem(file, "", f"{reason}, and was left out", "split it")


NO_PRECAUTIONS = Precautions()
