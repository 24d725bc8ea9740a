"""Files that a build skips, and how carefully it proceeds: one hostile file must not block all others.

A build that exceeds its memory or time is repeated one document at a time to find the file at fault, and then
repeated without that file.  The build report names the file and the reason.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from corpus.loading import Problem
from retrieval.indexing.limits import FileLimitError

MAX_LEFT_OUT = 5
"""The most files that a build skips; if it would have to skip more, it fails."""


@dataclass(frozen=True, slots=True)
class Precautions:
    """The files that a build skips, each with the reason, and whether it takes documents one by one."""

    left_out: tuple[tuple[str, str], ...] = ()
    one_by_one: bool = False

    def after(self, error: FileLimitError) -> "Precautions":
        """The precautions for the next attempt after *error*; raises it if there are none left to take."""
        if not self.one_by_one:
            return replace(self, one_by_one=True)
        if not error.file or len(self.left_out) >= MAX_LEFT_OUT:
            raise error
        return replace(self, left_out=(*self.left_out, (error.file, error.reason)))

    def problem(self, file: Path) -> Problem | None:
        """Why *file* is skipped; None if it is not."""
        reason = dict(self.left_out).get(str(file))
        return None if reason is None else Problem(file, "", f"{reason}, and was left out", "split it")


NO_PRECAUTIONS = Precautions()
