"""The way out: every message leaves here, and what Telegram says to it is understood here.

What is no error: someone who blocked the bot or is gone, a group that does not let it write, an edit that
changes nothing, a tap that waited too long.  What is waited out: flood limits (only in the chat they concern)
and requests that never reached Telegram.
"""

import logging
from collections.abc import Sequence
from functools import partial

from telegram import (
    Bot,
    CallbackQuery,
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.messages.chats import Place
from bot.messages.message import Button, Card, CopyButton, Keyboard, Reply, check
from bot.messages.richtext import deliverable, entities
from bot.state import State
from retrieval.store.snapshot import Snapshot

log = logging.getLogger(__name__)

SECONDS_CACHED = 30
"""How long Telegram may show the same cards for the same inline query: a reload is not to be hidden by it."""
ASK = "ask"
"""The payload of the link from inline mode to the private chat; like any unknown one, it is a plain start."""

_NOWHERE_TO_WRITE = (
    "chat not found",
    "not enough rights",
    "have no rights",
    "chat_write_forbidden",
    "chat_restricted",
    "topic_closed",
    "topic_deleted",
    "message thread not found",
    "user is deactivated",
    "peer_id_invalid",
    "need administrator rights",
)
"""What Telegram says where the bot may not (or no longer) write.  The people there know."""

_NOT_TO_BE_CHANGED = ("message to edit not found", "message can't be edited", "message_id_invalid")
_TOO_LATE = "query is too old"
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Outbox:
    """Sends replies, having checked what they quote and archived what they cite."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def send(self, bot: Bot, place: Place, reply: Reply, snapshot: Snapshot) -> Message | None:
        """Send *reply*, which quotes *snapshot*; None where nobody can receive it.

        Raises UnsendableError where a quotation is not word for word.
        """
        await self._prepare(reply, snapshot)
        try:
            return await _send(bot, place, reply)
        except ChatMigrated as moved:
            return await _send(bot, place._replace(chat=moved.new_chat_id, reply_to=None), reply)
        except (Forbidden, BadRequest) as error:
            if not _is_nowhere_to_write(error):
                raise
            log.info("a reply could not be delivered: %s", error)
            return None

    async def put(
        self, bot: Bot, place: Place, asked_by: int, user: int, reply: Reply, snapshot: Snapshot
    ) -> None:
        """Send *reply* to the message *asked_by* of *user*; the one it had before is changed to this.

        Where nobody asked by a message, *asked_by* is 0.  Raises UnsendableError as `send` does.
        """
        before = await self._state.replies.to(place.chat, asked_by) if asked_by else None
        if before is not None and await self.revise(bot, place.chat, before, reply, snapshot):
            return
        sent = await self.send(bot, place, reply, snapshot)
        if sent is not None and asked_by:
            await self._state.replies.keep(place.chat, asked_by, sent.message_id, user)

    async def revise(self, bot: Bot, chat: int, message: int, reply: Reply, snapshot: Snapshot) -> bool:
        """Change a message of the bot's to *reply*, all of it: without buttons, it loses those it had.

        False where the message is gone, or cannot be changed any more.  Raises UnsendableError where a
        quotation is not word for word.
        """
        await self._prepare(reply, snapshot)
        text = deliverable(reply.text)
        try:
            await bot.edit_message_text(
                text.text,
                chat_id=chat,
                message_id=message,
                entities=entities(text),
                reply_markup=_markup(reply.keyboard),
                link_preview_options=_NO_PREVIEW,
            )
        except (Forbidden, BadRequest) as error:
            said = str(error).casefold()
            if any(reason in said for reason in _NOT_TO_BE_CHANGED):
                log.info("a message could not be changed: %s", error)
                return False
            if "message is not modified" not in said and not _is_nowhere_to_write(error):
                raise
        return True

    async def show_typing(self, bot: Bot, place: Place) -> None:
        """Show for some seconds that a reply is being written; that it cannot be shown is no error."""
        try:
            await bot.send_chat_action(place.chat, ChatAction.TYPING, message_thread_id=place.thread)
        except TelegramError as error:
            log.info("typing could not be shown: %s", error)

    async def offer(
        self, query: InlineQuery, cards: Sequence[Card], onwards: str, invitation: str, snapshot: Snapshot
    ) -> None:
        """Offer *cards* for an inline query; *onwards* is where its next page begins, "" where there is none.

        An *invitation* becomes a button above the cards that leads to the bot's private chat.
        """
        for card in cards:
            await self._prepare(card.reply, snapshot)
        button = InlineQueryResultsButton(invitation, start_parameter=ASK) if invitation else None
        results = [_result(f"{query.offset or 0}-{number}", card) for number, card in enumerate(cards)]
        try:
            await query.answer(
                results, cache_time=SECONDS_CACHED, is_personal=True, next_offset=onwards, button=button
            )
        except BadRequest as error:
            if _TOO_LATE not in str(error).casefold():
                raise
            log.info("an inline query had waited too long to be answered")

    async def _prepare(self, reply: Reply, snapshot: Snapshot) -> None:
        check(reply, snapshot)
        if reply.cited:
            await self._state.sentences.archive(reply.cited)


async def acknowledge(query: CallbackQuery, notice: str = "", *, alert: bool = True) -> None:
    """Answer a tap, once; with a *notice*, as an *alert* that the person closes or as a passing line."""
    try:
        await query.answer(notice or None, show_alert=alert and bool(notice))
    except BadRequest as error:
        if _TOO_LATE not in str(error).casefold():
            raise
        log.info("a tap had waited too long to be answered")


async def _send(bot: Bot, place: Place, reply: Reply) -> Message:
    text, hang_on = deliverable(reply.text), None
    if place.reply_to is not None:
        hang_on = ReplyParameters(place.reply_to, allow_sending_without_reply=True)
    request = partial(
        bot.send_message,
        place.chat,
        text.text,
        message_thread_id=place.thread,
        reply_parameters=hang_on,
        reply_markup=_expecting(reply.expects) or _markup(reply.keyboard),
        link_preview_options=_NO_PREVIEW,
    )
    try:
        return await request(entities=entities(text))
    except BadRequest as error:
        if "can't parse" not in str(error).casefold():
            raise
        log.exception("the marks of a reply were refused; it is sent without them")
        return await request()


def _result(result_id: str, card: Card) -> InlineQueryResultArticle:
    text = deliverable(card.reply.text)
    content = InputTextMessageContent(text.text, entities=entities(text), link_preview_options=_NO_PREVIEW)
    return InlineQueryResultArticle(result_id, card.title, content, description=card.description)


def _expecting(hint: str) -> ForceReply | None:
    return ForceReply(input_field_placeholder=hint) if hint else None


def _markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    rows = [[_telegram_button(button) for button in row] for row in keyboard]
    return InlineKeyboardMarkup(rows) if rows else None


def _telegram_button(button: Button | CopyButton) -> InlineKeyboardButton:
    if isinstance(button, CopyButton):
        return InlineKeyboardButton(button.label, copy_text=CopyTextButton(button.text))
    return InlineKeyboardButton(button.label, callback_data=button.data)


def _is_nowhere_to_write(error: TelegramError) -> bool:
    said = str(error).casefold()
    return isinstance(error, Forbidden) or any(reason in said for reason in _NOWHERE_TO_WRITE)
