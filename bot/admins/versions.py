"""The versions of the corpus from a chat: list them, compare two, go back to one."""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial

from telegram import User

from bot.admins import version_pages
from bot.admins.admin import Admin, Order, Question, send_result
from bot.admins.publications import publication_in_use, seconds_of
from bot.admins.version_pages import ListedVersion
from bot.callback_context import CallbackContext
from bot.context import Bot, BotContext
from bot.errors import ChangedMeanwhileError
from bot.live_corpus import BY
from bot.messages.callback_data import (
    OfferRollback,
    RollBack,
    RollBackRemoving,
    ShowDifference,
    ShowVersions,
    VersionAction,
)
from bot.messages.message import Reply
from bot.messages.richtext import plain, shorten
from bot.roles import Role
from bot.views.reply_context import MakeReply, ReplyContext
from corpus.errors import CorpusError
from management.removing import FolderChanges
from retrieval.store.corpus_store import StoredVersion
from retrieval.store.diff import Changes
from retrieval.store.pointer import Publication

log = logging.getLogger(__name__)

ENTRIES_SEARCHED = 1000
"""Journal entries that are searched for who published a version."""
NOTICE_UNITS = 190
REASON_UNITS = 1000
"""UTF-16 units of the reason for a refusal, in an alert and in a message."""


class Versions:
    """The commands and buttons that show the versions of the corpus, and go back to one."""

    def __init__(self, bot_context: BotContext, admin: Admin) -> None:
        self._bot_context = bot_context
        self._admin = admin

    # Orders

    async def versions(self, bot: Bot, order: Order) -> None:
        """/versions: list the versions, with buttons to go back."""
        found = await self._list_versions()
        async with self._bot_context.reply_context(bot, order.user) as reply_context:
            await send_result(
                self._bot_context, bot, order, reply_context, version_pages.versions(found, 0, reply_context)
            )

    async def diff(self, bot: Bot, order: Order) -> None:
        """/diff [A B]: the differences between two versions, by default the last two in use."""
        difference = await self._difference(order.words.split())
        async with self._bot_context.reply_context(bot, order.user) as reply_context:
            await send_result(self._bot_context, bot, order, reply_context, difference(reply_context))

    async def ask_rollback(self, order: Order, reply_context: ReplyContext) -> Question | Reply:
        """The question before /rollback [VERSION]."""
        try:
            current, to, changes, files = await asyncio.to_thread(
                self._plan_rollback, order.words.strip() or None
            )
        except CorpusError as error:
            return _refused(error)(reply_context)
        if files.newer:
            return version_pages.rollback_offer(to, current, changes, files, reply_context)
        question = version_pages.rollback_question(to, changes, files, reply_context)
        return Question(question, reply_context.texts.versions.roll_back_button(), f"{current} {to}")

    async def rollback(self, bot: Bot, order: Order) -> None:
        """/rollback, confirmed: go back to the version in the question."""
        current, to = order.basis.split()
        await self._bot_context.tell(
            bot, order.place, order.user, await self._go_back(order.user, order.update, to, current)
        )

    # Taps

    async def tap(self, callback: CallbackContext, action: VersionAction) -> None:
        """Carry out a button, if the person who taps may."""
        if not await self._admin.may_tap(callback, Role.ADMIN):
            return
        make = await self._view(callback, action)
        if make is None:
            return
        await callback.acknowledge()
        # The version in use may have changed.
        async with self._bot_context.reply_context(callback.bot, callback.user) as after:
            await callback.renewed(after).revise(make(after))

    async def _view(self, callback: CallbackContext, action: VersionAction) -> MakeReply | None:
        """The new content of the message; None if an alert said why there is none."""
        match action:
            case ShowVersions(page):
                return partial(version_pages.versions, await self._list_versions(), page)
            case ShowDifference(before, after, page):
                return await self._difference([before, after], page)
            case RollBack(to, current):
                return await self._go_back(callback.user, callback.update.update_id, to, current)
            case RollBackRemoving(to, current):
                update = callback.update.update_id
                return await self._go_back(callback.user, update, to, current, removes=True)
            case OfferRollback(name):
                try:
                    current, to, changes, files = await asyncio.to_thread(self._plan_rollback, name)
                except CorpusError as error:
                    await callback.alert(shorten(str(error), NOTICE_UNITS))
                    return None
                return partial(version_pages.rollback_offer, to, current, changes, files)

    # Parts

    def _plan_rollback(self, name: str | None) -> tuple[str, str, Changes, FolderChanges]:
        """The version in use, an earlier one, their differences, and those of the corpus folder."""
        manager = self._bot_context.manager
        current, to = manager.rollback_target(name)
        _, _, changes = manager.diff(current, to)
        return current, to, changes, manager.folder_since(to)

    async def _go_back(
        self, user: User, update: int, to: str, current: str, *, removes: bool = False
    ) -> MakeReply:
        """Go back from the version *current* to another and confirm it, or say why not.

        With *removes*, the files that the other version did not have are removed.
        """
        files = await asyncio.to_thread(self._bot_context.manager.folder_since, to)
        removing = files.newer if removes else ()
        try:
            earlier = await self._go_back_once(update, to, current, removing)
        except ChangedMeanwhileError:
            return lambda reply_context: Reply(plain(reply_context.texts.reports.changed_meanwhile()))
        except CorpusError as error:
            return _refused(error)
        removed = removing if earlier is None else earlier.files
        at = None if earlier is None else seconds_of(earlier)
        log.info("went back to version %s from %s", to, current)
        await self._bot_context.state.journal.note(
            user.id, "rollback", to, ", ".join(removed), update=update, at=at
        )
        return partial(version_pages.rolled_back_reply, to, removed, files)

    async def _go_back_once(
        self, update: int, to: str, current: str, removing: Sequence[str]
    ) -> Publication | None:
        """Go back for an update; what a process published for it that died then, and None if none did.

        Raises as `_roll_back` does.
        """
        steps, step = self._bot_context.state.steps, f"roll back to {to}"
        if not await steps.begin(update, step):
            earlier = await publication_in_use(self._bot_context, to)
            if earlier is not None:
                return earlier
        try:
            await self._bot_context.corpus.put_in_use(to, partial(self._roll_back, to, current, removing))
        except (CorpusError, ChangedMeanwhileError):
            await steps.take_back(update, step)
            raise
        return None

    def _roll_back(self, to: str, current: str, removing: Sequence[str]) -> Publication:
        manager = self._bot_context.manager
        now, _ = manager.rollback_target(to)
        if now != current:
            raise ChangedMeanwhileError(f"version {now} is in use, no longer {current}")
        return manager.rollback(to, by=BY, removing=removing)

    async def _list_versions(self) -> list[ListedVersion]:
        """The versions, each with who published it: for a chat, the numeric id, while that is known."""
        stored = await asyncio.to_thread(self._bot_context.manager.stored)
        people: dict[str, str] = {}
        for noted in await self._bot_context.state.journal.latest(ENTRIES_SEARCHED):
            if noted.user is not None and noted.what in ("publish", "reload", "rollback", "remove"):
                people.setdefault(noted.version, str(noted.user))

        def by(each: StoredVersion) -> str:
            published = each.published.by if each.published else ""
            return people.get(each.version, published) if published == BY else published

        return [ListedVersion(each, by(each)) for each in stored]

    async def _difference(self, names: list[str], page: int = 0) -> MakeReply:
        if len(names) not in (0, 2):
            return lambda reply_context: Reply(reply_context.texts.versions.diff_usage())
        try:
            before, after = await asyncio.to_thread(self._resolve_two, *names)
            found = await asyncio.to_thread(self._bot_context.manager.differences, before, after)
            if not found:
                _, _, changes = await asyncio.to_thread(self._bot_context.manager.diff, before, after)
                return partial(version_pages.same_texts, before, after, changes)
        except CorpusError as error:
            return _refused(error)
        return partial(version_pages.difference, before, after, found, page)

    def _resolve_two(self, before: str | None = None, after: str | None = None) -> tuple[str, str]:
        manager = self._bot_context.manager
        return manager.named(before, 1), manager.named(after, 0)


def _refused(error: CorpusError) -> MakeReply:
    """The refusal of a command, with the reason as in the terminal."""
    reason = shorten(str(error), REASON_UNITS)
    return lambda reply_context: Reply(reply_context.texts.errors.cannot_be_done(reason))
