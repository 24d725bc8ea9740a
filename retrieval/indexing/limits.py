"""How much memory and time building a version may take, and what is said when it takes more."""

from pathlib import Path
from typing import Any

from corpus.errors import CorpusError, StorageError
from corpus.extraction.worker import FORMATS as EXTRACTED
from corpus.limits import SECONDS
from corpus.loading import FORMATS
from processes.errors import WorkerError, WorkerSilentError
from processes.limits import physical_memory

BUILDING_BYTES = 4 << 30
"""Of memory, for each process that builds; half of what the machine has, if that is more."""
TEXT_SECONDS = 50.0
"""For reading and segmenting one text, or the documents of a large file between two reports of progress."""
EXTRACTING_SECONDS = 30.0 + SECONDS
"""For one file that another process reads first, which has a limit of its own."""
SILENT_SECONDS = 600.0
"""For a step that reports no progress, as finishing the index of a large corpus."""


class FileLimitError(CorpusError):
    """A build that took more memory or time than it may while it was reading ``file``; "" if none was."""

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
REFUSALS: dict[str, type[CorpusError]] = {"storage": StorageError, "corpus": CorpusError}
"""The errors that a child reports, by the name it uses for them."""


def building_bytes() -> int:
    """How much memory a process that builds may take on this machine."""
    return max(BUILDING_BYTES, (physical_memory() or 0) // 2)


def patience(last: dict[str, Any]) -> float:
    """How long a child that builds may be silent after its *last* progress message.

    >>> [patience({"reading": file}) for file in ("notes.md", "notes.pdf", "")]
    [50.0, 90.0, 600.0]
    """
    reading = last.get("reading")
    if not reading:
        return SILENT_SECONDS
    is_extracted = FORMATS.get(Path(reading).suffix.lower()) in EXTRACTED
    return EXTRACTING_SECONDS if is_extracted else TEXT_SECONDS


def memory_refusal(reading: str) -> FileLimitError:
    """What a build is refused with that ran out of memory, while it was *reading* a file or afterwards."""
    return FileLimitError(reading, f"takes more than {building_bytes() >> 20:,} MB of memory")


def worker_refusal(error: WorkerError) -> CorpusError:
    """What a build is refused with whose child was lost."""
    if isinstance(error, WorkerSilentError) and (file := error.last.get("reading")):
        return FileLimitError(file, f"made no progress for {error.seconds:.0f} seconds and was ended")
    return CorpusError(f"building the corpus failed: {error}")


def refusal_row(error: CorpusError, kinds: dict[str, type[CorpusError]]) -> dict[str, str]:
    """A refusal as a child reports it; *kinds* has the narrower classes first."""
    if isinstance(error, FileLimitError):
        return {"refused": error.reason, "kind": _OF_A_FILE, "file": error.file}
    kind = next(name for name, each in kinds.items() if isinstance(error, each))
    return {"refused": str(error), "kind": kind}


def refusal_in(row: dict[str, Any], kinds: dict[str, type[CorpusError]]) -> CorpusError:
    """The refusal that refusal_row() has turned into JSON."""
    if row["kind"] == _OF_A_FILE:
        return FileLimitError(row["file"], row["refused"])
    return kinds[row["kind"]](row["refused"])
