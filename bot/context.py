"""What every handler needs: the corpus, the state, the outbox."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from telegram import Message, User
from telegram.ext import CallbackContext, ExtBot

from bot.errors import ChooseLibraryError
from bot.libraries.joint_corpus import JointCorpus
from bot.libraries.libraries import Libraries
from bot.live_corpus import LiveCorpus
from bot.messages import addressing
from bot.messages.chats import Place
from bot.monitoring.metrics import Metrics
from bot.policy import Policy
from bot.roles import Roles
from bot.state import State
from bot.texts.languages import nearest, texts_in
from bot.transport.sending.outbox import Outbox
from bot.views.reply_context import MakeReply, ReplyContext
from management.operations import CorpusManager

Bot = ExtBot[int]
Data = dict[Any, Any]  # the library's own stores, unused: what we keep has types and is in bot/state/
Context = CallbackContext[Bot, Data, Data, Data]


def random_id() -> str:
    """An id for an answer, short enough to type and for callback data."""
    return secrets.token_hex(4)


@dataclass(frozen=True, slots=True)
class BotContext:
    """Shared by all handlers; created once, when the application is put together.

    ``new_id`` makes the ids of answers.  Of a bot with several ``libraries``, each has a context of its own,
    and so has each set of them that is asked together.
    """

    corpus: LiveCorpus
    state: State
    outbox: Outbox
    policy: Policy
    roles: Roles
    new_id: Callable[[], str] = random_id
    metrics: Metrics = field(default_factory=Metrics)
    libraries: Libraries | None = None

    @property
    def manager(self) -> CorpusManager:
        """The files and versions; raises ChooseLibraryError where several libraries are used together."""
        return self.corpus.manager

    @property
    def library(self) -> str:
        """The library that is answered from; "" where the bot has only one."""
        return self.state.library

    @property
    def is_joint(self) -> bool:
        """Whether several libraries answer together."""
        return isinstance(self.corpus, JointCorpus)

    def require_one_library(self) -> None:
        """Raise ChooseLibraryError if several libraries answer together."""
        if self.is_joint:
            raise ChooseLibraryError

    @asynccontextmanager
    async def reply_context(self, bot: Bot, user: User | None) -> AsyncIterator[ReplyContext]:
        """The context of a reply to *user*: one version of the corpus, even during a reload."""
        texts = texts_in(await self.language(user))
        with self.corpus.snapshot() as snapshot:
            yield ReplyContext(snapshot, texts, bot.username, self.policy.reader, self.library)

    async def reply(self, bot: Bot, message: Message, make: MakeReply) -> None:
        """Send the reply that *make* creates as a new reply to *message*."""
        await self.tell(bot, addressing.place_of(message), message.from_user, make)

    async def tell(self, bot: Bot, place: Place, user: User | None, make: MakeReply) -> None:
        """Send the reply that *make* creates for *user* to *place*."""
        async with self.reply_context(bot, user) as reply_context:
            await self.outbox.send(place, make(reply_context), reply_context.snapshot)

    async def language(self, user: User | None) -> str:
        """The language for *user*: the one they chose, or else the one that Telegram reports.

        If that is unknown or not spoken here, it is the default language of what the chat uses.
        """
        libraries = self.libraries.names(self.library) if self.libraries else ("",)
        default = self.policy.languages.of(libraries)
        if user is None:
            return default
        return await self.state.people.language(user.id) or nearest(user.language_code, default)
