"""Put the application together, for the real Telegram and for the simulated ones."""

import asyncio
import contextlib
import logging
import re
import sqlite3
import time
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
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
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    MessageReactionHandler,
    filters,
)
from telegram.request import BaseRequest

from bot.admins.admin import Admin
from bot.admins.auditing import Auditing
from bot.admins.digests import send_digests
from bot.admins.gold_command import GoldCommand, words_of_gold
from bot.admins.granting import Granting, words_about_somebody
from bot.admins.open_questions.board import Board
from bot.admins.open_questions.synonyms import Synonyms
from bot.admins.publishing.publishing import Publishing
from bot.admins.publishing.uploads import Uploads
from bot.admins.stats_command import StatsCommand
from bot.admins.versions import Versions
from bot.context import Bot, BotContext, Context, Data, random_id
from bot.conversation.command_menus import set_menus
from bot.conversation.descriptions import set_descriptions
from bot.conversation.notifying import notify_answered
from bot.conversation.questions import QuestionHandlers
from bot.handlers.callback_queries import CallbackQueryHandlers
from bot.handlers.commands import CommandHandlers
from bot.handlers.document import DocumentHandlers
from bot.handlers.guest import Guest
from bot.handlers.handlers_by_library import HandlersByLibrary, HandlerSet
from bot.handlers.inline import Inline
from bot.handlers.libraries import LibraryHandlers
from bot.handlers.links import Links
from bot.handlers.membership import Membership
from bot.handlers.privacy import Privacy
from bot.handlers.reactions import Reactions
from bot.libraries.joint_corpus import JointCorpus
from bot.libraries.libraries import Libraries
from bot.libraries.library_access import LibraryAccess
from bot.live_corpus import LiveCorpus
from bot.messages.addressing import EDITABLE, EDITED_IN_TIME, FORWARDED_COMMAND, FROM_PEOPLE, ONLY_LINKS
from bot.monitoring.metrics import Metrics
from bot.monitoring.vitals import Vitals
from bot.owner_notices import OwnerNotices
from bot.policy import Policy
from bot.replicas.library_replicas import ONLY, LibraryReplicas
from bot.roles import Role, Roles
from bot.serving.sharing import join_replicas
from bot.state import State
from bot.state.coordination.leases import Leases, while_held
from bot.transport.receiving.inbox import Inbox
from bot.transport.receiving.ordering import ChatOrder
from bot.transport.requests import CONNECTIONS, PollingRequest, TelegramRequest, Timing
from bot.transport.sending.delivery import Delivery
from bot.transport.sending.outbox import Outbox
from bot.transport.sending.pacing import RequestPacer
from corpus.errors import CorpusError, SearchUnavailableError
from management.depot.depot import Depot
from retrieval.intents.recognition import VIEW_COMMANDS

log = logging.getLogger(__name__)

TELEGRAM = "https://api.telegram.org/bot"
TELEGRAM_FILES = "https://api.telegram.org/file/bot"

UPDATES_REMEMBERED = timedelta(hours=25)
"""Telegram may deliver an update again for up to 24 hours."""
REPLIES_REMEMBERED = EDITABLE + UPDATES_REMEMBERED
"""A reply changes when its message is edited, and Telegram may deliver the last edit that much later."""
SECONDS_BETWEEN_PRUNINGS = 3600.0
SECONDS_BETWEEN_ERASURES = 5.0

UPLOADS = "uploads"
"""The folder of uploaded files that wait for a decision, in the state folder."""
CARETAKER, REFRESHER = "caretaker", "refresher"
"""The leases of the process that sends what people subscribed to, and of that which refreshes links."""
SECONDS_WITHOUT_PERIODIC_WORK = 5.0
"""How long nobody may do that after the process that did has died."""
RUNS_HANDLERS = ":process_concurrent_update"
"""What the names of the library's tasks end in that run the handlers of an update."""
FIRST_GROUP = -1
"""The group of handlers that see an update first; python-telegram-bot counts groups from 0."""

ACTIONS = frozenset({"new", "forget", "reload", "remove", "gold", "rollback", "grant", "revoke", "use"})
"""The commands that change something, which an edited message must not do again."""
OF_SEVERAL = frozenset({"gaps", "stats"})
"""The commands for a role that several libraries together have too."""
_NEW = filters.UpdateType.MESSAGE & FROM_PEOPLE
_EDITED = filters.UpdateType.EDITED_MESSAGE & FROM_PEOPLE
_A_LINK = re.compile(r"\A\s*https?://\S+\s*\Z", re.IGNORECASE)
_NEW_OR_EDITED = filters.UpdateType.MESSAGES & FROM_PEOPLE & EDITED_IN_TIME

PeriodicTask = Callable[[Bot], Coroutine[Any, Any, None]]
"""Something that is done now and then without anybody asking; it must cost little where nothing is due."""
Handler = BaseHandler[Any, Context, None]


@dataclass(frozen=True, slots=True)
class Components:
    """The parts of the application that are opened, run and closed together with it.

    ``corpora`` are by name, one without a name or several; ``live_corpus`` is the one, or all together.
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


SECONDS_TO_RELEASE = 10.0
"""For noting that the process stops as planned."""


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
            self.create_task(set_menus(self.bot, await self.roles_of_all(), several=len(self._corpora) > 1)),
            self.create_task(set_descriptions(self.bot)),
            self.create_task(self._prune_now_and_then()),
            self.create_task(self._erase_traces()),
            self.create_task(self._follow_what_is_published()),
            *(self.create_task(each.search.look()) for each in self._corpora.values()),
            *(self.create_task(each.catch_up()) for each in self._corpora.values()),
            self.create_task(self._while_held(CARETAKER, self._run_periodic_tasks)),
            self.create_task(self._while_held(REFRESHER, self._refresh_now_and_then)),
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

        Of several libraries, the handlers know which one it is for, and do the same.
        """
        await self._replicas.apply_changes([ONLY])
        await super().process_update(update)

    async def shutdown(self) -> None:
        """Close everything except the corpus, which belongs to the caller."""
        await super().shutdown()
        with contextlib.suppress(TimeoutError):  # a state that cannot be written keeps nobody from ending
            async with asyncio.timeout(SECONDS_TO_RELEASE):
                await self.inbox.release()
        await self._state.close()
        self._uploads.close()

    def create_task(
        self, coroutine: Any, update: object | None = None, *, name: str | None = None
    ) -> "asyncio.Task[Any]":
        """As the library does it; the *update* that is worked on counts as handled when the task is done.

        That holds for work beside the handlers; the library's own task, which runs the handlers, is none.
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

    async def _while_held(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do *work* that can wait for some seconds when the process that does it dies."""
        await while_held(self.leases, name, work, seconds=SECONDS_WITHOUT_PERIODIC_WORK)

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
            if (free := await asyncio.to_thread(self._state.free_bytes)) is not None:
                self.on_free_bytes(free)
            await asyncio.sleep(SECONDS_BETWEEN_PRUNINGS)

    async def _erase_traces(self) -> None:
        """Overwrite deleted data that another program kept from being overwritten at once."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_ERASURES)
            if self._state.traces_left:
                await self._state.erase_traces()

    async def _back_up(self) -> None:
        try:
            await self._state.back_up()
        except (sqlite3.Error, OSError) as error:
            log.warning("cannot back up the state: %s", error)

    async def _refresh_now_and_then(self) -> None:
        """Ask again for the pages and feeds that are due."""
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


def build_application(
    corpora: LiveCorpus | Mapping[str, LiveCorpus],
    *,
    token: str,
    base_url: str = TELEGRAM,
    base_file_url: str = TELEGRAM_FILES,
    admins: Collection[int] = (),
    access: LibraryAccess = LibraryAccess(),  # noqa: B008 - it is frozen
    state_dir: Path | None = None,
    database: str = "",
    depot: Depot | None = None,
    policy: Policy | None = None,
    request: BaseRequest | None = None,
    connections: int = CONNECTIONS,
    timing: Timing = Timing(),  # noqa: B008 - it is frozen
    new_id: Callable[[], str] = random_id,
) -> QuothApplication:
    """The application that answers from one corpus or several by name, ready to be initialised and started.

    *access* says who sees which of several, and which a chat uses until somebody chooses.
    *state_dir* is the folder of the state; None keeps the state in memory.  *database* is the address of a
    server to keep it on instead, which other processes share, as the versions of the corpora in *depot*.
    *request* replaces HTTP as the transport, for polling too.  *connections* is the number of parallel
    connections to Telegram, *timing* the timeouts and pauses, and *new_id* makes the ids of answers.

    Raises StateError if the state cannot be opened.
    """
    policy, metrics = policy or Policy(), Metrics()
    state = State(state_dir, url=database, alone=True)
    by_name = {"": corpora} if isinstance(corpora, LiveCorpus) else dict(corpora)
    components = _components(by_name, access, state, state_dir, admins, policy, metrics, connections, timing)
    if database:
        components = replace(components, replicas=join_replicas(by_name, state, depot))
    polling = PollingRequest(
        observe=metrics.call, read_timeout=timing.seconds_for_a_response, sleep=timing.sleep
    )
    sending = TelegramRequest(connections, timing.seconds_for_a_response, observe=metrics.call)
    order = ChatOrder(components.inbox, components.delivery)
    connected = _application_builder(token, base_url, base_file_url, request or sending, request or polling)
    application = _application(connected, components, order)
    polling.token_refused = application.token_refused
    components.inbox.bot, polling.take = application.bot, components.inbox.receive
    _connect(application, components, order, new_id)
    return application


def _components(
    corpora: Mapping[str, LiveCorpus],
    access: LibraryAccess,
    state: State,
    state_dir: Path | None,
    admins: Collection[int],
    policy: Policy,
    metrics: Metrics,
    connections: int,
    timing: Timing,
) -> Components:
    delivery = Delivery(state, timing.sleep, connections=connections)
    first = next(iter(corpora.values()))
    return Components(
        live_corpus=first if len(corpora) == 1 else JointCorpus(corpora),
        corpora=corpora,
        access=replace(access, owners=admins),
        state=state,
        inbox=_inbox(state, delivery, metrics),
        delivery=delivery,
        uploads=Uploads(state_dir / UPLOADS if state_dir else None, state.proposals),
        roles=Roles(admins, state),
        policy=policy,
        metrics=metrics,
        timing=timing,
    )


def _inbox(state: State, delivery: Delivery, metrics: Metrics) -> Inbox:
    """The queue of updates: all of them, or those of the chats that this of several processes claims."""
    session = state.coordination.session
    if session is None:
        return Inbox(state, on_refusal=metrics.limit)
    from bot.state.coordination.claims import Claims  # these need the client for PostgreSQL
    from bot.transport.receiving.shared_inbox import SharedInbox

    inbox = SharedInbox(state, Claims(session), delivery, on_refusal=metrics.limit)
    inbox.on_repeat = metrics.repeated
    return inbox


def _application_builder(
    token: str, base_url: str, base_file_url: str, sending: BaseRequest, polling: BaseRequest
) -> ApplicationBuilder[Any, Any, Any, Any, Any, Any]:
    """A builder of an application that talks to that Telegram."""
    return (
        ApplicationBuilder()
        .token(token)
        .base_url(base_url)
        .base_file_url(base_file_url)
        .request(sending)
        .get_updates_request(polling)
    )


def _application(
    builder: ApplicationBuilder[Any, Any, Any, Any, Any, Any], components: Components, order: ChatOrder
) -> QuothApplication:
    """The application, still without handlers."""
    state = components.state
    reserve = None if state.coordination.session is None else state.pace.reserve
    pacer = RequestPacer(components.policy.messages_per_second, components.timing.sleep, reserve)
    application = (
        builder.application_class(QuothApplication, {"components": components})
        .rate_limiter(pacer)
        .concurrent_updates(order)
        .update_queue(components.inbox)
        .job_queue(None)
        .build()
    )
    assert isinstance(application, QuothApplication)  # noqa: S101 - the builder's types do not say so
    return application


def _connect(
    application: QuothApplication, components: Components, order: ChatOrder, new_id: Callable[[], str]
) -> None:
    """Add the handlers, and tell the components whom to call when something goes wrong."""
    state, roles = components.state, components.roles
    notices = OwnerNotices(application.bot, roles.owners, components.timing.sleep)
    leases = state.coordination.leases
    state.on_trouble(lambda reason: notices.state(reason) if leases.was_last_holder(CARETAKER) else None)
    for name, corpus in components.corpora.items():
        corpus.on_trouble = _naming(name, notices.corpus)
        corpus.search.on_trouble = notices.search
    components.delivery.reachability.on_return = notices.telegram_back
    application.on_free_bytes = notices.disk
    if list(components.corpora) == [""]:
        _add_handlers(
            application, _context_of(components, state, components.live_corpus, new_id), components, order
        )
    else:
        _add_routed_handlers(application, components, order, new_id)


def _naming(name: str, tell: Callable[[str], None]) -> Callable[[str], None]:
    """Tells a reason with the name of the library, if it has one."""
    return lambda reason: tell(f"{name}: {reason}" if name and reason else reason)


def _context_of(
    components: Components,
    state: State,
    corpus: LiveCorpus,
    new_id: Callable[[], str],
    libraries: Libraries | None = None,
) -> BotContext:
    """What the handlers need that answer from *corpus*."""
    policy = components.policy
    outbox = Outbox(state, components.delivery.wake, policy.outbox_kept)
    roles = components.roles
    if libraries is not None:
        members = [Roles(roles.owners, state.of_library(name)) for name in libraries.names(state.library)]
        roles = members[0] if len(members) == 1 else Roles(roles.owners, state, members)
    return BotContext(corpus, state, outbox, policy, roles, new_id, components.metrics, libraries)


def _add_handlers(
    application: QuothApplication, bot_context: BotContext, components: Components, order: ChatOrder
) -> None:
    """Register the handlers of a bot with one corpus."""
    made = _handler_set(bot_context, components.uploads)
    order.refuse = partial(made.talk.too_many, application.bot)
    application.add_handlers(made.first, group=FIRST_GROUP)
    application.add_handlers(made.handlers)
    application.add_error_handler(made.talk.error)
    application.refresh = made.publishing.reloading.refresh
    application.periodic_tasks = (partial(notify_answered, bot_context), partial(send_digests, bot_context))


def _add_routed_handlers(
    application: QuothApplication, components: Components, order: ChatOrder, new_id: Callable[[], str]
) -> None:
    """Register handlers that pass each update on to those of the library that it is for."""
    libraries = Libraries(components.corpora, components.access, components.state.libraries)

    def handlers_of(key: str) -> HandlerSet:
        state = components.state.of_library(key)
        return _handler_set(
            _context_of(components, state, libraries.corpus(key), new_id, libraries), components.uploads
        )

    by_library = HandlersByLibrary(
        libraries, components.state, handlers_of, components.replicas.apply_changes
    )
    order.refuse = partial(by_library.any.talk.too_many, application.bot)
    application.add_handlers(by_library.first(), group=FIRST_GROUP)
    application.add_handlers(by_library.handlers())
    application.add_error_handler(by_library.error)
    application.refresh = by_library.refresh
    application.periodic_tasks = (by_library.notify_answered, by_library.send_digests)
    application.roles_of_all = by_library.holders


def _handler_set(bot_context: BotContext, uploads: Uploads) -> HandlerSet:
    """All handlers of one library, or of several that are asked together."""
    admin, talk = Admin(bot_context), CommandHandlers(bot_context)
    publishing = Publishing.of(bot_context, admin, uploads)
    synonyms = Synonyms(bot_context, publishing.reloading.reload)
    forwarded = MessageHandler(FORWARDED_COMMAND, talk.forwarded_command)
    handlers = [
        *_handlers_with_roles(bot_context, admin, publishing, synonyms),
        *_other_updates(bot_context, publishing),
        *_handlers(bot_context, admin, talk, publishing),
    ]
    return HandlerSet(bot_context, talk, publishing, [forwarded, _replies(synonyms)], handlers)


def _handlers_with_roles(
    bot_context: BotContext, admin: Admin, publishing: Publishing, synonyms: Synonyms
) -> list[Handler]:
    """The commands that need a role, and all buttons: some of those need one, too."""
    versions, board = Versions(bot_context, admin), Board(bot_context, admin, synonyms)
    stats_command, gold_command = StatsCommand(bot_context, admin), GoldCommand(bot_context, admin)
    auditing = Auditing(bot_context, admin)
    libraries = bot_context.libraries
    using = None if libraries is None else LibraryHandlers(bot_context, libraries)
    callback_queries = CallbackQueryHandlers(
        bot_context, admin, board, stats_command, publishing, versions, auditing, gold_command, using
    )
    commands = _role_commands(
        admin, publishing, versions, Granting(bot_context), board, stats_command, auditing, gold_command
    )
    if using is not None:
        commands = [CommandHandler("use", using.use, _NEW), *_for_one_library(commands, bot_context, using)]
    return [*commands, CallbackQueryHandler(callback_queries.handle)]


def _for_one_library(
    by_role: Sequence[Handler], bot_context: BotContext, using: LibraryHandlers
) -> list[Handler]:
    """The commands that need a role; where libraries are asked together, most need one to be chosen."""
    return [_one_first(each, using) for each in by_role] if bot_context.is_joint else list(by_role)


def _one_first(handler: Handler, using: LibraryHandlers) -> Handler:
    if not isinstance(handler, CommandHandler) or handler.commands & OF_SEVERAL:
        return handler
    return CommandHandler(handler.commands, using.choose_one, handler.filters, handler.block)


def _replies(synonyms: Synonyms) -> Handler:
    """Replies in private chats, which may be synonyms that the bot asked for."""
    in_private = _NEW & filters.ChatType.PRIVATE
    return MessageHandler(in_private & filters.REPLY & filters.TEXT & ~filters.COMMAND, synonyms.replied)


def _role_commands(
    admin: Admin,
    publishing: Publishing,
    versions: Versions,
    granting: Granting,
    board: Board,
    stats_command: StatsCommand,
    auditing: Auditing,
    gold_command: GoldCommand,
) -> list[Handler]:
    """The commands that need a role.

    Those that change something may take long, and do not block later messages in the same chat.  Those that
    only show something do, so that two edits of a message end in a single reply, to the later one.
    """
    commands = {
        "reload": admin.command("reload", Role.ADMIN, publishing.reloading.reload),
        "remove": admin.command("remove", Role.ADMIN, publishing.removing.remove),
        "versions": admin.command("versions", Role.ADMIN, versions.versions),
        "diff": admin.command("diff", Role.ADMIN, versions.diff),
        "rollback": admin.command("rollback", Role.ADMIN, versions.rollback, ask=versions.ask_rollback),
        "gaps": admin.command("gaps", Role.ADMIN, board.gaps),
        "stats": admin.command("stats", Role.VIEWER, stats_command.stats),
        "gold": admin.command("gold", Role.ADMIN, gold_command.gold, read=words_of_gold),
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
        if name in ACTIONS
        else CommandHandler(name, handle, _NEW_OR_EDITED)
        for name, handle in commands.items()
    ]


def _other_updates(bot_context: BotContext, publishing: Publishing) -> list[Handler]:
    """Handlers of updates that ask nothing: links, reactions, membership, guest messages."""
    links = Links(bot_context)
    only_link = _NEW & filters.ChatType.PRIVATE & ONLY_LINKS & ~filters.REPLY
    return [
        MessageHandler(only_link & filters.Regex(_A_LINK), publishing.proposing.link(links.message)),
        MessageHandler(only_link, links.message),
        MessageHandler(filters.UpdateType.GUEST_MESSAGE & FROM_PEOPLE, Guest(bot_context).message),
        MessageReactionHandler(Reactions(bot_context).changed),
        ChatMemberHandler(Membership(bot_context).changed, ChatMemberHandler.MY_CHAT_MEMBER),
    ]


def _handlers(
    bot_context: BotContext, admin: Admin, talk: CommandHandlers, publishing: Publishing
) -> list[Handler]:
    """The handlers for everyone in order; the first that matches an update handles it.

    Channel posts and business messages are neither new nor edited messages, and so are ignored.  A command
    that only shows something works in an edited message too; one that changes something does not.
    """
    questions = QuestionHandlers(bot_context)
    documents = DocumentHandlers(bot_context, admin, publishing.reloading)
    return [
        MessageHandler(filters.UpdateType.MESSAGE & filters.StatusUpdate.MIGRATE, talk.moved),
        *_commands(talk, questions, Privacy(bot_context)),
        CommandHandler("document", documents.document, _NEW),
        MessageHandler(_NEW_OR_EDITED & filters.COMMAND, talk.unknown_command),
        MessageHandler(_NEW & filters.Document.ALL, publishing.proposing.document(questions.message)),
        MessageHandler(_NEW & ~filters.StatusUpdate.ALL, questions.message),
        MessageHandler(_EDITED & ~filters.COMMAND, questions.edited),
        InlineQueryHandler(Inline(bot_context).query),
    ]


def _commands(talk: CommandHandlers, questions: QuestionHandlers, people: Privacy) -> list[Handler]:
    """The commands that everybody may use."""
    return [
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
        CommandHandler(ACTIONS, talk.edited_action, _EDITED & EDITED_IN_TIME),
    ]
