import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    MessageEntity,
    Update,
)
from telegram.error import BadRequest, InvalidToken
from telegram.ext import ApplicationBuilder, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.terminal.memory_telegram import (
    TOKEN,
    Edited,
    Event,
    MemoryTelegram,
    Notice,
    Person,
    PrivateChat,
    Sent,
    commands,
)

ANNA = Person(7, "Anna")
MORE = InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data="page:1")]])


@pytest.fixture
def events() -> list[Event]:
    return []


@pytest.fixture
def telegram(events: list[Event]) -> MemoryTelegram:
    return MemoryTelegram(events.append, clock=lambda: 1000.0)


@pytest.fixture
async def us(telegram: MemoryTelegram) -> AsyncIterator[Bot]:
    """The bot in an in-memory Telegram where Anna has said hello."""
    telegram.write(ANNA, "hello")
    async with Bot(TOKEN, request=telegram, get_updates_request=telegram) as us:
        yield us


def parse_update(update: dict[str, object], us: Bot) -> Update:
    """The update as python-telegram-bot parses it from JSON."""
    return Update.de_json(json.loads(json.dumps(update)), us)


async def test_the_bot_learns_its_own_username(us: Bot) -> None:
    assert (us.username, us.name) == ("quoth_bot", "@quoth_bot")


async def test_a_persons_text_arrives_as_a_private_message(telegram: MemoryTelegram, us: Bot) -> None:
    message = parse_update(telegram.write(ANNA, "  Who?\n"), us).message

    assert message is not None
    assert message.text == "Who?"
    assert message.from_user is not None
    assert (message.chat.id, message.chat.type, message.from_user.first_name) == (7, "private", "Anna")


async def test_a_reply_contains_the_message_and_the_words_selected_in_it(
    telegram: MemoryTelegram, us: Bot
) -> None:
    sent = await us.send_message(7, "\U0001f600 The lamp burns", reply_markup=MORE)
    telegram.write(ANNA, "Since when?", sent.message_id)
    message = parse_update(telegram.write(ANNA, "Who?", sent.message_id, "lamp burns"), us).message

    assert message is not None
    assert message.reply_to_message is not None
    assert message.reply_to_message.text == sent.text
    assert message.quote is not None
    assert (message.quote.text, message.quote.position) == ("lamp burns", 7)


async def test_an_edited_message_arrives_as_an_edit_and_keeps_its_new_text(
    telegram: MemoryTelegram, us: Bot
) -> None:
    said = parse_update(telegram.write(ANNA, "Who?"), us).message

    assert said is not None

    edited = parse_update(telegram.edit(ANNA, said.message_id, " /ask Who keeps it? "), us).edited_message
    assert edited is not None
    assert (edited.message_id, edited.text) == (said.message_id, "/ask Who keeps it?")
    assert [entity.type for entity in edited.entities] == ["bot_command"]
    assert edited.edit_date is not None
    assert telegram.messages(ANNA)[-1].text == "/ask Who keeps it?"


async def test_each_update_has_a_unique_id(telegram: MemoryTelegram, us: Bot) -> None:
    first = parse_update(telegram.write(ANNA, "one"), us)
    second = parse_update(telegram.write(ANNA, "two"), us)

    assert first.update_id < second.update_id


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("/start", ["/start"]),
        ("\U0001f600 /ask@quoth_bot why", ["/ask@quoth_bot"]),
        ("1/2 and/or http://a/b", []),
        ("no command", []),
    ],
)
async def test_commands_have_the_same_entities_as_in_telegram(
    telegram: MemoryTelegram, us: Bot, text: str, marked: list[str]
) -> None:
    message = parse_update(telegram.write(ANNA, text), us).message

    assert message is not None
    assert list(message.parse_entities().values()) == marked
    assert len(commands(text)) == len(marked)


async def test_a_sent_message_is_stored_and_shown_unchanged(us: Bot, events: list[Event]) -> None:
    bold = MessageEntity(MessageEntity.BOLD, 0, 2)
    sent = await us.send_message(ANNA.id, "Hu Jintao", entities=[bold], reply_markup=MORE)

    assert events == [Sent(sent)]
    assert (sent.text, sent.entities, sent.reply_markup) == ("Hu Jintao", (bold,), MORE)
    assert sent.date.timestamp() == 1000


async def test_an_edit_changes_the_message_in_place(us: Bot, events: list[Event]) -> None:
    sent = await us.send_message(ANNA.id, "before", reply_markup=MORE)
    await us.edit_message_text("after", ANNA.id, sent.message_id, reply_markup=MORE)

    assert isinstance(events[-1], Edited)
    assert events[-1].message.message_id == sent.message_id
    assert (events[-1].message.text, events[-1].message.reply_markup) == ("after", MORE)


async def test_an_edit_without_a_keyboard_removes_the_keyboard(
    telegram: MemoryTelegram, us: Bot, events: list[Event]
) -> None:
    sent = await us.send_message(ANNA.id, "before", reply_markup=MORE)
    await us.edit_message_text("after", ANNA.id, sent.message_id)

    assert isinstance(events[-1], Edited)
    assert events[-1].message.reply_markup is None
    assert telegram.keyboard(ANNA) is None


async def test_an_edit_that_changes_nothing_is_refused(us: Bot) -> None:
    sent = await us.send_message(ANNA.id, "same", reply_markup=MORE)

    with pytest.raises(BadRequest, match="Message is not modified"):
        await us.edit_message_text("same", ANNA.id, sent.message_id, reply_markup=MORE)


async def test_a_message_that_was_never_sent_cannot_be_edited(us: Bot) -> None:
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await us.edit_message_text("x", ANNA.id, 999)


async def test_the_bot_cannot_edit_a_persons_message(telegram: MemoryTelegram, us: Bot) -> None:
    message = parse_update(telegram.write(ANNA, "mine"), us).message

    assert message is not None
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await us.edit_message_text("yours", ANNA.id, message.message_id)


async def test_the_bot_cannot_write_to_somebody_unknown(us: Bot) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await us.send_message(8, "hello")


@pytest.mark.parametrize(
    ("text", "reason"), [("", "Message text is empty"), ("x" * 4097, "Message is too long")]
)
async def test_a_message_that_telegram_would_refuse_is_refused(us: Bot, text: str, reason: str) -> None:
    with pytest.raises(BadRequest, match=reason):
        await us.send_message(ANNA.id, text)


async def test_a_callback_query_carries_the_current_message(telegram: MemoryTelegram, us: Bot) -> None:
    sent = await us.send_message(ANNA.id, "before", reply_markup=MORE)
    await us.edit_message_text("after", ANNA.id, sent.message_id, reply_markup=MORE)

    query = parse_update(telegram.tap(ANNA, sent.message_id, "page:1"), us).callback_query

    assert query is not None
    assert (query.data, query.from_user.id) == ("page:1", ANNA.id)
    assert query.message is not None
    assert query.message.is_accessible
    assert query.message.to_dict()["text"] == "after"


async def test_a_callback_query_is_pending_until_it_is_answered_once(
    telegram: MemoryTelegram, us: Bot, events: list[Event]
) -> None:
    sent = await us.send_message(ANNA.id, "text", reply_markup=MORE)
    query = parse_update(telegram.tap(ANNA, sent.message_id, "page:1"), us).callback_query

    assert query is not None
    assert telegram.open_taps == {query.id}

    await query.answer("Please ask again.", show_alert=True)
    assert telegram.open_taps == set()
    assert events[-1] == Notice("Please ask again.", alert=True)
    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer()


async def test_a_callback_query_answered_without_text_shows_nothing(
    telegram: MemoryTelegram, us: Bot, events: list[Event]
) -> None:
    sent = await us.send_message(ANNA.id, "text", reply_markup=MORE)
    query = parse_update(telegram.tap(ANNA, sent.message_id, "page:1"), us).callback_query

    assert query is not None

    await query.answer()
    assert events == [Sent(sent)]


async def test_the_active_keyboard_is_the_most_recent_one(telegram: MemoryTelegram, us: Bot) -> None:
    assert telegram.keyboard(ANNA) is None

    await us.send_message(ANNA.id, "upper", reply_markup=MORE)
    lower = await us.send_message(ANNA.id, "lower", reply_markup=MORE)
    await us.send_message(ANNA.id, "without")

    assert telegram.keyboard(ANNA) == lower


async def test_people_do_not_see_each_others_messages(telegram: MemoryTelegram, us: Bot) -> None:
    boris = Person(8, "Boris")
    telegram.write(boris, "hello")
    await us.send_message(boris.id, "for Boris", reply_markup=MORE)

    assert telegram.keyboard(ANNA) is None


async def test_menus_are_accepted_except_for_somebody_unknown(us: Bot) -> None:
    menu = [BotCommand("ask", "Ask a question")]

    assert await us.set_my_commands(menu)
    assert await us.set_my_commands(menu, scope=BotCommandScopeChat(ANNA.id))
    assert await us.delete_my_commands(scope=BotCommandScopeChat(ANNA.id))
    with pytest.raises(BadRequest, match="Chat not found"):
        await us.set_my_commands(menu, scope=BotCommandScopeChat(8))


async def test_typing_is_accepted_and_shows_nothing(us: Bot, events: list[Event]) -> None:
    assert await us.send_chat_action(ANNA.id, "typing")
    assert events == []


async def test_a_file_sent_by_a_person_can_be_downloaded(telegram: MemoryTelegram, us: Bot) -> None:
    message = parse_update(telegram.send_file(ANNA, "boat.txt", b"The boat."), us).message

    assert message is not None
    assert message.document is not None
    assert (message.document.file_name, message.document.file_size) == ("boat.txt", 9)

    file = await message.document.get_file()
    assert await file.download_as_bytearray() == b"The boat."
    with pytest.raises(BadRequest, match="Wrong file_id"):
        await us.get_file("other")


async def test_a_method_that_the_bot_never_calls_is_not_supported(us: Bot) -> None:
    with pytest.raises(InvalidToken, match="Not Found: method not found"):
        await us.get_my_name()


# A private chat with a small application


async def echo(update: Update, context: object) -> None:
    assert update.message is not None
    await update.message.reply_text(f"You said {update.message.text}", reply_markup=MORE)


async def more(update: Update, context: object) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer()
    await update.callback_query.edit_message_text(f"You tapped {update.callback_query.data}")


async def slow(update: Update, context: object) -> None:
    assert update.message is not None
    await asyncio.sleep(0.01)
    await update.message.reply_text("done")


@pytest.fixture
async def chat(telegram: MemoryTelegram) -> AsyncIterator[PrivateChat]:
    application = (
        ApplicationBuilder()
        .token(TOKEN)
        .request(telegram)
        .get_updates_request(telegram)
        .job_queue(None)
        .build()
    )
    application.add_handlers(
        [
            CommandHandler("slow", slow, block=False),
            MessageHandler(filters.TEXT, echo),
            CallbackQueryHandler(more),
        ]
    )
    async with application:
        await application.start()
        yield PrivateChat(application, telegram, ANNA)
        await application.stop()


def texts(events: list[Event]) -> list[str | None]:
    return [event.text if isinstance(event, Notice) else event.message.text for event in events]


async def test_the_reply_has_arrived_when_say_returns(chat: PrivateChat, events: list[Event]) -> None:
    await chat.say("hello")

    assert texts(events) == ["You said hello"]


async def test_a_button_is_pressed_by_its_number(
    chat: PrivateChat, telegram: MemoryTelegram, events: list[Event]
) -> None:
    await chat.say("hello")

    assert chat.choices() == ["More"]

    await chat.tap(1)
    assert texts(events) == ["You said hello", "You tapped page:1"]
    assert chat.choices() == []
    assert telegram.open_taps == set()


async def test_background_work_after_a_reply_can_be_awaited(chat: PrivateChat, events: list[Event]) -> None:
    await chat.say("/slow")
    await chat.until_idle()

    assert texts(events) == ["done"]


async def test_only_the_first_message_after_a_reply_prompt_is_sent_as_a_reply(
    telegram: MemoryTelegram, us: Bot
) -> None:
    asked = await us.send_message(7, "Which words?", reply_markup=ForceReply())

    assert asked.reply_markup is None

    answer = parse_update(telegram.write(ANNA, "pier, jetty"), us).message
    assert answer is not None
    assert answer.reply_to_message is not None
    assert (answer.reply_to_message.message_id, answer.reply_to_message.text) == (
        asked.message_id,
        "Which words?",
    )

    after = parse_update(telegram.write(ANNA, "thanks"), us).message
    assert after is not None
    assert after.reply_to_message is None


async def test_a_change_of_the_buttons_leaves_the_text_as_it_is(
    telegram: MemoryTelegram, us: Bot, events: list[Event]
) -> None:
    sent = await us.send_message(7, "The lamp burns", reply_markup=MORE)
    less = InlineKeyboardMarkup([[InlineKeyboardButton("Less", callback_data="page:0")]])

    edited = await us.edit_message_reply_markup(7, sent.message_id, reply_markup=less)

    assert isinstance(edited, Message)
    assert (edited.text, edited.reply_markup) == (sent.text, less)
    assert events == [Sent(sent), Edited(edited)]
    with pytest.raises(BadRequest, match="not found"):
        await us.edit_message_reply_markup(7, sent.message_id + 1, reply_markup=less)
