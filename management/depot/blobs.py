"""Single files in a depot, each named by its digest: corpus files and uploads."""

import hashlib
import time
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from management.depot.compression import compressed, unpacked
from management.depot.errors import DepotDamagedError, NotInDepotError, ObjectMissingError
from management.depot.object_store import ObjectStore
from management.depot.transfer import file_sha256, pieces_of
from retrieval.index.atomic_files import sync
from retrieval.store.corpus_store import storage_errors

BLOBS = "blobs/"
UNNEEDED_SECONDS = 48 * 3600.0
"""How long an unused file is kept: a proposal waits a day for a decision."""


@dataclass(frozen=True, slots=True)
class Blobs:
    """The single files in *objects*.  Every method raises DepotError if the store cannot be used."""

    objects: ObjectStore

    def put(self, path: Path) -> str:
        """Store a file under its SHA-256 unless it exists already; return the SHA-256."""
        digest = file_sha256(path)
        if not self.objects.has(_name(digest)):
            with path.open("rb") as file:
                self.objects.write(_name(digest), compressed(pieces_of(file)))
        return digest

    def fetch(self, digest: str, path: Path) -> None:
        """Write the file of that SHA-256 to *path*, in one step.

        Raises NotInDepotError if it is not there, DepotDamagedError if it has changed, and StorageError if
        it cannot be written to disk.
        """
        beside = path.with_name(f".{uuid.uuid4().hex[:8]}.fetching")
        with storage_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                if self._write(digest, beside) != digest:
                    raise DepotDamagedError(
                        f"{path.name} in the depot has changed and is not used; add it again"
                    )
                sync(beside)
                beside.replace(path)
            except ObjectMissingError:
                raise NotInDepotError(
                    f"{path.name} is not in the depot {self.objects.name}; add it again"
                ) from None
            finally:
                beside.unlink(missing_ok=True)

    def sweep(self, needed: Collection[str], unneeded_seconds: float = UNNEEDED_SECONDS) -> None:
        """Delete files that are not *needed* and were stored more than *unneeded_seconds* ago."""
        before, kept = time.time() - unneeded_seconds, set(map(_name, needed))
        self.objects.delete(
            [
                each.name
                for each in self.objects.list_objects(BLOBS)
                if each.name not in kept and each.at < before
            ]
        )

    def _write(self, digest: str, path: Path) -> str:
        """Write the content of a file in the depot to *path*; return the digest of what was written."""
        found = hashlib.sha256()
        with path.open("wb") as out:
            for piece in unpacked(self.objects.read(_name(digest))):
                found.update(piece)
                out.write(piece)
        return found.hexdigest()


def _name(digest: str) -> str:
    return f"{BLOBS}{digest}.gz"
