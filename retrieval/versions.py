"""The versions of a corpus on disk: a source of files in, an immutable folder out, opened as a Snapshot.

A version is built beside the others, by a child process, and takes its place by one rename; whatever
happens before that leaves nothing that is ever read.  Under the versions folder each source has its own:
``<name>-<hash of its path>/<version>/``, with ``current.json`` naming the version in use and the state of
the files that it was built from.
"""

import asyncio
import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError
from corpus.starters import gold_files
from retrieval.durable import sync, write_durably
from retrieval.snapshot import DATABASE, Snapshot, VersionUnusable, read_manifest

_ROOT = Path(__file__).resolve().parent.parent
_CURRENT = "current.json"
_BUILDING = ".building-"


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


def open_current(source: Path, versions: Path) -> Snapshot:
    """The source's current version, built first (in a child process) if its files have changed.

    Raises CorpusError where there is nothing to answer from, or nowhere to build.
    """
    current = _current(source, versions)
    if current is not None and current["files"] == _state_of_files(source):
        with contextlib.suppress(VersionUnusable):
            return Snapshot(_home(source, versions) / current["version"])
    return Snapshot(_report(_in_child(source, versions)).path)


async def build_in_child(source: Path, versions: Path) -> BuildReport:
    """Build the source's version in a child process, so that questions are answered meanwhile.

    Raises CorpusError as build() does.  Cancelled, it ends the child.
    """
    child = await asyncio.create_subprocess_exec(
        *_command(source, versions),
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


def build(source: Path, versions: Path) -> BuildReport:
    """Build the source's version in this process and make it the current one.

    Raises CorpusError where the source is missing or has no document, or the folder cannot be written.
    """
    home = _home(source, versions)
    try:
        home.mkdir(parents=True, exist_ok=True)
        _sweep(home)
        workshop = home / f"{_BUILDING}{os.getpid()}-{uuid.uuid4().hex[:8]}"
        workshop.mkdir()
        try:
            files = _state_of_files(source)
            from retrieval.building import write_version

            manifest, problems = write_version(source, workshop)
            reused = _put_in_place(workshop, home / manifest["version"])
        finally:
            shutil.rmtree(workshop, ignore_errors=True)
        write_durably(home / _CURRENT, {"version": manifest["version"], "files": files})
    except OSError as error:
        place = error.filename or versions
        raise CorpusError(
            f"cannot build the corpus in {place}: {error.strerror or error}; choose another QUOTH_STATE_DIR"
        ) from error
    counts = {name: manifest[name] for name in ("version", "sha256", "documents", "passages", "sentences")}
    return BuildReport(
        path=home / manifest["version"], problems=tuple(map(str, problems)), reused=reused, **counts
    )


def _put_in_place(workshop: Path, version: Path) -> bool:
    """One rename makes *workshop* the *version*; True where that stood there already, which then stays."""
    try:
        read_manifest(version)
    except VersionUnusable:
        shutil.rmtree(version, ignore_errors=True)
    else:
        return True
    sync(workshop / DATABASE)
    sync(workshop)
    workshop.rename(version)
    sync(version.parent)
    return False


def _sweep(home: Path) -> None:
    """Remove what builds left behind that ended before their time."""
    for left in home.glob(f"{_BUILDING}*"):
        process = int(left.name.removeprefix(_BUILDING).split("-")[0])
        if not _alive(process):
            shutil.rmtree(left, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _home(source: Path, versions: Path) -> Path:
    """The folder of one source's versions."""
    path = source.resolve()
    return versions / f"{path.stem[:40]}-{hashlib.sha256(os.fsencode(path)).hexdigest()[:8]}"


def _current(source: Path, versions: Path) -> dict[str, Any] | None:
    try:
        current: dict[str, Any] = json.loads((_home(source, versions) / _CURRENT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return current if current.keys() >= {"version", "files"} else None


def _state_of_files(source: Path) -> list[list[Any]]:
    """Name, size and time of every file of the source: as long as they are the same, nothing has changed."""
    files = sorted(source.rglob("*")) if source.is_dir() else [source, *gold_files(source)]
    states = ((path, path.stat()) for path in files if path.is_file())
    return [
        [path.relative_to(source.parent).as_posix(), state.st_size, state.st_mtime_ns]
        for path, state in states
    ]


def _command(source: Path, versions: Path) -> list[str]:
    return [sys.executable, "-m", "retrieval.versions", str(source.absolute()), str(versions.absolute())]


def _in_child(source: Path, versions: Path) -> tuple[int, bytes, bytes]:
    done = subprocess.run(
        _command(source, versions), cwd=_ROOT, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def _report(outcome: tuple[int, bytes, bytes]) -> BuildReport:
    """What a child that builds has said; raises CorpusError with its reason where it refused."""
    code, printed, complaint = outcome
    if code == 0:
        said = json.loads(printed)
        return BuildReport(**{**said, "path": Path(said["path"]), "problems": tuple(said["problems"])})
    lines = complaint.decode("utf-8", "replace").strip().splitlines() or [f"it ended with {code}"]
    raise CorpusError(lines[-1] if code == 1 else f"building the corpus failed: {lines[-1]}")


def _main(source: str, versions: str) -> int:
    """The child: builds, prints its report as JSON; 1 and a line on stderr where the corpus is refused."""
    try:
        report = build(Path(source), Path(versions))
    except CorpusError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps({**asdict(report), "path": str(report.path)}))
    return 0


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
