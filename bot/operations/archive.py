"""A backup in one file: the bot's state and the last two versions, each file with its digest."""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from bot.errors import BotError
from bot.operations.state_copy import lane_of
from bot.state.copying import export_state
from bot.state.storage.files import FILE, FILE_MODE, FOLDER_MODE
from bot.state.storage.repair import UNFINISHED, check, copy_checked
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.pointer import POINTER_FILE, read_pointer

CONTENTS = "backup.json"
_FORMAT = 1
_FORMAT_OF_LIBRARIES = 2
_CORPUS, _LIBRARIES = "corpus", "libraries"
_EXPORTED = "exported"
_AT_A_TIME = 1 << 20
_VERSIONS = 2
"""The versions in a backup, the latest ones: after restoring, /rollback has one to go back to."""
_ATTEMPTS = 3


class BackupError(BotError):
    """A backup that cannot be made, read or restored; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents of a backup: the published version of each library, and each file's digest.

    The only corpus of a bot has the name "".  A library of which nothing was published is not among them.
    """

    made_at: str
    versions: Mapping[str, str]
    digests: Mapping[str, str]


def write_archive(
    target: Path, state_dir: Path, stores: Mapping[str, CorpusStore], made_at: str, database: str = ""
) -> Contents:
    """Back up the state in *state_dir* and the last versions of each library, while a bot may be running.

    If the state is on a server, *database* is its address.  The file is written atomically, and only its
    owner may read it.  Raises BackupError, or StateError if the server cannot be used.
    """
    if not database and not (state_dir / FILE).is_file():
        raise BackupError(f"{state_dir} holds no bot's state; check QUOTH_STATE_DIR")
    if not target.parent.is_dir():
        raise BackupError(f"there is no folder {target.parent}; make it, or name another file")
    for attempt in range(_ATTEMPTS):
        try:
            with _written_at_once(target) as out:
                return _write(out, state_dir, stores, made_at, database)
        except FileNotFoundError:  # a version that was pruned meanwhile
            if attempt == _ATTEMPTS - 1:
                raise BackupError("the versions changed again and again meanwhile; try later") from None
        except (OSError, sqlite3.Error) as error:
            raise BackupError(
                f"cannot back up to {target} ({error}); make room, or name another file"
            ) from error
    raise AssertionError("unreachable")


@contextmanager
def _written_at_once(target: Path) -> Iterator[IO[bytes]]:
    """A file beside *target* that replaces it at the end."""
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)  # of mode 0600
    try:
        with os.fdopen(descriptor, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _write(
    out: IO[bytes], state_dir: Path, stores: Mapping[str, CorpusStore], made_at: str, database: str
) -> Contents:
    digests: dict[str, str] = {}
    with (
        tarfile.open(fileobj=out, mode="w:gz", compresslevel=3) as archive,
        tempfile.TemporaryDirectory(prefix="quoth-backup-") as place,
    ):
        copied = Path(place)
        if database:
            _copy_state(export_state(database, copied / _EXPORTED, lane_of).parent, copied)
        else:
            _copy_state(state_dir, copied)
        versions = {library: _copy_pointer(store, copied, library) for library, store in stores.items()}
        files = {FILE: copied / FILE}
        for library, store in stores.items():
            files |= _files(copied, library, store, versions[library])
        for name, path in files.items():
            digests[name] = _digest(path)
            archive.add(path, name, recursive=False, filter=_private)
        published = {library: found[0] for library, found in versions.items() if found}
        contents = Contents(made_at, published, digests)
        _add_contents(archive, contents)
    return contents


def _copy_state(state_dir: Path, folder: Path) -> None:
    """A checked copy of the state at one moment, without messages still to be answered or sent."""
    address = f"{(state_dir / FILE).absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        copy_checked(connection, folder / FILE, without=UNFINISHED)


def folder_of(library: str) -> str:
    """The folder in a backup that has the versions of a library; "" is the only corpus.

    >>> folder_of(""), folder_of("news")
    ('corpus', 'libraries/news')
    """
    return f"{_LIBRARIES}/{library}" if library else _CORPUS


def _copy_pointer(store: CorpusStore, copies: Path, library: str) -> Sequence[str]:
    """Copy the pointer at one moment; return the versions to back up, the published one first."""
    if store.pointer() is None:
        return ()
    folder = copies / folder_of(library)
    folder.mkdir(parents=True)
    shutil.copyfile(store.folder / POINTER_FILE, folder / POINTER_FILE)
    copied = read_pointer(folder)
    published, *earlier = copied.latest_first if copied is not None else ("",)
    present = [version for version in earlier if store.path_of(version).is_dir()]
    return [published, *present][:_VERSIONS] if published else ()


def _files(copied: Path, library: str, store: CorpusStore, versions: Sequence[str]) -> dict[str, Path]:
    """The files of a library in a backup, by their names in it."""
    folder = folder_of(library)
    pointer = f"{folder}/{POINTER_FILE}"
    files = {pointer: copied / pointer} if versions else {}
    for version in versions:
        below = [*sorted(store.path_of(version).rglob("*")), store.files_record(version)]
        present = [path for path in below if path.is_file()]
        files |= {f"{folder}/{path.relative_to(store.folder).as_posix()}": path for path in present}
    return files


def _private(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """A member without the names of this machine's users."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = FILE_MODE
    return member


def _add_contents(archive: tarfile.TarFile, contents: Contents) -> None:
    about = {"made_at": contents.made_at, "files": dict(contents.digests)}
    if set(contents.versions) <= {""}:
        row = {"format": _FORMAT, "version": contents.versions.get(""), **about}
    else:
        row = {"format": _FORMAT_OF_LIBRARIES, "versions": dict(contents.versions), **about}
    text = json.dumps(row, indent=1).encode()
    member = _private(tarfile.TarInfo(CONTENTS))
    member.size = len(text)
    archive.addfile(member, io.BytesIO(text))


def unpack(source: Path, folder: Path) -> Contents:
    """Unpack a backup into an empty *folder* and check every file; raises BackupError if one is wrong."""
    found: dict[str, str] = {}
    contents: Contents | None = None
    try:
        with tarfile.open(source, "r:gz") as archive:
            for member in archive:
                stream = archive.extractfile(member) if member.isreg() else None
                if stream is None or not _is_safe(member.name):
                    raise BackupError(f"{source} is no backup of Quoth; it holds {member.name!r}")
                if member.name == CONTENTS:
                    contents = _contents(stream.read())
                else:
                    found[member.name] = _unpack_file(stream, folder / member.name)
    except (OSError, EOFError, tarfile.TarError, ValueError, KeyError, TypeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BackupError(f"{source} cannot be read as a backup ({reason}); use another one") from error
    if contents is None or found != contents.digests or FILE not in found:
        raise BackupError(f"{source} is damaged: its files are not what was backed up; use another one")
    _check_state(source, folder / FILE)
    return contents


def _contents(text: bytes) -> Contents:
    row = json.loads(text)
    match row["format"]:
        case 1:
            versions = {"": row["version"]} if row["version"] else {}
        case 2:
            versions = dict(row["versions"])
        case other:
            raise ValueError(f"its format is {other}")
    return Contents(row["made_at"], versions, dict(row["files"]))


def _is_safe(name: str) -> bool:
    """Whether a member stays inside the folder where it is unpacked.

    >>> _is_safe("corpus/0a1b/manifest.json"), _is_safe("../quoth.sqlite3"), _is_safe("/etc/passwd")
    (True, False, False)
    """
    path = PurePosixPath(name)
    is_ours = name in (FILE, CONTENTS) or path.parts[:1] in ((_CORPUS,), (_LIBRARIES,))
    return is_ours and not path.is_absolute() and ".." not in path.parts


def _unpack_file(stream: IO[bytes], path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    digest = hashlib.sha256()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as out:
        while some := stream.read(_AT_A_TIME):
            digest.update(some)
            out.write(some)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _check_state(source: Path, path: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as connection:
            check(connection)
    except sqlite3.DatabaseError as error:
        raise BackupError(f"the state in {source} is damaged ({error}); use another backup") from error


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
