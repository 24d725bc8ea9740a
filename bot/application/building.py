"""Put the application together, for the real Telegram and for the simulated ones."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from telegram.ext import (
    ApplicationBuilder,
)
from telegram.request import BaseRequest

from bot.admins.digests import send_digests
from bot.admins.publishing.uploads import Uploads
from bot.application.handler_sets import handler_set
from bot.application.quoth_application import CARETAKER, Components, QuothApplication
from bot.context import BotContext, random_id
from bot.conversation.notifying import notify_answered
from bot.handlers.handlers_by_library import HandlersByLibrary, HandlerSet
from bot.libraries.joint_corpus import JointCorpus
from bot.libraries.libraries import Libraries
from bot.libraries.library_access import LibraryAccess
from bot.live_corpus import LiveCorpus
from bot.monitoring.metrics import Metrics
from bot.owner_notices import OwnerNotices
from bot.policy import Policy
from bot.roles import Roles
from bot.serving.sharing import join_replicas
from bot.state import State
from bot.transport.receiving.inbox import Inbox
from bot.transport.receiving.ordering import ChatOrder
from bot.transport.requests import CONNECTIONS, PollingRequest, TelegramRequest, Timing
from bot.transport.sending.delivery import Delivery
from bot.transport.sending.outbox import Outbox
from bot.transport.sending.pacing import RequestPacer
from management.depot.depot import Depot

TELEGRAM = "https://api.telegram.org/bot"
TELEGRAM_FILES = "https://api.telegram.org/file/bot"

UPLOADS = "uploads"
"""The folder of uploaded files that wait for a decision, in the state folder."""
FIRST_GROUP = -1
"""The group of handlers that see an update first; python-telegram-bot counts groups from 0."""


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

    *access* says who sees which of several, and which a chat uses until somebody chooses.  *state_dir* is the
    folder of the state; None keeps the state in memory.  *database* is the address of a server to keep it on
    instead, shared with other processes; the versions of the corpora are then shared through *depot*.
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
    """The queue of updates: all of them or, in a shared state, those of the chats claimed by this process."""
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
    """A function that passes a reason on to *tell*, after the name of the library if it has one."""
    return lambda reason: tell(f"{name}: {reason}" if name and reason else reason)


def _context_of(
    components: Components,
    state: State,
    corpus: LiveCorpus,
    new_id: Callable[[], str],
    libraries: Libraries | None = None,
) -> BotContext:
    """What the handlers that answer from *corpus* need."""
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
    made = handler_set(bot_context, components.uploads)
    order.refuse = partial(made.talk.too_many, application.bot)
    application.add_handlers(made.first, group=FIRST_GROUP)
    application.add_handlers(made.handlers)
    application.add_error_handler(made.talk.error)
    application.refresh = made.publishing.reloading.refresh
    application.periodic_tasks = (partial(notify_answered, bot_context), partial(send_digests, bot_context))


def _add_routed_handlers(
    application: QuothApplication, components: Components, order: ChatOrder, new_id: Callable[[], str]
) -> None:
    """Register handlers that pass each update on to the handlers of its library."""
    libraries = Libraries(components.corpora, components.access, components.state.libraries)

    def handlers_of(key: str) -> HandlerSet:
        state = components.state.of_library(key)
        return handler_set(
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
