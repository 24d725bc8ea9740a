"""The bot as a process: it starts from the settings, and runs until a signal or an error ends it."""

import argparse
import asyncio
import contextlib
import logging
import re
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from datetime import timedelta
from functools import partial
from types import FrameType
from typing import Any, NoReturn

from telegram.error import Conflict, InvalidToken, NetworkError, TelegramError

from bot.application import QuothApplication, build_application
from bot.errors import BotError
from bot.event_loop import run_event_loop
from bot.libraries.library_access import LibraryAccess
from bot.live_corpus import LiveCorpus
from bot.monitoring import logs
from bot.monitoring.latency import keep_pauses_short, warm_up
from bot.policy import Policy
from bot.serving.sharing import begin_sharing
from bot.serving.web_side import (
    WebSide,
    offered_corpora,
    reader_links,
    refuse_private_alone,
    site_routes,
)
from bot.state.coordination.leases import while_held
from bot.state.storage.database import growing_pauses
from bot.terminal.streams import complain
from bot.transport.failures import pause_after
from bot.transport.requests import MAX_REFUSALS
from bot.turns import AnsweringThreads
from config.database_address import passwords_in
from config.default_languages import DefaultLanguages
from config.settings import Settings, SettingsError, database_of
from corpus.errors import CorpusError
from management.depot.depot import Depot
from management.depot.opening import open_depot
from management.depot.publishing import DepotPublisher
from management.links.addresses import fetch_policy_for
from management.links.records import interval_of
from retrieval.store.configured_store import store_of
from retrieval.store.corpus_store import CorpusStore
from web.server import AddressError

log = logging.getLogger(__name__)

ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "callback_query",
    "inline_query",
    "guest_message",
    "message_reaction",
    "my_chat_member",
)
SECONDS_OF_LONG_POLL = 20
"""A lost response is noticed after this and `SECONDS_FOR_A_RESPONSE`."""
PAUSES_AFTER_REFUSALS_AT_START = (0.2, 0.6)
"""The first and the longest pause at the start: short, because somebody who mistyped the token is waiting."""
LONGEST_PAUSE = 30.0
"""Seconds between attempts to reach Telegram."""
SECONDS_TO_FINISH = 60.0
"""How long received updates may take after a signal; the rest is answered at the next start."""

POLLER = "poller"
"""The lease of the process that asks Telegram for updates."""
POLLING_ONLY = WebSide()

NOT_SET = (
    "no bot token; get one from @BotFather and set QUOTH_TELEGRAM_TOKEN "
    "(without Telegram, there is: python run_bot.py chat)"
)
MALFORMED = (
    "QUOTH_TELEGRAM_TOKEN is not a bot token, which looks like 123456789:AbCd…; copy it whole from @BotFather"
)
REFUSED = "Telegram does not accept the token; copy it again from @BotFather into QUOTH_TELEGRAM_TOKEN"
SECOND_POLLER = (
    "another process is asking Telegram for this bot's messages (409); stop it, "
    "or give one of the two another token from @BotFather"
)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Run the bot until SIGTERM or SIGINT; return the exit code.  It takes no *arguments* of its own.

    0 when it was stopped; 2, with one line of explanation, if the token, the corpus or the state folder
    cannot be used.
    """
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    secrets = [*([token] if token else []), *passwords_in(database_of(settings))]
    logs.set_up(settings.log_level, secrets, style=settings.log_format)
    if not token:
        return complain(NOT_SET)
    if not re.fullmatch(r"\d+:[\w-]+", token, re.ASCII):
        return complain(MALFORMED)
    _refuse_one_of_several(settings)
    signal.signal(signal.SIGTERM, _exit)  # until the event loop takes over
    try:
        depot = open_depot(settings)
        if settings.database is not None:
            asyncio.run(begin_sharing(_stores(settings), settings, depot))
        with _opened(settings, depot) as corpora:
            return _run(corpora, token, settings, depot)
    except (BotError, CorpusError, AddressError) as error:
        return complain(str(error))
    except Exception:
        log.critical("Quoth cannot continue", exc_info=True)
        return 1


def _run(corpora: Mapping[str, LiveCorpus], token: str, settings: Settings, depot: Depot | None) -> int:
    first = next(iter(corpora.values()))
    application = build_application(
        first if len(corpora) == 1 else corpora,
        token=token,
        base_url=settings.telegram_base_url,
        base_file_url=settings.telegram_base_file_url,
        admins=settings.admin_ids,
        access=LibraryAccess(settings.private, default=settings.use),
        state_dir=settings.state_dir,
        database=database_of(settings),
        depot=depot,
        policy=_policy(settings),
    )
    for corpus in corpora.values():
        with corpus.snapshot() as snapshot:
            warm_up(snapshot)
    keep_pauses_short()
    return run_event_loop(serve(application, _web_side(settings, corpora)))


@contextlib.contextmanager
def _opened(settings: Settings, depot: Depot | None) -> Iterator[Mapping[str, LiveCorpus]]:
    """The running corpora by name.  Raises CorpusError if one has nothing to answer from."""
    threads = AnsweringThreads()
    with contextlib.ExitStack() as stack:
        stack.callback(threads.close)
        yield {
            each.name: stack.enter_context(
                contextlib.closing(
                    _live_corpus(
                        settings.of_corpus(each),
                        depot.of_library(each.name) if depot else None,
                        threads,
                        len(settings.corpora),
                    )
                )
            )
            for each in settings.corpora
        }


def _live_corpus(
    settings: Settings, depot: Depot | None, threads: AnsweringThreads, libraries: int
) -> LiveCorpus:
    alone = DepotPublisher(_store(settings), depot, settings.keep_versions) if depot else None
    return LiveCorpus(
        _store(settings),
        settings.engine,
        settings.keep_versions,
        waits=False,
        fetch_policy=fetch_policy_for(settings.link_hosts),
        feed_pages=settings.feed_pages,
        publisher=alone,
        threads=threads,
        libraries=libraries,
    )


def _stores(settings: Settings) -> dict[str, CorpusStore]:
    """The versions of each corpus by its name."""
    return {each.name: _store(settings.of_corpus(each)) for each in settings.corpora}


def _store(settings: Settings) -> CorpusStore:
    versions = settings.state_dir / "versions"
    return store_of(settings, versions)


def _policy(settings: Settings) -> Policy:
    return Policy(
        conversation_expires=timedelta(minutes=settings.conversation_minutes),
        answers_kept=timedelta(days=settings.keep_days),
        publish_at_once=settings.publish_at_once,
        refresh_every=interval_of(settings.refresh),
        outbox_kept=timedelta(hours=settings.outbox_hours),
        log_questions=settings.log_questions,
        languages=DefaultLanguages(settings.language),
        reader=reader_links(settings),
    )


def _web_side(settings: Settings, corpora: Mapping[str, LiveCorpus]) -> WebSide:
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
    routes = site_routes(offered_corpora(corpora, settings), settings)
    return WebSide(settings.web, settings.webhook_url, secret, routes)


def _refuse_one_of_several(settings: Settings) -> None:
    """Raise SettingsError if one of several corpora is to run alone and must not.

    A private one would be open to everybody.  On the shared database, roles and answers would belong to no
    library.
    """
    refuse_private_alone(settings)
    if settings.library and settings.database is not None:
        raise SettingsError(
            f"QUOTH_DATABASE holds the state of all corpora together; run them together, without --corpus "
            f"{settings.library}, or name one corpus in QUOTH_CORPUS and give it a database of its own"
        )


async def serve(application: QuothApplication, web: WebSide = POLLING_ONLY) -> int:
    """Take updates and answer until a signal comes; return the exit code.

    Raises AddressError if the web address cannot be used.
    """
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    try:
        async with web.serve(application):
            if await _do_unless_stopped(stop, _start(application, web)):
                log.info("@%s is answering; stop it with Ctrl-C or SIGTERM", application.bot.username)
                await _do_unless_stopped(stop, application.token_refused.wait())
    except InvalidToken:
        application.token_refused.set()
    finally:
        await finish(application)
    return complain(REFUSED) if application.token_refused.is_set() else 0


async def _start(application: QuothApplication, web: WebSide) -> bool:
    """Connect to Telegram, trying again until it answers, and begin to receive updates; return True."""
    await _call_until_done(application.initialize)
    application.inbox.out_of_order = bool(web.webhook_url)
    await application.start()
    if web.webhook_url:
        await web.register(application, ALLOWED_UPDATES)
        return True
    if application.is_shared:
        polling = partial(_poll_until_cancelled, application)
        application.in_background(while_held(application.leases, POLLER, polling))
    else:
        await _start_polling(application)
    return True


async def _poll_until_cancelled(application: QuothApplication) -> None:
    """Poll until this process loses the lease for polling."""
    assert application.updater is not None  # noqa: S101 - the builder makes one
    try:
        await _start_polling(application)
        await asyncio.Event().wait()
    except InvalidToken:
        application.token_refused.set()
    finally:
        if application.updater.running:
            await application.updater.stop()


async def _start_polling(application: QuothApplication) -> None:
    assert application.updater is not None  # noqa: S101 - the builder makes one
    start_polling = partial(
        application.updater.start_polling,
        timeout=SECONDS_OF_LONG_POLL,
        bootstrap_retries=-1,
        allowed_updates=ALLOWED_UPDATES,
        error_callback=_polling_failed,
    )
    await _call_until_done(start_polling)


async def _call_until_done(call: Callable[[], Awaitable[object]]) -> None:
    """Repeat a call until it succeeds; raise InvalidToken after MAX_REFUSALS refusals of the token."""
    refused = 0
    for pause in growing_pauses(1.0, LONGEST_PAUSE):
        try:
            await call()
            return
        except InvalidToken:
            refused += 1
            if refused >= MAX_REFUSALS:
                raise
            if refused == 1:
                log.warning("Telegram does not accept the token; asking again")
            await asyncio.sleep(pause_after(refused, *PAUSES_AFTER_REFUSALS_AT_START))
        except TelegramError as error:
            log.warning("Telegram cannot be reached (%s); trying again in %.0f s", error, pause)
            await asyncio.sleep(pause)


async def finish(application: QuothApplication, seconds: float = SECONDS_TO_FINISH) -> None:
    """Stop polling, answer what was received, for at most so many seconds, and close everything."""
    try:
        async with asyncio.timeout(seconds):
            if application.updater is not None and application.updater.running:
                with contextlib.suppress(InvalidToken):  # it ended polling, and is already reported
                    await application.updater.stop()
            if application.running:
                await application.stop()
    except TimeoutError:
        log.warning(
            "not everything received could be answered in time; the rest is answered at the next start"
        )
        application.abandon()
    await application.shutdown()


async def _do_unless_stopped(stop: asyncio.Event, work: Coroutine[Any, Any, bool]) -> bool:
    """Do *work* and return its result; if *stop* is set first, cancel it and return False."""
    doing = asyncio.create_task(work)
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([doing, stopping], return_when=asyncio.FIRST_COMPLETED)
    for task in (doing, stopping):
        task.cancel()
    await asyncio.wait([doing, stopping])
    return False if doing.cancelled() else doing.result()


def _polling_failed(error: TelegramError) -> None:
    """Log in one line why no updates come; the library tries again by itself."""
    if isinstance(error, Conflict):
        log.error(SECOND_POLLER if "getUpdates request" in str(error) else f"{error} (409)")
    elif isinstance(error, NetworkError):
        log.warning("Telegram cannot be reached (%s); trying again", error)
    else:
        log.error("Telegram gives no updates: %s", error)


def _exit(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(0)
