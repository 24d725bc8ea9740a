"""Send files to a depot and receive them: in pieces, a few files at once, with digests in both directions."""

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO, TypeVar

from management.depot.compression import compressed, unpacked
from management.depot.errors import ObjectMissingError
from management.depot.object_store import ObjectStore
from management.depot.records import DepotFile, DepotVersion, damaged_in_depot
from management.proposing import OnStage

T = TypeVar("T")
R = TypeVar("R")

_PIECE = 1 << 20
_FILES_AT_ONCE = 4


class ByteProgress:
    """Reports how many bytes of *total* are done, from several threads."""

    def __init__(self, stage: str, total: int, tell: OnStage) -> None:
        self._stage, self._total, self._tell = stage, total, tell
        self._done = 0
        self._lock = threading.Lock()

    def add(self, count: int) -> None:
        """Report *count* more bytes."""
        with self._lock:
            self._done += count
            self._tell(self._stage, self._done, self._total)


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    """The content of an open file, piece by piece."""
    while piece := file.read(_PIECE):
        yield piece


def file_sha256(path: Path) -> str:
    """The SHA-256 of a whole file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def in_parallel(work: Callable[[T], R], items: Iterable[T]) -> list[R]:
    """Do *work* on each item, a few at a time; the first error ends it.  Return the results."""
    with ThreadPoolExecutor(_FILES_AT_ONCE, thread_name_prefix="depot") as threads:
        doing = [threads.submit(work, item) for item in items]
        try:
            return [each.result() for each in doing]
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            raise


def send(objects: ObjectStore, path: Path, name: str, stored_as: str, done: ByteProgress) -> DepotFile:
    """Put the file at *path*, which the version calls *name*, into a depot; return what was put."""
    found, size, stored_size = hashlib.sha256(), 0, 0

    def pieces(file: BinaryIO) -> Iterator[bytes]:
        nonlocal size
        for piece in pieces_of(file):
            found.update(piece)
            size += len(piece)
            yield piece
            done.add(len(piece))

    def counted(packed: Iterable[bytes]) -> Iterator[bytes]:
        nonlocal stored_size
        for piece in packed:
            stored_size += len(piece)
            yield piece

    with path.open("rb") as file:
        objects.write(stored_as, counted(compressed(pieces(file))))
    return DepotFile(name, size, found.hexdigest(), stored_size)


def receive(
    objects: ObjectStore, version: DepotVersion, file: DepotFile, path: Path | None, done: ByteProgress
) -> None:
    """Read a file of a version from a depot, and write it to *path* if there is one.

    Raises DepotDamagedError if it is not what was written.  At most the expected number of bytes is written.
    """
    found, size = hashlib.sha256(), 0
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    with nullcontext() if path is None else path.open("wb") as out:
        try:
            for piece in unpacked(objects.read(version.object_of(file))):
                found.update(piece)
                size += len(piece)
                if size > file.size:
                    break
                if out is not None:
                    out.write(piece)
                done.add(len(piece))
        except ObjectMissingError:
            raise damaged_in_depot(version.version, f"{file.name} is missing") from None
    if size < file.size:
        raise damaged_in_depot(version.version, f"{file.name} is truncated")
    if found.hexdigest() != file.sha256:
        raise damaged_in_depot(version.version, f"{file.name} has changed")
