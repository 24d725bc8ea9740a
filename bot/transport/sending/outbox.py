"""Outgoing replies: checked, stored together with the update that they answer, and then delivered.

While an update is handled, its outgoing messages are collected; they are stored in the same transaction that
notes the update as handled.  So if the process dies, either all of them are stored or the update is handled
again.  Messages sent outside of an update, for example after a reload, are stored at once.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import timedelta

from telegram import Bot, ForceReply, InlineQuery, Message, ReplyParameters

from bot.messages.chats import Place
from bot.messages.keyboards import inline_keyboard
from bot.messages.message import Card, Keyboard, Reply, check
from bot.messages.permalinks import Archived
from bot.messages.richtext import deliverable, entities
from bot.state import State, StoredAnswer
from bot.state.outbox import AnswerSent, Detached, Draft, Json, Note, PointerSent, ReplySent, SendRequest
from bot.transport.sending import live
from retrieval.store.snapshot import Snapshot

LIFETIME = timedelta(hours=24)
"""How long sending a message is retried."""
LIFETIME_OF_EDITS = timedelta(hours=1)
"""How long editing a message after a tap is retried."""

Wake = Callable[[Sequence[int]], None]


@dataclass(slots=True)
class _Collected:
    """The messages to send for an update, collected while it is handled; closed afterwards."""

    drafts: list[Draft] = field(default_factory=list)
    is_open: bool = True


_collected: ContextVar[_Collected | None] = ContextVar("collected", default=None)


@contextmanager
def collecting() -> Iterator[list[Draft]]:
    """Collect the messages sent during the block, instead of storing them one by one.

    They are stored together with what they say, and then delivered.
    """
    collected = _Collected()
    token = _collected.set(collected)
    try:
        yield collected.drafts
    finally:
        collected.is_open = False
        _collected.reset(token)


class Outbox:
    """Takes replies to be sent, checks their quotations and archives what they cite."""

    def __init__(
        self,
        state: State,
        wake: Wake = lambda _: None,
        lifetime: timedelta = LIFETIME,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """*wake* is called with the chats that new messages were stored for."""
        self._clock = clock
        self._state = state
        self._wake = wake
        self._lifetime = lifetime.total_seconds()

    async def send(
        self, place: Place, reply: Reply, snapshot: Snapshot, *, user: int = 0, note: Note = None
    ) -> None:
        """Send *reply*, which quotes *snapshot* and may be about *user*; record *note* when it is delivered.

        Raises UnsendableError if a quotation is not word for word.
        """
        check(reply, snapshot)
        request = SendRequest(_new_message(place, reply))
        await self._store_or_collect(self._draft(place.chat, request, reply.cited, user, note))

    async def put(self, place: Place, asked_by: int, user: int, reply: Reply, snapshot: Snapshot) -> None:
        """Reply to the message *asked_by* of *user*; if it has a reply already, edit that one to *reply*.

        *asked_by* is 0 if no message asked.  Raises UnsendableError as `send` does.
        """
        check(reply, snapshot)
        before = await self._state.replies.to(place.chat, asked_by) if asked_by else None
        request = _changed_or_new(before or 0, place, reply)
        note = ReplySent(asked_by, user) if asked_by else None
        await self._store_or_collect(self._draft(place.chat, request, reply.cited, user, note))

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
        """Send the *reply* that gives a *stored* answer, and save the answer before anybody can see it.

        It edits the bot's *message*, or is a new one if that is 0 or gone.  It replaces the answer with the
        id *instead_of*.
        """
        check(reply, snapshot)
        draft = self._draft(
            place.chat,
            _changed_or_new(message, place, reply),
            reply.cited,
            stored.conversation.user,
            AnswerSent(stored.id),
        )
        stored = replace(stored, message=message)
        await self._store_or_collect(replace(draft, answer=stored, instead_of=instead_of))

    async def point_to(
        self,
        place: Place,
        pointer: Reply,
        snapshot: Snapshot,
        stored: StoredAnswer,
        full: Reply | None = None,
    ) -> None:
        """Send a *pointer* to the message that gave the *stored* answer before.

        If the pointer is a reply to that message and it is gone, the *full* reply is sent instead.
        """
        check(pointer, snapshot)
        detached, cited = None, pointer.cited
        if full is not None:
            check(full, snapshot)
            detached, cited = Detached(_content(full), AnswerSent(stored.id)), cited + full.cited
        request = SendRequest(_new_message(place, pointer), detached=detached)
        draft = self._draft(place.chat, request, cited, stored.conversation.user, PointerSent(stored.id))
        await self._store_or_collect(replace(draft, answer=stored))

    async def revise(self, chat: int, message: int, reply: Reply, snapshot: Snapshot) -> None:
        """Edit one of the bot's messages to *reply*.  If that has no buttons, the message loses those it had.

        Raises UnsendableError if a quotation is not word for word.
        """
        check(reply, snapshot)
        await self._edit(chat, SendRequest(_content(reply), message), reply.cited)

    async def revise_keyboard(self, chat: int, message: int, keyboard: Keyboard) -> None:
        """Change the buttons below one of the bot's messages, and leave its text as it is."""
        await self._edit(chat, SendRequest(_buttons(keyboard), message))

    async def _edit(self, chat: int, request: SendRequest, cited: tuple[Archived, ...] = ()) -> None:
        until = self._clock() + min(self._lifetime, LIFETIME_OF_EDITS.total_seconds())
        await self._store_or_collect(Draft(chat, request, until, cited=cited))

    async def offer(
        self, query: InlineQuery, cards: Sequence[Card], onwards: str, invitation: str, snapshot: Snapshot
    ) -> None:
        """Check the quotations in *cards* and offer them for an inline query, as `live.offer` does."""
        for card in cards:
            check(card.reply, snapshot)
        if cited := [sentence for card in cards for sentence in card.reply.cited]:
            await self._state.sentences.archive(cited)
        await live.offer(query, cards, onwards, invitation)

    async def answer_guest(self, bot: Bot, message: Message, card: Card, snapshot: Snapshot) -> None:
        """Check the quotations in *card* and answer a guest message with it, as `live.answer_guest` does."""
        await self._prepare(card.reply, snapshot)
        await live.answer_guest(bot, message, card)

    async def revise_or_send(self, message: int, place: Place, reply: Reply, snapshot: Snapshot) -> None:
        """Edit one of the bot's messages to *reply*, or send a new one if it is gone."""
        check(reply, snapshot)
        request = _changed_or_new(message, place, reply)
        await self._store_or_collect(self._draft(place.chat, request, reply.cited))

    def _draft(
        self,
        chat: int,
        request: SendRequest,
        cited: tuple[Archived, ...],
        user: int = 0,
        note: Note = None,
    ) -> Draft:
        return Draft(chat, request, self._clock() + self._lifetime, user, note, cited=cited)

    def deliver(self, drafts: Sequence[Draft]) -> None:
        """Deliver what was collected and then stored together with something else."""
        self._wake([draft.chat for draft in drafts])

    async def _store_or_collect(self, draft: Draft) -> None:
        if self._state.library:
            draft = replace(draft, request=replace(draft.request, library=self._state.library))
        collected = _collected.get()
        if collected is not None and collected.is_open:
            collected.drafts.append(draft)
            return
        await self._state.outgoing.write([draft])
        self._wake([draft.chat])

    async def _prepare(self, reply: Reply, snapshot: Snapshot) -> None:
        """Check and archive what is sent at once, without a letter."""
        check(reply, snapshot)
        if reply.cited:
            await self._state.sentences.archive(reply.cited)


def _changed_or_new(message: int, place: Place, reply: Reply) -> SendRequest:
    """An edit that falls back to a new message if it fails; a new message if there is none to edit."""
    new = SendRequest(_new_message(place, reply))
    return SendRequest(_content(reply), message, otherwise=new) if message else new


def _new_message(place: Place, reply: Reply) -> Json:
    """The parameters of sendMessage except the chat."""
    parameters = _content(reply)
    if place.thread is not None:
        parameters["message_thread_id"] = place.thread
    if place.reply_to is not None:
        hang_on = ReplyParameters(place.reply_to, allow_sending_without_reply=True)
        parameters["reply_parameters"] = hang_on.to_dict()
    return parameters


def _content(reply: Reply) -> Json:
    """The parameters that sending and editing have in common."""
    text = deliverable(reply.text)
    content: Json = {
        "text": text.text,
        "entities": [entity.to_dict() for entity in entities(text)],
    }
    if reply.expects:
        return content | {"reply_markup": ForceReply(input_field_placeholder=reply.expects).to_dict()}
    return content | _buttons(reply.keyboard)


def _buttons(keyboard: Keyboard) -> Json:
    """The parameter for the buttons of a message, if it has any."""
    markup = inline_keyboard(keyboard)
    return {} if markup is None else {"reply_markup": markup.to_dict()}
