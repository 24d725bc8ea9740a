"""Uploaded files: describe them before they are fetched, fetch them, and store them."""

import asyncio
import contextlib
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from telegram import Message, User
from telegram.error import BadRequest, TelegramError

from bot.context import Bot
from bot.errors import NotFetchedError, TooBigError
from bot.state.proposals import Proposals
from management.adding import safe_name
from processes.owners import is_abandoned, owner_name
from processes.threads import finish_in_thread

MAX_BYTES = 20 << 20
"""The largest file that Telegram lets bots fetch."""
KEPT_SECONDS = 24 * 3600.0
"""How long a proposal waits for a decision."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """An uploaded file: its name from the sender, its size according to Telegram, and its id there.

    >>> SentFile.of_words(SentFile("old pines.txt", 12, "BQAC").words)
    SentFile(name='old pines.txt', size=12, file_id='BQAC')
    """

    name: str
    size: int
    file_id: str

    @property
    def words(self) -> str:
        """The file as the words of an order."""
        return f"{self.name} {self.size} {self.file_id}"

    @classmethod
    def of_words(cls, words: str) -> "SentFile":
        """The inverse of ``words``."""
        name, size, file_id = words.rsplit(" ", 2)
        return cls(name, int(size), file_id)


def words_of_document(message: Message, me: User) -> str:
    """The words of the order in a *message* with a file."""
    document = message.document
    assert document is not None, "only messages with a file are routed here"  # noqa: S101
    return SentFile(document.file_name or "file", document.file_size or 0, document.file_id).words


def words_of_link(message: Message, me: User) -> str:
    """The words of the order that a *message* which is a web address gives."""
    return (message.text or "").strip()


async def fetch(bot: Bot, sent: SentFile, folder: Path) -> Path:
    """Fetch a file into *folder*, which is created, and return its path, with a safe name.

    Raises RefusedError for an unsupported kind and TooBigError for a file that Telegram does not let bots
    fetch, both before fetching anything, and NotFetchedError if fetching fails.
    """
    place = folder / safe_name(sent.name)
    if sent.size > MAX_BYTES:
        raise TooBigError(f"{sent.name} has {sent.size:,} bytes")
    try:
        file = await bot.get_file(sent.file_id)
        content = await file.download_as_bytearray()
    except BadRequest as error:
        refused = TooBigError if "too big" in str(error).casefold() else NotFetchedError
        raise refused(f"{sent.name}: {error}") from error
    except TelegramError as error:
        raise NotFetchedError(f"{sent.name}: {error}") from error
    if len(content) > MAX_BYTES:
        raise TooBigError(f"{sent.name} has {len(content):,} bytes")
    await finish_in_thread(_write, place, content)
    return place


def _write(place: Path, content: bytearray) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)


class Uploads:
    """The uploaded files and the corpora staged with them: one folder each, until the decision.

    They are *kept* below a folder of the state or, if there is none, in a temporary folder.
    """

    def __init__(self, kept: Path | None, proposals: Proposals) -> None:
        self._kept = kept
        self._ends_with_process = kept is None
        self._proposals = proposals
        self._at_work: set[str] = set()

    @contextlib.contextmanager
    def at_work(self, upload: str) -> Iterator[None]:
        """Mark an upload as in use within the block, for other processes that use the folder too."""
        self._at_work.add(upload)
        mark = self._folder() / f".{upload}.{owner_name()}"
        try:
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()
            yield
        finally:
            self._at_work.discard(upload)
            mark.unlink(missing_ok=True)

    def is_at_work(self, upload: str) -> bool:
        """Whether an upload is in use."""
        return upload in self._at_work

    def received(self, upload: str) -> Path:
        """The folder of the uploaded file, or of the pages of a link."""
        return self._folder() / upload / "given"

    def files(self, upload: str) -> list[Path]:
        """What was received; nothing once it is removed."""
        folder = self.received(upload)
        return sorted(folder.iterdir()) if folder.is_dir() else []

    def staged(self, upload: str, source: Path) -> Path:
        """The folder in which *source* is staged together with the file."""
        return self._folder() / upload / "staged" / (source.name or "corpus")

    async def unstage(self, upload: str) -> None:
        """Remove the staged corpus; the uploaded file stays."""
        await finish_in_thread(shutil.rmtree, self._folder() / upload / "staged", ignore_errors=True)

    async def remove(self, upload: str) -> None:
        """Remove an uploaded file and everything made from it."""
        await finish_in_thread(shutil.rmtree, self._folder() / upload, ignore_errors=True)

    async def tidy(self) -> None:
        """Delete proposals without a decision after a day, and the files that belong to no proposal."""
        proposed = await self._proposals.prune(time.time() - KEPT_SECONDS)
        if self._kept is not None and await asyncio.to_thread(self._kept.is_dir):
            wanted = {*proposed, *await asyncio.to_thread(_uploads_at_work, self._kept), *self._at_work}
            for folder in await asyncio.to_thread(lambda kept: list(kept.glob("[!.]*")), self._kept):
                if folder.name not in wanted:
                    await self.remove(folder.name)

    def without_folders(self, message: str) -> str:
        """A message about an uploaded file, without the folders that it is stored in."""
        if self._kept is None:
            return message
        return re.sub(rf"(?:{_path_endings(self._kept)})/\w+/(?:given|staged/[^/]+)/", "", message)

    def close(self) -> None:
        """Remove the temporary folder."""
        if self._ends_with_process and self._kept is not None:
            shutil.rmtree(self._kept, ignore_errors=True)

    def _folder(self) -> Path:
        if self._kept is None:
            self._kept = Path(tempfile.mkdtemp(prefix="quoth-uploads-"))
        return self._kept


def _uploads_at_work(folder: Path) -> set[str]:
    """The uploads that a process is at work on, by the marks in *folder*; marks of ended ones are removed."""
    found = set()
    for mark in folder.glob(".*.*"):
        upload, owner = mark.name[1:].split(".", 1)
        if is_abandoned(owner, mark):
            mark.unlink(missing_ok=True)
        else:
            found.add(upload)
    return found


def _path_endings(folder: Path) -> str:
    """A pattern of the absolute path of *folder* and of all its endings, the longest first.

    A problem may name a file by its path below any folder above it.

    >>> _path_endings(Path("/srv/uploads"))
    '/srv/uploads|srv/uploads|uploads'
    """
    parts = folder.absolute().parts
    endings = [folder.absolute(), *(Path(*parts[at:]) for at in range(1, len(parts)))]
    return "|".join(re.escape(ending.as_posix()) for ending in endings)
