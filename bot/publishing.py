"""What admins do to the corpus from a chat: have it read again."""

import asyncio
import logging
from collections.abc import Callable

from bot import describing
from bot.admin import Order
from bot.desk import Bot, Desk
from bot.errors import ReloadRunningError, ReloadStoppedError
from bot.reply import Reply, Stage
from corpus.errors import CorpusError

log = logging.getLogger(__name__)

SECONDS_UNTIL_PROGRESS = 2.0
"""A reload that is done sooner is reported in one message; a longer one says first that it is at work."""


class Publishing:
    """The orders that change which version of the corpus answers."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def reload(self, bot: Bot, order: Order) -> None:
        """/reload: read the corpus again and report what changed."""
        work = asyncio.create_task(self._reload(order.user.id))
        done, _ = await asyncio.wait([work], timeout=SECONDS_UNTIL_PROGRESS)
        said = None
        if not done:
            said = await self._desk.tell(
                bot, order.place, order.user, lambda stage: Reply(stage.texts.reloading())
            )
        report = await work
        if said is None:
            await self._desk.tell(bot, order.place, order.user, report)
            return
        async with self._desk.stage(bot, order.user) as stage:
            outbox = self._desk.outbox
            await outbox.revise(bot, said.chat.id, said.message_id, report(stage), stage.snapshot)

    async def _reload(self, user: int) -> Callable[[Stage], Reply]:
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
        await self._desk.state.journal.note(user, "reload", done.after)
        return lambda stage: describing.reload_report(done, stage)
