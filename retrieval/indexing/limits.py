"""Limits on the memory and time of a build, and the errors when it exceeds them."""

from pathlib import Path
from typing import Any

from corpus.errors import CorpusError, SearchUnavailableError, StorageError
from corpus.extraction.worker import FORMATS as EXTRACTED
from corpus.limits import EXTRACTION_SECONDS
from corpus.loading import FORMATS
from processes.errors import WorkerError, WorkerSilentError
from processes.limits import physical_memory

BUILDING_BYTES = 4 << 30
"""Memory for each building process; half of the machine's memory, if that is more."""
TEXT_SECONDS = 50.0
"""Time for reading and segmenting one text, or a large file's documents between two progress reports."""
EXTRACTING_SECONDS = 30.0 + EXTRACTION_SECONDS
"""Time for a file that is first extracted by another process with its own limit."""
SILENT_SECONDS = 600.0
"""Time for a step that reports no progress, such as finishing the index of a large corpus."""


class FileLimitError(CorpusError):
    """A build exceeded its memory or time while reading ``file``, "" if it was not reading one."""

    def __init__(self, file: str, reason: str) -> None:
        name = Path(file).name
        super().__init__(
            f"reading {name} {reason}; split it, or leave it out"
            if file
            else f"building {reason}; make the corpus smaller"
        )
        self.file = file
        self.reason = reason


_OF_A_FILE = "file limit"
REFUSALS: dict[str, type[CorpusError]] = {
    "storage": StorageError,
    "search": SearchUnavailableError,
    "corpus": CorpusError,
}
"""The errors that a child process reports, by their names in its messages."""


def building_bytes() -> int:
    """How much memory a building process may take on this machine."""
    return max(BUILDING_BYTES, (physical_memory() or 0) // 2)


def patience(last: dict[str, Any]) -> float:
    """How long the building child process may be silent after its *last* progress message.

    >>> [patience({"reading": file}) for file in ("notes.md", "notes.pdf", "")]
    [50.0, 70.0, 600.0]
    """
    reading = last.get("reading")
    if not reading:
        return SILENT_SECONDS
    is_extracted = FORMATS.get(Path(reading).suffix.lower()) in EXTRACTED
    return EXTRACTING_SECONDS if is_extracted else TEXT_SECONDS


def memory_refusal(reading: str) -> FileLimitError:
    """The error for a build that ran out of memory, while *reading* a file or afterwards."""
    return FileLimitError(reading, f"takes more than {building_bytes() >> 20:,} MB of memory")


def worker_refusal(error: WorkerError) -> CorpusError:
    """The error for a build whose child process was lost."""
    if isinstance(error, WorkerSilentError) and (file := error.last.get("reading")):
        return FileLimitError(file, f"made no progress for {error.seconds:.0f} seconds and was ended")
    return CorpusError(f"building the corpus failed: {error}")


def refusal_row(error: CorpusError, kinds: dict[str, type[CorpusError]]) -> dict[str, str]:
    """An error as JSON, as a child process reports it; *kinds* lists subclasses first."""
    if isinstance(error, FileLimitError):
        return {"refused": error.reason, "kind": _OF_A_FILE, "file": error.file}
    kind = next(name for name, each in kinds.items() if isinstance(error, each))
    return {"refused": str(error), "kind": kind}


def refusal_in(row: dict[str, Any], kinds: dict[str, type[CorpusError]]) -> CorpusError:
    """The inverse of refusal_row()."""
    if row["kind"] == _OF_A_FILE:
        return FileLimitError(row["file"], row["refused"])
    return kinds[row["kind"]](row["refused"])
