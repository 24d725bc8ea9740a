"""Files that are no text -> text, in a process of its own that can be killed.

Whoever reads a PDF or a packed file from outside reads what somebody else made, with a parser that somebody
else wrote.  The process may take so much memory and so many seconds; whatever becomes of it is a refusal of
that one file.
"""

import contextlib
import importlib
import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from corpus.extraction.result import Extracted, Refused
from corpus.limits import MEMORY_BYTES, MOST_BYTES, SECONDS

_ROOT = Path(__file__).resolve().parents[2]
_KNOWN_BY = 1024
_READY = "ready"


class Format(NamedTuple):
    """How a format is read: by which function of which module, with which library, known by which bytes."""

    name: str
    module: str
    function: str
    library: str
    package: str
    signature: bytes


FORMATS = {
    "pdf": Format("a PDF", "corpus.extraction.pdf", "read_pdf", "pypdf", "pypdf", b"%PDF-"),
    "docx": Format(
        "a Word document", "corpus.extraction.docx", "read_docx", "docx", "python-docx", b"PK\x03\x04"
    ),
    "html": Format("a web page", "corpus.extraction.html", "read_html", "trafilatura", "trafilatura", b""),
}


def extract(data: bytes, form: str) -> Extracted:
    """The text of a file's bytes, in this process; *form* is one of FORMATS.  Raises Refused."""
    how = FORMATS[form]
    if how.signature not in data[:_KNOWN_BY]:
        raise Refused(f"is not {how.name}, whatever its name says", "give it its right suffix")
    try:
        importlib.import_module(how.library)
    except ImportError:
        raise Refused(
            f"is {how.name}, and {how.package}, which reads it, is not installed",
            f"install it: pip install {how.package}",
        ) from None
    read: Callable[[bytes], Extracted] = getattr(importlib.import_module(how.module), how.function)
    try:
        return read(data)
    except Refused:
        raise
    except MemoryError:
        raise Refused("takes more memory than any document should", "split it") from None
    except RecursionError:
        raise Refused("is nested beyond reason", "save its text alone") from None
    except Exception as error:  # a parser raises whatever it likes at what it did not expect
        raise Refused(f"is broken ({type(error).__name__})", "save it anew, or as .txt") from error


class Extractor:
    """The process that reads such files, one after the other; begun when needed, and anew when lost."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Extractor":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def extract(self, file: Path, form: str) -> Extracted:
        """The text of a file.  Raises Refused where that cannot be had, and OSError as opening it does."""
        size = file.stat().st_size
        if size > MOST_BYTES:
            raise Refused(f"has {size:,} bytes, and at most {MOST_BYTES:,} are read", "split it")
        answer = self._asked({"path": str(file.absolute()), "form": form})
        if "refused" in answer:
            raise Refused(*answer["refused"])
        return Extracted.from_json(answer)

    def _asked(self, question: dict[str, Any]) -> dict[str, Any]:
        child = self._running()
        assert child.stdin is not None  # noqa: S101 - both were asked for
        assert child.stdout is not None  # noqa: S101
        timer = threading.Timer(self._seconds, child.kill)
        timer.start()
        try:
            child.stdin.write(f"{json.dumps(question)}\n".encode())
            child.stdin.flush()
            answer = child.stdout.readline()
        except BrokenPipeError:
            answer = b""
        finally:
            timer.cancel()
        if not answer.endswith(b"\n"):
            self.close()
            raise Refused(
                f"could not be read within {self._seconds:.0f} seconds and {MEMORY_BYTES >> 20:,} MB",
                "split it, or save its text alone",
            )
        said: dict[str, Any] = json.loads(answer)
        return said

    def _running(self) -> "subprocess.Popen[bytes]":
        """The process, ready: what it takes to begin is not held against a file."""
        if self._child is None:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "corpus.extraction.worker"],
                cwd=_ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            assert self._child.stdout is not None  # noqa: S101 - it was asked for
            self._child.stdout.readline()
        return self._child


def _answered(question: dict[str, Any]) -> dict[str, Any]:
    """What the process says to a question."""
    try:
        return extract(Path(question["path"]).read_bytes(), question["form"]).as_json()
    except Refused as refused:
        return {"refused": [refused.what, refused.remedy]}
    except OSError as error:
        return {"refused": [f"cannot be opened ({error.strerror})", "check that it is there and may be read"]}


def _confine(seconds: int) -> None:
    """Limit what this process may take, where the system can; seconds are of computing, from now on."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime) + seconds + 1
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (most, hard))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main() -> int:
    """The process: a line of JSON in, a line out, until nobody asks any more."""
    sys.stdout.write(f"{_READY}\n")
    sys.stdout.flush()
    for line in sys.stdin.buffer:
        _confine(SECONDS)
        sys.stdout.write(f"{json.dumps(_answered(json.loads(line)))}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(_main())
