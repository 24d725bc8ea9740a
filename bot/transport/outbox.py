"""The way out for replies: checked, written down with the update that they reply to, and then delivered.

While an update is handled, what is to be sent for it is collected; it is written down in the same transaction
that notes the update as handled.  So a process that dies has either written down all of it, or handles the
update again.  What is sent outside of an update, when a reload is over say, is written down at once.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import timedelta

from telegram import Bot, ForceReply, InlineQuery, Message, ReplyParameters, TelegramObject

from bot.messages.chats import Place
from bot.messages.message import Card, Reply, check
from bot.messages.richtext import deliverable, entities
from bot.state import State, StoredAnswer
from bot.state.outbox import AnswerSent, Detached, Draft, Json, Note, PointerSent, ReplySent, SendRequest
from bot.transport import live
from bot.transport.keyboards import inline_keyboard
from retrieval.store.snapshot import Snapshot

LIFETIME = timedelta(hours=24)
"""How long a message is tried to be sent."""
LIFETIME_OF_EDITS = timedelta(hours=1)
"""How long a message is tried to be changed to what somebody tapped for."""

Wake = Callable[[Sequence[int]], None]


@dataclass(slots=True)
class _Collected:
    """What is to be sent for an update while it is handled; afterwards it takes no more."""

    drafts: list[Draft] = field(default_factory=list)
    is_open: bool = True


_collected: ContextVar[_Collected | None] = ContextVar("collected", default=None)


@contextmanager
def collecting() -> Iterator[list[Draft]]:
    """Collect what is to be sent during the block, instead of writing it down message by message."""
    collected = _Collected()
    token = _collected.set(collected)
    try:
        yield collected.drafts
    finally:
        collected.is_open = False
        _collected.reset(token)


class Outbox:
    """Takes replies to be sent; what they quote is checked and what they cite archived."""

    def __init__(
        self,
        state: State,
        wake: Wake = lambda _: None,
        lifetime: timedelta = LIFETIME,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """*wake*: is told of the chats that something was written down for."""
        self._clock = clock
        self._state = state
        self._wake = wake
        self._lifetime = lifetime.total_seconds()

    async def send(
        self, place: Place, reply: Reply, snapshot: Snapshot, *, user: int = 0, note: Note = None
    ) -> None:
        """Send *reply*, which quotes *snapshot* and may be about *user*; *note* is made once it is there.

        Raises UnsendableError if a quotation is not word for word.
        """
        await self._prepare(reply, snapshot)
        await self._take(self._draft(place.chat, SendRequest(_new_message(place, reply)), user, note))

    async def put(self, place: Place, asked_by: int, user: int, reply: Reply, snapshot: Snapshot) -> None:
        """Send *reply* to the message *asked_by* of *user*; the one it had before is changed to this.

        Where nobody asked by a message, *asked_by* is 0.  Raises UnsendableError as `send` does.
        """
        await self._prepare(reply, snapshot)
        before = await self._state.replies.to(place.chat, asked_by) if asked_by else None
        request = _changed_or_new(before or 0, place, reply)
        await self._take(
            self._draft(place.chat, request, user, ReplySent(asked_by, user) if asked_by else None)
        )

    async def answer(
        self,
        place: Place,
        reply: Reply,
        snapshot: Snapshot,
        stored: StoredAnswer,
        *,
        message: int = 0,
        instead_of: str = "",
    ) -> None:
        """Send the *reply* that gives a *stored* answer, and remember the answer before anybody can see it.

        It stands in a *message* of the bot's, or in a new one where that is 0 or gone.  It takes the place of
        the answer of the id *instead_of*.
        """
        await self._prepare(reply, snapshot)
        draft = self._draft(
            place.chat,
            _changed_or_new(message, place, reply),
            stored.conversation.user,
            AnswerSent(stored.id),
        )
        stored = replace(stored, message=message)
        await self._take(replace(draft, answer=stored, instead_of=instead_of))

    async def point_to(
        self,
        place: Place,
        pointer: Reply,
        snapshot: Snapshot,
        stored: StoredAnswer,
        full: Reply | None = None,
    ) -> None:
        """Send a *pointer* to the message in which the *stored* answer had been given before.

        Where it hangs on that message and that is gone, it becomes the *full* reply.
        """
        await self._prepare(pointer, snapshot)
        detached = None
        if full is not None:
            await self._prepare(full, snapshot)
            detached = Detached(_content(full), AnswerSent(stored.id))
        request = SendRequest(_new_message(place, pointer), detached=detached)
        draft = self._draft(place.chat, request, stored.conversation.user, PointerSent(stored.id))
        await self._take(replace(draft, answer=stored))

    async def revise(self, chat: int, message: int, reply: Reply, snapshot: Snapshot) -> None:
        """Change a message of the bot's to *reply*, all of it: without buttons, it loses those it had.

        Raises UnsendableError if a quotation is not word for word.
        """
        await self._prepare(reply, snapshot)
        until = self._clock() + min(self._lifetime, LIFETIME_OF_EDITS.total_seconds())
        await self._take(Draft(chat, SendRequest(_content(reply), message), until))

    async def offer(
        self, query: InlineQuery, cards: Sequence[Card], onwards: str, invitation: str, snapshot: Snapshot
    ) -> None:
        """Offer *cards* for an inline query, as `live.offer` does, once what they quote is checked."""
        for card in cards:
            await self._prepare(card.reply, snapshot)
        await live.offer(query, cards, onwards, invitation)

    async def answer_guest(self, bot: Bot, message: Message, card: Card, snapshot: Snapshot) -> None:
        """Answer a guest message, as `live.answer_guest` does, once what is quoted is checked."""
        await self._prepare(card.reply, snapshot)
        await live.answer_guest(bot, message, card)

    async def revise_or_send(self, message: int, place: Place, reply: Reply, snapshot: Snapshot) -> None:
        """Edit a message of the bot to *reply*, or send a new one if it is gone."""
        await self._prepare(reply, snapshot)
        await self._take(self._draft(place.chat, _changed_or_new(message, place, reply)))

    def _draft(self, chat: int, request: SendRequest, user: int = 0, note: Note = None) -> Draft:
        return Draft(chat, request, self._clock() + self._lifetime, user, note)

    async def _take(self, draft: Draft) -> None:
        collected = _collected.get()
        if collected is not None and collected.is_open:
            collected.drafts.append(draft)
            return
        await self._state.outgoing.write([draft])
        self._wake([draft.chat])

    async def _prepare(self, reply: Reply, snapshot: Snapshot) -> None:
        check(reply, snapshot)
        if reply.cited:
            await self._state.sentences.archive(reply.cited)


def _changed_or_new(message: int, place: Place, reply: Reply) -> SendRequest:
    """An edit of a message that is followed by a new one where it fails; where there is none, a new one."""
    new = SendRequest(_new_message(place, reply))
    return SendRequest(_content(reply), message, otherwise=new) if message else new


def _new_message(place: Place, reply: Reply) -> Json:
    """The parameters of sendMessage but for the chat."""
    parameters = _content(reply)
    if place.thread is not None:
        parameters["message_thread_id"] = place.thread
    if place.reply_to is not None:
        hang_on = ReplyParameters(place.reply_to, allow_sending_without_reply=True)
        parameters["reply_parameters"] = hang_on.to_dict()
    return parameters


def _content(reply: Reply) -> Json:
    """What is the same in a new message and in one that is changed."""
    text = deliverable(reply.text)
    markup: TelegramObject | None = inline_keyboard(reply.keyboard)
    if reply.expects:
        markup = ForceReply(input_field_placeholder=reply.expects)
    content: Json = {
        "text": text.text,
        "entities": [entity.to_dict() for entity in entities(text)],
    }
    return content | ({"reply_markup": markup.to_dict()} if markup is not None else {})
