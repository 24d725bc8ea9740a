import json
from typing import Any

import pytest
from telegram import Update

from bot.transport.raw_updates import raw_update
from bot.transport.receiving.quarantine import parsed_or_empty

CHAT = {"id": 5, "type": "private", "first_name": "Anna"}
GOOD = {"update_id": 8, "message": {"message_id": 2, "date": 1_700_000_000, "chat": CHAT, "text": "Who?"}}


def message(**changes: Any) -> dict[str, Any]:
    return {"update_id": 7, "message": {**GOOD["message"], **changes}}  # type: ignore[dict-item]


def nested(depth: int) -> list[Any]:
    lists: list[Any] = []
    for _ in range(depth):
        lists = [lists]
    return lists


UNREADABLE = {
    "no date": {"update_id": 7, "message": {"message_id": 2, "chat": CHAT}},
    "a date that is null": message(date=None),
    "a date beyond the calendar": message(date=10**15),
    "an id beyond 64 bits": message(chat={**CHAT, "id": 2**70}),
    "half a character": message(text="a \ud83d b"),
    "no chat": {"update_id": 7, "message": {"message_id": 2, "date": 1, "text": "Anna"}},
    "an entity that is half a character": message(
        text="\U0001f600", entities=[{"type": "url", "offset": 1, "length": 1}]
    ),
    "lists in lists": message(entities=nested(900)),
    "a message that is none": {"update_id": 7, "message": "hello"},
}


def parsed(value: Any) -> Update:
    raw = raw_update(value)
    assert raw is not None
    return parsed_or_empty(raw, None)


@pytest.mark.parametrize("update", UNREADABLE.values(), ids=UNREADABLE)
def test_an_unreadable_update_is_replaced_by_an_empty_one_with_the_same_id(
    update: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    replacement = parsed(update)

    assert replacement.to_dict() == {"update_id": 7}
    assert "update 7 cannot be read" in caplog.text
    assert "Anna" not in caplog.text


def test_a_readable_update_is_parsed_as_it_was_delivered() -> None:
    assert json.loads(parsed(GOOD).to_json())["message"]["text"] == "Who?"


def test_an_update_that_is_nested_too_deeply_to_be_stored_is_confirmed_and_set_aside() -> None:
    raw = raw_update(message(entities=nested(5000)))

    assert raw is not None
    assert json.loads(raw.payload) == {"update_id": 7}
