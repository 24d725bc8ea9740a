from typing import Any

import pytest
from telegram import Update

from bot.transport.raw_updates import raw_update, updates_in

ANNA = {"id": 7, "is_bot": False, "first_name": "Anna", "language_code": "de"}
GROUP = {"id": -3, "type": "group", "title": "Ferry"}
MESSAGE = {"message_id": 2, "date": 1_700_000_000, "chat": GROUP, "from": ANNA, "text": "Who?"}
MEMBER = {"user": ANNA, "status": "member"}
KINDS: dict[str, Any] = {
    "message": MESSAGE,
    "edited_message": {**MESSAGE, "edit_date": 1_700_000_001},
    "guest_message": MESSAGE,
    "callback_query": {"id": "1", "from": ANNA, "chat_instance": "1", "message": MESSAGE, "data": "x"},
    "inline_query": {"id": "1", "from": ANNA, "query": "who", "offset": ""},
    "message_reaction": {
        "chat": GROUP,
        "message_id": 2,
        "date": 1,
        "user": ANNA,
        "old_reaction": [],
        "new_reaction": [],
    },
    "my_chat_member": {
        "chat": GROUP,
        "from": ANNA,
        "date": 1,
        "old_chat_member": MEMBER,
        "new_chat_member": MEMBER,
    },
}


@pytest.mark.parametrize("kind", KINDS)
def test_person_and_chat_are_those_that_the_library_finds(kind: str) -> None:
    value = {"update_id": 1, kind: KINDS[kind]}

    raw, parsed = raw_update(value), Update.de_json(value)

    assert raw is not None
    assert parsed.effective_user is not None
    assert (raw.kind, raw.user, raw.language) == (kind, parsed.effective_user.id, "de")
    assert raw.chat == (parsed.effective_chat.id if parsed.effective_chat else 0)


ODD: list[Any] = [
    {},
    [],
    None,
    7,
    "update",
    {"update_id": None},
    {"update_id": "7"},
    {"update_id": 2**70, "message": MESSAGE},
]


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_a_value_without_a_usable_id_is_not_an_update(value: Any) -> None:
    assert raw_update(value) is None


ODD_PARTS: list[Any] = ["hello", [], None, {"chat": 5, "from": "me"}, {"chat": {"id": 2**70}, "from": []}]


@pytest.mark.parametrize("body", ODD_PARTS, ids=repr)
def test_an_update_of_an_odd_shape_belongs_to_nobody(body: Any) -> None:
    raw = raw_update({"update_id": 7, "message": body})

    assert raw is not None
    assert (raw.user, raw.chat, raw.lane) == (0, 0, -7)


def test_an_update_has_the_same_digest_when_it_is_delivered_again_with_its_fields_in_another_order() -> None:
    one = raw_update({"update_id": 7, "message": {"text": "Who?", "message_id": 1}})
    two = raw_update({"message": {"message_id": 1, "text": "Who?"}, "update_id": 7})

    assert one is not None
    assert two is not None
    assert one.digest == two.digest


@pytest.mark.parametrize("payload", [b"", b"<html>", b"[]", b'{"ok": false}', b'{"ok": true, "result": []}'])
def test_a_response_without_updates_is_left_to_the_library(payload: bytes) -> None:
    assert updates_in(payload) is None
