"""What admins can do: have the corpus read again.  Admins are known by their numeric ids alone."""

import asyncio
import logging
from collections.abc import Callable, Collection

from telegram import Update

from bot import addressing, describing
from bot.addressing import message_in
from bot.desk import Context, Desk
from bot.errors import ReloadRunningError, ReloadStoppedError
from bot.reply import Reply, Stage
from corpus.errors import CorpusError

log = logging.getLogger(__name__)

SECONDS_UNTIL_PROGRESS = 2.0
"""A reload that is done sooner is reported in one message; a longer one says first that it is at work."""


class Admin:
    """The handlers of admins' commands."""

    def __init__(self, desk: Desk, admins: Collection[int]) -> None:
        self._desk = desk
        self._admins = frozenset(admins)

    async def reload(self, update: Update, context: Context) -> None:
        """/reload: read the corpus again and report what changed."""
        message = message_in(update)
        user = addressing.person(message)
        if user not in self._admins:
            log.info("a reload by %s was refused", user or "somebody unnamed")
            await self._desk.reply(context.bot, message, lambda stage: Reply(stage.texts.admins_only(user)))
            return
        work = asyncio.create_task(self._reload())
        done, _ = await asyncio.wait([work], timeout=SECONDS_UNTIL_PROGRESS)
        said = None
        if not done:
            said = await self._desk.reply(context.bot, message, lambda stage: Reply(stage.texts.reloading()))
        report = await work
        if said is None:
            await self._desk.reply(context.bot, message, report)
            return
        async with self._desk.stage(context.bot, message.from_user) as stage:
            outbox = self._desk.outbox
            await outbox.revise(context.bot, said.chat.id, said.message_id, report(stage), stage.snapshot)

    async def _reload(self) -> Callable[[Stage], Reply]:
        """Reload, and say how that went."""
        try:
            done = await self._desk.library.reload()
        except ReloadRunningError:
            return lambda stage: Reply(stage.texts.reload_running())
        except ReloadStoppedError:
            return lambda stage: Reply(stage.texts.reload_stopped())
        except CorpusError as error:
            log.warning("the reload failed: %s", error)
            reason = str(error)
            return lambda stage: Reply(stage.texts.reload_failed(reason))
        log.info("reloaded: version %s follows %s", done.after, done.before)
        return lambda stage: describing.reload_report(done, stage)
