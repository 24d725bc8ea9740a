"""What is worth nothing later: alerts, typing, inline results, and messages that say how far something is.

It is asked of Telegram at once and not written down.  A failure is seen by whoever asks, or told in the log
where nobody can do anything about it.
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
from bot.messages.message import Card, Reply
from bot.messages.richtext import deliverable, entities
from bot.transport.failures import AsWished, NotEditable, Unreachable, failure_of, is_passing, is_too_late
from bot.transport.keyboards import inline_keyboard

log = logging.getLogger(__name__)

SECONDS_CACHED = 30
"""How long Telegram may show the same cards for the same inline query: a reload is not to be hidden by it."""
SECONDS_FOR_AN_ALERT = 15.0
"""Telegram lets a query be answered for so long."""
ASK = "ask"
"""The payload of the link from inline mode to the private chat; like any unknown one, it is a plain start."""
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
    """Send a file at once; that nobody can receive it is no error.  Raises TelegramError if that fails."""
    try:
        await bot.send_document(place.chat, content, filename=name, message_thread_id=place.thread)
    except TelegramError as error:
        if not isinstance(failure_of(error, 1), Unreachable):
            raise
        log.info("a file could not be delivered: %s", error)


async def revise_now(bot: Bot, chat: int, message: int, reply: Reply) -> bool:
    """Change a message of the bot's at once; False if it is gone.  Raises TelegramError on failure."""
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
        if not isinstance(failure, AsWished | NotEditable | Unreachable):
            raise
        return not isinstance(failure, NotEditable)
    return True


async def show_typing(bot: Bot, place: Place) -> None:
    """Show for some seconds that a reply is being written; that it cannot be shown is no error."""
    try:
        await bot.send_chat_action(place.chat, ChatAction.TYPING, message_thread_id=place.thread)
    except TelegramError as error:
        log.info("typing could not be shown: %s", error)


async def acknowledge(query: CallbackQuery, notice: str = "", *, alert: bool = True) -> None:
    """Answer a callback query, once; with a *notice*, as an *alert* to be closed or as a passing line.

    Where Telegram cannot be reached in time, or has waited too long, nobody sees it, and work goes on.
    """
    await _in_time(partial(query.answer, notice or None, show_alert=alert and bool(notice)))


async def offer(query: InlineQuery, cards: Sequence[Card], onwards: str, invitation: str) -> None:
    """Offer *cards* for an inline query; *onwards* is where its next page begins, "" if there is none.

    An *invitation* becomes a button above the cards that leads to the bot's private chat.
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
    """Answer a message that called the bot as a guest into a chat; that can be done once."""
    await _in_time(partial(bot.answer_guest_query, str(message.guest_query_id), _result("0", card)))


async def _in_time(answer: Callable[[], Awaitable[object]]) -> None:
    """Answer a query within the time that Telegram gives for it."""
    try:
        async with asyncio.timeout(SECONDS_FOR_AN_ALERT):
            await answer()
    except TimeoutError:
        log.info("a query could not be answered in time")
    except TelegramError as error:
        if not (is_too_late(error) or is_passing(error)):
            raise
        log.info("a query could not be answered (%s)", error)


def _result(result_id: str, card: Card) -> InlineQueryResultArticle:
    text = deliverable(card.reply.text)
    content = InputTextMessageContent(text.text, entities=entities(text), link_preview_options=_NO_PREVIEW)
    return InlineQueryResultArticle(result_id, card.title, content, description=card.description)
