"""Chats: finding them, checking the bot's access, actions and reactions."""

from telegram.constants import ReactionEmoji

from tests.support.bot_api.methods.call import Call, Result
from tests.support.bot_api.model.errors import ApiError, bad_request, forbidden
from tests.support.bot_api.model.records import GENERAL_TOPIC, Message
from tests.support.bot_api.model.state import Act, ActKind, Room, Standing
from tests.support.bot_api.rendering import render
from tests.support.bot_api.validation.parameters import Fields

_ACTIONS = frozenset(
    (
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    )
)
_EMOJI = frozenset(emoji.value for emoji in ReactionEmoji)


def get_chat(call: Call) -> Result:
    """getChat."""
    return render.full_chat_json(readable(call, call.parameters.text("chat_id")))


def get_chat_member(call: Call) -> Result:
    """getChatMember: the founder, or anybody else as a member."""
    room = readable(call, call.parameters.text("chat_id"))
    user = call.state.people.get(call.parameters.integer("user_id"))
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    if user.id in room.administrators:
        return {"status": "creator", "user": render.user_json(user), "is_anonymous": False}
    return {"status": "member", "user": render.user_json(user)}


def send_chat_action(call: Call) -> Result:
    """sendChatAction: unlike a message, an action may name the General topic."""
    action = call.parameters.text("action").lower()
    if action not in _ACTIONS:
        raise bad_request("Wrong parameter action in request")
    room = writable(call)
    thread_id = call.parameters.integer("message_thread_id") or None
    if thread_id not in (None, GENERAL_TOPIC) and thread_id not in room.topics:
        raise bad_request("message thread not found")
    call.state.acts.append(Act(ActKind.ACTING, room.chat, what=action, thread_id=thread_id))
    return True


def set_message_reaction(call: Call) -> Result:
    """setMessageReaction: at most one emoji of those Telegram offers."""
    emoji = _reaction(call)
    room = readable(call, call.parameters.text("chat_id"))
    message = message_in(room, call.parameters.integer("message_id"), "message to react")
    call.state.acts.append(Act(ActKind.REACTED, room.chat, message, what=emoji))
    return True


def readable(call: Call, chat_id: str) -> Room:
    """The chat a request names, by its number or its public @name."""
    if not chat_id:
        raise bad_request("chat_id is empty")
    room = _room(call, chat_id)
    if room is None:
        raise bad_request("chat not found")
    if room.standing in (Standing.LEFT, Standing.KICKED) and not room.chat.username:
        raise _shut_out(room)
    return room


def writable(call: Call) -> Room:
    """The chat under ``chat_id``, if the bot may write there."""
    room = readable(call, call.parameters.text("chat_id"))
    if room.migrated_to is not None:
        moved = {"migrate_to_chat_id": room.migrated_to}
        raise bad_request("group chat was upgraded to a supergroup chat", moved)
    if room.standing in (Standing.LEFT, Standing.KICKED):
        raise _shut_out(room)
    if room.is_blocked:
        raise forbidden("bot was blocked by the user")
    if room.chat.type == "channel" and room.standing is not Standing.ADMINISTRATOR:
        raise bad_request("need administrator rights in the channel chat")
    return room


def message_in(room: Room, message_id: int, what: str) -> Message:
    """A message of a chat; ``what`` names it in the error ("message to edit")."""
    message = room.messages.get(message_id)
    if message is None:
        raise bad_request(f"{what} not found")
    return message


def _room(call: Call, chat_id: str) -> Room | None:
    rooms = call.state.rooms
    if chat_id.startswith("@"):
        name = chat_id[1:].lower()
        public = (room for room in rooms.values() if room.chat.type in ("supergroup", "channel"))
        return next((room for room in public if room.chat.username.lower() == name), None)
    number = int(chat_id) if chat_id.removeprefix("-").isdigit() else 0
    if number not in rooms and number in call.state.people:
        raise forbidden("bot can't initiate conversation with a user")
    return rooms.get(number)


def _shut_out(room: Room) -> ApiError:
    verb = "was kicked from" if room.standing is Standing.KICKED else "is not a member of"
    return forbidden(f"bot {verb} the {room.chat.type} chat")


def _reaction(call: Call) -> str:
    values = call.parameters.json("reaction", "Can't parse reaction types JSON object") or []
    if not isinstance(values, list):
        raise bad_request("Expected an Array of ReactionType")
    emoji = [
        Fields(value, "ReactionType", ("type", "emoji"), call.note).required("emoji") for value in values
    ]
    if len(emoji) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if not _EMOJI.issuperset(emoji):
        raise bad_request("REACTION_INVALID")
    return emoji[0] if emoji else ""
