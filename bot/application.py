"""Where everything meets: the one place that puts the application together, whatever Telegram it talks to."""

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable, Collection, Coroutine, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)
from telegram.request import BaseRequest

from bot.admins.admin import Admin, Handle
from bot.admins.auditing import Auditing
from bot.admins.board import Board
from bot.admins.digests import send_digests
from bot.admins.granting import Granting, words_about_somebody
from bot.admins.guarding import Guarding, words_of_gold
from bot.admins.publishing import Publishing
from bot.admins.receiving import Uploads
from bot.admins.removing import Removing
from bot.admins.synonyms import Synonyms
from bot.admins.versions import Versions
from bot.context import Bot, BotContext, Context, Data, random_id
from bot.conversation.command_menus import set_menus
from bot.conversation.questions import QuestionHandlers
from bot.conversation.wishes import tell_answered
from bot.handlers.callback_queries import CallbackQueryHandlers
from bot.handlers.commands import CommandHandlers
from bot.handlers.inline import Inline
from bot.handlers.privacy import Privacy
from bot.live_corpus import LiveCorpus
from bot.messages.addressing import EDITABLE, EDITED_IN_TIME, FORWARDED_COMMAND, FROM_PEOPLE
from bot.monitoring.metrics import Metrics
from bot.monitoring.vitals import Vitals
from bot.owner_notices import OwnerNotices
from bot.policy import Policy
from bot.roles import Role, Roles
from bot.state import State
from bot.transport.delivery import Delivery
from bot.transport.inbox import Inbox
from bot.transport.ordering import ChatOrder
from bot.transport.outbox import Outbox
from bot.transport.pacing import RequestPacer
from bot.transport.requests import CONNECTIONS, PollingRequest, TelegramRequest, Timing
from corpus.errors import CorpusError
from retrieval.intents.recognition import VIEW_COMMANDS

log = logging.getLogger(__name__)

TELEGRAM = "https://api.telegram.org/bot"
TELEGRAM_FILES = "https://api.telegram.org/file/bot"

UPDATES_REMEMBERED = timedelta(hours=25)
"""Telegram delivers an update again for up to 24 hours."""
REPLIES_REMEMBERED = EDITABLE + UPDATES_REMEMBERED
"""A reply changes along with its message, of whose last edit Telegram may tell so much later."""
SECONDS_BETWEEN_PRUNINGS = 3600.0
SECONDS_BETWEEN_ERASURES = 5.0

UPLOADS = "uploads"
"""The folder of files that were sent and wait to be decided about, in the state folder."""
BEFORE_OTHERS = -1
"""The group of handlers that see an update first; the library counts from 0."""

DEEDS = frozenset({"new", "forget", "reload", "remove", "gold", "rollback", "grant", "revoke"})
"""The commands that do something, which an edit does not do."""
_NEW = filters.UpdateType.MESSAGE & FROM_PEOPLE
_EDITED = filters.UpdateType.EDITED_MESSAGE & FROM_PEOPLE
_NEW_OR_EDITED = filters.UpdateType.MESSAGES & FROM_PEOPLE & EDITED_IN_TIME

Errand = Callable[[Bot], Coroutine[Any, Any, None]]
"""Something that is done now and then without anybody asking; it must cost little where nothing is due."""
Handler = BaseHandler[Any, Context, None]


class QuothApplication(Application[Bot, Context, Data, Data, Data, None]):
    """python-telegram-bot's application, with what is ours opened and closed along with it.

    ``token_refused`` is set when Telegram stops accepting the token while it is polled.
    """

    def __init__(
        self,
        *,
        library: LiveCorpus,
        state: State,
        inbox: Inbox,
        delivery: Delivery,
        uploads: Uploads,
        roles: Roles,
        policy: Policy,
        vitals: Vitals,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.vitals = vitals
        self.token_refused = asyncio.Event()
        self._library = library
        self._state = state
        self._inbox = inbox
        self._delivery = delivery
        self._uploads = uploads
        self._roles = roles
        self._policy = policy
        self.errands: Sequence[Errand] = ()
        self._background: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Start, and go on where an earlier process ended."""
        await super().start()
        await self._delivery.start(self.bot)
        await self._inbox.resume(self.bot)
        self._background = [
            self.create_task(set_menus(self.bot, await self._roles.holders())),
            self.create_task(self._prune_now_and_then()),
            self.create_task(self._erase_traces()),
            self.create_task(self._follow_what_is_published()),
            self.create_task(self._library.catch_up()),
            self.create_task(self._run_errands()),
        ]

    async def stop(self) -> None:
        """Finish what was received, and stop; a reload at work is cut short."""
        for task in self._background:
            task.cancel()
        self._delivery.begin_to_stop()
        await self._library.stop_building()
        await super().stop()
        await self._delivery.stop()

    async def shutdown(self) -> None:
        """Let go of everything but the library, which is its owner's to close."""
        await super().shutdown()
        await self._inbox.release()
        await self._state.close()
        self._uploads.close()

    def create_task(
        self, coroutine: Any, update: object | None = None, *, name: str | None = None
    ) -> "asyncio.Task[Any]":
        """As the library does it; the *update* that is worked on counts as handled when the task is done."""
        if isinstance(update, Update):
            coroutine = self._inbox.holding(update, coroutine)
        return super().create_task(coroutine, update, name=name)

    async def _prune_now_and_then(self) -> None:
        while True:
            now, answers_kept = time.time(), self._policy.answers_kept
            await self._state.prune(
                answers_before=now - answers_kept.total_seconds(),
                updates_before=now - UPDATES_REMEMBERED.total_seconds(),
                replies_before=now - min(answers_kept, REPLIES_REMEMBERED).total_seconds(),
            )
            await self._uploads.tidy()
            await self._back_up()
            await asyncio.sleep(SECONDS_BETWEEN_PRUNINGS)

    async def _erase_traces(self) -> None:
        """Overwrite what somebody had forgotten, where another program kept that from being done at once."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_ERASURES)
            if self._state.traces_left:
                await self._state.erase_traces()

    async def _back_up(self) -> None:
        try:
            await self._state.back_up()
        except (sqlite3.Error, OSError) as error:
            log.warning("the state could not be backed up: %s", error)

    async def _run_errands(self) -> None:
        """Do what is due without anybody asking: tell people what they wanted to be told."""
        while True:
            await asyncio.sleep(self._policy.looks_for_versions.total_seconds())
            for errand in self.errands:
                try:
                    await errand(self.bot)
                except Exception:
                    log.exception("an errand failed")

    async def _follow_what_is_published(self) -> None:
        """Take up what a terminal publishes while the bot runs."""
        while True:
            await asyncio.sleep(self._policy.looks_for_versions.total_seconds())
            try:
                version = await self._library.follow()
            except CorpusError as error:
                log.warning("what was published elsewhere cannot be opened: %s", error)
            else:
                if version is not None:
                    log.info("version %s, published elsewhere, answers from now on", version)


def build_application(
    library: LiveCorpus,
    *,
    token: str,
    base_url: str = TELEGRAM,
    base_file_url: str = TELEGRAM_FILES,
    admins: Collection[int] = (),
    state_dir: Path | None = None,
    policy: Policy | None = None,
    request: BaseRequest | None = None,
    connections: int = CONNECTIONS,
    timing: Timing = Timing(),  # noqa: B008 - it is frozen
    new_id: Callable[[], str] = random_id,
) -> QuothApplication:
    """The application that answers from *library*, ready to be initialised, started and stopped.

    *state_dir*: where it remembers; None for a memory that ends with it.  *request*: the transport to use in
    place of HTTP, for polling too.  *connections*: how many there are to Telegram at once.  *timing*: how
    long it waits for what.  *new_id*: what gives each answer its id.

    Raises StateError where it cannot remember.
    """
    policy = policy or Policy()
    state = State(state_dir, alone=True)
    metrics = Metrics()
    inbox, delivery = Inbox(state), Delivery(state, timing.sleep, connections=connections)
    uploads = Uploads(state_dir / UPLOADS if state_dir else None, state.proposals)
    roles = Roles(admins, state)
    ours = {
        "library": library,
        "state": state,
        "inbox": inbox,
        "delivery": delivery,
        "uploads": uploads,
        "roles": roles,
        "policy": policy,
        "vitals": Vitals(library, state, delivery, metrics),
    }
    polling = PollingRequest(
        observe=metrics.call, read_timeout=timing.seconds_for_a_response, sleep=timing.sleep
    )
    connected = _connected(
        token,
        base_url,
        base_file_url,
        request or TelegramRequest(connections, timing.seconds_for_a_response, observe=metrics.call),
        request or polling,
    )
    order = ChatOrder(inbox, delivery, on_refusal=metrics.limit)
    application = (
        connected.application_class(QuothApplication, ours)
        .rate_limiter(RequestPacer(policy.messages_per_second, timing.sleep))
        .concurrent_updates(order)
        .update_queue(inbox)
        .job_queue(None)
        .build()
    )
    assert isinstance(application, QuothApplication)  # noqa: S101 - the builder's types do not say so
    polling.token_refused = application.token_refused
    outbox = Outbox(state, delivery.wake, policy.outbox_kept)
    bot_context = BotContext(library, state, outbox, policy, roles, new_id, metrics)
    state.on_trouble(OwnerNotices(application.bot, roles.owners, timing.sleep).memory)
    order.refuse = partial(CommandHandlers(bot_context).too_many, application.bot)
    _add_handlers(application, bot_context, uploads)
    application.errands = (partial(tell_answered, bot_context), partial(send_digests, bot_context))
    return application


def _connected(
    token: str, base_url: str, base_file_url: str, sending: BaseRequest, polling: BaseRequest
) -> ApplicationBuilder[Any, Any, Any, Any, Any, Any]:
    """The beginnings of an application that knows its Telegram."""
    return (
        ApplicationBuilder()
        .token(token)
        .base_url(base_url)
        .base_file_url(base_file_url)
        .request(sending)
        .get_updates_request(polling)
    )


def _add_handlers(application: QuothApplication, bot_context: BotContext, uploads: Uploads) -> None:
    """Let the application do all that it is asked for."""
    admin = Admin(bot_context)
    talk, questions, people = (
        CommandHandlers(bot_context),
        QuestionHandlers(bot_context),
        Privacy(bot_context),
    )
    publishing, versions = Publishing(bot_context, admin, uploads), Versions(bot_context, admin)
    removing, guarding = Removing(bot_context, admin, publishing), Guarding(bot_context, admin)
    synonyms = Synonyms(bot_context, publishing.reload)
    board, auditing = Board(bot_context, admin, synonyms), Auditing(bot_context, admin)
    callback_queries = CallbackQueryHandlers(
        bot_context, admin, board, publishing, removing, versions, auditing, guarding
    )
    document = publishing.document(questions.message)
    forwarded = MessageHandler(FORWARDED_COMMAND, talk.forwarded_command)
    application.add_handlers([forwarded, _replies(synonyms)], group=BEFORE_OTHERS)
    application.add_handlers(
        _orders(admin, publishing, removing, versions, Granting(bot_context), board, auditing, guarding)
    )
    application.add_handlers(
        _handlers(talk, questions, people, callback_queries, Inline(bot_context), document)
    )
    application.add_error_handler(talk.error)


def _replies(synonyms: Synonyms) -> Handler:
    """Replies in private, some of which are no questions but what the bot has asked for."""
    in_private = _NEW & filters.ChatType.PRIVATE
    return MessageHandler(in_private & filters.REPLY & filters.TEXT & ~filters.COMMAND, synonyms.replied)


def _orders(
    admin: Admin,
    publishing: Publishing,
    removing: Removing,
    versions: Versions,
    granting: Granting,
    board: Board,
    auditing: Auditing,
    guarding: Guarding,
) -> list[Handler]:
    """The commands that need a role.

    Those that do something, which may take long, do not hold up what is said after them in the same chat.
    Those that only tell something do, so that two edits of one come to a single reply, to the later of them.
    """
    commands = {
        "reload": admin.command("reload", Role.ADMIN, publishing.reload),
        "remove": admin.command("remove", Role.ADMIN, removing.remove),
        "versions": admin.command("versions", Role.ADMIN, versions.versions),
        "diff": admin.command("diff", Role.ADMIN, versions.diff),
        "rollback": admin.command("rollback", Role.ADMIN, versions.rollback, ask=versions.ask_rollback),
        "gaps": admin.command("gaps", Role.ADMIN, board.gaps),
        "stats": admin.command("stats", Role.VIEWER, board.stats),
        "gold": admin.command("gold", Role.ADMIN, guarding.gold, read=words_of_gold),
        "audit": admin.command("audit", Role.ADMIN, auditing.audit),
        "roles": admin.command("roles", Role.ADMIN, granting.roles),
        "grant": admin.command(
            "grant", Role.OWNER, granting.grant, ask=granting.ask_to_grant, read=words_about_somebody
        ),
        "revoke": admin.command(
            "revoke", Role.OWNER, granting.revoke, ask=granting.ask_to_revoke, read=words_about_somebody
        ),
    }
    return [
        CommandHandler(name, handle, _NEW, block=False)
        if name in DEEDS
        else CommandHandler(name, handle, _NEW_OR_EDITED)
        for name, handle in commands.items()
    ]


def _handlers(
    talk: CommandHandlers,
    questions: QuestionHandlers,
    people: Privacy,
    callback_queries: CallbackQueryHandlers,
    inline: Inline,
    document: Handle,
) -> list[Handler]:
    """What is handled by what; the first that fits does.

    Channel posts and business messages are neither new nor edited messages, and so are ignored.  A command
    that only says something does so in an edited message too; a deed is not done by an edit.
    """
    return [
        MessageHandler(filters.UpdateType.MESSAGE & filters.StatusUpdate.MIGRATE, talk.moved),
        CommandHandler("start", talk.start, _NEW_OR_EDITED),
        CommandHandler("help", talk.help, _NEW_OR_EDITED),
        CommandHandler("about", talk.about, _NEW_OR_EDITED),
        CommandHandler("sources", talk.sources, _NEW_OR_EDITED),
        CommandHandler("outline", talk.outline, _NEW_OR_EDITED),
        CommandHandler(list(VIEW_COMMANDS), questions.view, _NEW),
        CommandHandler("verify", talk.verify, _NEW_OR_EDITED),
        CommandHandler("why", talk.why, _NEW_OR_EDITED),
        CommandHandler("id", talk.id, _NEW_OR_EDITED),
        CommandHandler("new", talk.new, _NEW),
        CommandHandler("ask", questions.ask, _NEW),
        CommandHandler("language", people.language, _NEW_OR_EDITED),
        CommandHandler("privacy", people.privacy, _NEW_OR_EDITED),
        CommandHandler("forget", people.forget, _NEW),
        CommandHandler("ask", questions.edited_ask, _EDITED),
        CommandHandler(list(VIEW_COMMANDS), questions.edited_view, _EDITED),
        CommandHandler(DEEDS, talk.edited_deed, _EDITED & EDITED_IN_TIME),
        MessageHandler(_NEW_OR_EDITED & filters.COMMAND, talk.unknown_command),
        MessageHandler(_NEW & filters.Document.ALL, document),
        MessageHandler(_NEW & ~filters.StatusUpdate.ALL, questions.message),
        MessageHandler(_EDITED & ~filters.COMMAND, questions.edited),
        CallbackQueryHandler(callback_queries.handle),
        InlineQueryHandler(inline.query),
    ]
