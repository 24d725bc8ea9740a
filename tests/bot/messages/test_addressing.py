from typing import Any

import pytest
from telegram import Message, Update, User

from bot.messages.addressing import (
    EDITED_IN_TIME,
    FROM_PEOPLE,
    conversation_of,
    is_addressed,
    is_mine,
    original_of,
    person,
    place_of,
    question_in,
    replyable,
    words_pointed_at,
)
from bot.messages.chats import Conversation, Place

ME = User(1, "Quoth", is_bot=True, username="quoth_bot")
ANNA = {"id": 7, "is_bot": False, "first_name": "Anna"}
GROUP = {"id": -100, "type": "supergroup", "title": "Reading circle", "is_forum": True}


def message(text: str | None = "hello", /, **fields: Any) -> Message:
    """A message from Anna in a group; *fields* override its parts."""
    data = {"message_id": 5, "date": 1, "chat": GROUP, "from": ANNA, "text": text} | fields
    read = Message.de_json(data, None)
    assert read is not None
    return read


def entity(kind: str, offset: int, length: int, **fields: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length} | fields


@pytest.mark.parametrize(
    ("edited", "counts"), [(None, True), (2, True), (1 + 48 * 3600, True), (2 + 48 * 3600, False)]
)
def test_an_edit_is_ignored_once_it_is_later_than_people_can_edit(edited: int | None, counts: bool) -> None:
    assert EDITED_IN_TIME.filter(message(edit_date=edited)) is counts


PRIVATE: dict[str, Any] = {"chat": {"id": 7, "type": "private", "first_name": "Anna"}}


def test_in_private_every_message_is_addressed_to_the_bot() -> None:
    assert is_addressed(message(**PRIVATE), ME)


def test_in_a_group_an_ordinary_message_is_not_addressed_to_the_bot() -> None:
    assert not is_addressed(message("quoth_bot is nice, @quoth_bot"), ME)


def test_a_mention_is_recognized_by_its_entity_in_any_letter_case() -> None:
    assert is_addressed(message("@Quoth_Bot who?", entities=[entity("mention", 0, 10)]), ME)


def test_a_mention_of_somebody_else_is_not_addressed_to_the_bot() -> None:
    assert not is_addressed(message("@quoth_bo who?", entities=[entity("mention", 0, 9)]), ME)


@pytest.mark.parametrize(("user", "ours"), [(1, True), (2, False)])
def test_a_mention_by_name_is_recognized_by_the_numeric_id(user: int, *, ours: bool) -> None:
    mentioned = entity("text_mention", 0, 5, user={"id": user, "is_bot": True, "first_name": "Quoth"})

    assert is_addressed(message("Quoth who?", entities=[mentioned]), ME) is ours


def test_a_mention_in_a_caption_addresses_the_bot() -> None:
    captioned = message(None, caption="@quoth_bot who?", caption_entities=[entity("mention", 0, 10)])

    assert is_addressed(captioned, ME)
    assert question_in(captioned, ME) == "who?"


def test_a_reply_to_the_bot_is_addressed_to_it() -> None:
    original = message(message_id=4, **{"from": ME.to_dict()}).to_dict()

    assert is_addressed(message(reply_to_message=original), ME)
    assert not is_addressed(message(reply_to_message=message(message_id=4).to_dict()), ME)


def test_a_message_in_a_topic_opened_by_the_bot_is_not_a_reply_to_it() -> None:
    opening = message(
        None, message_id=4, forum_topic_created={"name": "t", "icon_color": 1}, **{"from": ME.to_dict()}
    )

    assert not is_addressed(message(reply_to_message=opening.to_dict()), ME)


def test_the_question_is_the_text_without_the_mentions() -> None:
    mentions = [entity("mention", 3, 10), entity("mention", 18, 10)]

    assert question_in(message("😀 @quoth_bot who @quoth_bot?", entities=mentions), ME) == "😀  who ?"


def in_reply_to(original: Message, selected: str = "", **fields: Any) -> Message:
    quote = {"quote": {"text": selected, "position": 0}} if selected else {}
    return message("why?", reply_to_message=original.to_dict(), **quote, **fields)


def test_a_reply_to_somebody_is_about_their_message_or_the_words_selected_in_it() -> None:
    theirs = message("I asked @quoth_bot. Who lit it?", message_id=4, entities=[entity("mention", 8, 10)])

    assert words_pointed_at(in_reply_to(theirs), ME) == "I asked . Who lit it?"
    assert words_pointed_at(in_reply_to(theirs, "Who lit it?"), ME) == "Who lit it?"

    captioned = message(None, message_id=4, caption="Who lit it?")
    assert words_pointed_at(in_reply_to(captioned), ME) == "Who lit it?"
    assert words_pointed_at(message(), ME) == ""


@pytest.mark.parametrize("author", ["from", "via_bot"])
def test_only_quotations_in_the_bots_own_messages_can_be_selected(author: str) -> None:
    text = "😀 Close:\nEdda lit it.\nIt burns.\n[1] The Lamp"
    ours = message(text, message_id=4, entities=[entity("blockquote", 10, 22)], **{author: ME.to_dict()})

    assert is_mine(ours, ME)
    assert words_pointed_at(in_reply_to(ours), ME) == ""
    assert words_pointed_at(in_reply_to(ours, "[1] The Lamp"), ME) == ""
    assert words_pointed_at(in_reply_to(ours, "lit it.\nIt burns.\n[1] The"), ME) == "lit it. It burns."


def test_only_the_selected_words_of_a_message_from_another_chat_are_known() -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Boris"}
    quote = {"text": "Who lit it?", "position": 0}

    assert (
        words_pointed_at(message("why?", external_reply={"origin": origin}, quote=quote), ME) == "Who lit it?"
    )
    assert words_pointed_at(message("why?", external_reply={"origin": origin}), ME) == ""


def test_the_message_that_opened_a_topic_is_not_the_one_replied_to() -> None:
    opening = message("", message_id=4, forum_topic_created={"name": "t", "icon_color": 1})

    assert original_of(in_reply_to(opening)) is None


def test_a_reply_is_sent_to_the_message_in_its_topic() -> None:
    assert place_of(message(is_topic_message=True, message_thread_id=9)) == Place(-100, 9, 5)


def test_the_general_topic_and_ordinary_groups_have_no_topic_id() -> None:
    assert place_of(message(message_thread_id=9)) == Place(-100, None, 5)


def test_in_private_answers_are_not_sent_as_replies() -> None:
    assert place_of(message(**PRIVATE)) == Place(7, None, None)


def test_a_conversation_belongs_to_one_person_in_one_topic() -> None:
    assert conversation_of(message(is_topic_message=True, message_thread_id=9)) == Conversation(-100, 9, 7)
    assert conversation_of(message()) == Conversation(-100, 0, 7)


def test_somebody_writing_as_the_group_has_no_user_id() -> None:
    behind = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    anonymous = message(sender_chat=GROUP, **{"from": behind})

    assert person(anonymous) is None
    assert conversation_of(anonymous) == Conversation(-100, 0, -100)
    assert FROM_PEOPLE.filter(anonymous)


def test_a_person_is_identified_by_the_numeric_id() -> None:
    assert person(message()) == 7


def test_messages_from_bots_and_via_bots_are_not_from_people() -> None:
    assert FROM_PEOPLE.filter(message())
    assert not FROM_PEOPLE.filter(message(**{"from": {"id": 9, "is_bot": True, "first_name": "Other"}}))
    assert not FROM_PEOPLE.filter(message(via_bot={"id": 9, "is_bot": True, "first_name": "Other"}))


def test_a_reply_can_be_sent_to_a_message_but_not_to_a_guest_message() -> None:
    usual, guest = Update(1, message=message()), Update(1, guest_message=message())

    assert replyable(usual) is not None
    assert replyable(guest) is None
