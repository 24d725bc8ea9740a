"""Sending queued messages to a Telegram that refuses on demand, with sleeps that return at once."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from telegram import Bot, CallbackQuery, Chat, InlineQuery, Message, User
from telegram.error import NetworkError
from telegram.ext import ExtBot

from bot.errors import UnsendableError
from bot.messages.chats import Place
from bot.messages.message import Button, Card, CopyButton, Reply
from bot.messages.richtext import bold, plain, verbatim
from bot.state import State, StoredAnswer
from bot.state.outbox import Draft, PromptSent, SendRequest
from bot.transport.sending.delivery import Delivery
from bot.transport.sending.live import acknowledge
from bot.transport.sending.outbox import Outbox, collecting
from bot.transport.sending.pacing import RequestPacer
from bot.views.answers import answer_reply
from bot.views.reply_context import ReplyContext
from retrieval.records import Grade
from retrieval.store.snapshot import Snapshot
from tests.bot.samples import make_stored_answer
from tests.bot.transport.telegrams import Outcome, Telegram, Time, refused

HERE = Place(7)
HELLO = Reply(plain("hello ") + bold("you"), ((Button("More", "page:v:a:1"),),))
FLOOD = refused(429, "Too Many Requests: retry after 5", retry_after=5)
LOST = NetworkError("the connection was lost while waiting for the response")
GONE = refused(400, "Bad Request: message to edit not found")


@pytest.fixture
async def state() -> AsyncIterator[State]:
    state = State(None)
    yield state
    await state.close()


@pytest.fixture
def us(telegram: Telegram, time: Time) -> ExtBot[int]:
    pacer = RequestPacer(0, time.sleep)
    return ExtBot("1:test", request=telegram, get_updates_request=telegram, rate_limiter=pacer)


@pytest.fixture
async def delivery(state: State, time: Time, us: ExtBot[int]) -> AsyncIterator[Delivery]:
    delivery = Delivery(state, time.sleep, time, steady_clock=time)
    await delivery.start(us)
    yield delivery
    await delivery.stop()


@pytest.fixture
def outbox(state: State, delivery: Delivery, time: Time) -> Outbox:
    return Outbox(state, delivery.wake, clock=time)


async def test_a_reply_is_text_with_entities_and_buttons(
    telegram: Telegram, delivery: Delivery, outbox: Outbox, snapshot: Snapshot
) -> None:
    await outbox.send(Place(-100, thread=9, reply_to=5), HELLO, snapshot)
    await delivery.wait_until_delivered(-100)

    ((method, asked),) = telegram.asked

    assert method == "sendMessage"
    assert asked["text"] == "hello you"
    assert "parse_mode" not in asked
    assert [entity["type"] for entity in asked["entities"]] == ["bold"]
    assert asked["message_thread_id"] == 9
    assert asked["reply_parameters"] == {"message_id": 5, "allow_sending_without_reply": True}
    assert asked["link_preview_options"] == {"is_disabled": True}
    assert asked["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "page:v:a:1"


async def test_a_copy_button_is_sent_as_a_copy_button(
    telegram: Telegram, delivery: Delivery, outbox: Outbox, snapshot: Snapshot
) -> None:
    await outbox.send(HERE, Reply(plain("a"), ((CopyButton("Copy", "what"),),)), snapshot)
    await delivery.wait_until_delivered(7)

    (button,) = telegram.asked[0][1]["reply_markup"]["inline_keyboard"][0]

    assert button == {"text": "Copy", "copy_text": {"text": "what"}}


async def test_a_prompt_opens_a_reply_and_is_stored(
    telegram: Telegram, delivery: Delivery, outbox: Outbox, state: State, snapshot: Snapshot
) -> None:
    await outbox.send(
        HERE, Reply(plain("Which words?"), expects="some words"), snapshot, note=PromptSent("gap", 7)
    )
    await delivery.wait_until_delivered(7)

    ((_, parameters),) = telegram.asked

    assert parameters["reply_markup"] == {"force_reply": True, "input_field_placeholder": "some words"}
    assert await state.gaps.prompt(7, 55) == "gap"


async def test_cited_sentences_are_archived_before_the_reply_is_sent(
    outbox: Outbox, state: State, context: ReplyContext
) -> None:
    reply = answer_reply(make_stored_answer(context.snapshot, Grade.ANSWER, cited=2), context)
    with collecting() as drafts:
        await outbox.send(HERE, reply, context.snapshot)
    await state.outgoing.write(drafts)

    for sentence in reply.cited:
        assert await state.sentences.archived(sentence.id) == sentence


NOT_IN_THE_TEXT = Reply(verbatim("Not there", "lamp", 1, 0))
Send = Callable[[Outbox, Snapshot, StoredAnswer], Awaitable[None]]
WAYS_TO_SEND: dict[str, Send] = {
    "new": lambda outbox, text, _: outbox.send(HERE, NOT_IN_THE_TEXT, text),
    "in place of a reply": lambda outbox, text, _: outbox.put(HERE, 5, 7, NOT_IN_THE_TEXT, text),
    "an answer": lambda outbox, text, stored: outbox.answer(HERE, NOT_IN_THE_TEXT, text, stored),
    "a pointer": lambda outbox, text, stored: outbox.point_to(HERE, NOT_IN_THE_TEXT, text, stored),
    "behind a pointer": lambda outbox, text, stored: outbox.point_to(
        HERE, HELLO, text, stored, NOT_IN_THE_TEXT
    ),
    "an edit": lambda outbox, text, _: outbox.revise(7, 5, NOT_IN_THE_TEXT, text),
    "an edit or new": lambda outbox, text, _: outbox.revise_or_send(5, HERE, NOT_IN_THE_TEXT, text),
    "to a guest": lambda outbox, text, _: outbox.answer_guest(
        Bot("1:test"),
        Message(1, datetime.now(UTC), Chat(7, "private")),
        Card("Lamp", "", NOT_IN_THE_TEXT),
        text,
    ),
    "inline": lambda outbox, text, _: outbox.offer(
        InlineQuery("q", User(7, "Anna", False), "lamp", ""),
        [Card("Lamp", "", HELLO), Card("Lamp", "", NOT_IN_THE_TEXT)],
        "",
        "",
        text,
    ),
}


@pytest.mark.parametrize("way", WAYS_TO_SEND)
async def test_a_reply_that_is_not_verbatim_is_not_sent(
    telegram: Telegram, outbox: Outbox, state: State, snapshot: Snapshot, way: str
) -> None:
    stored = make_stored_answer(snapshot, Grade.ANSWER)

    with pytest.raises(UnsendableError):
        await WAYS_TO_SEND[way](outbox, snapshot, stored)

    assert telegram.asked == []
    assert await state.outgoing.chats() == []


async def test_an_answer_takes_the_place_of_the_one_it_corrects(
    outbox: Outbox, delivery: Delivery, state: State, context: ReplyContext
) -> None:
    old = make_stored_answer(context.snapshot, Grade.ANSWER)
    reply = answer_reply(old, context)
    await outbox.answer(HERE, reply, context.snapshot, replace(old, id="old"))

    await outbox.answer(HERE, reply, context.snapshot, replace(old, id="new"), instead_of="old")
    await delivery.wait_until_delivered(7)

    found = [await state.answers.get(each) for each in ("old", "new")]
    assert [each is not None and each.current for each in found] == [False, True]


async def test_collected_messages_are_not_sent_before_they_are_stored(
    telegram: Telegram, delivery: Delivery, outbox: Outbox, state: State, snapshot: Snapshot
) -> None:
    with collecting() as drafts:
        await outbox.send(HERE, HELLO, snapshot)
    before = list(telegram.asked)
    await state.updates.complete(1, b"1", drafts)
    delivery.wake([7])
    await delivery.wait_until_delivered(7)

    assert before == []
    assert len(telegram.asked) == 1


async def test_a_flood_limit_is_waited_out_however_long_it_is(
    telegram: Telegram, time: Time, delivery: Delivery, outbox: Outbox, snapshot: Snapshot
) -> None:
    telegram.refusals = [FLOOD, refused(429, "Too Many Requests", retry_after=301)]
    await outbox.send(HERE, HELLO, snapshot)
    await delivery.wait_until_delivered(7)

    assert len(telegram.asked) == 3
    assert 306 < time.now - 1000 < 308


async def test_a_flood_limit_ends_in_time_although_the_clock_is_set_back_by_an_hour(
    telegram: Telegram, time: Time, us: ExtBot[int], state: State, snapshot: Snapshot
) -> None:
    telegram.refusals = [FLOOD]
    delivery = Delivery(state, time.sleep, lambda: time.now - 3600 * bool(time.naps), steady_clock=time)
    await delivery.start(us)

    await Outbox(state, delivery.wake, clock=time).send(HERE, HELLO, snapshot)
    await delivery.wait_until_delivered(7)

    assert len(telegram.asked) == 2
    assert sum(time.naps) < 6


@pytest.mark.parametrize(
    "trouble",
    [
        LOST,
        refused(500, "Internal Server Error"),
        refused(502, "Bad Gateway"),
        refused(401, "Unauthorized"),
        refused(404, "Not Found"),
    ],
)
async def test_a_temporary_failure_is_retried_with_growing_pauses(
    telegram: Telegram, time: Time, delivery: Delivery, outbox: Outbox, snapshot: Snapshot, trouble: Outcome
) -> None:
    telegram.refusals = [trouble] * 4
    await outbox.send(HERE, HELLO, snapshot)
    await delivery.wait_until_delivered(7)

    assert len(telegram.asked) == 5
    assert time.naps == sorted(time.naps)
    assert len(time.naps) == 4


async def test_messages_of_a_chat_keep_their_order_and_do_not_delay_other_chats(
    telegram: Telegram, delivery: Delivery, outbox: Outbox, snapshot: Snapshot
) -> None:
    telegram.refusals = [LOST, LOST]
    with collecting() as drafts:
        for chat, words in ((7, "first"), (7, "second"), (8, "other")):
            await outbox.send(Place(chat), Reply(plain(words)), snapshot)
    await outbox._state.outgoing.write(drafts)
    delivery.wake([7, 8])
    await delivery.wait_until_delivered(7)
    await delivery.wait_until_delivered(8)

    texts = [(asked["chat_id"], asked["text"]) for _, asked in telegram.asked[2:]]

    assert [text for chat, text in texts if chat == 7] == ["first", "second"]
    assert (8, "other") in texts


async def test_a_message_that_cannot_be_sent_in_time_is_dropped_and_counted(
    telegram: Telegram, time: Time, state: State, delivery: Delivery, snapshot: Snapshot
) -> None:
    telegram.refusals = [LOST] * 100
    outbox = Outbox(state, delivery.wake, timedelta(seconds=60), clock=time)
    await outbox.send(HERE, HELLO, snapshot)
    await delivery.wait_until_delivered(7)

    assert delivery.dropped == 1
    assert 60 < time.now - 1000 < 80
    assert (await state.outgoing.waiting()).letters == 0


async def test_a_stored_message_that_was_damaged_is_sent_without_what_cannot_be_read(
    telegram: Telegram, time: Time, us: ExtBot[int], state: State, snapshot: Snapshot
) -> None:
    damaged = SendRequest({"text": "first", "entities": [{"type": "bold", "offsat": 0}]})
    without_text = SendRequest({"tixt": "lost"})
    later = time.now + 60
    requests = (damaged, without_text, SendRequest({"text": "second"}))
    await state.outgoing.write([Draft(7, request, later) for request in requests])

    delivery = Delivery(state, time.sleep, time, steady_clock=time)
    await delivery.start(us)
    await delivery.wait_until_delivered(7)

    assert [asked["text"] for _, asked in telegram.asked] == ["first", "second"]
    assert delivery.dropped == 1


async def test_a_message_whose_number_cannot_be_stored_is_not_sent_again_and_does_not_hold_up_the_next(
    telegram: Telegram, outbox: Outbox, delivery: Delivery, state: State, snapshot: Snapshot
) -> None:
    telegram.numbers = [2**70]
    await outbox.put(HERE, 5, 9, HELLO, snapshot)
    await outbox.put(HERE, 6, 9, HELLO, snapshot)
    await delivery.wait_until_delivered(7)

    assert len(telegram.asked) == 2
    assert await state.replies.to(7, 5) is None
    assert await state.replies.to(7, 6) is not None


async def test_another_process_sends_the_stored_messages(
    telegram: Telegram, time: Time, us: ExtBot[int], state: State, snapshot: Snapshot
) -> None:
    await Outbox(state, clock=time).send(HERE, HELLO, snapshot)

    second = Delivery(state, time.sleep, time, steady_clock=time)
    await second.start(us)
    await second.wait_until_delivered(7)

    assert [asked["text"] for _, asked in telegram.asked] == ["hello you"]


async def test_unsent_messages_are_kept_when_the_bot_stops(
    telegram: Telegram, time: Time, us: ExtBot[int], state: State, snapshot: Snapshot
) -> None:
    telegram.refusals = [LOST] * 100
    first = Delivery(state, time.sleep, time, steady_clock=time)
    await first.start(us)
    first.begin_to_stop()
    await Outbox(state, first.wake, clock=time).send(HERE, HELLO, snapshot)

    assert not await first.wait_until_delivered(7)

    await first.stop()
    assert (await state.outgoing.waiting()).letters == 1


@pytest.mark.parametrize(
    "refusal",
    [
        refused(403, "Forbidden: bot was blocked by the user"),
        refused(403, "Forbidden: bot was kicked from the supergroup chat"),
        refused(400, "Bad Request: chat not found"),
        refused(400, "Bad Request: not enough rights to send text messages to the chat"),
    ],
)
async def test_a_message_that_nobody_can_receive_is_discarded_without_counting_as_dropped(
    telegram: Telegram,
    delivery: Delivery,
    outbox: Outbox,
    state: State,
    snapshot: Snapshot,
    refusal: Outcome,
) -> None:
    telegram.refusals = [refusal]
    await outbox.send(HERE, HELLO, snapshot)
    await delivery.wait_until_delivered(7)

    assert len(telegram.asked) == 1
    assert ((await state.outgoing.waiting()).letters, delivery.dropped) == (0, 0)


async def test_a_refused_message_is_retried_without_formatting_and_then_dropped(
    telegram: Telegram, delivery: Delivery, outbox: Outbox, snapshot: Snapshot
) -> None:
    telegram.refusals = [refused(400, "Bad Request: can't parse entities")] * 2
    await outbox.send(HERE, HELLO, snapshot)
    await delivery.wait_until_delivered(7)

    assert [asked.get("entities") is None for _, asked in telegram.asked] == [False, True]
    assert telegram.asked[1][1]["text"] == "hello you"
    assert delivery.dropped == 1


async def test_a_message_to_a_migrated_group_is_sent_to_its_supergroup(
    telegram: Telegram, delivery: Delivery, outbox: Outbox, snapshot: Snapshot
) -> None:
    moved = "Bad Request: group chat was upgraded to a supergroup chat"
    telegram.refusals = [refused(400, moved, migrate_to_chat_id=-1000)]
    await outbox.send(Place(-100, reply_to=5), HELLO, snapshot)
    await delivery.wait_until_delivered(-100)
    await delivery.wait_until_delivered(-1000)

    assert telegram.asked[1][1]["chat_id"] == -1000
    assert "reply_parameters" not in telegram.asked[1][1]


async def test_an_edit_that_changes_nothing_counts_as_done(
    telegram: Telegram, delivery: Delivery, outbox: Outbox, snapshot: Snapshot
) -> None:
    same = "specified new message content and reply markup are exactly the same as a current content"
    telegram.refusals = [refused(400, f"Bad Request: message is not modified: {same}")]
    await outbox.revise(7, 55, HELLO, snapshot)
    await delivery.wait_until_delivered(7)

    assert [method for method, _ in telegram.asked] == ["editMessageText"]


@pytest.mark.parametrize(
    "refusals",
    [
        [],
        [refused(400, "Bad Request: can't parse inline keyboard button")],
        [refused(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1000)],
    ],
)
async def test_a_change_of_the_buttons_is_tried_once_and_leaves_the_text_as_it_is(
    telegram: Telegram, delivery: Delivery, outbox: Outbox, state: State, refusals: list[Outcome]
) -> None:
    telegram.refusals = refusals
    await outbox.revise_keyboard(7, 55, HELLO.keyboard)
    await delivery.wait_until_delivered(7)
    await delivery.wait_until_delivered(-1000)

    ((method, asked),) = telegram.asked
    assert (method, asked["message_id"], "text" in asked) == ("editMessageReplyMarkup", 55, False)
    assert (await state.outgoing.waiting()).letters == 0


@pytest.mark.parametrize(
    "said", ["message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID"]
)
async def test_an_edit_of_a_deleted_message_is_sent_as_a_new_one_and_remembered_there(
    telegram: Telegram, delivery: Delivery, outbox: Outbox, state: State, snapshot: Snapshot, said: str
) -> None:
    await state.replies.keep(7, 40, 41, 7)
    telegram.refusals = [refused(400, f"Bad Request: {said}")]
    await outbox.put(HERE, 40, 7, HELLO, snapshot)
    await delivery.wait_until_delivered(7)

    assert [method for method, _ in telegram.asked] == ["editMessageText", "sendMessage"]
    assert await state.replies.to(7, 40) == 56


async def test_an_answer_is_stored_before_it_is_sent_and_linked_to_its_message_afterwards(
    telegram: Telegram, delivery: Delivery, outbox: Outbox, state: State, context: ReplyContext
) -> None:
    answer = replace(make_stored_answer(context.snapshot, Grade.ANSWER), id="a")
    reply = answer_reply(answer, context)
    with collecting() as drafts:
        await outbox.answer(HERE, reply, context.snapshot, answer)
    await state.outgoing.write(drafts)
    before = await state.answers.get("a")
    delivery.wake([7])
    await delivery.wait_until_delivered(7)
    after = await state.answers.get("a")

    assert before is not None
    assert after is not None
    assert (before.message, after.message) == (0, 55)


async def test_a_pointer_to_a_deleted_message_is_replaced_by_the_answer(
    telegram: Telegram, delivery: Delivery, outbox: Outbox, state: State, context: ReplyContext
) -> None:
    answer = replace(make_stored_answer(context.snapshot, Grade.ANSWER), id="a", message=40)
    full = answer_reply(answer, context)
    place = Place(7, reply_to=40)
    await outbox.point_to(place, Reply(plain("See above.")), context.snapshot, answer, full)
    await delivery.wait_until_delivered(7)
    after = await state.answers.get("a")

    assert [asked["text"] for _, asked in telegram.asked] == ["See above.", full.text.text]
    assert after is not None
    assert (after.message, after.pointer) == (55, 0)


def callback_query(us: ExtBot[int]) -> CallbackQuery:
    query = CallbackQuery("44", User(7, "Anna", is_bot=False), "1", data="page:v:a:1")
    query.set_bot(us)
    return query


async def test_a_callback_query_is_answered_with_an_alert_only_if_there_is_a_text(
    telegram: Telegram, us: ExtBot[int]
) -> None:
    await acknowledge(callback_query(us))
    await acknowledge(callback_query(us), "The text has changed.")

    (_, quiet), (_, alert) = telegram.asked

    assert "text" not in quiet
    assert (alert["text"], alert["show_alert"]) == ("The text has changed.", True)


@pytest.mark.parametrize(
    "trouble",
    [
        refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid"),
        LOST,
    ],
)
async def test_a_callback_query_that_cannot_be_answered_is_not_an_error(
    telegram: Telegram, us: ExtBot[int], trouble: Outcome
) -> None:
    telegram.refusals = [trouble]

    await acknowledge(callback_query(us))

    assert len(telegram.asked) == 1


@pytest.mark.parametrize(
    ("refusals", "outages"),
    [([LOST, LOST], 1), ([LOST, GONE], 1), ([LOST, FLOOD, LOST], 2)],
    ids=["taken", "refused", "flooded"],
)
async def test_an_outage_is_over_as_soon_as_telegram_answers_anything(
    telegram: Telegram,
    delivery: Delivery,
    outbox: Outbox,
    snapshot: Snapshot,
    refusals: list[Outcome],
    outages: int,
) -> None:
    ended: list[float] = []
    delivery.reachability.on_return = ended.append
    telegram.refusals = refusals

    await outbox.send(HERE, HELLO, snapshot)
    await delivery.wait_until_delivered(7)

    assert len(ended) == outages
    assert delivery.reachability.down_since is None


async def test_the_pacer_retries_a_request_that_never_arrived(
    telegram: Telegram, us: ExtBot[int], time: Time
) -> None:
    unreachable = NetworkError("no connection")
    unreachable.__cause__ = httpx.ConnectError("no connection")
    telegram.refusals = [unreachable, unreachable]

    await us.send_message(7, "hello")

    assert (len(telegram.asked), len(time.naps)) == (3, 2)


async def test_the_pacer_does_not_retry_a_request_that_may_have_arrived(
    telegram: Telegram, us: ExtBot[int]
) -> None:
    telegram.refusals = [LOST]

    with pytest.raises(NetworkError):
        await us.send_message(7, "hello")

    assert len(telegram.asked) == 1
