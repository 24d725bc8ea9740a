"""Extract text from files in a child process that can be killed.

PDFs and packed files come from strangers and go through other people's parsers.  The process has limits of
memory and time; if it fails, only that one file is refused.
"""

import importlib
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from corpus.extraction.refusal import Refused, is_out_of_memory
from corpus.extraction.result import Extracted
from corpus.limits import EXTRACTION_MEMORY_BYTES, EXTRACTION_SECONDS, MAX_BYTES
from processes.child import SendProgress, serve
from processes.errors import WorkerError
from processes.limits import limit_this_process
from processes.worker import Worker

_KNOWN_BY = 1024


class Format(NamedTuple):
    """How a format is read: the module and function, the library they need, and the file's first bytes."""

    name: str
    module: str
    function: str
    library: str
    package: str
    signature: bytes


FORMATS = {
    "pdf": Format("a PDF", "corpus.extraction.pdf.reading", "read_pdf", "pypdf", "pypdf", b"%PDF-"),
    "docx": Format(
        "a Word document", "corpus.extraction.docx", "read_docx", "docx", "python-docx", b"PK\x03\x04"
    ),
    "html": Format("a web page", "corpus.extraction.html", "read_html", "trafilatura", "trafilatura", b""),
    "epub": Format("an EPUB book", "corpus.extraction.epub", "read_epub", "lxml", "lxml", b"PK\x03\x04"),
    "odt": Format("an OpenDocument text", "corpus.extraction.odt", "read_odt", "lxml", "lxml", b"PK\x03\x04"),
    "rtf": Format("an RTF document", "corpus.extraction.rtf", "read_rtf", "striprtf", "striprtf", b"{\\rtf"),
    "rst": Format(
        "reStructuredText", "corpus.extraction.rst.reading", "read_rst", "docutils", "docutils", b""
    ),
    "xlsx": Format(
        "an Excel workbook", "corpus.extraction.tables", "read_xlsx", "openpyxl", "openpyxl", b"PK\x03\x04"
    ),
    "csv": Format("a table", "corpus.extraction.tables", "read_csv", "csv", "python", b""),
    "mail": Format("an e-mail", "corpus.extraction.mail", "read_mail", "lxml", "lxml", b""),
}


def extract(data: bytes, form: str) -> Extracted:
    """The text of a file's bytes, in this process; *form* is one of FORMATS.  Raises Refused."""
    how = FORMATS[form]
    if how.signature not in data[:_KNOWN_BY]:
        raise Refused(f"is not {how.name}, although its name says so", "correct its suffix")
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
        raise Refused("takes too much memory", "split it") from None
    except RecursionError:
        raise Refused("is nested too deeply", "save only its text") from None
    except Exception as error:  # on unexpected input, a parser may raise anything
        if is_out_of_memory(error):
            raise Refused("takes too much memory", "split it") from None
        raise Refused(f"is broken ({type(error).__name__})", "save it again, or as .txt") from error


class Extractor:
    """Reads files one by one in a child process, which is started when needed and restarted if it ends."""

    def __init__(self, seconds: float = EXTRACTION_SECONDS) -> None:
        self._seconds = seconds
        self._worker = Worker(__name__, lambda last: self._seconds)

    def __enter__(self) -> "Extractor":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        self._worker.close()

    def extract(self, file: Path, form: str) -> Extracted:
        """The text of a file.  Raises Refused if it cannot be extracted, OSError if it cannot be opened."""
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise Refused(f"has {size:,} bytes; the limit is {MAX_BYTES:,}", "split it")
        try:
            reply = self._worker.request({"path": str(file.absolute()), "form": form})
        except WorkerError:
            raise Refused(
                f"could not be read within {self._seconds:.0f} seconds "
                f"and {EXTRACTION_MEMORY_BYTES >> 20:,} MB",
                "split it, or save only its text",
            ) from None
        if "refused" in reply:
            raise Refused(*reply["refused"])
        return Extracted.from_json(reply)


def _handle(request: dict[str, Any], send_progress: SendProgress) -> dict[str, Any]:
    """The process's reply to a request."""
    limit_this_process(EXTRACTION_MEMORY_BYTES, EXTRACTION_SECONDS)
    try:
        return extract(Path(request["path"]).read_bytes(), request["form"]).as_json()
    except Refused as refused:
        return {"refused": [refused.what, refused.remedy]}
    except OSError as error:
        return {"refused": [f"cannot be opened ({error.strerror})", "check that it exists and is readable"]}


if __name__ == "__main__":
    serve(_handle)
