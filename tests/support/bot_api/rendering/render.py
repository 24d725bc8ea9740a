"""The records as the JSON objects of the Bot API."""

from collections.abc import Iterable

from tests.support.bot_api.model.records import (
    Chat,
    Document,
    Entity,
    FormattedText,
    Json,
    Message,
    Photo,
    Quote,
    User,
)
from tests.support.bot_api.model.state import Room, State
from tests.support.bot_api.validation import keyboards


def filled(**fields: object) -> Json:
    """An object of the fields that hold something; False and 0 are something.

    >>> filled(id=0, title="", is_bot=False, user=None)
    {'id': 0, 'is_bot': False}
    """
    return {name: value for name, value in fields.items() if value not in ("", None, {}, [], ())}


def user_json(user: User) -> Json:
    """A User."""
    return filled(
        id=user.id,
        is_bot=user.is_bot,
        first_name=user.first_name or "\N{EM DASH}",
        last_name=user.last_name,
        username=user.username,
        language_code=user.language_code,
    )


def me_json(state: State) -> Json:
    """The bot, as getMe returns it."""
    return user_json(state.bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": not state.privacy_mode,
        "supports_inline_queries": state.inline_mode,
        "supports_guest_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def chat_json(chat: Chat) -> Json:
    """A Chat."""
    return filled(
        id=chat.id,
        type=chat.type,
        title=chat.title,
        username=chat.username,
        first_name=chat.first_name,
        last_name=chat.last_name,
        is_forum=chat.is_forum or None,
    )


def full_chat_json(room: Room) -> Json:
    """A ChatFullInfo."""
    return chat_json(room.chat) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }


def entities_json(state: State, entities: Iterable[Entity]) -> list[Json]:
    """MessageEntity objects."""
    return [
        filled(
            type=entity.type,
            offset=entity.offset,
            length=entity.length,
            url=entity.url,
            user=user_json(state.user(entity.user_id)) if entity.user_id else None,
            language=entity.language,
            custom_emoji_id=entity.custom_emoji_id,
        )
        for entity in entities
    ]


def message_json(state: State, message: Message, *, with_reply: bool = True) -> Json:
    """A Message; the one it replies to comes with it, but not the one that replied to in turn."""
    return (
        filled(
            message_id=message.id,
            chat=chat_json(message.chat),
            date=message.date,
            edit_date=message.edit_date,
            message_thread_id=message.thread_id,
            is_topic_message=message.is_topic_message or None,
            sender_chat=message.sender_chat and chat_json(message.sender_chat),
            via_bot=message.via_bot and user_json(message.via_bot),
            reply_to_message=_replied_json(state, message) if with_reply else None,
            quote=message.quote and _quote_json(state, message.quote),
            forward_origin=message.forward_origin,
            external_reply=message.external_reply,
            has_protected_content=message.is_protected or None,
            reply_markup=message.keyboard and keyboards.as_json(message.keyboard),
        )
        | ({"from": user_json(message.sender)} if message.sender else {})
        | _content_json(state, message)
    )


def inaccessible_json(chat: Chat, message_id: int) -> Json:
    """An InaccessibleMessage: it was deleted, or is too old for the bot."""
    return {"chat": chat_json(chat), "message_id": message_id, "date": 0}


def document_json(document: Document) -> Json:
    """A Document."""
    return filled(
        file_id=document.file_id,
        file_unique_id=unique_id(document),
        file_name=document.name,
        mime_type=document.mime_type,
        file_size=document.size,
    )


def photo_json(photo: Photo) -> Json:
    """A PhotoSize; Telegram adds smaller ones, which no bot has to use."""
    return {
        "file_id": photo.file_id,
        "file_unique_id": unique_id(photo),
        "width": photo.width,
        "height": photo.height,
        "file_size": photo.size,
    }


def unique_id(document: Document | Photo) -> str:
    """The id of a file that is the same for every bot; it cannot be used to fetch the file."""
    return f"u{document.file_id}"


def _content_json(state: State, message: Message) -> Json:
    if message.service:
        return dict(message.service)
    if message.document:
        return {"document": document_json(message.document)} | _text_json(state, message.body, "caption")
    if message.photo:
        return {"photo": [photo_json(message.photo)]} | _text_json(state, message.body, "caption")
    return _text_json(state, message.body, "text") | filled(link_preview_options=message.link_preview)


def _text_json(state: State, body: FormattedText, name: str) -> Json:
    entities = "entities" if name == "text" else f"{name}_entities"
    return filled(**{name: body.text, entities: entities_json(state, body.entities)})


def _replied_json(state: State, message: Message) -> Json | None:
    """The replied message; in a topic, a message that replies to none hangs on the topic's first."""
    replied_id = message.reply_to or (message.thread_id if message.thread_id != message.id else None)
    replied = state.message(message.chat.id, replied_id)
    return message_json(state, replied, with_reply=False) if replied else None


def _quote_json(state: State, quote: Quote) -> Json:
    return filled(
        text=quote.words.text,
        entities=entities_json(state, quote.words.entities),
        position=quote.position,
        is_manual=quote.is_manual or None,
    )
