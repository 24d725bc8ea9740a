"""The versions of a corpus: a source of files in, an immutable folder out, opened as a Snapshot.

A version is built beside the others, by a child process, and takes its place by one rename; whatever
happens before that leaves nothing that is ever read.  Which version is in use is said by `published`.
"""

import asyncio
import contextlib
import json
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
import time
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, cast

from corpus.errors import CorpusError, StorageError
from retrieval.index.atomic_files import locked, remove_whole, sync, sync_tree
from retrieval.index.choosing import EngineChoice, engine_for
from retrieval.store.corpus_store import CorpusStore, state_of_files, storage_errors
from retrieval.store.snapshot import Snapshot, VersionUnusableError, read_manifest

if TYPE_CHECKING:
    from retrieval.indexing.builder import OnProgress, Progress

log = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[2]
_BUILDING = ".building-"
_REFUSED, _NO_STORAGE = 1, 3
"""How a child that builds ends where the source is refused, and where the disk refuses."""
_TELLING = "--telling"
_TOLD = b"progress: "
"""How a line of a child's begins that says how far it is, where it is told to."""
_SECONDS_BETWEEN_TELLING = 3.0
_PATIENCE = 19
"""The most there is: building has the processors that answering leaves."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made: the version's folder and counts, and each problem met on the way as one line.

    ``reused`` says that the very same version stood there already.
    """

    path: Path
    version: str
    sha256: str
    documents: int
    passages: int
    sentences: int
    problems: tuple[str, ...]
    reused: bool


def open_current(
    store: CorpusStore, *, or_published: bool = False, engine: EngineChoice = "auto"
) -> Snapshot:
    """The source's current version, built first (in a child process) if its files have changed.

    It is built anew as well where it has another engine than the one that *engine* asks for.
    With *or_published*, where the disk takes no new version, the one that was published last is opened,
    so that a bot starts on a full or read-only disk.  Raises CorpusError where there is nothing to answer
    from, and StorageError where there is nowhere to build.
    """
    current = store.pointer()
    if store.is_up_to_date():
        with contextlib.suppress(VersionUnusableError):
            snapshot = store.open_published()
            if _has_engine(snapshot, engine) or not store.is_built_from_present_files():
                return snapshot
            snapshot.close()
    try:
        return Snapshot(_report(_in_child(store, engine)).path)
    except StorageError as error:
        if current is None or not or_published:
            raise
        log.warning("%s; answering from version %s meanwhile", error, current.version)
        return store.open_published()


def open_present(store: CorpusStore, engine: EngineChoice = "auto") -> Snapshot:
    """The version for someone who asks a question or two, beside a bot perhaps, whose version stays in use.

    That is the one in use, while the source's files are those it was chosen for; else one of the present
    files, built first if need be and not published: whether it answers worse is for a reload to say.  Where
    none is in use yet, the first is published.  Raises as open_current() does.
    """
    current = store.pointer()
    if current is None:
        return open_current(store, engine=engine)
    present = store.versions_of_present_files()
    chosen = [current.version] if store.is_up_to_date() else []
    for version in (*chosen, *present):
        with contextlib.suppress(VersionUnusableError):
            snapshot = store.open_version(version)
            if _has_engine(snapshot, engine) or version not in present:
                return snapshot
            snapshot.close()
    return Snapshot(_report(_in_child(store, engine, publish=False)).path)


def _has_engine(snapshot: Snapshot, choice: EngineChoice) -> bool:
    return snapshot.engine_name == engine_for(snapshot.passage_count, choice)


async def build_in_child(
    store: CorpusStore, *, publish: bool = True, engine: EngineChoice = "auto"
) -> BuildReport:
    """Build the source's version in a child process, so that questions are answered meanwhile.

    Raises CorpusError as build() does.  Cancelled, it ends the child.
    """
    child = await asyncio.create_subprocess_exec(
        *_command(store, engine, publish=publish),
        cwd=_ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        printed, complaint = await child.communicate()
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
        raise
    return _report((child.returncode or 0, printed, complaint))


def build(
    store: CorpusStore, engine: EngineChoice = "auto", progress: "OnProgress | None" = None
) -> BuildReport:
    """Build the source's version in this process and make it the current one.

    *progress* is told now and then how far it is.
    Raises CorpusError where the source is missing or has no document, StorageError where the folder cannot
    be written.
    """
    report = build_candidate(store, engine=engine, progress=progress)
    store.publish(report.version)
    return report


def build_candidate(
    store: CorpusStore,
    contents: Path | None = None,
    engine: EngineChoice = "auto",
    progress: "OnProgress | None" = None,
) -> BuildReport:
    """Build a version in this process beside the others, for `publish` to make the current one, or not.

    *contents* is read in the source's place where it is given: the source as it would be after a change.
    *progress* is told now and then how far it is.  Raises as build() does.
    """
    home = store.folder
    try:
        with storage_errors(home):
            manifest, problems, reused = _built(store, contents or store.source, engine, progress)
    except sqlite3.OperationalError as error:
        raise StorageError(
            f"cannot write the corpus to {home}: {error}; make room, or choose another QUOTH_STATE_DIR"
        ) from error
    counts = {name: manifest[name] for name in ("version", "sha256", "documents", "passages", "sentences")}
    return BuildReport(path=home / manifest["version"], problems=problems, reused=reused, **counts)


def _built(
    store: CorpusStore, contents: Path, engine: EngineChoice, progress: "OnProgress | None"
) -> tuple[dict[str, Any], tuple[str, ...], bool]:
    home = store.folder
    home.mkdir(parents=True, exist_ok=True)
    _sweep(store)
    workshop = home / f"{_BUILDING}{os.getpid()}-{uuid.uuid4().hex[:8]}"
    workshop.mkdir()
    try:
        files = state_of_files(contents)
        from retrieval.indexing.builder import write_version

        manifest, problems = write_version(contents, workshop, engine, progress)
        with locked(home):
            reused = _put_in_place(workshop, home / manifest["version"])
        store.note_files(manifest["version"], files)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return manifest, tuple(map(str, problems)), reused


def _put_in_place(workshop: Path, version: Path) -> bool:
    """One rename makes *workshop* the *version*; True where that stood there already, which then stays."""
    try:
        read_manifest(version)
    except VersionUnusableError:
        remove_whole(version)
    else:
        return True
    sync_tree(workshop)
    workshop.rename(version)
    sync(version.parent)
    return False


def _sweep(store: CorpusStore) -> None:
    """Remove what interrupted builds left behind."""
    store.sweep()
    for left in store.folder.glob(f"{_BUILDING}*"):
        process = left.name.removeprefix(_BUILDING).split("-")[0]
        if not (process.isdigit() and _alive(int(process))):
            shutil.rmtree(left, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _command(store: CorpusStore, engine: EngineChoice, *, publish: bool = True) -> list[str]:
    only_built = [] if publish else ["--candidate"]
    places = [str(store.source.absolute()), str(store.versions.absolute())]
    return [sys.executable, "-m", "retrieval.indexing.versions", *places, engine, *only_built]


def _in_child(store: CorpusStore, engine: EngineChoice, *, publish: bool = True) -> tuple[int, bytes, bytes]:
    """What a child that builds comes to; how far it is goes to the log: nobody is answered meanwhile."""
    complaint: list[bytes] = []
    with (
        TemporaryFile() as printed,
        subprocess.Popen(  # noqa: S603 - our own program
            [*_command(store, engine, publish=publish), _TELLING],
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.PIPE,
        ) as child,
    ):
        assert child.stderr is not None  # noqa: S101 - it was asked for
        for line in child.stderr:
            if line.startswith(_TOLD):
                log.warning("the corpus is being built: %s", line.removeprefix(_TOLD).decode().strip())
            else:
                complaint.append(line)
        code = child.wait()
        printed.seek(0)
        return code, printed.read(), b"".join(complaint)


def _report(outcome: tuple[int, bytes, bytes]) -> BuildReport:
    """What a child that builds has said; raises CorpusError with its reason where it refused."""
    code, printed, complaint = outcome
    if code == 0:
        said = json.loads(printed)
        return BuildReport(**{**said, "path": Path(said["path"]), "problems": tuple(said["problems"])})
    lines = complaint.decode("utf-8", "replace").strip().splitlines() or [f"it ended with {code}"]
    if code == _NO_STORAGE:
        raise StorageError(lines[-1])
    raise CorpusError(lines[-1] if code == _REFUSED else f"building the corpus failed: {lines[-1]}")


def yield_to_questions() -> None:
    """Let this process, which builds, have what the one that answers leaves of the processors."""
    if hasattr(os, "nice"):
        os.nice(_PATIENCE)


def _tell_now_and_then() -> "OnProgress":
    """Write how far a build is to stderr every few seconds, and nothing where it takes no longer."""
    told = time.monotonic()

    def tell(done: "Progress") -> None:
        nonlocal told
        if time.monotonic() - told >= _SECONDS_BETWEEN_TELLING:
            told = time.monotonic()
            sys.stderr.buffer.write(_TOLD + f"{done}\n".encode())
            sys.stderr.flush()

    return tell


def _main(source: str, versions: str, engine: str, *options: str) -> int:
    """The child: builds, prints its report as JSON; 1 or 3 and a line on stderr where that is refused."""
    yield_to_questions()
    make = build_candidate if "--candidate" in options else build
    tell = _tell_now_and_then() if _TELLING in options else None
    try:
        report = make(
            CorpusStore(Path(source), Path(versions)), engine=cast("EngineChoice", engine), progress=tell
        )
    except CorpusError as error:
        sys.stderr.write(f"{error}\n")
        return _NO_STORAGE if isinstance(error, StorageError) else _REFUSED
    sys.stdout.write(json.dumps({**asdict(report), "path": str(report.path)}))
    return 0


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
