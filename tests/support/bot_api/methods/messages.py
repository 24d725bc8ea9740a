"""Messages: sending, editing and deleting them."""

import struct
from dataclasses import dataclass, replace

from tests.support.bot_api.methods import chats
from tests.support.bot_api.methods.call import Call, Result
from tests.support.bot_api.model.errors import NOT_MODIFIED, ApiError, bad_request
from tests.support.bot_api.model.records import Document, FormattedText, Json, Message, Photo, Quote
from tests.support.bot_api.model.state import Act, ActKind, Room, Standing
from tests.support.bot_api.rendering import render
from tests.support.bot_api.validation import keyboards, td, texts
from tests.support.bot_api.validation.parameters import Fields

LARGEST_UPLOAD = 50_000_000
LARGEST_PHOTO = 10_000_000
LONGEST_SIDES = 10_000
"""Pixels of a photo's width and height together."""
MAX_PROPORTION = 20
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
DELETABLE_FOR = 48 * 3600
"""Seconds in which a bot may delete a message."""

_REPLY_FIELDS = (
    "message_id",
    "chat_id",
    "allow_sending_without_reply",
    "quote",
    "quote_parse_mode",
    "quote_entities",
    "quote_position",
)
_PREVIEW_FIELDS = ("is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text")


@dataclass(frozen=True, slots=True)
class _Reply:
    """What ``reply_parameters`` ask for."""

    message_id: int
    may_be_missing: bool
    words: FormattedText
    position: int


def send_message(call: Call) -> Result:
    """sendMessage."""
    body = _message_text(call)
    preview = _link_preview(call)
    return _send(call, body, link_preview=preview)


def send_document(call: Call) -> Result:
    """sendDocument."""
    document = _document(call)
    return _send(call, _caption(call), document=document)


def send_photo(call: Call) -> Result:
    """sendPhoto, of a PNG that is uploaded."""
    photo = _photo(call)
    return _send(call, _caption(call), photo=photo)


def _caption(call: Call) -> FormattedText:
    return texts.read(
        call.parameters.text("caption"),
        call.parameters.text("parse_mode"),
        call.parameters.json("caption_entities", "Can't parse entities JSON object"),
        call.note,
    )


def edit_message_text(call: Call) -> Result:
    """editMessageText; without a keyboard the message loses the one it had."""
    body = _message_text(call)
    preview = _link_preview(call)
    keyboard = keyboards.read(call.parameters, call.note, only_inline=True)
    message = _to_edit(call)
    if message.document or message.photo or message.service:
        raise bad_request("there is no text in the message to edit")
    kept = texts.keep_message(body, call.note)
    keyboards.check(keyboard, in_private=message.chat.type == "private")
    return _edit(call, replace(message, body=kept, keyboard=keyboard, link_preview=preview))


def edit_message_reply_markup(call: Call) -> Result:
    """editMessageReplyMarkup."""
    keyboard = keyboards.read(call.parameters, call.note, only_inline=True)
    message = _to_edit(call)
    keyboards.check(keyboard, in_private=message.chat.type == "private")
    return _edit(call, replace(message, keyboard=keyboard))


def delete_message(call: Call) -> Result:
    """deleteMessage: one's own, in private chats any, elsewhere any as an administrator; within two days."""
    if not call.parameters.text("chat_id"):
        raise bad_request("Chat identifier is not specified")
    if not call.parameters.integer("message_id"):
        raise bad_request("Message identifier is not specified")
    room = chats.writable(call)
    message = chats.message_in(room, call.parameters.integer("message_id"), "message to delete")
    is_older = message.date < call.state.clock() - DELETABLE_FOR
    may = message.sender == call.state.bot or room.chat.type == "private"
    if is_older or not (may or room.standing is Standing.ADMINISTRATOR):
        raise bad_request("message can't be deleted")
    del room.messages[message.id]
    call.state.acts.append(Act(ActKind.DELETED, room.chat, message, thread_id=message.thread_id))
    return True


def _message_text(call: Call) -> FormattedText:
    parameters = call.parameters
    entities = parameters.json("entities", "Can't parse entities JSON object")
    return texts.read_message(parameters.text("text"), parameters.text("parse_mode"), entities, call.note)


def _link_preview(call: Call) -> Json:
    options = call.parameters.json("link_preview_options", "Can't parse link preview options JSON object")
    if options is None:
        return {}
    if not isinstance(options, dict):
        raise bad_request("Object expected as link preview options")
    return Fields(options, "LinkPreviewOptions", _PREVIEW_FIELDS, call.note).raw


def _send(
    call: Call,
    body: FormattedText,
    *,
    document: Document | None = None,
    photo: Photo | None = None,
    link_preview: Json | None = None,
) -> Result:
    """In the order of the Bot API server: read everything, find chat and messages, then judge them."""
    reply = _reply(call)
    keyboard = keyboards.read(call.parameters, call.note)
    room = chats.writable(call)
    replied = _replied(room, reply)
    thread_id = _thread(call, room, replied)
    kept = texts.keep_caption(body, call.note) if document or photo else texts.keep_message(body, call.note)
    keyboards.check(keyboard, in_private=room.chat.type == "private")
    quote = _quote(reply, replied)
    call.state.flood.admit(room.chat, call.state.clock())
    message = Message(
        chat=room.chat,
        id=call.state.new_message_id(room.chat),
        date=call.state.now(),
        sender=None if room.chat.type == "channel" else call.state.bot,
        sender_chat=room.chat if room.chat.type == "channel" else None,
        body=kept,
        document=document,
        photo=photo,
        reply_to=replied.id if replied else None,
        quote=quote,
        thread_id=thread_id,
        is_topic_message=thread_id in room.topics,
        keyboard=keyboard,
        link_preview=link_preview or {},
        is_protected=call.parameters.flag("protect_content"),
    )
    call.state.keep(message)
    call.state.acts.append(Act(ActKind.SENT, room.chat, message, thread_id=thread_id))
    return render.message_json(call.state, message)


def _edit(call: Call, edited: Message) -> Result:
    current = call.state.message(edited.chat.id, edited.id)
    if current and (current.body, current.keyboard) == (edited.body, edited.keyboard):
        raise bad_request(NOT_MODIFIED)
    if not call.parameters.text("inline_message_id"):
        call.state.flood.admit(edited.chat, call.state.clock())
    message = call.state.keep(replace(edited, edit_date=call.state.now()))
    call.state.acts.append(Act(ActKind.EDITED, message.chat, message, thread_id=message.thread_id))
    return True if call.parameters.text("inline_message_id") else render.message_json(call.state, message)


def _to_edit(call: Call) -> Message:
    parameters = call.parameters
    if not parameters.text("chat_id") and not parameters.integer("message_id"):
        return _inline_to_edit(call)
    room = chats.writable(call)
    message = chats.message_in(room, parameters.integer("message_id"), "message to edit")
    if message.sender != call.state.bot and room.chat.type != "channel":
        raise bad_request("message can't be edited")
    return message


def _inline_to_edit(call: Call) -> Message:
    inline_id = call.parameters.text("inline_message_id")
    if not inline_id:
        raise bad_request("Message identifier is not specified")
    message = call.state.message(*call.state.inline_messages.get(inline_id, (0, None)))
    if message is None:
        raise bad_request("MESSAGE_ID_INVALID")
    return message


def _reply(call: Call) -> _Reply | None:
    value = call.parameters.json("reply_parameters", "Can't parse reply parameters JSON object")
    if not value:
        return None
    if not isinstance(value, dict):
        raise bad_request("Object expected as reply parameters")
    fields = Fields(value, "ReplyParameters", _REPLY_FIELDS, call.note)
    if fields.text("chat_id") not in ("", call.parameters.text("chat_id")):
        call.note("a reply to a message of another chat is not modelled here: it is looked for in this one")
    words = texts.read(
        fields.text("quote"), fields.text("quote_parse_mode"), fields.raw.get("quote_entities"), call.note
    )
    return _Reply(
        message_id=fields.integer("message_id"),
        may_be_missing=fields.flag("allow_sending_without_reply"),
        words=words,
        position=fields.integer("quote_position", 0),
    )


def _replied(room: Room, reply: _Reply | None) -> Message | None:
    if reply is None or reply.message_id <= 0:
        return None
    replied = room.messages.get(reply.message_id)
    if replied is None and not reply.may_be_missing:
        raise bad_request("message to be replied not found")
    return replied


def _thread(call: Call, room: Room, replied: Message | None) -> int | None:
    """The thread the message goes to: only a topic that exists can be named, and General cannot."""
    thread_id = call.parameters.integer("message_thread_id")
    if not thread_id:
        return room.thread_beside(replied) if replied else None
    if thread_id not in room.topics:
        raise bad_request("message thread not found")
    if thread_id in room.closed_topics and room.standing is not Standing.ADMINISTRATOR:
        raise bad_request("TOPIC_CLOSED")
    if replied and replied.thread_id != thread_id:
        call.note("a reply to a message of another topic is not modelled here")
    return thread_id


def _quote(reply: _Reply | None, replied: Message | None) -> Quote | None:
    if reply is None or replied is None or not reply.words.text:
        return None
    position = td.quote_position(replied.body, reply.words, reply.position)
    if position is None or len(reply.words.text) > texts.LONGEST_QUOTE:
        raise bad_request("QUOTE_TEXT_INVALID")
    return Quote(reply.words, position)


def _document(call: Call) -> Document:
    upload = call.parameters.upload("document")
    if upload is None:
        return _known_document(call)
    if len(upload.content) > LARGEST_UPLOAD:
        raise ApiError(413, "Request Entity Too Large")
    if not upload.content:
        raise bad_request("file must be non-empty")
    return call.state.lay_down(upload.name, upload.content, upload.mime_type)


def _photo(call: Call) -> Photo:
    """The uploaded picture, by the limits that Telegram sets for photos."""
    upload = call.parameters.upload("photo")
    if upload is None:
        raise bad_request("There is no photo in the request")
    if len(upload.content) > LARGEST_PHOTO:
        raise bad_request("file is too big")
    if upload.content[:8] != PNG_SIGNATURE:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = struct.unpack(">II", upload.content[16:24])
    if width + height > LONGEST_SIDES or max(width, height) > MAX_PROPORTION * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return call.state.lay_down_photo(upload.content, width, height)


def _known_document(call: Call) -> Document:
    file_id = call.parameters.text("document")
    if not file_id:
        raise bad_request("There is no document in the request")
    if file_id not in call.state.documents:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return call.state.documents[file_id][0]
