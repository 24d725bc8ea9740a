"""``python run_bot.py restore FILE``: a backup put in place, checked, while no bot is running."""

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from itertools import product
from pathlib import Path

from bot.errors import StateError
from bot.operations.archive import BackupError, Contents, folder_of, unpack
from bot.operations.backup import listed, stores_of
from bot.operations.state_copy import lane_of
from bot.state.copying import copy_side, copy_state
from bot.state.storage.files import FILE, FOLDER_MODE, PENDING, FolderLock
from bot.state.storage.repair import BESIDE
from bot.terminal.streams import complain, speak_utf8
from config.settings import Settings, database_of
from retrieval.index.atomic_files import sync
from retrieval.store.corpus_store import CorpusStore
from retrieval.store.pointer import POINTER_FILE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a file that `backup` has written")
    parser.add_argument("--replace", action="store_true", help="replace existing state; it is set aside")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Restore the backup and say what was done; return the exit code."""
    speak_utf8()
    stores = stores_of(settings)
    try:
        database = database_of(settings)
        contents = restore(
            arguments.file, settings.state_dir, stores, database=database, replace=arguments.replace
        )
    except (BackupError, StateError) as error:
        return complain(str(error))
    except OSError as error:
        return complain(f"cannot restore to {settings.state_dir} ({error}); make room, and try again")
    versions = listed(contents.versions) or "no version"
    print(f"Restored the bot's state and {versions}, backed up on {contents.made_at}.")  # noqa: T201 - a terminal
    return 0


def restore(
    file: Path,
    state_dir: Path,
    stores: Mapping[str, CorpusStore],
    *,
    database: str = "",
    replace: bool = False,
    now: Callable[[], float] = time.time,
) -> Contents:
    """Put the contents of *file* in place: first the versions, then their pointers, and last the state.

    If *database* is the address of a server, the state goes there.  Raises BackupError if the file is wrong,
    or if there is a state that must not be replaced; StateError while a bot is using the folder or the
    server, or if the latter has a state.  In these cases no state has changed.
    """
    with FolderLock(state_dir), tempfile.TemporaryDirectory(prefix=".restoring-", dir=state_dir) as place:
        if not database and (state_dir / FILE).exists() and not replace:
            raise BackupError(
                f"{state_dir} has a bot's state already; restore with --replace, which sets it aside"
            )
        unpacked = Path(place)
        contents = unpack(file, unpacked)
        _require_libraries(contents, stores)
        for library in contents.versions:
            _put_versions(unpacked / folder_of(library), stores[library])
        if database:
            with copy_side(str(unpacked)) as source, copy_side(database, as_target=True) as target:
                copy_state(source, target, lane_of)
        else:
            _put_state(unpacked / FILE, state_dir, f"{now():.0f}")
        state_dir.chmod(FOLDER_MODE)
    return contents


def _require_libraries(contents: Contents, stores: Mapping[str, CorpusStore]) -> None:
    """Raise BackupError unless QUOTH_CORPUS names every library of a backup."""
    names = ", ".join(name for name in stores if name) or "one corpus without a name"
    for library in contents.versions:
        if library not in stores:
            what = f"the library {library}" if library else "the texts of a bot with one corpus"
            raise BackupError(
                f"the backup has {what}, and QUOTH_CORPUS has {names}; name the same corpora there"
            )


def _put_versions(unpacked: Path, store: CorpusStore) -> None:
    """Move the versions that are not there to their places, and then the files that name them."""
    store.folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    versions = sorted(folder.name for folder in unpacked.iterdir() if folder.is_dir())
    for version in versions:
        if not store.path_of(version).exists():
            shutil.move(unpacked / version, store.path_of(version))
    records = [unpacked / store.files_record(version).name for version in versions]
    for file in (*records, unpacked / POINTER_FILE):
        if file.exists():
            file.replace(store.folder / file.name)
    sync(store.folder)


def _put_state(unpacked: Path, state_dir: Path, when: str) -> None:
    """Put the state in place; an earlier one is kept beside it, with its pending messages."""
    for name, end in product((FILE, PENDING), BESIDE):
        old = state_dir / f"{name}{end}"
        if old.exists():
            old.rename(state_dir / f"{name}.replaced-{when}{end}")
    unpacked.replace(state_dir / FILE)
    sync(state_dir)
