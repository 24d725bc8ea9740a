"""The files of the state folder: who may read them, and that one bot alone uses them."""

import contextlib
import os
import stat
from pathlib import Path
from types import TracebackType

from bot.errors import StateError

try:
    import fcntl
except ImportError:  # Windows: two bots on one folder are not told apart there
    fcntl = None  # type: ignore[assignment]

FILE = "quoth.sqlite3"
BACKUP = "quoth.backup.sqlite3"
PENDING = "quoth.pending.sqlite3"
LOCK = "quoth.lock"

FOLDER_MODE, FILE_MODE = 0o700, 0o600
"""What stands in the state is nobody else's business, not even of others on the same machine."""


def make_private(path: Path) -> None:
    """Make the file and its folder, if need be, and let nobody but their owner read them."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, FILE_MODE))
    with contextlib.suppress(PermissionError):  # somebody else's, who decides
        path.chmod(FILE_MODE)
        if not path.parent.stat().st_mode & stat.S_ISVTX:  # one that everybody shares, like /tmp
            path.parent.chmod(FOLDER_MODE)


class FolderLock:
    """Held for as long as a bot uses a state folder; the kernel lets go of it when the process ends."""

    def __init__(self, folder: Path) -> None:
        """Raises StateError where another bot holds it."""
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
            self._descriptor = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR, FILE_MODE)
        except OSError as error:
            raise StateError(f"cannot use {folder} ({error}); choose another QUOTH_STATE_DIR") from error
        try:
            if fcntl is not None:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._descriptor)
            raise StateError(
                f"another bot is using {folder}; stop it, or give this one a QUOTH_STATE_DIR of its own"
            ) from None

    def release(self) -> None:
        """Let another bot use the folder; no error where that was done before."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> "FolderLock":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
