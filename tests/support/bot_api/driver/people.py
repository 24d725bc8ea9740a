"""People and their actions, each of which becomes an update for the bot."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from tests.support.bot_api.model.records import (
    GENERAL_TOPIC,
    CallbackAnswer,
    Chat,
    Entity,
    FormattedText,
    InlineAnswer,
    InlineResult,
    Json,
    Message,
    Quote,
    Topic,
    User,
)
from tests.support.bot_api.model.state import CallbackQuery, GuestQuery, InlineQuery, Standing, State
from tests.support.bot_api.network.changes import PATIENCE, Changes
from tests.support.bot_api.rendering import render, updates
from tests.support.bot_api.validation import td

Where: TypeAlias = Chat | Topic
"""A place to speak: a chat, or one topic of a forum."""

ANONYMOUS_ADMINISTRATOR = User(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)
SPEAKING_CHANNEL = User(136817688, "Channel", username="Channel_Bot", is_bot=True)
"""Who stands under ``from`` where someone speaks behind a chat; old bots need somebody there."""


@dataclass(frozen=True, slots=True)
class Tap:
    """A tap on a button that waits for its answer."""

    query: CallbackQuery
    changes: Changes

    async def answer(self, seconds: float = PATIENCE) -> CallbackAnswer:
        """What the bot shows for the tap."""
        what = f"an answer to the tap with the data {self.query.words!r}"
        return await self.changes.until(lambda: self.query.answer, what, seconds)


@dataclass(frozen=True, slots=True)
class InlineAsk:
    """An inline query that waits for its answer."""

    query: InlineQuery
    changes: Changes

    async def answer(self, seconds: float = PATIENCE) -> InlineAnswer:
        """The cards the bot offers."""
        what = f"an answer to the inline query {self.query.words!r}"
        return await self.changes.until(lambda: self.query.answer, what, seconds)


@dataclass(frozen=True, slots=True)
class GuestCall:
    """A message that called the bot into a chat, and waits for its answer."""

    query: GuestQuery
    changes: Changes

    async def answer(self, seconds: float = PATIENCE) -> InlineResult:
        """What the bot answers in that chat."""
        what = f"an answer to the guest message {self.query.words!r}"
        return await self.changes.until(lambda: self.query.answer, what, seconds)


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with a Telegram account, who by default writes in the private chat with the bot."""

    state: State
    changes: Changes
    user: User

    @property
    def id(self) -> int:
        """The account's id, which is also that of the private chat."""
        return self.user.id

    @property
    def chat(self) -> Chat:
        """The private chat with the bot; Telegram knows it once the person has said something there."""
        user = self.user
        return Chat(
            user.id, "private", username=user.username, first_name=user.first_name, last_name=user.last_name
        )

    def says(
        self,
        text: str,
        where: Where | None = None,
        *,
        entities: Sequence[Entity] = (),
        behind: Chat | None = None,
    ) -> Message:
        """Write a message, on behalf of ``behind`` as an anonymous administrator or a channel does."""
        draft = self._draft(where or self.chat, behind)
        return self._send(replace(draft, body=td.normalized(FormattedText(text, tuple(entities)))))

    def starts(self, payload: str = "") -> Message:
        """Press Start, or open a deep link with its payload."""
        return self.says(f"/start {payload}".strip())

    def replies_to(
        self, message: Message, text: str, quote: str = "", *, entities: Sequence[Entity] = ()
    ) -> Message:
        """Reply to a message, or to words selected in it, which must be there."""
        draft = self._draft(message.chat)
        room = self.state.rooms[message.chat.id]
        body = td.normalized(FormattedText(text, tuple(entities)))
        return self._send(
            replace(
                draft,
                body=body,
                reply_to=message.id,
                quote=_selected(message, quote) if quote else None,
                thread_id=room.thread_beside(message),
                is_topic_message=message.is_topic_message,
            )
        )

    def replies_elsewhere(self, message: Message, text: str, where: Where, quote: str = "") -> Message:
        """Reply to a message in another chat; the update says where it is from and what was selected."""
        draft = self._draft(where)
        return self._send(
            replace(
                draft,
                body=td.normalized(FormattedText(text)),
                quote=_selected(message, quote) if quote else None,
                external_reply={
                    "origin": _origin(message),
                    "chat": render.chat_json(message.chat),
                    "message_id": message.id,
                },
            )
        )

    def sends_document(
        self,
        name: str,
        content: bytes,
        caption: str = "",
        where: Where | None = None,
        *,
        mime_type: str = "text/plain",
        size: int | None = None,
    ) -> Message:
        """Send a file; ``size`` may claim more bytes than there are."""
        document = self.state.lay_down(name, content, mime_type, size)
        body = td.normalized(FormattedText(caption))
        return self._send(replace(self._draft(where or self.chat), body=body, document=document))

    def forwards(self, message: Message, where: Where | None = None) -> Message:
        """Forward a message, with the name of its author."""
        draft = self._draft(where or self.chat)
        origin = _origin(message)
        return self._send(replace(draft, body=message.body, document=message.document, forward_origin=origin))

    def edits(self, message: Message, text: str) -> Message:
        """Change the words of a message."""
        current = self.state.message(message.chat.id, message.id)
        assert current is not None, f"The message {message.text!r} is gone"
        body = td.normalized(FormattedText(text))
        edited = self.state.keep(replace(current, body=body, edit_date=self.state.now()))
        updates.edited_message_update(self.state, edited)
        return edited

    def deletes(self, message: Message) -> None:
        """Delete a message; the bot gets no update."""
        del self.state.rooms[message.chat.id].messages[message.id]

    def reacts(self, message: Message, emoji: str, before: str = "") -> None:
        """React to a message, in place of the reaction *before*; an empty *emoji* removes that."""
        updates.reaction_update(self.state, message, self._known(), emoji, before)

    def calls_guest(self, text: str, where: Chat, reply_to: Message | None = None) -> GuestCall:
        """Mention the bot in a chat that it is not a member of."""
        body, original = td.normalized(FormattedText(text)), reply_to.id if reply_to else None
        message = replace(self._draft(where), body=body, reply_to=original)
        self.state.keep(message)
        return GuestCall(updates.guest_message_update(self.state, self._known(), message), self.changes)

    def taps(self, message: Message, label: str) -> Tap:
        """Tap a button as shown in ``message``, which may have been changed or deleted since."""
        button = message.button(label)
        assert button.action == "callback_data", f"{label!r} asks the bot nothing: {button.raw}"
        place = (message.chat.id, message.id)
        inline_id = next((key for key, value in self.state.inline_messages.items() if value == place), "")
        query = updates.callback_query_update(
            self.state, self._known(), button, message.chat, message.id, inline_id
        )
        return Tap(query, self.changes)

    def asks_inline(self, words: str, offset: str = "", chat_type: str = "sender") -> InlineAsk:
        """Type the bot's name and some words into any chat; ``offset`` fetches more."""
        query = updates.inline_query_update(self.state, self._known(), words, offset, chat_type)
        return InlineAsk(query, self.changes)

    def chooses(self, ask: InlineAsk, result_id: str, where: Where) -> Message:
        """Send one of the offered cards; it can be edited by the bot when it has a keyboard."""
        assert ask.query.answer is not None, "The bot has not answered the inline query yet"
        cards = {card.id: card for card in ask.query.answer.results}
        card = cards[result_id]
        draft = self._draft(where)
        message = replace(draft, body=card.body, keyboard=card.keyboard, via_bot=self.state.bot)
        inline_id = f"AQAA{self.state.new_id()}" if card.keyboard else ""
        if inline_id:
            self.state.inline_messages[inline_id] = (message.chat.id, message.id)
        updates.chosen_result_update(self.state, ask.query, result_id, inline_id)
        return self._send(message)

    def blocks_bot(self) -> None:
        """Block the bot: from now on it is refused."""
        self._blocks(True)

    def unblocks_bot(self) -> None:
        """Let the bot write again."""
        self._blocks(False)

    def _blocks(self, is_blocked: bool) -> None:
        room = self.state.open(self.chat)
        room.is_blocked = is_blocked
        old, new = Standing.MEMBER, Standing.KICKED
        if not is_blocked:
            old, new = new, old
        updates.membership_update(self.state, room, self._known(), old, new)

    def _draft(self, where: Where, behind: Chat | None = None) -> Message:
        """An empty message in that place, from this person or from the chat that they write on behalf of."""
        chat = where.chat if isinstance(where, Topic) else where
        room = self.state.open(chat)
        thread_id = where.thread_id if isinstance(where, Topic) and where.thread_id != GENERAL_TOPIC else None
        sender = self._known()
        if behind is not None:
            sender = ANONYMOUS_ADMINISTRATOR if behind == chat else SPEAKING_CHANNEL
        return Message(
            chat=room.chat,
            id=self.state.new_message_id(chat),
            date=self.state.now(),
            sender=sender,
            sender_chat=behind,
            thread_id=thread_id,
            is_topic_message=thread_id is not None,
        )

    def _send(self, message: Message) -> Message:
        self.state.keep(message)
        updates.message_update(self.state, message)
        return message

    def _known(self) -> User:
        """This person; from now on the bot knows them."""
        self.state.people[self.user.id] = self.user
        return self.user


def _selected(message: Message, words: str) -> Quote:
    quote = FormattedText(words)
    position = td.quote_position(message.body, quote, 0)
    assert position is not None, f"{words!r} does not stand in {message.text!r}"
    return Quote(quote, position)


def _origin(message: Message) -> Json:
    """The MessageOrigin of a forwarded message."""
    if message.chat.type == "channel":
        chat = render.chat_json(message.chat)
        return {"type": "channel", "date": message.date, "chat": chat, "message_id": message.id}
    if message.sender_chat is not None:
        return {"type": "chat", "date": message.date, "sender_chat": render.chat_json(message.sender_chat)}
    assert message.sender is not None, "a message outside channels has a sender"
    return {"type": "user", "date": message.date, "sender_user": render.user_json(message.sender)}
