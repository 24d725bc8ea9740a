import json

import pytest

from tests.support.bot_api.model.errors import ApiError
from tests.support.bot_api.model.records import Json, Keyboard
from tests.support.bot_api.validation import keyboards, td
from tests.support.bot_api.validation.parameters import Parameters


@pytest.fixture
def notes() -> list[str]:
    return []


def read_keyboard(markup: object, notes: list[str], *, only_inline: bool = False) -> Keyboard:
    parameters = Parameters({"reply_markup": json.dumps(markup)}, notes.append)
    keyboard = keyboards.read(parameters, notes.append, only_inline=only_inline)
    keyboards.check(keyboard)
    return keyboard


def inline(*buttons: Json) -> Json:
    return {"inline_keyboard": [list(buttons)]}


def test_a_keyboard_comes_back_as_it_was_sent(notes: list[str]) -> None:
    markup = inline({"text": "More", "callback_data": "m"}, {"text": "Copy", "copy_text": {"text": "words"}})

    keyboard = read_keyboard(markup, notes)

    assert keyboards.as_json(keyboard) == markup
    assert [(button.action, button.value) for button in keyboard[0]] == [
        ("callback_data", "m"),
        ("copy_text", "words"),
    ]
    assert notes == []


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ({"callback_data": "x"}, "can't parse inline keyboard button: can't find field \"text\""),
        (
            {"text": "x"},
            "can't parse inline keyboard button: text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "x", "callback_data": ""},
            "can't parse inline keyboard button: text buttons are unallowed in the inline keyboard",
        ),
        ({"text": "", "callback_data": "x"}, "inline keyboard button text must be non-empty"),
        ({"text": "x", "callback_data": "x" * 65}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": "я" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "copy_text": {"text": ""}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "x", "copy_text": {"text": "x" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
    ],
)
def test_a_button_telegram_cannot_show_is_refused(button: Json, reason: str, notes: list[str]) -> None:
    with pytest.raises(ApiError) as refusal:
        read_keyboard(inline(button), notes)

    assert refusal.value.description == f"Bad Request: {reason}"


@pytest.mark.parametrize(
    "button", [{"text": "x", "callback_data": "я" * 32}, {"text": "x", "copy_text": {"text": "я" * 256}}]
)
def test_the_longest_button_is_taken(button: Json, notes: list[str]) -> None:
    assert read_keyboard(inline(button), notes)


@td.needs_tdlib
def test_an_invalid_address_is_refused(notes: list[str]) -> None:
    with pytest.raises(ApiError, match="inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL"):
        read_keyboard(inline({"text": "x", "url": "nowhere"}), notes)


def test_a_mini_app_needs_https_and_a_private_chat(notes: list[str]) -> None:
    with pytest.raises(ApiError, match="Only HTTPS links are allowed"):
        read_keyboard(inline({"text": "x", "web_app": {"url": "http://example.org"}}), notes)

    app = read_keyboard(inline({"text": "x", "web_app": {"url": "https://example.org"}}), notes)

    with pytest.raises(ApiError, match="BUTTON_TYPE_INVALID"):
        keyboards.check(app, in_private=False)


def test_a_hundred_buttons_are_accepted_and_one_more_is_refused(notes: list[str]) -> None:
    rows = [[{"text": "x", "callback_data": "x"}]] * 100

    assert len(read_keyboard({"inline_keyboard": rows}, notes)) == 100
    with pytest.raises(ApiError, match="reply markup is too long"):
        read_keyboard({"inline_keyboard": rows + rows[:1]}, notes)


def test_a_button_with_two_actions_uses_the_first_and_is_noted(notes: list[str]) -> None:
    keyboard = read_keyboard(inline({"text": "x", "callback_data": "x", "copy_text": {"text": "y"}}), notes)

    assert keyboard[0][0].action == "callback_data"
    assert notes == ["the button 'x' has more than one action: callback_data, copy_text"]


def test_an_unknown_field_or_style_is_noted(notes: list[str]) -> None:
    read_keyboard(inline({"text": "x", "callback_data": "x", "colour": "red", "style": "loud"}), notes)

    assert notes == [
        "InlineKeyboardButton has no field 'colour'",
        "the button 'x' has an unknown style: 'loud'",
    ]


def test_other_reply_markup_is_taken_when_sending_and_refused_when_editing(notes: list[str]) -> None:
    assert read_keyboard({"remove_keyboard": True}, notes) == ()
    with pytest.raises(ApiError, match="inline keyboard expected"):
        read_keyboard({"remove_keyboard": True}, notes, only_inline=True)


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ([], "object expected as reply markup"),
        (
            {"inline_keyboard": [{"text": "x", "callback_data": "x"}]},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
    ],
)
def test_a_markup_of_the_wrong_shape_is_refused(markup: object, reason: str, notes: list[str]) -> None:
    with pytest.raises(ApiError) as refusal:
        read_keyboard(markup, notes)

    assert refusal.value.description == f"Bad Request: {reason}"


def test_markup_that_is_not_json_is_refused(notes: list[str]) -> None:
    parameters = Parameters({"reply_markup": "{"}, notes.append)

    with pytest.raises(ApiError, match="can't parse reply keyboard markup JSON object"):
        keyboards.read(parameters, notes.append)
