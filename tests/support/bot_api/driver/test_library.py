"""python-telegram-bot against this server: it understands everything, and is never refused."""

import asyncio
import datetime
from collections.abc import AsyncIterator
from typing import Any, TypeAlias

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from tests.support.bot_api import Entity, World, needs_tdlib

pytestmark = needs_tdlib

Bot: TypeAlias = "Application[Any, Any, Any, Any, Any, Any]"
KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Shout", callback_data="shout")]])


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    message = update.effective_message
    assert message is not None
    await message.reply_text(f"You said: {message.text}", reply_markup=KEYBOARD, do_quote=True)


async def shout(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query is not None
    assert isinstance(query.message, telegram.Message)
    await query.answer("Loud!")
    await query.edit_message_text((query.message.text or "").upper(), entities=[MessageEntity("bold", 0, 3)])


async def measure(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    message = update.effective_message
    assert message is not None
    assert message.document is not None
    content = await (await message.document.get_file()).download_as_bytearray()
    await message.reply_document(
        bytes(content[::-1]), filename="reversed.txt", caption=f"{len(content)} bytes"
    )


async def offer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.inline_query
    assert query is not None
    content = telegram.InputTextMessageContent(f"*{query.query}*", parse_mode="MarkdownV2")
    await query.answer([telegram.InlineQueryResultArticle("1", "Card", content)], next_offset="1")


@pytest.fixture
async def errors() -> list[BaseException | None]:
    """What the handlers raised, which the library would only log."""
    return []


@pytest.fixture
async def polling(served: World, errors: list[BaseException | None]) -> AsyncIterator[World]:
    """A bot of a few handlers that polls."""

    async def collect(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        errors.append(context.error)

    server = served.server
    builder = Application.builder().token(served.token)
    application: Bot = builder.base_url(server.base_url).base_file_url(server.base_file_url).build()
    application.add_handlers(
        [
            MessageHandler(filters.Document.ALL, measure),
            MessageHandler(filters.TEXT, echo),
            CallbackQueryHandler(shout),
            InlineQueryHandler(offer),
        ]
    )
    application.add_error_handler(collect)
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling(allowed_updates=Update.ALL_TYPES)
        yield served
        await application.updater.stop()
        await application.stop()
    assert (served.refused, errors) == ([], [])


async def test_a_message_is_answered_with_a_reply_and_a_keyboard(polling: World) -> None:
    alice = polling.person("Alice")
    question = alice.says("Who keeps the lamp? See example.org")

    answer = await polling.next_message(alice.chat)

    assert answer.text == "You said: Who keeps the lamp? See example.org"
    assert answer.reply_to == question.id
    assert answer.labels == ("Shout",)


async def test_a_tap_is_answered_and_changes_the_message(polling: World) -> None:
    alice = polling.person("Alice")
    alice.says("hush")

    tap = alice.taps(await polling.next_message(alice.chat), "Shout")

    assert (await tap.answer()).text == "Loud!"

    changed = await polling.next_edit(alice.chat)

    assert (changed.text, changed.body.entities) == ("YOU SAID: HUSH", (Entity("bold", 0, 3),))
    assert changed.labels == ()


async def test_a_document_is_fetched_and_another_sent(polling: World) -> None:
    alice = polling.person("Alice")
    alice.sends_document("notes.txt", b"abc")

    answer = await polling.next_message(alice.chat)

    assert answer.document is not None
    assert (answer.document.name, answer.text) == ("reversed.txt", "3 bytes")
    assert polling.state.documents[answer.document.file_id][1] == b"cba"


async def test_an_inline_query_is_answered_with_cards(polling: World) -> None:
    alice = polling.person("Alice")

    answer = await alice.asks_inline("lamp").answer()

    assert [(card.title, card.body.text) for card in answer.results] == [("Card", "lamp")]
    assert answer.next_offset == "1"


async def test_groups_topics_channels_and_anonymous_administrators_are_understood(polling: World) -> None:
    alice = polling.person("Alice")
    forum = polling.supergroup("Forum", is_forum=True)
    lamps = polling.topic(forum, "Lamps")
    news = polling.channel("News")
    alice.says("in a topic", lamps)
    alice.says("anonymous", polling.general(forum), behind=forum)
    polling.posts(news, "a post")

    assert (await polling.next_message(lamps)).is_topic_message
    assert (await polling.next_message(polling.general(forum))).text == "You said: anonymous"
    assert (await polling.next_message(news)).sender_chat == news


async def test_an_update_delivered_twice_is_answered_twice(polling: World) -> None:
    alice = polling.person("Alice")
    alice.says("once")
    await polling.next_message(alice.chat)
    polling.deliver_again(polling.updates[0])

    assert (await polling.next_message(alice.chat)).text == "You said: once"


@pytest.fixture
async def plain(served: World) -> AsyncIterator[telegram.Bot]:
    """The library's bare methods."""
    client = telegram.Bot(served.token, served.server.base_url, served.server.base_file_url)
    async with client:
        yield client


async def test_errors_become_the_librarys_own(
    served: World, plain: telegram.Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # or it warns that retry_after will change its type
    alice = served.person("Alice")
    alice.says("Hello")

    with pytest.raises(telegram.error.BadRequest, match="Chat not found"):
        await plain.send_message(404, "x")
    with pytest.raises(telegram.error.BadRequest, match="Can't parse entities"):
        await plain.send_message(alice.id, "<b>", parse_mode="HTML")

    served.throttle(alice.chat, 5)

    with pytest.raises(telegram.error.RetryAfter) as flooded:
        await plain.send_message(alice.id, "x")
    assert flooded.value.retry_after == datetime.timedelta(seconds=5)

    alice.blocks_bot()

    with pytest.raises(telegram.error.Forbidden, match="bot was blocked by the user"):
        await plain.send_message(alice.id, "x")

    crowd = served.group("Crowd")
    heir = served.migrate(crowd)

    with pytest.raises(telegram.error.ChatMigrated) as migrated:
        await plain.send_message(crowd.id, "x")
    assert migrated.value.new_chat_id == heir.id


async def test_another_poller_is_a_conflict(served: World, plain: telegram.Bot) -> None:
    waiting = asyncio.create_task(plain.get_updates(timeout=50))
    await served.next_request("getUpdates")
    served.ask("getUpdates", timeout=50)

    with pytest.raises(telegram.error.Conflict, match="terminated by other getUpdates request"):
        await waiting


async def test_a_wrong_token_is_an_invalid_one(served: World) -> None:
    with pytest.raises(telegram.error.InvalidToken):
        async with telegram.Bot("1:wrong", served.server.base_url):
            pass


async def test_profile_menus_and_chats_are_understood(served: World, plain: telegram.Bot) -> None:
    alice = served.person("Alice")
    message = alice.says("Hello")
    scope = telegram.BotCommandScopeChat(alice.id)

    await plain.set_my_commands([("ask", "Ask a question")], scope)

    assert [entry.command for entry in await plain.get_my_commands(scope)] == ["ask"]
    assert [entry.command for entry in served.menu(alice)] == ["ask"]

    await plain.set_my_description("Answers from the article")

    assert (await plain.get_my_description()).description == "Answers from the article"
    assert (await plain.get_chat(alice.id)).first_name == "Alice"
    assert await plain.send_chat_action(alice.id, "typing")
    assert await plain.set_message_reaction(alice.id, message.id, "👍")
    assert await plain.set_webhook("") is True
    assert (await plain.get_webhook_info()).url == ""
    assert served.refused == []
