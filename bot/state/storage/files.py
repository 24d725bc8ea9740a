"""The files of the state folder: only their owner may read them, and only one bot may use them."""

import contextlib
import os
import stat
from pathlib import Path
from types import TracebackType

from bot.errors import StateError

try:
    import fcntl
except ImportError:  # Windows has no such lock: nothing prevents two bots from using one folder
    fcntl = None  # type: ignore[assignment]

FILE = "quoth.sqlite3"
BACKUP = "quoth.backup.sqlite3"
PENDING = "quoth.pending.sqlite3"
LOCK = "quoth.lock"

FOLDER_MODE, FILE_MODE = 0o700, 0o600
"""The state is private, even from other users of the same machine."""


def make_private(path: Path) -> None:
    """Create the file and its folder if necessary, and let only their owner read them."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, FILE_MODE))
    with contextlib.suppress(PermissionError):  # it belongs to another user
        path.chmod(FILE_MODE)
        if not path.parent.stat().st_mode & stat.S_ISVTX:  # not a shared folder like /tmp
            path.parent.chmod(FOLDER_MODE)


class FolderLock:
    """A lock on the state folder that a bot uses; the kernel releases it when the process ends."""

    def __init__(self, folder: Path) -> None:
        """Raises StateError if another bot holds the lock."""
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
        """Let another bot use the folder; calling it twice is harmless."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> "FolderLock":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
