"""Telegram as a test controls it: people, chats, and what the bot does in them.

::

    async with World() as world:
        alice = world.person("Alice")
        alice.says("Who keeps the lighthouse?")
        answer = await world.next_message(alice.chat)
        tap = alice.taps(answer, "Context")
        assert (await tap.answer()).text == ""
        assert "lamp" in (await world.next_edit(alice.chat)).text
        assert world.refused == []

Nothing here sleeps: waits end when the bot does something.  To check that the bot stays silent, say something
afterwards that it must answer: it keeps the order within a chat.
"""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import TracebackType

from tests.support.bot_api.driver.business import BusinessAccount
from tests.support.bot_api.driver.people import ANONYMOUS_ADMINISTRATOR, Person, Where
from tests.support.bot_api.driver.refusals import Refusal, refusals
from tests.support.bot_api.methods import api
from tests.support.bot_api.methods.profile import menu_seen
from tests.support.bot_api.model.errors import ApiError
from tests.support.bot_api.model.flood import FloodLimits
from tests.support.bot_api.model.records import (
    GENERAL_TOPIC,
    Chat,
    Command,
    FormattedText,
    Json,
    Message,
    Topic,
    Update,
    User,
)
from tests.support.bot_api.model.state import Act, ActKind, Fault, Poll, Request, Response, Standing, State
from tests.support.bot_api.network.bad_days import BadDays
from tests.support.bot_api.network.changes import PATIENCE, Changes
from tests.support.bot_api.network.server import Server
from tests.support.bot_api.rendering import updates
from tests.support.bot_api.validation import td

TOKEN = "7000000001:AAFakeTokenOfATestBot_0123456789abcdefg"
BOT_ID = 7_000_000_001


@dataclass(slots=True)
class ManualClock:
    """A clock that only moves when told to, in seconds since 1970."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        """The time it shows."""
        return self.now

    def advance(self, seconds: float) -> None:
        """Move the clock forward."""
        self.now += seconds


class World:
    """One Telegram with one bot.  ``async with`` serves it over loopback HTTP.

    ``privacy_mode`` is off here, unlike that of a new bot at Telegram: the bot gets all messages of a group,
    so that its silence is its own decision.
    """

    def __init__(
        self,
        *,
        username: str = "quoth_bot",
        clock: Callable[[], float] = time.time,
        privacy_mode: bool = False,
        inline_mode: bool = True,
        flood: FloodLimits = FloodLimits(),  # noqa: B008 -- it is frozen
    ) -> None:
        account = User(BOT_ID, "Quoth", username=username, is_bot=True)
        self.state = State(account, TOKEN, clock=clock, privacy_mode=privacy_mode, inline_mode=inline_mode)
        self.state.flood.limits = flood
        self.server = Server(self.state)
        self.changes: Changes = self.server.changes
        self._unread: list[Act] = []
        self._acts_seen = 0
        self._numbers = itertools.count(1)

    async def __aenter__(self) -> "World":
        await self.server.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.server.stop()

    @property
    def bad_days(self) -> BadDays:
        """The failures between the bot and Telegram, which a test can order."""
        return self.server.bad_days

    @property
    def token(self) -> str:
        """The bot's token."""
        return self.state.token

    @property
    def bot(self) -> User:
        """The bot's account."""
        return self.state.bot

    # People and places

    def person(
        self, first_name: str, *, last_name: str = "", username: str = "", language_code: str = "en"
    ) -> Person:
        """Somebody new, whom the bot does not know yet."""
        user = User(100_000 + next(self._numbers), first_name, last_name, username, language_code)
        return Person(self.state, self.changes, user)

    def private_chat(self, person: Person) -> Chat:
        """The private chat of a person who has started the bot."""
        self.state.people[person.id] = person.user
        return self.state.open(person.chat).chat

    def group(self, title: str, standing: Standing = Standing.MEMBER) -> Chat:
        """A basic group that the bot joined long ago."""
        return self.state.open(Chat(-next(self._numbers) - 500_000, "group", title), standing).chat

    def supergroup(
        self,
        title: str,
        *,
        username: str = "",
        is_forum: bool = False,
        standing: Standing = Standing.MEMBER,
    ) -> Chat:
        """A supergroup, with topics if it is a forum, that the bot joined long ago."""
        chat = Chat(self._long_id(), "supergroup", title, username, is_forum=is_forum)
        return self.state.open(chat, standing).chat

    def channel(self, title: str, *, username: str = "", standing: Standing = Standing.ADMINISTRATOR) -> Chat:
        """A channel that has the bot among its administrators."""
        return self.state.open(Chat(self._long_id(), "channel", title, username), standing).chat

    def business(self, owner: Person) -> BusinessAccount:
        """The account of someone who may connect the bot to it."""
        return BusinessAccount(self.state, owner, f"b{self.state.new_id()}")

    def topic(self, forum: Chat, name: str) -> Topic:
        """A topic of a forum, opened before the bot looked."""
        founder = User(99_999, "Founder")
        opening = Message(
            chat=forum,
            id=self.state.new_message_id(forum),
            date=self.state.now(),
            sender=founder,
            service={"forum_topic_created": {"name": name, "icon_color": 7322096}},
        )
        self.state.keep(replace(opening, thread_id=opening.id, is_topic_message=True))
        topic = Topic(forum, opening.id, name)
        self.state.rooms[forum.id].topics[topic.thread_id] = topic
        return topic

    def general(self, forum: Chat) -> Topic:
        """The General topic of a forum: its messages carry no thread."""
        return Topic(forum, GENERAL_TOPIC, "General")

    def close_topic(self, topic: Topic) -> None:
        """Let only administrators write in a topic."""
        self.state.rooms[topic.chat.id].closed_topics.add(topic.thread_id)

    # Events without a person

    def posts(self, channel: Chat, text: str) -> Message:
        """A post in a channel."""
        return self._tell(channel, None, td.normalized(FormattedText(text)), {})

    def migrate(self, group: Chat) -> Chat:
        """Turn a group into a supergroup; the bot gets a service message in both chats."""
        heir = self.supergroup(group.title, standing=self.state.rooms[group.id].standing)
        nothing, sender = FormattedText(), ANONYMOUS_ADMINISTRATOR
        self._tell(group, sender, nothing, {"migrate_to_chat_id": heir.id})
        self._tell(heir, sender, nothing, {"migrate_from_chat_id": group.id})
        self.state.rooms[group.id].migrated_to = heir.id
        return heir

    def set_standing(self, chat: Chat, standing: Standing, by: Person) -> None:
        """Change the bot's status in a chat, such as by promoting or removing it."""
        room = self.state.rooms[chat.id]
        old, room.standing = room.standing, standing
        updates.membership_update(self.state, room, by.user, old, standing)

    def make_administrator(self, person: Person, chat: Chat) -> None:
        """Promote a person; the bot gets no update unless it asks for chat_member."""
        self.state.rooms[chat.id].administrators.add(person.id)

    def deliver_again(self, update: Update) -> None:
        """Deliver an update once more, with the same number, as happens when a confirmation is lost."""
        self.state.updates.add_again(update)
        self.state.changed()

    def throttle(self, where: Where, seconds: float) -> None:
        """Refuse everything that the bot sends there for so many seconds, with the time that remains."""
        self.state.flood.close(_chat(where), self.state.clock() + seconds)

    def fail(self, method: str, code: int, description: str, times: int = 1) -> None:
        """Let the next requests of a method fail; "" is any method."""
        self.state.faults.append(Fault(method, ApiError(code, description), times))

    def proxy(self, host: str, port: int) -> None:
        """Map a host name to a port of this machine, as a reverse proxy that terminates TLS does."""
        self.state.proxied[host] = ("127.0.0.1", port)

    def ask(self, method: str, **parameters: object) -> Response:
        """Make a request as the bot, without HTTP; a poll that would have to wait finds nothing."""
        answer: Response | Poll | None = api.handle(self.state, method, parameters)
        if isinstance(answer, Poll):
            answer = api.resume(self.state, answer, is_over=True)
        assert isinstance(answer, Response), "a poll whose time is up has an answer"
        return answer

    # What the bot does

    async def next_message(self, where: Where, seconds: float = PATIENCE) -> Message:
        """Wait for the bot's next message there that no earlier call has returned."""
        return await self._next(ActKind.SENT, where, seconds)

    async def next_edit(self, where: Where, seconds: float = PATIENCE) -> Message:
        """Wait for the next message that the bot edits; return it as it was right after the edit."""
        return await self._next(ActKind.EDITED, where, seconds)

    async def next_deletion(self, where: Where, seconds: float = PATIENCE) -> Message:
        """Wait for the next message that the bot deletes; return it as it was before."""
        return await self._next(ActKind.DELETED, where, seconds)

    async def next_request(self, method: str, seconds: float = PATIENCE) -> Request:
        """Wait for the next request of that method."""
        start = len(self.log)

        def look() -> Request | None:
            return next((request for request in self.log[start:] if request.method == method), None)

        return await self.changes.until(look, f"a {method} request", seconds)

    def messages(self, where: Where) -> list[Message]:
        """All messages in a chat or topic, people's messages too, oldest first."""
        messages = self.state.rooms[_chat(where).id].messages.values()
        return [message for message in messages if self._is_in(message.chat, message.thread_id, where)]

    def current(self, message: Message) -> Message | None:
        """A message in its present version; None if it is gone."""
        return self.state.message(message.chat.id, message.id)

    def menu(self, person: Person, where: Chat | None = None) -> tuple[Command, ...]:
        """The command menu that a person sees in a chat: the nearest scope, its own language first."""
        return menu_seen(self.state, person.user, where or person.chat)

    @property
    def acts(self) -> list[Act]:
        """Everything that the bot did and people see, in order, typing and reactions included."""
        return self.state.acts

    @property
    def updates(self) -> list[Update]:
        """Every update that was sent to the bot, in order."""
        return self.state.updates.sent

    @property
    def log(self) -> list[Request]:
        """Every request, in order."""
        return self.state.log

    @property
    def refused(self) -> list[Refusal]:
        """Every request that was refused or careless, and every query that was never answered."""
        return refusals(self.state)

    async def _next(self, kind: ActKind, where: Where, seconds: float) -> Message:
        what = f"a message {kind} in {_chat(where)}"
        act = await self.changes.until(lambda: self._take(kind, where), what, seconds)
        assert act.message is not None, "what is sent, edited or deleted is a message"
        return act.message

    def _take(self, kind: ActKind, where: Where) -> Act | None:
        self._unread += self.acts[self._acts_seen :]
        self._acts_seen = len(self.acts)
        for place, act in enumerate(self._unread):
            if act.kind is kind and self._is_in(act.chat, act.thread_id, where):
                return self._unread.pop(place)
        return None

    def _is_in(self, chat: Chat, thread_id: int | None, where: Where) -> bool:
        """Whether a message is in a place; in General are those of the forum that belong to no topic."""
        if not isinstance(where, Topic):
            return chat.id == where.id
        topics = self.state.rooms[chat.id].topics
        topic_id = thread_id if thread_id in topics else GENERAL_TOPIC
        return chat.id == where.chat.id and topic_id == where.thread_id

    def _tell(self, chat: Chat, sender: User | None, body: FormattedText, service: Json) -> Message:
        """Add a service message of the chat itself."""
        message = Message(
            chat=chat,
            id=self.state.new_message_id(chat),
            date=self.state.now(),
            sender=sender,
            sender_chat=chat,
            body=body,
            service=service,
        )
        updates.message_update(self.state, self.state.keep(message))
        return message

    def _long_id(self) -> int:
        return -1_002_000_000_000 - next(self._numbers)


def _chat(where: Where) -> Chat:
    return where.chat if isinstance(where, Topic) else where
