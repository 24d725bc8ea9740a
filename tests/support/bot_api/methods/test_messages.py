import struct
from typing import Any

import pytest

from tests.support.bot_api import ActKind, ManualClock, Person, Standing, World, needs_tdlib
from tests.support.bot_api.model.state import Response
from tests.support.bot_api.validation.parameters import Upload

pytestmark = needs_tdlib

KEYBOARD = {"inline_keyboard": [[{"text": "More", "callback_data": "more"}]]}


def send(world: World, person: Person, text: str = "An answer.", **more: object) -> dict[str, Any]:
    response = world.ask("sendMessage", chat_id=person.id, text=text, **more)
    assert response.ok, response.description
    return dict(response.result)


def edit(world: World, message: dict[str, Any], text: str, **more: object) -> Response:
    place = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
    return world.ask("editMessageText", **place, text=text, **more)


def test_a_sent_message_is_returned_as_telegram_keeps_it(world: World, alice: Person) -> None:
    result = send(world, alice, "<b>See</b> example.org ", parse_mode="HTML", reply_markup=KEYBOARD)

    assert result["text"] == "See example.org"
    assert result["entities"] == [
        {"type": "bold", "offset": 0, "length": 3},
        {"type": "url", "offset": 4, "length": 11},
    ]
    assert result["from"]["is_bot"] is True
    assert result["chat"] == {
        "id": alice.id,
        "type": "private",
        "username": "alice_l",
        "first_name": "Alice",
    }
    assert result["date"] == 1_800_000_000
    assert result["reply_markup"] == KEYBOARD
    assert world.refused == []


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({}, "Bad Request: message text is empty"),
        ({"text": "x", "chat_id": ""}, "Bad Request: chat_id is empty"),
        ({"text": "x", "chat_id": 404}, "Bad Request: chat not found"),
        ({"text": "x", "chat_id": "@nowhere"}, "Bad Request: chat not found"),
        ({"text": "x" * 4_097}, "Bad Request: message is too long"),
        (
            {"text": "x", "reply_parameters": {}, "reply_markup": []},
            "Bad Request: object expected as reply markup",
        ),
        (
            {"text": "x", "reply_parameters": {"message_id": 404}},
            "Bad Request: message to be replied not found",
        ),
        ({"text": "x", "reply_parameters": {"quote": "x"}}, 'Bad Request: can\'t find field "message_id"'),
        ({"text": "x", "message_thread_id": 5}, "Bad Request: message thread not found"),
    ],
)
def test_a_message_telegram_cannot_send_is_refused(
    world: World, alice: Person, parameters: dict[str, object], reason: str
) -> None:
    response = world.ask("sendMessage", **{"chat_id": alice.id} | parameters)

    assert (response.ok, response.description) == (False, reason)
    assert world.messages(alice.chat) == []


def test_a_user_who_blocked_the_bot_gets_nothing_until_it_is_unblocked(world: World, alice: Person) -> None:
    alice.blocks_bot()
    blocked = world.ask("sendMessage", chat_id=alice.id, text="x")
    alice.unblocks_bot()

    assert (blocked.status, blocked.description) == (403, "Forbidden: bot was blocked by the user")
    assert world.ask("sendMessage", chat_id=alice.id, text="x").ok


def test_a_reply_shows_the_message_it_answers(world: World, alice: Person) -> None:
    question = alice.says("Who keeps the lamp?")

    result = send(world, alice, reply_parameters={"message_id": question.id})

    assert result["reply_to_message"]["text"] == "Who keeps the lamp?"


def test_a_reply_to_what_is_gone_can_be_sent_without_it(world: World, alice: Person) -> None:
    reply = {"message_id": 404, "allow_sending_without_reply": True}

    assert "reply_to_message" not in send(world, alice, reply_parameters=reply)


def test_a_native_quote_must_be_in_the_message_word_for_word(world: World, alice: Person) -> None:
    question = alice.says("The lamp and the lamp")
    reply = {"message_id": question.id, "quote": "the lamp"}

    assert send(world, alice, reply_parameters=reply)["quote"] == {
        "text": "the lamp",
        "position": 13,
        "is_manual": True,
    }

    reply["quote"] = "a lamp"
    refused = world.ask("sendMessage", chat_id=alice.id, text="x", reply_parameters=reply)

    assert refused.description == "Bad Request: QUOTE_TEXT_INVALID"


def test_a_message_without_preview_says_so(world: World, alice: Person) -> None:
    result = send(world, alice, "example.org", link_preview_options={"is_disabled": True})

    assert result["link_preview_options"] == {"is_disabled": True}


def test_private_chats_and_groups_count_their_messages_together_and_supergroups_apart(
    world: World,
) -> None:
    alice, bob = world.person("Alice"), world.person("Bob")
    crowd = world.supergroup("Crowd")

    assert alice.says("one").id + 1 == bob.says("two").id
    assert [alice.says("one", crowd).id, bob.says("two", crowd).id] == [2, 3]


def test_an_edit_changes_the_message_in_its_place(world: World, alice: Person, clock: ManualClock) -> None:
    sent = send(world, alice, reply_markup=KEYBOARD)
    clock.advance(5)

    result = edit(world, sent, "Another answer.", reply_markup=KEYBOARD).result

    assert (result["text"], result["edit_date"] - result["date"]) == ("Another answer.", 5)
    assert [message.text for message in world.messages(alice.chat)] == ["Another answer."]


def test_an_edit_without_a_keyboard_takes_it_away(world: World, alice: Person) -> None:
    sent = send(world, alice, reply_markup=KEYBOARD)

    assert "reply_markup" not in edit(world, sent, "Another answer.").result


def test_an_edit_that_changes_nothing_is_refused(world: World, alice: Person) -> None:
    sent = send(world, alice, "Same", reply_markup=KEYBOARD)

    refused = edit(world, sent, "Same ", reply_markup=KEYBOARD)

    assert refused.description.startswith(
        "Bad Request: message is not modified: specified new message content"
    )
    assert edit(world, sent, "Same").ok


def test_only_ones_own_messages_that_are_there_can_be_edited(world: World, alice: Person) -> None:
    question = alice.says("Mine")
    theirs = {"chat": {"id": alice.id}, "message_id": question.id}
    gone = {"chat": {"id": alice.id}, "message_id": 404}

    crowd = world.supergroup("Crowd")
    order = alice.says("Order!", crowd, behind=crowd)
    nobodys = {"chat": {"id": crowd.id}, "message_id": order.id}

    assert edit(world, theirs, "x").description == "Bad Request: message can't be edited"
    assert edit(world, nobodys, "x").description == "Bad Request: message can't be edited"
    assert edit(world, gone, "x").description == "Bad Request: message to edit not found"


def test_a_keyboard_can_be_changed_alone(world: World, alice: Person) -> None:
    sent = send(world, alice)
    place = {"chat_id": alice.id, "message_id": sent["message_id"]}

    changed = world.ask("editMessageReplyMarkup", **place, reply_markup=KEYBOARD)
    again = world.ask("editMessageReplyMarkup", **place, reply_markup=KEYBOARD)

    assert changed.result["reply_markup"] == KEYBOARD
    assert "message is not modified" in again.description


def test_a_bot_deletes_its_own_messages_within_two_days(
    world: World, alice: Person, clock: ManualClock
) -> None:
    young, old = send(world, alice), send(world, alice)

    assert world.ask("deleteMessage", chat_id=alice.id, message_id=young["message_id"]).ok

    clock.advance(48 * 3600 + 1)
    late = world.ask("deleteMessage", chat_id=alice.id, message_id=old["message_id"])

    assert late.description == "Bad Request: message can't be deleted"
    assert [act.kind for act in world.acts] == [ActKind.SENT, ActKind.SENT, ActKind.DELETED]


def test_in_a_group_only_an_administrator_deletes_what_others_wrote(world: World, alice: Person) -> None:
    crowd = world.group("Crowd")
    message = alice.says("Mine", crowd)
    place = {"chat_id": crowd.id, "message_id": message.id}

    assert world.ask("deleteMessage", **place).description == "Bad Request: message can't be deleted"

    world.set_standing(crowd, Standing.ADMINISTRATOR, by=alice)

    assert world.ask("deleteMessage", **place).ok


def test_a_topic_is_answered_in_the_topic(world: World, alice: Person) -> None:
    forum = world.supergroup("Forum", is_forum=True)
    lamps = world.topic(forum, "Lamps")

    answer = world.ask("sendMessage", chat_id=forum.id, text="x", message_thread_id=lamps.thread_id).result

    assert (answer["message_thread_id"], answer["is_topic_message"]) == (lamps.thread_id, True)
    assert answer["reply_to_message"]["forum_topic_created"]["name"] == "Lamps"


@pytest.mark.parametrize("thread_id", [1, 404])
def test_neither_the_general_topic_nor_a_missing_one_can_be_named(world: World, thread_id: int) -> None:
    forum = world.supergroup("Forum", is_forum=True)

    refused = world.ask("sendMessage", chat_id=forum.id, text="x", message_thread_id=thread_id)

    assert refused.description == "Bad Request: message thread not found"


def test_the_thread_of_a_reply_chain_cannot_be_named(world: World, alice: Person) -> None:
    crowd = world.supergroup("Crowd")
    reply = alice.replies_to(alice.says("First", crowd), "Second")

    refused = world.ask("sendMessage", chat_id=crowd.id, text="x", message_thread_id=reply.thread_id)

    assert refused.description == "Bad Request: message thread not found"


def test_a_closed_topic_is_refused(world: World) -> None:
    forum = world.supergroup("Forum", is_forum=True)
    lamps = world.topic(forum, "Lamps")
    world.close_topic(lamps)

    refused = world.ask("sendMessage", chat_id=forum.id, text="x", message_thread_id=lamps.thread_id)

    assert refused.description == "Bad Request: TOPIC_CLOSED"


def test_after_too_many_messages_the_bot_learns_how_long_to_wait(
    world: World, alice: Person, clock: ManualClock
) -> None:
    world.throttle(alice.chat, 7)

    refused = world.ask("sendMessage", chat_id=alice.id, text="x")
    clock.advance(7)

    assert refused.status == refused.body["error_code"] == 429
    assert refused.description == "Too Many Requests: retry after 7"
    assert refused.body["parameters"] == {"retry_after": 7}
    assert world.ask("sendMessage", chat_id=alice.id, text="x").ok


def test_a_document_is_uploaded_and_sent_again_by_its_identifier(world: World, alice: Person) -> None:
    upload = Upload("report.csv", b"a,b", "text/csv")
    sent = world.ask("sendDocument", chat_id=alice.id, document=upload, caption="The report").result

    assert sent["caption"] == "The report"
    assert sent["document"]["file_name"] == "report.csv"
    assert sent["document"]["file_size"] == 3

    again = world.ask("sendDocument", chat_id=alice.id, document=sent["document"]["file_id"])

    assert again.result["document"] == sent["document"]


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({}, "Bad Request: there is no document in the request"),
        ({"document": "nothing"}, "Bad Request: wrong file identifier/HTTP URL specified"),
        ({"document": Upload("empty", b"")}, "Bad Request: file must be non-empty"),
        ({"document": Upload("x", b"x"), "caption": "x" * 1_025}, "Bad Request: message caption is too long"),
        ({"document": Upload("big", bytes(50_000_001))}, "Request Entity Too Large"),
    ],
)
def test_a_document_telegram_cannot_send_is_refused(
    world: World, alice: Person, parameters: dict[str, object], reason: str
) -> None:
    assert world.ask("sendDocument", chat_id=alice.id, **parameters).description == reason


def png(width: int, height: int) -> Upload:
    """The beginning of a PNG of that size."""
    return Upload(
        "picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height), "image/png"
    )


def test_a_picture_is_sent_with_its_size_and_has_no_text_to_edit(world: World, alice: Person) -> None:
    sent = world.ask("sendPhoto", chat_id=alice.id, photo=png(1080, 640), caption="The week").result

    assert sent["caption"] == "The week"
    assert (sent["photo"][0]["width"], sent["photo"][0]["height"]) == (1080, 640)
    assert edit(world, sent, "x").description == "Bad Request: there is no text in the message to edit"


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({}, "Bad Request: there is no photo in the request"),
        ({"photo": Upload("a.txt", b"a")}, "Bad Request: IMAGE_PROCESS_FAILED"),
        ({"photo": png(9_000, 2_000)}, "Bad Request: PHOTO_INVALID_DIMENSIONS"),
        ({"photo": png(2_100, 100)}, "Bad Request: PHOTO_INVALID_DIMENSIONS"),
        ({"photo": png(10, 10), "caption": "x" * 1_025}, "Bad Request: message caption is too long"),
    ],
)
def test_a_picture_telegram_cannot_send_is_refused(
    world: World, alice: Person, parameters: dict[str, object], reason: str
) -> None:
    assert world.ask("sendPhoto", chat_id=alice.id, **parameters).description == reason


def test_a_document_has_no_text_to_edit(world: World, alice: Person) -> None:
    sent = world.ask("sendDocument", chat_id=alice.id, document=Upload("a.txt", b"a")).result

    assert edit(world, sent, "x").description == "Bad Request: there is no text in the message to edit"
