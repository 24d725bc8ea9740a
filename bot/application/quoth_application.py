"""The running application: what starts and stops with it, and its periodic tasks."""

import asyncio
import contextlib
import logging
import sqlite3
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
)

from bot.admins.publishing.uploads import Uploads
from bot.context import Bot, Context, Data
from bot.conversation.command_menus import set_menus
from bot.conversation.descriptions import set_descriptions
from bot.libraries.library_access import LibraryAccess
from bot.live_corpus import LiveCorpus
from bot.messages.addressing import EDITABLE
from bot.monitoring.metrics import Metrics
from bot.monitoring.vitals import Vitals
from bot.policy import Policy
from bot.replicas.library_replicas import ONLY, LibraryReplicas
from bot.roles import Role, Roles
from bot.state import State
from bot.state.coordination.leases import Leases, while_held
from bot.transport.receiving.inbox import Inbox
from bot.transport.requests import Timing
from bot.transport.sending.delivery import Delivery
from corpus.errors import CorpusError, SearchUnavailableError

log = logging.getLogger(__name__)

UPDATES_REMEMBERED = timedelta(hours=25)
"""Telegram may deliver an update again for up to 24 hours."""
REPLIES_REMEMBERED = EDITABLE + UPDATES_REMEMBERED
"""A reply changes when its message is edited, and Telegram may deliver the last edit that much later."""
SECONDS_BETWEEN_PRUNINGS = 3600.0
SECONDS_BETWEEN_ERASURES = 5.0
SECONDS_TO_RELEASE = 10.0
"""The longest time that noting the planned stop in the state may take."""

CARETAKER, REFRESHER = "caretaker", "refresher"
"""The leases for sending what people subscribed to, and for refreshing links."""
SECONDS_WITHOUT_PERIODIC_WORK = 5.0
"""The longest time until another process takes over that work from one that died."""
RUNS_HANDLERS = ":process_concurrent_update"
"""The suffix in the names of the library's tasks that run the handlers of an update."""

PeriodicTask = Callable[[Bot], Coroutine[Any, Any, None]]
"""Work that is done at intervals; it must cost little if nothing is due."""


@dataclass(frozen=True, slots=True)
class Components:
    """The parts of the application that are opened, run and closed together with it.

    ``corpora`` has the corpora by name; an only corpus has the name "".  ``live_corpus`` is that one, or all
    of them together.
    """

    live_corpus: LiveCorpus
    corpora: Mapping[str, LiveCorpus]
    access: LibraryAccess
    state: State
    inbox: Inbox
    delivery: Delivery
    uploads: Uploads
    roles: Roles
    policy: Policy
    metrics: Metrics
    timing: Timing
    replicas: LibraryReplicas = LibraryReplicas({})  # noqa: RUF009 - it has nothing that changes


class QuothApplication(Application[Bot, Context, Data, Data, Data, None]):
    """python-telegram-bot's application, which opens and closes our components together with its own.

    ``token_refused`` is set when Telegram rejects the token during polling.
    """

    def __init__(self, *, components: Components, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._live_corpus = components.live_corpus
        self._corpora = components.corpora
        self._state = components.state
        self.inbox = components.inbox
        self._delivery = components.delivery
        self._uploads = components.uploads
        self._roles = components.roles
        self._policy = components.policy
        self._replicas = components.replicas
        self.vitals = Vitals(self._live_corpus, self._state, self._delivery, components.metrics)
        self.roles_of_all: Callable[[], Coroutine[Any, Any, dict[int, Role]]] = self._roles.holders
        self.token_refused = asyncio.Event()
        self.periodic_tasks: Sequence[PeriodicTask] = ()
        self.refresh: PeriodicTask | None = None
        self.on_free_bytes: Callable[[int], None] = lambda free: None
        self._background: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Start, and continue where an earlier process stopped."""
        await super().start()
        await self._state.coordination.start()
        await self._replicas.start(self._corpora)
        await self._delivery.start(self.bot)
        await self.inbox.resume(self.bot)
        self._background = [
            *([self.create_task(self._set_menus())] if self._policy.sets_menus else ()),
            self.create_task(self._prune_periodically()),
            self.create_task(self._erase_traces()),
            self.create_task(self._follow_what_is_published()),
            *(self.create_task(each.search.look()) for each in self._corpora.values()),
            *(self.create_task(each.catch_up()) for each in self._corpora.values()),
            self.create_task(self._while_held(CARETAKER, self._run_periodic_tasks)),
            self.create_task(self._while_held(REFRESHER, self._refresh_periodically)),
        ]

    async def stop(self) -> None:
        """Finish the updates that were received, and stop; a running reload is aborted."""
        for task in self._background:
            task.cancel()
        self._delivery.begin_to_stop()
        await self.inbox.stop_claiming()
        for each in self._corpora.values():
            await each.stop_building()
        self.inbox.hurry()
        await self.inbox.join()  # the library starts no work once it is stopping
        await super().stop()
        await self._delivery.stop()
        await self._replicas.stop()

    def abandon(self) -> None:
        """Give up what could not be finished in time, so that `shutdown` closes everything."""
        self._running = False

    async def process_update(self, update: object) -> None:
        """Handle an update from the version that is published on all machines.

        If there are several libraries, the handlers find the right one and do the same for it.
        """
        await self._replicas.apply_changes([ONLY])
        await super().process_update(update)

    async def shutdown(self) -> None:
        """Close everything except the corpus, which belongs to the caller."""
        await super().shutdown()
        with contextlib.suppress(TimeoutError):  # a state that cannot be written must not prevent the end
            async with asyncio.timeout(SECONDS_TO_RELEASE):
                await self.inbox.release()
        await self._state.close()
        self._uploads.close()

    def create_task(
        self, coroutine: Any, update: object | None = None, *, name: str | None = None
    ) -> "asyncio.Task[Any]":
        """Create a task as the library does; *update* then counts as handled only when the task is done.

        This is for work that handlers start; the library's own tasks, which run the handlers, are left as
        they are.
        """
        if isinstance(update, Update) and not (name or "").endswith(RUNS_HANDLERS):
            coroutine = self.inbox.holding(update, coroutine)
        return super().create_task(coroutine, update, name=name)

    def in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Do *work* until the application stops."""
        self._background.append(self.create_task(work))

    @property
    def leases(self) -> Leases:
        """The leases that this process may have."""
        return self._state.coordination.leases

    @property
    def is_shared(self) -> bool:
        """Whether other processes work for the same bot."""
        return self._state.coordination.session is not None

    async def _set_menus(self) -> None:
        """Set what Telegram shows of the bot beside its messages."""
        await set_menus(self.bot, await self.roles_of_all(), several=len(self._corpora) > 1)
        await set_descriptions(self.bot)

    async def _while_held(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do *work* in one process at a time; if that process dies, another takes over after some seconds."""
        await while_held(self.leases, name, work, seconds=SECONDS_WITHOUT_PERIODIC_WORK)

    async def _prune_periodically(self) -> None:
        while True:
            now, answers_kept = time.time(), self._policy.answers_kept
            await self._state.prune(
                answers_before=now - answers_kept.total_seconds(),
                updates_before=now - UPDATES_REMEMBERED.total_seconds(),
                replies_before=now - min(answers_kept, REPLIES_REMEMBERED).total_seconds(),
            )
            await self._uploads.tidy()
            await self._back_up()
            if (free := await asyncio.to_thread(self._state.free_bytes)) is not None:
                self.on_free_bytes(free)
            await asyncio.sleep(SECONDS_BETWEEN_PRUNINGS)

    async def _erase_traces(self) -> None:
        """Overwrite deleted data that was not overwritten at once."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_ERASURES)
            if self._state.traces_left:
                await self._state.erase_traces()

    async def _back_up(self) -> None:
        try:
            await self._state.back_up()
        except (sqlite3.Error, OSError) as error:
            log.warning("cannot back up the state: %s", error)

    async def _refresh_periodically(self) -> None:
        """Fetch the pages and feeds that are due."""
        while self.refresh is not None:
            await asyncio.sleep(self._policy.looks_for_links.total_seconds())
            try:
                await self.refresh(self.bot)
            except Exception:
                log.exception("the pages of links could not be asked for again")

    async def _run_periodic_tasks(self) -> None:
        """Send what people subscribed to: answers to their open questions, and digests."""
        while True:
            await asyncio.sleep(self._policy.looks_for_versions.total_seconds())
            for task in self.periodic_tasks:
                try:
                    await task(self.bot)
                except SearchUnavailableError as error:
                    log.info("a periodic task waits: %s", error)
                except Exception:
                    log.exception("a periodic task failed")

    async def _follow_what_is_published(self) -> None:
        """Switch to versions that are published elsewhere, such as by `corpus reload`."""
        while True:
            await asyncio.sleep(self._policy.looks_for_versions.total_seconds())
            for corpus in self._corpora.values():
                await self._follow(corpus)

    async def _follow(self, corpus: LiveCorpus) -> None:
        try:
            version = await corpus.follow()
        except CorpusError as error:
            log.warning("cannot open the version published elsewhere: %s", error)
        else:
            if version is not None:
                log.info("switched to version %s, published elsewhere", version)
