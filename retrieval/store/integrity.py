"""Check whether the files of a version are unchanged.

On opening, the size and a digest of each file are checked.  For a large file the digest covers samples, so
that a million passages still open in milliseconds; each passage has a checksum, which is checked when the
passage is read.  A version from before checksums existed is read completely once.
"""

import hashlib
import json
import sqlite3
from array import array
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from zlib import crc32

from retrieval.index.atomic_files import write_durably
from retrieval.store.database import DATABASE, open_database
from retrieval.store.manifest import damaged

INTEGRITY = "integrity.json"
CHECKSUMS = "passages.crc32"
_WHOLE_BYTES = 8 << 20
"""Files up to this size are read completely on opening, which takes about ten milliseconds."""
_SAMPLES = 256
_SAMPLE_BYTES = 4096
_EVERY_PASSAGE = """
    SELECT title, start, "end", context, sentences, substr(text, byte_start + 1, byte_end - byte_start)
    FROM passages JOIN documents ON document = documents.number ORDER BY place"""
_EVERY_TEXT = "SELECT id, title, text FROM documents ORDER BY number"


def checksum(searched: bytes, sentences: bytes, start: int, end: int) -> int:
    """The checksum of a passage: over its searched text (title, context, text) and its offsets.

    >>> checksum(b"Pines bend.", b"", 0, 11) == checksum(b"Pines bent.", b"", 0, 11)
    False
    """
    return crc32(sentences, crc32(searched)) ^ ((start * 0x9E3779B1 + end) & 0xFFFFFFFF)


def searched_by(title: bytes, context: bytes, text: bytes) -> bytes:
    """The searched text of a passage: the title of its document, its context, and its text."""
    return b"\n".join((title, context, text))


def seal(folder: Path) -> None:
    """Record the size and the digest of every file of a complete version."""
    files = sorted(path for path in folder.rglob("[!.]*") if path.is_file() and path.name != INTEGRITY)
    rows = {path.relative_to(folder).as_posix(): [path.stat().st_size, file_digest(path)] for path in files}
    write_durably(folder / INTEGRITY, {"files": rows})


def verified_checksums(folder: Path, manifest: dict[str, Any]) -> "array[int]":
    """The checksums of the passages in order, after checking the files of the version in *folder*.

    Raises VersionDamagedError if a file has changed.
    """
    try:
        rows = json.loads((folder / INTEGRITY).read_text(encoding="utf-8"))["files"]
        expected = {str(name): (int(size), str(digest)) for name, (size, digest) in rows.items()}
    except FileNotFoundError:
        return _seal_unsealed(folder, manifest)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise damaged(folder, INTEGRITY) from None
    for name, (size, digest) in expected.items():
        if not _is_as_written(folder / name, size, digest):
            raise damaged(folder, name)
    return _read_checksums(folder)


def _is_as_written(path: Path, size: int, digest: str) -> bool:
    try:
        return path.stat().st_size == size and file_digest(path) == digest
    except OSError:
        return False


def file_digest(path: Path, whole: int = _WHOLE_BYTES) -> str:
    """The SHA-256 of a file of at most *whole* bytes; of a larger one, that of evenly spaced samples."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        size = file.seek(0, 2)
        if size <= whole:
            file.seek(0)
            found.update(file.read())
        else:
            for sample in range(_SAMPLES):
                file.seek((size - _SAMPLE_BYTES) * sample // (_SAMPLES - 1))
                found.update(file.read(_SAMPLE_BYTES))
    return found.hexdigest()


def _read_checksums(folder: Path) -> "array[int]":
    """The checksums of the passages in order."""
    checksums = array("I")
    try:
        checksums.frombytes((folder / CHECKSUMS).read_bytes())
    except (OSError, ValueError):
        raise damaged(folder, CHECKSUMS) from None
    return checksums


def _seal_unsealed(folder: Path, manifest: dict[str, Any]) -> "array[int]":
    """Read completely a version that was built before versions were sealed, and seal it if it is intact."""
    try:
        with closing(open_database(folder, manifest["format"])) as database:
            fingerprint = fingerprint_of(database.execute(_EVERY_TEXT))
            checksums = array("I", map(_checksum_of, database.execute(_EVERY_PASSAGE)))
    except (sqlite3.Error, TypeError):
        raise damaged(folder, DATABASE) from None
    if fingerprint != manifest["sha256"] or len(checksums) != manifest["passages"]:
        raise damaged(folder, DATABASE)
    with suppress(OSError):  # if the disk is not writable, it is read completely each time
        (folder / CHECKSUMS).write_bytes(checksums.tobytes())
        seal(folder)
    return checksums


def fingerprint_of(texts: Iterator[tuple[bytes, bytes, bytes]]) -> str:
    """The SHA-256 over the id, title and text of each document, each after its length."""
    found = hashlib.sha256()
    for row in texts:
        for part in row:
            found.update(len(part).to_bytes(8, "big"))
            found.update(part)
    return found.hexdigest()


def _checksum_of(row: tuple[bytes, int, int, bytes, bytes, bytes]) -> int:
    title, start, end, context, sentences, text = row
    return checksum(searched_by(title, context, text), sentences, start, end)
