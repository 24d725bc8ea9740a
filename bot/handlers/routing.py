"""Find the library that an update is for, and pass the update on to that library's handlers.

Each library has its own handlers.  They see no other library: neither its texts nor its part of the state.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.ext import Application, BaseHandler

from bot.context import Context
from bot.libraries.libraries import Libraries
from bot.messages import addressing
from bot.messages.callback_data import Confirm, Decide, ShowReport, Withdraw, unpack
from bot.messages.permalinks import id_in
from bot.state import State

Handler = BaseHandler[Any, Context, None]
FindHandler = Callable[[object, Context], Awaitable[Handler | None]]


class LibraryRouter:
    """Finds the library of an update: that of the message it refers to, or else the one its chat uses."""

    def __init__(self, libraries: Libraries, state: State) -> None:
        self._libraries = libraries
        self._state = state

    async def key(self, update: object) -> str | None:
        """The key of the library, or of several, that an update is for; None if its chat sees none."""
        if not isinstance(update, Update):
            return None
        chat, thread = _place(update)
        noted = await self._key_of_referenced(update)
        if noted is not None and await self._libraries.recall(noted) and self._libraries.is_seen(noted, chat):
            return noted
        names = await self._libraries.used(chat, thread)
        return await self._libraries.key(names) if names else None

    async def _key_of_referenced(self, update: Update) -> str | None:
        """The key stored for the message that an update refers to; None if there is none."""
        libraries = self._state.libraries
        if update.callback_query is not None:
            return await self._of_tap(update.callback_query)
        if update.message_reaction is not None:
            reaction = update.message_reaction
            return await libraries.of_message(reaction.chat.id, reaction.message_id)
        if update.edited_message is not None:
            edited = update.edited_message
            return await libraries.of_question(edited.chat.id, edited.message_id)
        return await self._of_message(update.message) if update.message is not None else None

    async def _of_message(self, message: Message) -> str | None:
        """The key of the sentence that a message opens, or of the bot's message that it replies to."""
        if wanted := _opened_by(message):
            sentence = await self._state.sentences.archived(wanted)
            return sentence.library if sentence is not None else None
        original = addressing.original_of(message)
        if original is None:
            return None
        return await self._state.libraries.of_message(message.chat.id, original.message_id)

    async def _of_tap(self, query: CallbackQuery) -> str | None:
        if query.message is None:
            return None
        noted = await self._state.libraries.of_message(query.message.chat.id, query.message.message_id)
        if noted is not None:
            return noted
        match unpack(query.data or ""):  # no key is stored for messages sent without the outbox
            case Confirm(order) | Withdraw(order):
                return await self._state.orders.library_of(order)
            case Decide(proposal=proposal) | ShowReport(proposal=proposal):
                return await self._state.proposals.library_of(proposal)
            case _:
                return None


class Routed(BaseHandler[Any, Context, None]):
    """Passes the updates that *example* would handle on to the handler that *find* returns for them."""

    def __init__(self, example: Handler, find: FindHandler) -> None:
        super().__init__(example.callback, example.block)
        self._example = example
        self._find = find

    def check_update(self, update: object) -> Any:
        """Whether a handler takes an update, which is the same for all libraries."""
        return self._example.check_update(update)

    async def handle_update(
        self,
        update: Any,
        application: "Application[Any, Context, Any, Any, Any, Any]",
        check_result: object,
        context: Context,
    ) -> None:
        """Let the handler of the update's library handle it."""
        found = await self._find(update, context)
        if found is not None:
            await found.handle_update(update, application, check_result, context)


def _place(update: Update) -> tuple[int, int]:
    """The chat and the topic of an update; for an inline query, the private chat of the person."""
    if update.inline_query is not None:
        return update.inline_query.from_user.id, 0
    query = update.callback_query
    if query is not None and isinstance(query.message, Message):
        chat, thread, _ = addressing.conversation_of_tap(query, query.message)
        return chat, thread
    if update.effective_message is not None:
        chat, thread, _ = addressing.conversation_of(update.effective_message)
        return chat, thread
    effective_chat = update.effective_chat
    user = update.effective_user
    return (effective_chat.id if effective_chat else user.id if user else 0), 0


def _opened_by(message: Message) -> str | None:
    """The id of the archived sentence that a message opens, as /start from a link does; None for others."""
    words = (message.text or "").split()
    return id_in(words[1]) if len(words) == 2 and words[0].startswith("/start") else None
