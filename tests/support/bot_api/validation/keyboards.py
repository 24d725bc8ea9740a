"""Inline keyboards, and the other things a ``reply_markup`` can be."""

from tests.support.bot_api.model.errors import ApiError, bad_request
from tests.support.bot_api.model.records import Button, Json, Keyboard
from tests.support.bot_api.validation import td
from tests.support.bot_api.validation.parameters import Fields, Note, Parameters

MAX_BUTTONS = 100
LONGEST_CALLBACK_DATA = 64
"""Bytes, not characters."""
LONGEST_COPY_TEXT = 256

# In the order in which the Bot API server looks for them: of two actions the first one counts.
_ACTIONS = (
    "url",
    "callback_data",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "login_url",
    "web_app",
    "copy_text",
)
_BUTTON_FIELDS = ("text", "icon_custom_emoji_id", "style", *_ACTIONS)
_STYLES = ("", "primary", "success", "danger")
_OTHER_MARKUP = (
    "keyboard",
    "is_persistent",
    "resize_keyboard",
    "one_time_keyboard",
    "input_field_placeholder",
    "selective",
    "remove_keyboard",
    "force_reply",
)


def read(parameters: Parameters, note: Note, *, only_inline: bool = False) -> Keyboard:
    """The inline keyboard of a request; empty when it has none, or another kind of reply markup."""
    markup = parameters.json("reply_markup", "Can't parse reply keyboard markup JSON object")
    return () if markup is None else read_object(markup, note, only_inline=only_inline)


def read_object(markup: object, note: Note, *, only_inline: bool = False) -> Keyboard:
    """As ``read``, for the object itself."""
    if not isinstance(markup, dict):
        raise bad_request("Object expected as reply markup")
    fields = Fields(markup, "reply_markup", ("inline_keyboard", *_OTHER_MARKUP), note)
    rows = fields.array("inline_keyboard")
    if only_inline and not rows and any(fields.raw.get(name) for name in _OTHER_MARKUP):
        raise bad_request("Inline keyboard expected")
    if not all(isinstance(row, list) for row in rows):
        raise bad_request('Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    keyboard = tuple(tuple(_button(value, note) for value in row) for row in rows)
    return tuple(row for row in keyboard if row)


def check(keyboard: Keyboard, *, in_private: bool = True) -> None:
    """What Telegram's servers ask of a keyboard after the Bot API server has read it.

    A Mini App opens only from a private chat.
    """
    buttons = [button for row in keyboard for button in row]
    if not in_private and any(button.action == "web_app" for button in buttons):
        raise bad_request("BUTTON_TYPE_INVALID")
    for button in buttons:
        _check_button(button)
    if len(buttons) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")


def as_json(keyboard: Keyboard) -> Json:
    """The keyboard as Telegram returns it."""
    return {"inline_keyboard": [[button.raw for button in row] for row in keyboard]}


def _button(value: object, note: Note) -> Button:
    try:
        return _read_button(value, note)
    except ApiError as refusal:
        reason = refusal.description.removeprefix("Bad Request: ")
        raise bad_request(f"Can't parse inline keyboard button: {reason}") from None


def _read_button(value: object, note: Note) -> Button:
    fields = Fields(value, "InlineKeyboardButton", _BUTTON_FIELDS, note)
    text = fields.required("text")
    actions = [action for action in _ACTIONS if _is_set(fields, action)]
    if not actions:
        raise bad_request("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        note(f"the button {text!r} has more than one action: {', '.join(actions)}")
    if fields.text("style") not in _STYLES:
        note(f"the button {text!r} has an unknown style: {fields.text('style')!r}")
    return Button(text, actions[0], fields.raw)


def _is_set(fields: Fields, action: str) -> bool:
    """An empty address or callback data counts as none; an empty inline query is one."""
    return bool(fields.text(action)) if action in ("url", "callback_data") else fields.has(action)


def _check_button(button: Button) -> None:
    if not button.text:
        raise bad_request("Inline keyboard button text must be non-empty")
    if button.action in ("url", "login_url", "web_app"):
        error = td.address_error(button.value)
        if error:
            raise bad_request(f"Inline keyboard button URL '{button.value}' is invalid: {error}")
    if button.action == "web_app" and not button.value.startswith("https://"):
        reason = "Only HTTPS links are allowed"
        raise bad_request(f"Inline keyboard button Web App URL '{button.value}' is invalid: {reason}")
    if button.action == "callback_data" and len(button.value.encode()) > LONGEST_CALLBACK_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    if button.action == "copy_text" and not 1 <= len(button.value) <= LONGEST_COPY_TEXT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
