"""What admins can do: have the corpus read again.  Admins are known by their numeric ids alone."""

import asyncio
import logging
from collections.abc import Collection

from telegram import Message, Update

from bot import addressing, rendering, sending
from bot.errors import ReloadRunningError, ReloadStoppedError
from bot.handlers import Bot, Context
from bot.library import Library
from bot.rendering import Reply
from bot.texts import Texts
from corpus.errors import CorpusError

log = logging.getLogger(__name__)

SECONDS_UNTIL_PROGRESS = 2.0
"""A reload that is done sooner is reported in one message; a longer one says first that it is at work."""


class Admin:
    """The handlers of admins' commands."""

    def __init__(self, library: Library, admins: Collection[int], texts: Texts) -> None:
        self._library = library
        self._admins = frozenset(admins)
        self._texts = texts

    async def reload(self, update: Update, context: Context) -> None:
        """/reload: read the corpus again and report what changed."""
        message = update.message
        if message is None:
            return
        user = addressing.person(message)
        if user not in self._admins:
            log.info("a reload by %s was refused", user or "somebody unnamed")
            await self._say(context.bot, message, Reply(self._texts.admins_only(user)))
            return
        work = asyncio.create_task(self._reload())
        done, _ = await asyncio.wait([work], timeout=SECONDS_UNTIL_PROGRESS)
        said = None if done else await self._say(context.bot, message, Reply(self._texts.reloading()))
        report = await work
        if said is None:
            await self._say(context.bot, message, report)
            return
        with self._library.snapshot() as snapshot:
            await sending.revise(context.bot, said.chat.id, said.message_id, report, snapshot)

    async def _reload(self) -> Reply:
        """Reload, and say in a reply how it went."""
        try:
            done = await self._library.reload()
        except ReloadRunningError:
            return Reply(self._texts.reload_running())
        except ReloadStoppedError:
            return Reply(self._texts.reload_stopped())
        except CorpusError as error:
            log.warning("the reload failed: %s", error)
            return Reply(self._texts.reload_failed(str(error)))
        log.info("reloaded: version %s follows %s", done.after, done.before)
        with self._library.snapshot() as snapshot:
            return rendering.reload_report(done, snapshot, self._texts)

    async def _say(self, bot: Bot, message: Message, reply: Reply) -> Message | None:
        with self._library.snapshot() as snapshot:
            return await sending.send(bot, addressing.place_of(message), reply, snapshot)
