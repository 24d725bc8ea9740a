"""How messages leave, against a Telegram that refuses as told."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from telegram import CallbackQuery, User
from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import ExtBot
from telegram.request import BaseRequest, RequestData

from bot.errors import UnsendableError
from bot.messages.chats import Place
from bot.messages.message import Button, CopyButton, Reply
from bot.messages.richtext import bold, plain, verbatim
from bot.state import State
from bot.transport.pacing import LONGEST_WAIT, MOST_TRIES, RequestPacer
from bot.transport.sending import Outbox, acknowledge
from bot.views.answers import answer_reply
from bot.views.reply_context import ReplyContext
from retrieval.records import Grade
from retrieval.store.snapshot import Snapshot
from tests.bot.samples import stored

HERE = Place(7)
HELLO = Reply(plain("hello ") + bold("you"), ((Button("More", "page:v:a:1"),),))

Outcome = dict[str, Any] | Exception


def refused(code: int, description: str, **parameters: int) -> Outcome:
    return {"error_code": code, "description": description} | (
        {"parameters": parameters} if parameters else {}
    )


FLOOD = refused(429, "Too Many Requests: retry after 5", retry_after=5)


class Telegram(BaseRequest):
    """Refuses as it was told to, each refusal once, and keeps what it was asked."""

    def __init__(self) -> None:
        self.refusals: list[Outcome] = []
        self.asked: list[tuple[str, dict[str, Any]]] = []

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: object, **kwargs: object
    ) -> tuple[int, bytes]:
        parameters = dict(request_data.parameters) if request_data else {}
        self.asked.append((url.rsplit("/", 1)[-1], parameters))
        if self.refusals:
            refusal = self.refusals.pop(0)
            if isinstance(refusal, Exception):
                raise refusal
            return refusal["error_code"], json.dumps({"ok": False} | refusal).encode()
        chat = {"id": parameters.get("chat_id", 0), "type": "private"}
        message = {"message_id": 55, "date": 1, "chat": chat, "text": parameters.get("text", "")}
        result = True if "callback_query_id" in parameters else message
        return 200, json.dumps({"ok": True, "result": result}).encode()


class Naps:
    """Time that passes at once, and how much of it."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)


@pytest.fixture
def telegram() -> Telegram:
    return Telegram()


@pytest.fixture
async def state() -> AsyncIterator[State]:
    state = State(None)
    yield state
    await state.close()


@pytest.fixture
def outbox(state: State) -> Outbox:
    return Outbox(state)


@pytest.fixture
def naps() -> Naps:
    return Naps()


@pytest.fixture
async def us(telegram: Telegram, naps: Naps) -> ExtBot[int]:
    pacer = RequestPacer(0, naps)
    return ExtBot("1:test", request=telegram, get_updates_request=telegram, rate_limiter=pacer)


async def test_a_reply_is_text_with_entities_and_buttons(
    telegram: Telegram, us: ExtBot[int], outbox: Outbox, snapshot: Snapshot
) -> None:
    sent = await outbox.send(us, Place(-100, thread=9, reply_to=5), HELLO, snapshot)
    assert sent is not None
    assert sent.message_id == 55
    ((method, asked),) = telegram.asked
    assert method == "sendMessage"
    assert asked["text"] == "hello you"
    assert "parse_mode" not in asked
    assert [entity["type"] for entity in asked["entities"]] == ["bold"]
    assert asked["message_thread_id"] == 9
    assert asked["reply_parameters"] == {"message_id": 5, "allow_sending_without_reply": True}
    assert asked["link_preview_options"] == {"is_disabled": True}
    assert asked["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "page:v:a:1"


async def test_a_button_that_copies_is_sent_as_one(
    telegram: Telegram, us: ExtBot[int], outbox: Outbox, snapshot: Snapshot
) -> None:
    await outbox.send(us, HERE, Reply(plain("a"), ((CopyButton("Copy", "what"),),)), snapshot)
    (button,) = telegram.asked[0][1]["reply_markup"]["inline_keyboard"][0]
    assert button == {"text": "Copy", "copy_text": {"text": "what"}}


async def test_a_message_that_expects_a_reply_opens_one(
    telegram: Telegram, us: ExtBot[int], outbox: Outbox, snapshot: Snapshot
) -> None:
    await outbox.send(us, HERE, Reply(plain("Which words?"), expects="some words"), snapshot)
    ((_, parameters),) = telegram.asked
    markup = {"force_reply": True, "input_field_placeholder": "some words"}
    assert parameters["reply_markup"] == markup


async def test_what_a_reply_cites_is_archived_before_it_is_sent(
    telegram: Telegram, us: ExtBot[int], outbox: Outbox, state: State, context: ReplyContext
) -> None:
    reply = answer_reply(stored(context.snapshot, Grade.ANSWER, cited=2), context)
    telegram.refusals = [NetworkError("it never got through")]
    with pytest.raises(NetworkError):
        await outbox.send(us, HERE, reply, context.snapshot)
    for sentence in reply.cited:
        assert await state.sentences.archived(sentence.id) == sentence


async def test_what_is_not_word_for_word_is_not_sent(
    telegram: Telegram, us: ExtBot[int], outbox: Outbox, snapshot: Snapshot
) -> None:
    with pytest.raises(UnsendableError):
        await outbox.send(us, HERE, Reply(verbatim("Not there", "lamp", 1, 0)), snapshot)
    assert telegram.asked == []


async def test_a_flood_limit_is_waited_out_and_the_message_sent(
    telegram: Telegram, us: ExtBot[int], outbox: Outbox, naps: Naps, snapshot: Snapshot
) -> None:
    telegram.refusals = [FLOOD, FLOOD]
    assert await outbox.send(us, HERE, HELLO, snapshot) is not None
    assert len(telegram.asked) == 3
    assert all(5 < nap < 6 for nap in naps.taken)
    assert len(naps.taken) == 2


async def test_a_flood_limit_that_never_ends_is_an_error(
    telegram: Telegram, us: ExtBot[int], outbox: Outbox, snapshot: Snapshot
) -> None:
    telegram.refusals = [FLOOD] * MOST_TRIES
    with pytest.raises(RetryAfter):
        await outbox.send(us, HERE, HELLO, snapshot)


async def test_a_flood_limit_of_hours_is_not_waited_out(
    telegram: Telegram, us: ExtBot[int], outbox: Outbox, naps: Naps, snapshot: Snapshot
) -> None:
    telegram.refusals = [refused(429, "Too Many Requests", retry_after=int(LONGEST_WAIT) + 1)]
    with pytest.raises(RetryAfter):
        await outbox.send(us, HERE, HELLO, snapshot)
    assert naps.taken == []


async def test_what_never_reached_telegram_is_sent_again(
    telegram: Telegram, us: ExtBot[int], outbox: Outbox, naps: Naps, snapshot: Snapshot
) -> None:
    unreachable = NetworkError("no connection")
    unreachable.__cause__ = httpx.ConnectError("no connection")
    telegram.refusals = [unreachable, unreachable]
    assert await outbox.send(us, HERE, HELLO, snapshot) is not None
    assert [0.5 <= nap < 1.5 for nap in naps.taken] == [True, True]


async def test_what_may_have_reached_telegram_is_not_sent_twice(
    telegram: Telegram, us: ExtBot[int], outbox: Outbox, snapshot: Snapshot
) -> None:
    telegram.refusals = [NetworkError("the connection was lost while waiting for the reply")]
    with pytest.raises(NetworkError):
        await outbox.send(us, HERE, HELLO, snapshot)
    assert len(telegram.asked) == 1


@pytest.mark.parametrize(
    "refusal",
    [
        refused(403, "Forbidden: bot was blocked by the user"),
        refused(403, "Forbidden: bot was kicked from the supergroup chat"),
        refused(400, "Bad Request: chat not found"),
        refused(400, "Bad Request: not enough rights to send text messages to the chat"),
    ],
)
async def test_where_nobody_can_receive_it_sending_is_no_error(
    telegram: Telegram, us: ExtBot[int], outbox: Outbox, snapshot: Snapshot, refusal: Outcome
) -> None:
    telegram.refusals = [refusal]
    assert await outbox.send(us, HERE, HELLO, snapshot) is None


async def test_any_other_refusal_is_an_error(
    telegram: Telegram, us: ExtBot[int], outbox: Outbox, snapshot: Snapshot
) -> None:
    telegram.refusals = [refused(400, "Bad Request: message is too long")]
    with pytest.raises(BadRequest):
        await outbox.send(us, HERE, HELLO, snapshot)


async def test_marks_that_are_refused_are_left_out_once(
    telegram: Telegram, us: ExtBot[int], outbox: Outbox, snapshot: Snapshot
) -> None:
    telegram.refusals = [refused(400, "Bad Request: can't parse entities: Can't find end of the entity")]
    assert await outbox.send(us, HERE, HELLO, snapshot) is not None
    assert "entities" not in telegram.asked[1][1]
    assert telegram.asked[1][1]["text"] == "hello you"


async def test_a_group_that_became_a_supergroup_is_answered_there(
    telegram: Telegram, us: ExtBot[int], outbox: Outbox, snapshot: Snapshot
) -> None:
    moved = "Bad Request: group chat was upgraded to a supergroup chat"
    telegram.refusals = [refused(400, moved, migrate_to_chat_id=-1000)]
    assert await outbox.send(us, Place(-100, reply_to=5), HELLO, snapshot) is not None
    assert telegram.asked[1][1]["chat_id"] == -1000
    assert "reply_parameters" not in telegram.asked[1][1]


async def test_an_edit_that_changes_nothing_is_no_error(
    telegram: Telegram, us: ExtBot[int], outbox: Outbox, snapshot: Snapshot
) -> None:
    same = "specified new message content and reply markup are exactly the same as a current content"
    telegram.refusals = [refused(400, f"Bad Request: message is not modified: {same}")]
    assert await outbox.revise(us, 7, 55, HELLO, snapshot)
    assert telegram.asked[0][0] == "editMessageText"


@pytest.mark.parametrize(
    "said", ["message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID"]
)
async def test_an_edit_of_what_is_gone_is_said_to_have_failed(
    telegram: Telegram, us: ExtBot[int], outbox: Outbox, snapshot: Snapshot, said: str
) -> None:
    telegram.refusals = [refused(400, f"Bad Request: {said}")]
    assert not await outbox.revise(us, 7, 55, HELLO, snapshot)


async def test_an_edit_that_is_refused_for_another_reason_is_an_error(
    telegram: Telegram, us: ExtBot[int], outbox: Outbox, snapshot: Snapshot
) -> None:
    telegram.refusals = [refused(400, "Bad Request: message is too long")]
    with pytest.raises(BadRequest):
        await outbox.revise(us, 7, 55, HELLO, snapshot)


def tapped(us: ExtBot[int]) -> CallbackQuery:
    query = CallbackQuery("44", User(7, "Anna", is_bot=False), "1", data="page:v:a:1")
    query.set_bot(us)
    return query


async def test_a_tap_is_answered_with_an_alert_only_where_there_is_something_to_say(
    telegram: Telegram, us: ExtBot[int]
) -> None:
    await acknowledge(tapped(us))
    await acknowledge(tapped(us), "The text has changed.")
    (_, quiet), (_, alert) = telegram.asked
    assert "text" not in quiet
    assert (alert["text"], alert["show_alert"]) == ("The text has changed.", True)


async def test_a_tap_that_waited_too_long_is_no_error(telegram: Telegram, us: ExtBot[int]) -> None:
    late = "query is too old and response timeout expired or query ID is invalid"
    telegram.refusals = [refused(400, f"Bad Request: {late}")]
    await acknowledge(tapped(us))
