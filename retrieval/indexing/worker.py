"""Build a version in a child process, within limits on memory and time."""

import logging
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError
from processes.child import SendProgress, serve
from processes.errors import WorkerError
from processes.limits import memory_limit
from processes.worker import Worker
from retrieval.index.choosing import EngineChoice
from retrieval.index.opensearch.options import options_in
from retrieval.indexing import limits
from retrieval.indexing.precautions import NO_PRECAUTIONS, Precautions
from retrieval.meaning.encoder import MeaningOptions
from retrieval.store.corpus_store import CorpusStore

log = logging.getLogger(__name__)

_SECONDS_BETWEEN_LINES = 3.0
_PROBLEMS_LOGGED = 5


def build_in_child(store: CorpusStore, engine: EngineChoice, *, publish: bool = True) -> Path:
    """Build the version of the current files, publish it if asked to, and return its folder.

    Progress is logged, since the bot does not answer meanwhile.  A file that exceeds the limits on memory or
    time is skipped and named in the log.  Raises CorpusError as `build` does, and if the build still exceeds
    the limits.
    """
    precautions = NO_PRECAUTIONS
    while True:
        try:
            return _run_in_child(store, engine, precautions, publish=publish)
        except limits.FileLimitError as error:
            precautions = precautions.after(error)
            log.warning("%s; building more carefully", error)


def _run_in_child(
    store: CorpusStore, engine: EngineChoice, precautions: Precautions, *, publish: bool
) -> Path:
    request = {
        "source": str(store.source.absolute()),
        "versions": str(store.versions.absolute()),
        "engine": engine,
        "meaning": asdict(store.meaning),
        "cluster": asdict(store.cluster) if store.cluster else None,
        "publish": publish,
        "precautions": asdict(precautions),
    }
    with Worker(__name__, limits.patience) as worker:
        try:
            reply = worker.request(request, ProgressLog())
        except WorkerError as error:
            raise limits.worker_refusal(error) from None
    if "refused" in reply:
        raise limits.refusal_in(reply, limits.REFUSALS)
    _log_problems(reply["problems"])
    return Path(reply["path"])


def _log_problems(problems: list[str]) -> None:
    """Log the files that could not be read, since people may wonder why they are not found."""
    for problem in problems[:_PROBLEMS_LOGGED]:
        log.warning("not in the corpus: %s", problem)
    if len(problems) > _PROBLEMS_LOGGED:
        log.warning("not in the corpus: %d more files, lines or pages", len(problems) - _PROBLEMS_LOGGED)


class ProgressLog:
    """Logs the progress of a build every few seconds; a shorter build logs nothing."""

    def __init__(self, seconds_between: float = _SECONDS_BETWEEN_LINES) -> None:
        self._seconds_between = seconds_between
        self._last = time.monotonic()

    def __call__(self, message: dict[str, Any]) -> None:
        """Log a progress message if enough time has passed since the last one, unless it is the final one."""
        if not message.get("ends") and time.monotonic() - self._last >= self._seconds_between:
            self._last = time.monotonic()
            log.warning("the corpus is being built: %s", message["line"])


def _handle(request: dict[str, Any], send_progress: SendProgress) -> dict[str, Any]:
    """Build the requested version; return its folder, or the error."""
    from retrieval.indexing.progress import BuildProgress
    from retrieval.indexing.versions import build, build_candidate

    reading = ""

    def tell(progress: BuildProgress) -> None:
        nonlocal reading
        reading = progress.reading
        send_progress(
            {"line": str(progress), "reading": reading, "ends": progress.documents >= progress.total}
        )

    make = build if request["publish"] else build_candidate
    try:
        with memory_limit(limits.building_bytes()):
            precautions = Precautions(**request["precautions"])
            report = make(
                _store_in(request), engine=request["engine"], progress=tell, precautions=precautions
            )
    except CorpusError as error:
        return limits.refusal_row(error, limits.REFUSALS)
    except MemoryError:
        return limits.refusal_row(limits.memory_refusal(reading), limits.REFUSALS)
    return {"path": str(report.path), "problems": report.problems}


def _store_in(request: dict[str, Any]) -> CorpusStore:
    return CorpusStore(
        Path(request["source"]),
        Path(request["versions"]),
        MeaningOptions(**request["meaning"]),
        options_in(request["cluster"]),
    )


if __name__ == "__main__":
    serve(_handle)
