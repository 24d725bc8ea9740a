import json
from typing import Any

import pytest

from bot.transport.quarantine import readable_or_empty, readable_updates

CHAT = {"id": 5, "type": "private", "first_name": "Anna"}
GOOD = {"update_id": 8, "message": {"message_id": 2, "date": 1_700_000_000, "chat": CHAT, "text": "Who?"}}


def message(**changes: Any) -> dict[str, Any]:
    return {"update_id": 7, "message": {**GOOD["message"], **changes}}  # type: ignore[dict-item]


UNREADABLE = {
    "no date": {"update_id": 7, "message": {"message_id": 2, "chat": CHAT}},
    "a date that is null": message(date=None),
    "a date beyond the calendar": message(date=10**15),
    "an id beyond 64 bits": message(chat={**CHAT, "id": 2**70}),
    "half a character": message(text="a \ud83d b"),
    "a message that is none": {"update_id": 7, "message": "hello"},
}


@pytest.mark.parametrize("update", UNREADABLE.values(), ids=UNREADABLE)
def test_an_unreadable_update_is_replaced_by_an_empty_one_with_the_same_id(
    update: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    replacement = readable_or_empty(update)

    assert replacement == {"update_id": 7}
    assert "update 7 cannot be read" in caplog.text
    assert "Anna" not in caplog.text


@pytest.mark.parametrize("update", UNREADABLE.values(), ids=UNREADABLE)
def test_updates_after_an_unreadable_one_are_delivered_unchanged(update: dict[str, Any]) -> None:
    payload = json.dumps({"ok": True, "result": [update, GOOD]}).encode()

    updates = json.loads(readable_updates(payload))["result"]

    assert updates == [{"update_id": 7}, GOOD]


def test_a_readable_response_is_passed_on_byte_for_byte() -> None:
    payload = b'{ "ok": true, "result": [ %s ] }' % json.dumps(GOOD).encode()

    assert readable_updates(payload) is payload
