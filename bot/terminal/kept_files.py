"""Files that the bot sends to a terminal, which cannot show them: they are kept in a folder."""

import tempfile
from itertools import count
from pathlib import Path

from bot.terminal.ask import can_be_written


class KeptFiles:
    """Keeps the files of one conversation in *folder*, or in a temporary one if that cannot be written.

    Files of earlier conversations are deleted, so that a script prints the same each time.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: set[str] = set()

    def __call__(self, name: str, content: bytes) -> Path:
        """Keep a file; return its path."""
        if not can_be_written(self._folder):
            self._folder = Path(tempfile.mkdtemp(prefix="quoth-chat-"))
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / self._free_name(Path(name).name)
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)  # questions are private
        path.write_bytes(content)
        return path

    def _free_name(self, name: str) -> str:
        """The name, with a number if this conversation has a file of that name already."""
        stem, suffix = Path(name).stem, Path(name).suffix
        names = (name if number == 1 else f"{stem}-{number}{suffix}" for number in count(1))
        free = next(each for each in names if each not in self._names)
        self._names.add(free)
        return free
