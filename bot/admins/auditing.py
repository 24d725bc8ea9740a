"""/audit: who did what, when, to which version, in chats and in terminals.

Actions in chats are in the journal, with the person.  All publications are in the history beside the
versions; those made in a chat are left out of it here if the journal has them.
"""

import asyncio
import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.admins.admin import Admin, Order, send_result
from bot.admins.publications import seconds_of
from bot.callback_context import CallbackContext
from bot.context import Bot, BotContext
from bot.live_corpus import BY
from bot.messages.callback_data import ShowAudit
from bot.messages.message import Reply, keyboard_of
from bot.messages.richtext import RichText, code, join, plain, shorten
from bot.roles import Role
from bot.state.journal import JournalEntry
from bot.views.paging import turn_buttons
from bot.views.reply_context import ReplyContext
from management.operations import CorpusManager
from retrieval.store.pointer import Publication

PER_PAGE = 10
MAX_PAGES = 10_000
NOBODY = "start"
"""The publisher of a version that was built because there was none."""
NOTED_WITHIN = 60.0
"""Seconds after a publication within which the bot records its author in the journal."""


@dataclass(frozen=True, slots=True)
class Event:
    """A journal entry, or a publication as one; ``by`` says what did it if it was not a person in a chat."""

    entry: JournalEntry
    by: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of events, newest first, counting from 0; ``fingerprints`` are those of the versions on disk."""

    number: int
    events: Sequence[Event]
    is_last: bool
    fingerprints: Mapping[str, str]


class Auditing:
    """The command /audit and its buttons."""

    def __init__(self, bot_context: BotContext, admin: Admin) -> None:
        self._bot_context = bot_context
        self._admin = admin

    async def audit(self, bot: Bot, order: Order) -> None:
        """/audit: the newest page."""
        async with self._bot_context.reply_context(bot, order.user) as reply_context:
            await send_result(
                self._bot_context, bot, order, reply_context, audit_reply(await self._page(0), reply_context)
            )

    async def tap(self, callback: CallbackContext, action: ShowAudit) -> None:
        """Another page, in the same message."""
        if await self._admin.may_tap(callback, Role.ADMIN):
            await callback.show(audit_reply(await self._page(action.page), callback.reply))

    async def _page(self, number: int) -> Page:
        number = min(number, MAX_PAGES - 1)
        entries = await self._bot_context.state.journal.latest((number + 1) * PER_PAGE + 1)
        history, fingerprints = await asyncio.to_thread(_history_on_disk, self._bot_context.manager)
        events = merged(entries, history)
        number = min(number, max(len(events) - 1, 0) // PER_PAGE)
        shown = events[number * PER_PAGE : (number + 1) * PER_PAGE]
        return Page(number, shown, len(events) <= (number + 1) * PER_PAGE, fingerprints)


def merged(entries: Iterable[JournalEntry], history: Iterable[Publication]) -> list[Event]:
    """Journal entries and publications in one list, newest first, without duplicates."""
    noted = list(entries)
    events = [Event(entry) for entry in noted]
    for publication in history:
        at = seconds_of(publication)
        is_noted = any(
            entry.version == publication.version and 0 <= entry.at - at < NOTED_WITHIN for entry in noted
        )
        if publication.by != BY or not is_noted:
            entry = JournalEntry(at, None, publication.what, publication.version)
            events.append(Event(entry, publication.by or NOBODY))
    return sorted(events, key=lambda event: event.entry.at, reverse=True)


def audit_reply(page: Page, reply_context: ReplyContext) -> Reply:
    """A page as a message, with buttons to newer and older pages."""
    texts = reply_context.texts
    if not page.events:
        return Reply(texts.audit.nothing_on_record())
    last = page.number if page.is_last else page.number + 1
    turns = turn_buttons(page.number, 0, last, ShowAudit)
    lines = [_line(event, page.fingerprints, reply_context) for event in page.events]
    return Reply(join([texts.audit.audit_heading(), *lines], "\n\n"), keyboard_of(turns))


def _line(event: Event, fingerprints: Mapping[str, str], reply_context: ReplyContext) -> RichText:
    """An event as a line: 2026-11-24 17:20 · 123 · role given · 456 · admin."""
    entry, texts = event.entry, reply_context.texts
    when = datetime.datetime.fromtimestamp(entry.at, datetime.UTC)
    role = entry.detail in list(Role)
    parts = [
        code(f"{when:%Y-%m-%d %H:%M}"),
        code(str(entry.user)) if entry.user is not None else plain(texts.audit.actor(event.by)),
        plain(texts.audit.action(entry.what)),
        code(str(entry.about)) if entry.about is not None else RichText(),
        plain(texts.roles.role(entry.detail) if role else shorten(entry.detail, 150)),
        _version(entry.version, fingerprints.get(entry.version, ""), reply_context),
    ]
    return join(parts, " · ")


def _version(version: str, sha256: str, reply_context: ReplyContext) -> RichText:
    if not version:
        return RichText()
    return (
        reply_context.texts.corpus.corpus_version(version, sha256)
        if sha256
        else reply_context.texts.corpus.past_version(version)
    )


def _history_on_disk(manager: CorpusManager) -> tuple[Sequence[Publication], Mapping[str, str]]:
    """The history of publications, and the fingerprints of the stored versions."""
    current = manager.store.pointer()
    return current.history if current else (), {each.version: each.sha256 for each in manager.stored()}
