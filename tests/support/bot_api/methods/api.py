"""The Bot API as a function from a method and its parameters to the response.

>>> from tests.support.bot_api.model.records import User
>>> state = State(User(1, "Quoth", username="quoth_bot", is_bot=True), token="1:x")
>>> handle(state, "getMe", {}).result["username"]
'quoth_bot'
"""

from collections.abc import Mapping

from tests.support.bot_api.methods import chats, delivery, files, messages, profile, queries
from tests.support.bot_api.methods.call import Call, Method, Run
from tests.support.bot_api.model.errors import OTHER_POLLER, TERMINATED_BY_WEBHOOK, ApiError
from tests.support.bot_api.model.state import Poll, Request, Response, State
from tests.support.bot_api.validation.parameters import Parameters


def _method(run: Run, parameters: str = "") -> Method:
    return Method(run, frozenset(parameters.split()))


_SENT_ANYWHERE = (
    " chat_id message_thread_id reply_parameters reply_markup"
    " disable_notification protect_content allow_paid_broadcast message_effect_id"
)
_EDITED = " chat_id message_id inline_message_id reply_markup"

# Parameters that this server would have to pretend about (business_connection_id, suggested_post_parameters,
# a thumbnail, …) are left out, so that sending one is noted.
METHODS = {
    "getMe": _method(profile.get_me),
    "getUpdates": _method(delivery.get_updates, "offset limit timeout allowed_updates"),
    "setWebhook": _method(
        delivery.set_webhook, "url max_connections allowed_updates drop_pending_updates secret_token"
    ),
    "deleteWebhook": _method(delivery.delete_webhook, "drop_pending_updates"),
    "getWebhookInfo": _method(delivery.get_webhook_info),
    "sendMessage": _method(
        messages.send_message, "text parse_mode entities link_preview_options" + _SENT_ANYWHERE
    ),
    "sendDocument": _method(
        messages.send_document,
        "document caption parse_mode caption_entities disable_content_type_detection" + _SENT_ANYWHERE,
    ),
    "sendPhoto": _method(
        messages.send_photo,
        "photo caption parse_mode caption_entities show_caption_above_media has_spoiler" + _SENT_ANYWHERE,
    ),
    "editMessageText": _method(
        messages.edit_message_text, "text parse_mode entities link_preview_options" + _EDITED
    ),
    "editMessageReplyMarkup": _method(messages.edit_message_reply_markup, _EDITED),
    "deleteMessage": _method(messages.delete_message, "chat_id message_id"),
    "answerCallbackQuery": _method(
        queries.answer_callback_query, "callback_query_id text show_alert url cache_time"
    ),
    "answerInlineQuery": _method(
        queries.answer_inline_query, "inline_query_id results cache_time is_personal next_offset button"
    ),
    "answerGuestQuery": _method(queries.answer_guest_query, "guest_query_id result"),
    "getFile": _method(files.get_file, "file_id"),
    "getChat": _method(chats.get_chat, "chat_id"),
    "getChatMember": _method(chats.get_chat_member, "chat_id user_id"),
    "sendChatAction": _method(chats.send_chat_action, "chat_id message_thread_id action"),
    "setMessageReaction": _method(chats.set_message_reaction, "chat_id message_id reaction is_big"),
    "setMyCommands": _method(profile.set_my_commands, "commands scope language_code"),
    "getMyCommands": _method(profile.get_my_commands, "scope language_code"),
    "deleteMyCommands": _method(profile.delete_my_commands, "scope language_code"),
    "setMyName": _method(profile.setter("name"), "name language_code"),
    "getMyName": _method(profile.getter("name"), "language_code"),
    "setMyDescription": _method(profile.setter("description"), "description language_code"),
    "getMyDescription": _method(profile.getter("description"), "language_code"),
    "setMyShortDescription": _method(profile.setter("short_description"), "short_description language_code"),
    "getMyShortDescription": _method(profile.getter("short_description"), "language_code"),
}
_NAMES = {name.lower(): name for name in METHODS}


def handle(state: State, method: str, parameters: Mapping[str, object]) -> Response | Poll:
    """Answer a request, or say that the answer must wait; either way it is in the log.

    ``parameters`` may hold texts, as HTTP brings them, or plain values, and an Upload for a file.
    """
    request = _logged(state, _NAMES.get(method.lower(), method), parameters)
    try:
        result = _run(state, request)
    except ApiError as refusal:
        return _log_response(state, request, _refusal(refusal))
    if isinstance(result, Poll):
        state.changed()
        return result
    return _log_response(state, request, _granted(result))


def resume(state: State, poll: Poll, *, is_over: bool = False) -> Response | None:
    """The answer to a waiting poll, None if it has to wait longer; ``is_over``: its time is up."""
    if state.poll is not poll:
        reason = TERMINATED_BY_WEBHOOK if state.webhook else OTHER_POLLER
        return _log_response(state, poll.request, _refusal(ApiError(409, reason)))
    updates = state.updates.take(poll.limit)
    if not updates and not is_over:
        return None
    state.poll = None
    return _log_response(state, poll.request, _granted([update.json for update in updates]))


def abandon(state: State, poll: Poll) -> None:
    """Drop a waiting poll whose client has hung up."""
    if state.poll is poll:
        state.poll = None
        state.changed()


def refuse(state: State, method: str, refusal: ApiError) -> Response:
    """Refuse requests that reach no method: a wrong token, an unknown path."""
    return _log_response(state, _logged(state, method, {}), _refusal(refusal))


def _logged(state: State, method: str, parameters: Mapping[str, object]) -> Request:
    request = Request(method, parameters, state.clock())
    state.log.append(request)
    return request


def _run(state: State, request: Request) -> object:
    _strike(state, request.method)
    method = METHODS.get(request.method)
    if method is None:
        raise ApiError(404, "Not Found: method not found")
    parameters = Parameters(request.parameters, request.notes.append)
    for name in sorted(parameters.names - method.parameters):
        request.notes.append(f"{request.method} has no parameter {name!r}, or it is not modelled here")
    return method.run(Call(state, parameters, request))


def _strike(state: State, method: str) -> None:
    """Raise a failure that a test has ordered, if there is one."""
    for fault in state.faults:
        if fault.times > 0 and fault.method in ("", method):
            fault.times -= 1
            raise fault.error


def _granted(result: object) -> Response:
    return Response(200, {"ok": True, "result": result})


def _refusal(refusal: ApiError) -> Response:
    body = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return Response(refusal.code, body)


def _log_response(state: State, request: Request, response: Response) -> Response:
    request.response = response
    state.changed()
    return response
