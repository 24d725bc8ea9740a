"""A depot in a folder that all machines have mounted."""

import os
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from management.depot.errors import DepotError, ObjectMissingError
from management.depot.object_store import StoredObject
from retrieval.index.atomic_files import make_private, sync

_PIECE = 1 << 20
_UNFINISHED = ".writing-"


class FolderStore:
    """Objects as files below a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def name(self) -> str:
        """The folder."""
        return str(self._folder)

    def list_objects(self, below: str) -> Iterator[StoredObject]:
        """The files below a folder."""
        with self._refusals():
            yield from sorted(self._files(below), key=lambda each: each.name)

    def has(self, name: str) -> bool:
        """Whether there is a file of that name."""
        with self._refusals():
            return (self._folder / name).is_file()

    def read(self, name: str) -> Iterator[bytes]:
        """The content of a file, piece by piece."""
        with self._refusals():
            try:
                with (self._folder / name).open("rb") as file:
                    while piece := file.read(_PIECE):
                        yield piece
            except FileNotFoundError:
                raise ObjectMissingError(f"{self.name} has no {name}") from None

    def write(self, name: str, content: Iterable[bytes], *, only_new: bool = False) -> bool:
        """Write a temporary file and rename it into place."""
        path = self._folder / name
        beside = path.with_name(f"{_UNFINISHED}{uuid.uuid4().hex[:8]}")
        with self._refusals():
            make_private(path.parent)
            try:
                with beside.open("wb") as file:
                    for piece in content:
                        file.write(piece)
                    file.flush()
                    os.fsync(file.fileno())
                return _put_in_place(beside, path, only_new=only_new)
            finally:
                beside.unlink(missing_ok=True)

    def delete(self, names: Sequence[str]) -> None:
        """Delete files, and folders that become empty."""
        with self._refusals():
            for name in names:
                (self._folder / name).unlink(missing_ok=True)
            for folder in {(self._folder / name).parent for name in names} - {self._folder}:
                with suppress(OSError):
                    folder.rmdir()

    def sweep_unfinished(self, before: float) -> None:
        """Delete the files of writes that were interrupted before a time."""
        with self._refusals():
            for left in self._folder.rglob(f"{_UNFINISHED}*"):
                with suppress(FileNotFoundError):
                    if left.stat().st_mtime < before:
                        left.unlink()

    def _files(self, below: str) -> Iterator[StoredObject]:
        for place, _, names in os.walk(self._folder / below):
            for name in names:
                path = Path(place, name)
                with suppress(FileNotFoundError):  # another machine may have deleted it meanwhile
                    if not name.startswith(_UNFINISHED):
                        state = path.stat()
                        shown = path.relative_to(self._folder).as_posix()
                        yield StoredObject(shown, state.st_size, state.st_mtime)

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise DepotError(
                f"the depot {self.name} cannot be used: {error.strerror or error}; "
                "check that the folder is mounted, writable and not full"
            ) from error


def _put_in_place(beside: Path, path: Path, *, only_new: bool) -> bool:
    """Rename the file *beside* to *path*; with *only_new*, return False if *path* exists already."""
    if only_new:
        try:
            path.hardlink_to(beside)
        except FileExistsError:
            return False
    else:
        beside.replace(path)
    sync(path.parent)
    return True
