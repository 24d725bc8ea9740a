"""What the bot remembers, in one SQLite file; this package owns all of its SQL, a module for each matter.

Remembered are the answers that were given (so that their buttons work after a restart, and follow-ups have
something to follow), which message replies to which, the sentences that links lead to, what people think of
answers and which language they speak, who may do what and who did what, what waits to be decided about and,
until each is handled, the updates that Telegram has delivered.  Everything about people is keyed by chat,
topic and user.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bot.state.answers import Answers, StoredAnswer
from bot.state.gaps import OpenGaps
from bot.state.journal import Journal
from bot.state.orders import Orders
from bot.state.outbox import Outgoing
from bot.state.people import People
from bot.state.proposals import PendingProposal, Proposals
from bot.state.replies import Replies
from bot.state.roles import Grants
from bot.state.sentences import Sentences
from bot.state.statistics import Statistics
from bot.state.storage import repair
from bot.state.storage.database import Database, Tell
from bot.state.storage.files import FILE, FolderLock
from bot.state.storage.schema import MIGRATIONS
from bot.state.updates import MOST_TRIES, Updates
from bot.state.wishes import Wishes

__all__ = ["FILE", "MIGRATIONS", "MOST_TRIES", "PendingProposal", "State", "StoredAnswer"]


class State:
    """The bot's memory; open from the start until `close`."""

    def __init__(
        self, folder: Path | None, *, alone: bool = False, wait: Callable[[float], None] = time.sleep
    ) -> None:
        """*folder*: where to keep the file; None keeps everything in memory and forgets it at the end.

        A bot uses the folder *alone*; what only looks into it does not.  While another program has the file
        locked, this waits, pausing by *wait*.  Raises StateError where the file cannot be opened or is of a
        later version of Quoth, and where another bot uses the folder.
        """
        self._lock = contextlib.ExitStack()
        if folder is not None and alone:
            self._lock.enter_context(FolderLock(folder))
        try:
            self._database = Database(folder, copies_pending=alone, wait=wait)
        except BaseException:
            self._lock.close()
            raise
        self.traces_left = False
        # Backups have a thread of their own: they keep nobody waiting, and `close` can wait for the last one.
        self._backup_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="quoth-backup")
        self.answers = Answers(self._database)
        self.gaps = OpenGaps(self._database)
        self.grants = Grants(self._database)
        self.journal = Journal(self._database)
        self.orders = Orders(self._database)
        self.outgoing = Outgoing(self._database)
        self.people = People(self._database)
        self.proposals = Proposals(self._database)
        self.replies = Replies(self._database)
        self.sentences = Sentences(self._database)
        self.statistics = Statistics(self._database)
        self.updates = Updates(self._database)
        self.wishes = Wishes(self._database)

    async def close(self) -> None:
        """Finish what was asked for and let go of the file."""
        await asyncio.to_thread(self._backup_thread.shutdown)
        await self._database.close()
        self._lock.close()

    async def prune(self, answers_before: float, updates_before: float, replies_before: float) -> None:
        """Forget what is older than that, in seconds since 1970."""
        await self.answers.prune(answers_before)
        await self.gaps.prune(answers_before)
        await self.orders.prune(updates_before)
        await self.people.prune(answers_before)
        await self.replies.prune(replies_before)
        await self.updates.prune(updates_before)
        await self.wishes.prune(answers_before)

    async def forget(self, user: int) -> int:
        """Delete everything that is kept of *user*; how many answers that were.

        It is overwritten on the disk too.  As long as another program reads the file that has to wait:
        ``traces_left`` is true until `erase_traces` succeeds.
        """
        answers = await self._database.forget(user)
        self.gaps.forget_answers()
        self.traces_left = True
        await self.erase_traces()
        return answers

    async def erase_traces(self) -> None:
        """Remove what was deleted from the write-ahead log, and what was kept aside or in the backup."""
        if self._database.path is not None:
            await self._with_backups(repair.remove_copies, self._database.path)
        self.traces_left = not await self._database.overwrite_log()

    async def back_up(self) -> None:
        """Make a checked backup beside the file, for the day that the file is damaged."""
        if self._database.path is not None:
            await self._with_backups(repair.back_up, self._database.path)

    async def _with_backups(self, work: Callable[[Path], object], path: Path) -> None:
        await asyncio.get_running_loop().run_in_executor(self._backup_thread, work, path)

    def on_trouble(self, tell: Tell) -> None:
        """Let *tell* know when the file cannot be used, with the reason, and with "" when it can again."""
        self._database.tell = tell
