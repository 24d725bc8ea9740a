"""The updates that people's actions cause."""

from collections.abc import Sequence

from tests.support.bot_api.model.records import Button, Chat, Json, Message, Update, User
from tests.support.bot_api.model.state import (
    CallbackQuery,
    GuestQuery,
    InlineQuery,
    Query,
    Room,
    Standing,
    State,
)
from tests.support.bot_api.rendering import render

_DAY = 86_400.0
_CALLBACK_LIFETIME = 150.0
_INLINE_LIFETIME = 30.0
_CHOSEN_LIFETIME = 600.0


def message_update(state: State, message: Message) -> Update | None:
    """A new message; None if the bot does not receive it."""
    room = state.rooms[message.chat.id]
    return _message_update(
        state, room, message, "channel_post" if message.chat.type == "channel" else "message"
    )


def edited_message_update(state: State, message: Message) -> Update | None:
    """A message has changed."""
    room = state.rooms[message.chat.id]
    is_post = message.chat.type == "channel"
    return _message_update(state, room, message, "edited_channel_post" if is_post else "edited_message")


def callback_query_update(
    state: State, user: User, button: Button, chat: Chat | None, message_id: int, inline_id: str = ""
) -> CallbackQuery:
    """A button was tapped, under a message of ``chat`` or under one sent through inline mode."""
    query: CallbackQuery = Query(state.new_id(), user, button.value, state.clock())
    state.callbacks[query.id] = query
    body = {
        "id": query.id,
        "from": render.user_json(user),
        "data": query.words,
        "chat_instance": str(chat.id if chat else inline_id),
    }
    if inline_id:
        body["inline_message_id"] = inline_id
    elif chat:
        message = state.message(chat.id, message_id)
        body["message"] = (
            render.message_json(state, message) if message else render.inaccessible_json(chat, message_id)
        )
    _queue(state, "callback_query", body, order=user.id + (3 << 33), lifetime=_CALLBACK_LIFETIME)
    return query


def inline_query_update(state: State, user: User, words: str, offset: str, chat_type: str) -> InlineQuery:
    """Someone typed the bot's name and some words in any chat."""
    query: InlineQuery = Query(state.new_id(), user, words, state.clock())
    state.inline_queries[query.id] = query
    body = {
        "id": query.id,
        "from": render.user_json(user),
        "query": words,
        "offset": offset,
        "chat_type": chat_type,
    }
    _queue(state, "inline_query", body, order=user.id + (1 << 33), lifetime=_INLINE_LIFETIME)
    return query


def guest_message_update(state: State, user: User, message: Message) -> GuestQuery:
    """Someone mentioned the bot in a chat that it is not a member of."""
    query: GuestQuery = Query(state.new_id(), user, message.text, state.clock())
    state.guest_queries[query.id] = query
    body = render.message_json(state, message) | {"guest_query_id": query.id}
    _queue(state, "guest_message", body, order=message.chat.id + (10 << 33), lifetime=_INLINE_LIFETIME)
    return query


def chosen_result_update(state: State, query: InlineQuery, result_id: str, inline_id: str) -> Update | None:
    """An inline result was sent; reported only if inline feedback is on, as it is here."""
    body = {"result_id": result_id, "from": render.user_json(query.user), "query": query.words}
    body |= render.filled(inline_message_id=inline_id)
    order = query.user.id + (2 << 33)
    return _queue(state, "chosen_inline_result", body, order=order, lifetime=_CHOSEN_LIFETIME)


def membership_update(state: State, room: Room, by: User, old: Standing, new: Standing) -> Update | None:
    """The bot was added, promoted, removed, blocked or unblocked."""
    body = {
        "chat": render.chat_json(room.chat),
        "from": render.user_json(by),
        "date": state.now(),
        "old_chat_member": _member_json(state, old),
        "new_chat_member": _member_json(state, new),
    }
    return _queue(state, "my_chat_member", body, order=room.chat.id + (5 << 33), lifetime=_DAY)


def reaction_update(
    state: State, message: Message, user: User, emoji: str, before: str = ""
) -> Update | None:
    """Someone replaced the reaction *before*; "" is none.  In groups, only a bot that is an admin gets it."""
    is_group = message.chat.type in ("group", "supergroup")
    if is_group and state.rooms[message.chat.id].standing is not Standing.ADMINISTRATOR:
        return None
    body = {
        "chat": render.chat_json(message.chat),
        "message_id": message.id,
        "user": render.user_json(user),
        "date": state.now(),
        "old_reaction": [{"type": "emoji", "emoji": before}] if before else [],
        "new_reaction": [{"type": "emoji", "emoji": emoji}] if emoji else [],
    }
    return _queue(state, "message_reaction", body, order=message.chat.id + (8 << 33), lifetime=_DAY)


def business_connection_update(
    state: State, connection: str, owner: User, *, is_enabled: bool
) -> Update | None:
    """The bot was connected to someone's account, or disconnected from it."""
    body: Json = {
        "id": connection,
        "user": render.user_json(owner),
        "user_chat_id": owner.id,
        "date": state.now(),
        "rights": {"can_reply": True} if is_enabled else {},
        "is_enabled": is_enabled,
    }
    return _queue(state, "business_connection", body, order=owner.id + (9 << 33), lifetime=_DAY)


def business_message_update(state: State, connection: str, message: Message) -> Update | None:
    """A message has appeared, or has changed, in a chat of an account that the bot is connected to."""
    kind = "business_message" if message.edit_date is None else "edited_business_message"
    body = render.message_json(state, message) | {"business_connection_id": connection}
    return _queue(state, kind, body, order=message.chat.id + (9 << 33), lifetime=_DAY)


def business_deletion_update(state: State, connection: str, chat: Chat, ids: Sequence[int]) -> Update | None:
    """Messages were deleted in a chat of an account that the bot is connected to."""
    body = {"business_connection_id": connection, "chat": render.chat_json(chat), "message_ids": list(ids)}
    return _queue(state, "deleted_business_messages", body, order=chat.id + (9 << 33), lifetime=_DAY)


def _message_update(state: State, room: Room, message: Message, kind: str) -> Update | None:
    if not _is_for_the_bot(state, room, message):
        return None
    return _queue(state, kind, render.message_json(state, message), order=message.chat.id, lifetime=_DAY)


def _queue(state: State, kind: str, body: Json, *, order: int, lifetime: float) -> Update | None:
    update = state.updates.add(kind, body, order=order, lifetime=lifetime)
    state.changed()
    return update


def _is_for_the_bot(state: State, room: Room, message: Message) -> bool:
    """Whether the bot receives a message: in groups, privacy mode hides those that do not concern it."""
    if room.standing in (Standing.LEFT, Standing.KICKED):
        return False
    hears_all = not state.privacy_mode or room.standing is Standing.ADMINISTRATOR
    is_group = message.chat.type in ("group", "supergroup")
    return hears_all or not is_group or bool(message.service) or _concerns_the_bot(state, message)


def _concerns_the_bot(state: State, message: Message) -> bool:
    name = f"@{state.bot.username.lower()}"
    mentions = [word.lower() for word in message.body.covered("mention")]
    commands = [word.lower() for word in message.body.covered("bot_command")]
    is_command = any("@" not in command or command.endswith(name) for command in commands)
    is_named = any(entity.user_id == state.bot.id for entity in message.body.entities)
    replied = state.message(message.chat.id, message.reply_to)
    is_reply = bool(replied and replied.sender == state.bot)
    return name in mentions or is_command or is_named or is_reply or message.via_bot == state.bot


def _member_json(state: State, standing: Standing) -> Json:
    member: Json = {"status": standing.value, "user": render.user_json(state.bot)}
    if standing is Standing.KICKED:
        return member | {"until_date": 0}
    if standing is Standing.ADMINISTRATOR:
        return member | dict.fromkeys(_ADMINISTRATOR_RIGHTS, True) | {"is_anonymous": False}
    return member


_ADMINISTRATOR_RIGHTS = (
    "can_be_edited",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_post_messages",
    "can_edit_messages",
    "can_pin_messages",
    "can_manage_topics",
)
