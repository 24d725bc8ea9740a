import pytest

from tests.support.bot_api import ManualClock, Person, World, needs_tdlib
from tests.support.bot_api.model.records import Json
from tests.support.bot_api.model.state import Response

pytestmark = needs_tdlib

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
KEYBOARD = {"inline_keyboard": [[{"text": "More", "callback_data": "more"}]]}


@pytest.fixture
def tap_id(world: World, alice: Person) -> str:
    world.ask("sendMessage", chat_id=alice.id, text="x", reply_markup=KEYBOARD)
    return alice.taps(world.messages(alice.chat)[0], "More").query.id


def article(result_id: str = "1", **more: object) -> Json:
    content = {"message_text": "<b>An answer</b>", "parse_mode": "HTML"}
    return {"type": "article", "id": result_id, "title": "A", "input_message_content": content} | more


def answer(world: World, query_id: str, *results: Json, **more: object) -> Response:
    return world.ask("answerInlineQuery", inline_query_id=query_id, results=list(results), **more)


def test_a_tap_is_answered_once(world: World, tap_id: str) -> None:
    first = world.ask("answerCallbackQuery", callback_query_id=tap_id, text="Done", show_alert=True)
    second = world.ask("answerCallbackQuery", callback_query_id=tap_id)

    shown = world.state.callbacks[tap_id].answer

    assert first.ok
    assert shown is not None
    assert (shown.text, shown.show_alert) == ("Done", True)
    assert second.description == TOO_OLD


def test_a_tap_is_answered_within_fifteen_seconds(world: World, tap_id: str, clock: ManualClock) -> None:
    clock.advance(15.1)

    assert world.ask("answerCallbackQuery", callback_query_id=tap_id).description == TOO_OLD


def test_an_unknown_tap_cannot_be_answered(world: World) -> None:
    assert world.ask("answerCallbackQuery", callback_query_id="404").description == TOO_OLD


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"text": "x" * 201}, "Bad Request: MESSAGE_TOO_LONG"),
        ({"url": "https://example.org"}, "Bad Request: URL_INVALID"),
    ],
)
def test_an_answer_telegram_cannot_show_is_refused(
    world: World, tap_id: str, parameters: dict[str, object], reason: str
) -> None:
    refused = world.ask("answerCallbackQuery", callback_query_id=tap_id, **parameters)

    assert refused.description == reason


def test_a_tap_that_is_never_answered_is_reported_at_the_end(world: World, tap_id: str) -> None:
    assert [(refusal.method, refusal.reason) for refusal in world.refused] == [
        ("answerCallbackQuery", "never answered: 'more'")
    ]


def test_inline_cards_are_read_and_checked(world: World, alice: Person) -> None:
    ask = alice.asks_inline("lamp")

    assert answer(world, ask.query.id, article("1"), article("2"), next_offset="2", cache_time=0).ok

    offered = ask.query.answer

    assert offered is not None
    assert [(card.id, card.body.text) for card in offered.results] == [("1", "An answer"), ("2", "An answer")]
    assert offered.next_offset == "2"
    assert world.refused == []


@pytest.mark.parametrize(
    ("results", "reason"),
    [
        ([article(str(number)) for number in range(51)], "too many inline query results specified"),
        ([article("1"), article("1")], "RESULT_ID_DUPLICATE"),
        ([article("x" * 65)], "RESULT_ID_INVALID"),
        ([article("")], "RESULT_ID_INVALID"),
        (
            [article(input_message_content={"message_text": "<b>x", "parse_mode": "HTML"})],
            "can't parse inline query result: can't parse entities: "
            'Can\'t find end tag corresponding to start tag "b"',
        ),
        (
            [article(input_message_content={"message_text": ""})],
            "can't parse inline query result: input message content is not specified",
        ),
        (
            [article(reply_markup={"inline_keyboard": [[{"text": "x", "callback_data": "x" * 65}]]})],
            "can't parse inline query result: BUTTON_DATA_INVALID",
        ),
        (
            [article(type="spell")],
            'can\'t parse inline query result: type "spell" is unsupported for the inline query result',
        ),
    ],
)
def test_one_bad_card_makes_the_whole_answer_refused(
    world: World, alice: Person, results: list[Json], reason: str
) -> None:
    ask = alice.asks_inline("lamp")

    assert answer(world, ask.query.id, *results).description == f"Bad Request: {reason}"
    assert ask.query.answer is None


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"next_offset": "я" * 33}, "NEXT_OFFSET_INVALID"),
        ({"button": {"text": "Start"}}, "InlineQueryResultsButton must have exactly one optional field"),
        ({"button": {"text": "Start", "start_parameter": "a b"}}, "START_PARAM_INVALID"),
    ],
)
def test_paging_and_the_button_above_have_their_rules(
    world: World, alice: Person, more: dict[str, object], reason: str
) -> None:
    ask = alice.asks_inline("lamp")

    refused = answer(world, ask.query.id, article(), **more)

    assert refused.description.lower() == f"bad request: {reason.lower()}"


def test_an_inline_query_is_answered_once_and_in_time(
    world: World, alice: Person, clock: ManualClock
) -> None:
    first, second = alice.asks_inline("lamp"), alice.asks_inline("lamps")
    answer(world, first.query.id)
    clock.advance(16)

    assert answer(world, first.query.id).description == TOO_OLD
    assert answer(world, second.query.id).description == TOO_OLD


def test_a_chosen_card_can_be_edited_by_its_inline_identifier(world: World, alice: Person) -> None:
    ask = alice.asks_inline("lamp")
    answer(world, ask.query.id, article(reply_markup=KEYBOARD))
    elsewhere = world.person("Bob").chat
    message = alice.chooses(ask, "1", elsewhere)

    inline_id = next(iter(world.state.inline_messages))

    assert world.ask("editMessageText", inline_message_id=inline_id, text="Edited").result is True

    changed = world.current(message)

    assert changed is not None
    assert changed.text == "Edited"

    unknown = world.ask("editMessageText", inline_message_id="404", text="x")

    assert unknown.description == "Bad Request: MESSAGE_ID_INVALID"
