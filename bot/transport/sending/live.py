"""Requests that are worthless later: alerts, typing, inline results, and progress messages.

They go to Telegram at once and are not stored.  A failure is raised to the caller, or only logged if nobody
can do anything about it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from telegram import (
    Bot,
    CallbackQuery,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.messages.chats import Place
from bot.messages.keyboards import inline_keyboard
from bot.messages.message import Card, Reply
from bot.messages.richtext import RichText, deliverable, entities
from bot.transport.failures import (
    AlreadyAsRequested,
    NotEditable,
    Unreachable,
    failure_of,
    is_temporary,
    is_too_late,
)

log = logging.getLogger(__name__)

SECONDS_CACHED = 30
"""How long Telegram may cache the cards for an inline query; short, so that a reload shows soon."""
SECONDS_FOR_AN_ALERT = 15.0
"""How long Telegram accepts an answer to a query."""
ASK = "ask"
"""Payload of the link from inline mode to the private chat; /start ignores it, like any unknown payload."""
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def send_now(bot: Bot, place: Place, reply: Reply) -> Message | None:
    """Send *reply* at once; None if nobody can receive it.  Raises TelegramError if that fails."""
    text, hang_on = deliverable(reply.text), None
    if place.reply_to is not None:
        hang_on = ReplyParameters(place.reply_to, allow_sending_without_reply=True)
    try:
        return await bot.send_message(
            place.chat,
            text.text,
            entities=entities(text),
            message_thread_id=place.thread,
            reply_parameters=hang_on,
            reply_markup=inline_keyboard(reply.keyboard),
            link_preview_options=_NO_PREVIEW,
        )
    except TelegramError as error:
        if not isinstance(failure_of(error, 1), Unreachable):
            raise
        log.info("a message could not be delivered: %s", error)
        return None


async def send_file_now(bot: Bot, place: Place, name: str, content: bytes) -> None:
    """Send a file at once; ignores that nobody can receive it.  Raises TelegramError on other failures."""
    try:
        await bot.send_document(place.chat, content, filename=name, message_thread_id=place.thread)
    except TelegramError as error:
        if not isinstance(failure_of(error, 1), Unreachable):
            raise
        log.info("a file could not be delivered: %s", error)


async def send_picture_now(bot: Bot, place: Place, name: str, picture: bytes, caption: RichText) -> None:
    """Send a picture at once; ignores that nobody can receive it.  Raises TelegramError on other failures."""
    text = deliverable(caption)
    try:
        await bot.send_photo(
            place.chat,
            picture,
            caption=text.text,
            caption_entities=entities(text),
            filename=name,
            message_thread_id=place.thread,
        )
    except TelegramError as error:
        if not isinstance(failure_of(error, 1), Unreachable):
            raise
        log.info("a picture could not be delivered: %s", error)


async def revise_now(bot: Bot, chat: int, message: int, reply: Reply) -> bool:
    """Edit one of the bot's messages at once; False if it is gone.  Raises TelegramError on failure."""
    text = deliverable(reply.text)
    try:
        await bot.edit_message_text(
            text.text,
            chat_id=chat,
            message_id=message,
            entities=entities(text),
            reply_markup=inline_keyboard(reply.keyboard),
            link_preview_options=_NO_PREVIEW,
        )
    except TelegramError as error:
        failure = failure_of(error, 1)
        if not isinstance(failure, AlreadyAsRequested | NotEditable | Unreachable):
            raise
        return not isinstance(failure, NotEditable)
    return True


async def show_typing(bot: Bot, place: Place) -> None:
    """Show "typing" for some seconds; failures are ignored."""
    try:
        await bot.send_chat_action(place.chat, ChatAction.TYPING, message_thread_id=place.thread)
    except TelegramError as error:
        log.info("typing could not be shown: %s", error)


async def acknowledge(query: CallbackQuery, notice: str = "", *, alert: bool = True) -> None:
    """Answer a callback query, once; a *notice* is shown as an *alert* to be closed or as a brief line.

    If Telegram cannot be reached in time or no longer accepts an answer, the notice is lost and work goes on.
    """
    await _in_time(partial(query.answer, notice or None, show_alert=alert and bool(notice)))


async def offer(query: InlineQuery, cards: Sequence[Card], onwards: str, invitation: str) -> None:
    """Offer *cards* for an inline query; *onwards* is the offset of the next page, "" if there is none.

    An *invitation* is the label of a button above the cards that opens the private chat with the bot.
    """
    button = InlineQueryResultsButton(invitation, start_parameter=ASK) if invitation else None
    results = [_result(f"{query.offset or 0}-{number}", card) for number, card in enumerate(cards)]
    await _in_time(
        partial(
            query.answer,
            results,
            cache_time=SECONDS_CACHED,
            is_personal=True,
            next_offset=onwards,
            button=button,
        )
    )


async def answer_guest(bot: Bot, message: Message, card: Card) -> None:
    """Answer a message that called the bot into a chat as a guest; Telegram accepts one answer."""
    await _in_time(partial(bot.answer_guest_query, str(message.guest_query_id), _result("0", card)))


async def _in_time(answer: Callable[[], Awaitable[object]]) -> None:
    """Answer a query within the time that Telegram allows."""
    try:
        async with asyncio.timeout(SECONDS_FOR_AN_ALERT):
            await answer()
    except TimeoutError:
        log.info("a query could not be answered in time")
    except TelegramError as error:
        if not (is_too_late(error) or is_temporary(error)):
            raise
        log.info("a query could not be answered (%s)", error)


def _result(result_id: str, card: Card) -> InlineQueryResultArticle:
    text = deliverable(card.reply.text)
    content = InputTextMessageContent(text.text, entities=entities(text), link_preview_options=_NO_PREVIEW)
    return InlineQueryResultArticle(result_id, card.title, content, description=card.description)
