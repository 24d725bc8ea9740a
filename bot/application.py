"""Where everything meets: the one place that puts the application together, whatever Telegram it talks to."""

import asyncio
import logging
import time
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path
from typing import Any

from telegram.error import TimedOut
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
from telegram.request import BaseRequest, HTTPXRequest

from bot.addressing import FROM_PEOPLE
from bot.admin import Admin
from bot.desk import Bot, Context, Data, Desk
from bot.granting import Granting, words_about_somebody
from bot.handlers import Handlers
from bot.inbox import Inbox
from bot.inline import Inline
from bot.library import Library
from bot.menus import set_menus
from bot.ordering import ChatOrder
from bot.policy import Policy
from bot.privacy import Privacy
from bot.publishing import Publishing
from bot.roles import Role, Roles
from bot.sending import Outbox, Patience
from bot.state import State
from bot.taps import Taps
from corpus.errors import CorpusError

log = logging.getLogger(__name__)

TELEGRAM = "https://api.telegram.org/bot"
TELEGRAM_FILES = "https://api.telegram.org/file/bot"

CONNECTIONS = 8
"""To Telegram at once: python-telegram-bot is several times faster with 8 than with its default 256."""
SECONDS_FOR_A_CONNECTION = 60.0
SECONDS_FOR_A_REPLY = 20.0
UPDATES_REMEMBERED = timedelta(hours=25)
"""Telegram delivers an update again for up to 24 hours."""
SECONDS_BETWEEN_PRUNINGS = 3600.0

Handler = BaseHandler[Any, Context, None]


class QuothApplication(Application[Bot, Context, Data, Data, Data, None]):
    """python-telegram-bot's application, with what is ours opened and closed along with it.

    ``token_refused`` is set when Telegram stops accepting the token while it is polled.
    """

    def __init__(
        self,
        *,
        library: Library,
        state: State,
        inbox: Inbox,
        roles: Roles,
        policy: Policy,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.token_refused = asyncio.Event()
        self._library = library
        self._state = state
        self._inbox = inbox
        self._roles = roles
        self._policy = policy
        self._background: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Start, and go on where an earlier process ended."""
        await super().start()
        await self._inbox.resume(self.bot)
        self._background = [
            self.create_task(set_menus(self.bot, await self._roles.holders())),
            self.create_task(self._prune_now_and_then()),
            self.create_task(self._follow_what_is_published()),
        ]

    async def stop(self) -> None:
        """Finish what was received, and stop; a reload at work is cut short."""
        for task in self._background:
            task.cancel()
        await self._library.stop_building()
        await super().stop()

    async def shutdown(self) -> None:
        """Let go of everything but the library, which is its owner's to close."""
        await super().shutdown()
        await self._state.close()

    async def _prune_now_and_then(self) -> None:
        while True:
            now = time.time()
            await self._state.prune(
                answers_before=now - self._policy.answers_kept.total_seconds(),
                updates_before=now - UPDATES_REMEMBERED.total_seconds(),
            )
            await asyncio.sleep(SECONDS_BETWEEN_PRUNINGS)

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


class PollingRequest(HTTPXRequest):
    """The connection that updates come by; it tells what the library's polling loop keeps to itself."""

    def __init__(self) -> None:
        super().__init__(connection_pool_size=1, read_timeout=SECONDS_FOR_A_REPLY)
        self.token_refused: asyncio.Event | None = None

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """As HTTPXRequest does it; a silent Telegram is logged, a refused token is announced."""
        try:
            status, payload = await super().do_request(*args, **kwargs)
        except TimedOut:
            log.warning("Telegram does not answer; trying again")
            raise
        if status in (401, 404) and self.token_refused is not None:
            self.token_refused.set()
        return status, payload


def build_application(
    library: Library,
    *,
    token: str,
    base_url: str = TELEGRAM,
    base_file_url: str = TELEGRAM_FILES,
    admins: Collection[int] = (),
    state_dir: Path | None = None,
    policy: Policy | None = None,
    request: BaseRequest | None = None,
) -> QuothApplication:
    """The application that answers from *library*, ready to be initialised, started and stopped.

    *state_dir*: where it remembers; None for a memory that ends with it.  *request*: the transport to use in
    place of HTTP, for polling too.  Raises StateError where it cannot remember.
    """
    policy = policy or Policy()
    state = State(state_dir)
    inbox = Inbox(state)
    roles = Roles(admins, state)
    polling = PollingRequest()
    application = (
        ApplicationBuilder()
        .application_class(
            QuothApplication,
            {"library": library, "state": state, "inbox": inbox, "roles": roles, "policy": policy},
        )
        .token(token)
        .base_url(base_url)
        .base_file_url(base_file_url)
        .request(request or _http_request())
        .get_updates_request(request or polling)
        .rate_limiter(Patience(policy.messages_per_second))
        .concurrent_updates(ChatOrder(inbox))
        .update_queue(inbox)
        .job_queue(None)
        .build()
    )
    assert isinstance(application, QuothApplication)  # noqa: S101 - the builder's types do not say so
    polling.token_refused = application.token_refused
    desk = Desk(library, state, Outbox(state), policy, roles)
    admin = Admin(desk)
    talk = Handlers(desk)
    people = Privacy(desk)
    application.add_handlers(_orders(admin, Publishing(desk), Granting(desk)))
    application.add_handlers(_handlers(talk, people, Taps(desk, admin), Inline(desk)))
    application.add_error_handler(talk.error)
    return application


def _orders(admin: Admin, publishing: Publishing, granting: Granting) -> list[Handler]:
    """The commands that need a role.  None of them holds up what is said after it in the same chat."""
    commands = {
        "reload": admin.command("reload", Role.ADMIN, publishing.reload),
        "roles": admin.command("roles", Role.ADMIN, granting.roles),
        "grant": admin.command(
            "grant", Role.OWNER, granting.grant, ask=granting.ask_to_grant, read=words_about_somebody
        ),
        "revoke": admin.command(
            "revoke", Role.OWNER, granting.revoke, ask=granting.ask_to_revoke, read=words_about_somebody
        ),
    }
    message = filters.UpdateType.MESSAGE & FROM_PEOPLE
    return [CommandHandler(name, handle, message, block=False) for name, handle in commands.items()]


def _handlers(talk: Handlers, people: Privacy, taps: Taps, inline: Inline) -> list[Handler]:
    """What is handled by what; the first that fits does.

    Edits, channel posts and business messages are no ``message``, and so are ignored.
    """
    message = filters.UpdateType.MESSAGE & FROM_PEOPLE
    return [
        MessageHandler(filters.UpdateType.MESSAGE & filters.StatusUpdate.MIGRATE, talk.moved),
        CommandHandler("start", talk.start, message),
        CommandHandler("help", talk.help, message),
        CommandHandler("about", talk.about, message),
        CommandHandler("sources", talk.sources, message),
        CommandHandler("outline", talk.outline, message),
        CommandHandler("verify", talk.verify, message),
        CommandHandler("why", talk.why, message),
        CommandHandler("id", talk.id, message),
        CommandHandler("new", talk.new, message),
        CommandHandler("ask", talk.ask, message),
        CommandHandler("language", people.language, message),
        CommandHandler("privacy", people.privacy, message),
        CommandHandler("forget", people.forget, message),
        MessageHandler(message & filters.COMMAND, talk.unknown_command),
        MessageHandler(message & ~filters.StatusUpdate.ALL, talk.message),
        CallbackQueryHandler(taps.tap),
        InlineQueryHandler(inline.query),
    ]


def _http_request() -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=CONNECTIONS,
        pool_timeout=SECONDS_FOR_A_CONNECTION,
        read_timeout=SECONDS_FOR_A_REPLY,
        write_timeout=SECONDS_FOR_A_REPLY,
    )
