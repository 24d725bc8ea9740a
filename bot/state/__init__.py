"""The bot's state in one SQLite file or on a PostgreSQL server.

This package owns all SQL, with one module per subject.  It stores answers (so that their buttons work after a
restart and follow-ups have a context), which message replies to which, the sentences behind links, ratings,
people's languages, roles, the journal, proposals and orders that wait for a decision, messages to be sent
and, until they are handled, the updates that Telegram has delivered.  Everything about people is keyed by
chat, topic and user.
"""

import asyncio
import contextlib
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from bot.state.answers import Answers, ShownPart, StoredAnswer
from bot.state.coordination.opening import coordination_on
from bot.state.coordination.pace import Pace
from bot.state.coordination.publications import Publications
from bot.state.gaps import OpenGaps
from bot.state.journal import Journal
from bot.state.libraries import ChosenLibraries
from bot.state.orders import Orders
from bot.state.outbox import Outgoing
from bot.state.people import People
from bot.state.proposals import PendingProposal, Proposals
from bot.state.replies import Replies
from bot.state.roles import Grants
from bot.state.sentences import Sentences
from bot.state.statistics import Statistics
from bot.state.steps import Steps
from bot.state.storage import repair
from bot.state.storage.database import Database, ReportTrouble
from bot.state.storage.files import FILE, FolderLock
from bot.state.storage.opening import open_database
from bot.state.storage.schema import MIGRATIONS, forget_person
from bot.state.subscriptions import Subscriptions
from bot.state.updates import MAX_TRIES, Updates
from processes.threads import finish_in_thread

__all__ = ["FILE", "MAX_TRIES", "MIGRATIONS", "PendingProposal", "ShownPart", "State", "StoredAnswer"]


FORGOTTEN = "forgotten"
"""The topic of the signal that somebody's data was deleted."""


@dataclass(slots=True)
class _Traces:
    """Whether traces of deleted data are ``left``, to be overwritten; one for the views of all libraries."""

    left: bool = False


class Forgotten(NamedTuple):
    """What `State.forget` did: how many *answers* it deleted, and whether another program reads the file.

    In that case the deleted data is not overwritten yet.
    """

    answers: int
    is_read: bool = False


class State:
    """The bot's state; open from the start until `close`."""

    def __init__(
        self,
        folder: Path | None,
        *,
        url: str = "",
        alone: bool = False,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """*folder* is where the file is; None keeps everything in memory.  With a *url*, all is on a server.

        A bot uses the folder *alone*; a reader does not.  While another program has the file locked, this
        waits, pausing by *wait*.  Raises StateError if the file or the server cannot be used or was written
        by a later version of Quoth, or if another bot uses the folder.
        """
        self._lock = contextlib.ExitStack()
        if folder is not None and alone:
            self._lock.enter_context(FolderLock(folder))
        try:
            self._database: Database = open_database(folder, url, copies_pending=alone, wait=wait)
        except BaseException:
            self._lock.close()
            raise
        self.coordination = coordination_on(url)
        self._traces = _Traces()
        # Backups run in a thread of their own: they block nobody, and `close` can wait for the last one.
        self._backup_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="quoth-backup")
        self._caches: list[OpenGaps] = []
        self._open_tables()
        self._open_library_tables("")
        self.coordination.signals.subscribe(FORGOTTEN, lambda _: self._forget_answers())

    def _open_tables(self) -> None:
        self.libraries = ChosenLibraries(self._database)
        self.outgoing = Outgoing(self._database)
        self.pace = Pace(self._database)
        self.people = People(self._database)
        self.replies = Replies(self._database)
        self.sentences = Sentences(self._database)
        self.steps = Steps(self._database)
        self.updates = Updates(self._database)

    def _open_library_tables(self, library: str) -> None:
        """Open the tables that hold what belongs to one library, invisible from others."""
        self.library = library
        self.answers = Answers(self._database, library)
        self.gaps = OpenGaps(self._database, library)
        self.grants = Grants(self._database, library)
        self.journal = Journal(self._database, library)
        self.orders = Orders(self._database, library)
        self.proposals = Proposals(self._database, library)
        self.publications = Publications(self._database, library)
        self.statistics = Statistics(self._database, library)
        self.subscriptions = Subscriptions(self._database, library)
        self._caches.append(self.gaps)

    def of_library(self, library: str) -> "State":
        """The same state as seen from one library of several; it is opened and closed together with this."""
        scoped = copy(self)
        scoped._open_library_tables(library)
        return scoped

    @property
    def traces_left(self) -> bool:
        """Whether deleted data is still to be overwritten: `erase_traces` is to be called."""
        return self._traces.left

    @property
    def is_on_server(self) -> bool:
        """Whether the state is on a server, which other processes may use too."""
        return self.coordination.session is not None

    async def close(self) -> None:
        """Finish pending work and close the database."""
        await self.coordination.stop()
        await finish_in_thread(self._backup_thread.shutdown)
        await self._database.close()
        self._lock.close()

    async def prune(self, answers_before: float, updates_before: float, replies_before: float) -> None:
        """Delete what is older than these times, in seconds since 1970."""
        await self.answers.prune(answers_before)
        await self.gaps.prune(answers_before)
        await self.libraries.prune(answers_before)
        await self.orders.prune(updates_before)
        await self.people.prune(answers_before)
        await self.replies.prune(replies_before)
        await self.updates.prune(updates_before)
        await self.steps.prune(updates_before)

    async def forget(self, user: int, during: int | None = None) -> Forgotten:
        """Delete everything about *user*.

        The update *during* which this happens stays until it was handled, so that a crash before its reply
        loses neither, and so do later ones: what somebody writes after /forget is new.

        The data is overwritten on disk too, which has to wait while another program reads the file.  What is
        left of the update is overwritten when `erase_traces` is called again.  A server does all of it then,
        because it clears whole tables.
        """
        answers = await self._database.do_durably(forget_person, user, during)
        self._forget_answers()
        await self.coordination.signals.send(FORGOTTEN)
        self._traces.left = True
        if self.is_on_server and during is not None:
            return Forgotten(answers)
        await self.erase_traces()
        is_read = self._traces.left
        self._traces.left = is_read or during is not None
        return Forgotten(answers, is_read)

    async def erase_traces(self) -> None:
        """Remove deleted data from the write-ahead log, and delete damaged files set aside and the backup."""
        if self._database.path is not None:
            await self._with_backups(repair.remove_copies, self._database.path)
        self._traces.left = not await self._database.overwrite_deleted()

    async def back_up(self) -> None:
        """Make a checked backup beside the file, in case the file gets damaged."""
        if self._database.path is not None:
            await self._with_backups(repair.back_up, self._database.path)

    def free_bytes(self) -> int | None:
        """How much room is left on the disk; None for a state in memory."""
        path = self._database.path
        return None if path is None else shutil.disk_usage(path.parent).free

    def _forget_answers(self) -> None:
        for each in self._caches:
            each.forget_answers()

    async def _with_backups(self, work: Callable[[Path], object], path: Path) -> None:
        await asyncio.get_running_loop().run_in_executor(self._backup_thread, work, path)

    def on_trouble(self, tell: ReportTrouble) -> None:
        """Call *tell* with the reason when the file cannot be used, and with "" when it can be used again."""
        self._database.tell = tell
