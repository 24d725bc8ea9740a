"""Answers to callback and inline queries."""

import re

from tests.support.bot_api.methods.call import Call, Result
from tests.support.bot_api.model.errors import QUERY_TOO_OLD, ApiError, bad_request
from tests.support.bot_api.model.records import CallbackAnswer, InlineAnswer, InlineResult, Json
from tests.support.bot_api.model.state import QUERY_LIFETIME, AnswerT, Query
from tests.support.bot_api.validation import keyboards, texts
from tests.support.bot_api.validation.parameters import Fields

LONGEST_ANSWER = 200
MAX_RESULTS = 50
LONGEST_RESULT_ID = 64
LONGEST_NEXT_OFFSET = 64
"""Bytes, both of them."""

_RESULT_FIELDS = (
    "type",
    "id",
    "title",
    "input_message_content",
    "reply_markup",
    "url",
    "description",
    "thumbnail_url",
    "thumbnail_width",
    "thumbnail_height",
)
_CONTENT_FIELDS = ("message_text", "parse_mode", "entities", "link_preview_options")


def answer_callback_query(call: Call) -> Result:
    """answerCallbackQuery: once, and in time."""
    parameters = call.parameters
    query = _in_time(call, call.state.callbacks.get(parameters.text("callback_query_id")))
    text, url = parameters.text("text"), parameters.text("url")
    if len(text) > LONGEST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    if url and not url.startswith(f"https://t.me/{call.state.bot.username}?start="):
        raise bad_request("URL_INVALID")
    query.answer = CallbackAnswer(text, parameters.flag("show_alert"), url)
    return True


def answer_inline_query(call: Call) -> Result:
    """answerInlineQuery: every result is read and checked before any counts."""
    parameters = call.parameters
    button = _results_button(call)
    values = parameters.json("results", "Can't parse JSON encoded inline query results") or []
    if not isinstance(values, list):
        raise bad_request("Expected an Array of inline query results")
    if len(values) > MAX_RESULTS:
        raise bad_request("Too many inline query results specified")
    results = tuple(_result(call, value) for value in values)
    query = _in_time(call, call.state.inline_queries.get(parameters.text("inline_query_id")))
    _check_ids([result.id for result in results])
    if len(parameters.text("next_offset").encode()) > LONGEST_NEXT_OFFSET:
        raise bad_request("NEXT_OFFSET_INVALID")
    query.answer = InlineAnswer(
        results=results,
        next_offset=parameters.text("next_offset"),
        is_personal=parameters.flag("is_personal"),
        cache_time=parameters.clamped("cache_time", 300, 0, 86_400),
        button=button,
    )
    return True


def answer_guest_query(call: Call) -> Result:
    """answerGuestQuery: once, and in time."""
    value = call.parameters.json("result", "Can't parse JSON encoded inline query result")
    result = _result(call, value)
    query = _in_time(call, call.state.guest_queries.get(call.parameters.text("guest_query_id")))
    query.answer = result
    return {"inline_message_id": f"AQAA{call.state.new_id()}"}


def _in_time(call: Call, query: Query[AnswerT] | None) -> Query[AnswerT]:
    if query is None or query.answer is not None or call.state.clock() > query.asked_at + QUERY_LIFETIME:
        raise bad_request(QUERY_TOO_OLD)
    return query


def _results_button(call: Call) -> Json:
    value = call.parameters.json("button", "Can't parse inline query results button JSON object")
    if value is None:
        return {}
    fields = Fields(value, "InlineQueryResultsButton", ("text", "start_parameter", "web_app"), call.note)
    fields.required("text")
    if not (fields.has("start_parameter") or fields.has("web_app")):
        raise bad_request("InlineQueryResultsButton must have exactly one optional field")
    if fields.has("start_parameter") and not re.fullmatch(
        r"[A-Za-z0-9_-]{1,64}", fields.text("start_parameter")
    ):
        raise bad_request("START_PARAM_INVALID")
    return fields.raw


def _result(call: Call, value: object) -> InlineResult:
    try:
        return _read_result(call, value)
    except ApiError as refusal:
        reason = refusal.description.removeprefix("Bad Request: ")
        raise bad_request(f"Can't parse inline query result: {reason}") from None


def _read_result(call: Call, value: object) -> InlineResult:
    fields = Fields(value, "Inline query result", _RESULT_FIELDS, call.note)
    kind = fields.required("type").lower()
    if kind != "article":
        raise bad_request(f'type "{kind}" is unsupported for the inline query result')
    content = Fields(
        fields.raw.get("input_message_content"), "InputMessageContent", _CONTENT_FIELDS, call.note
    )
    if not content.text("message_text"):
        raise bad_request("Input message content is not specified")
    body = texts.read_message(
        content.text("message_text"), content.text("parse_mode"), content.raw.get("entities"), call.note
    )
    markup = fields.raw.get("reply_markup")
    keyboard = keyboards.read_object(markup, call.note, only_inline=True) if markup else ()
    keyboards.check(keyboard)
    return InlineResult(
        id=fields.required("id"),
        title=fields.required("title"),
        description=fields.text("description"),
        body=texts.keep_message(body, call.note),
        keyboard=keyboard,
        link_preview=content.raw.get("link_preview_options") or {},
    )


def _check_ids(ids: list[str]) -> None:
    if any(not 1 <= len(result_id.encode()) <= LONGEST_RESULT_ID for result_id in ids):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
