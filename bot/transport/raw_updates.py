"""Updates as Telegram delivers them, before the library parses them.

Parsing takes far longer than everything else that happens to an update on arrival.  So whether and when it is
handled is decided from its JSON: who caused it, in which chat, and of which kind it is.
"""

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

log = logging.getLogger(__name__)

LARGEST = 2**63 - 1
"""The largest integer of SQLite and of Telegram's ids."""
LONG = 1000
"""Characters.  Few questions have a tenth of that."""


@dataclass(frozen=True, slots=True)
class RawUpdate:
    """An update of the *user* in a *chat*, with its JSON as text; 0 stands for no user and no chat.

    ``language`` is the user's language according to Telegram, "" if unknown.  ``is_long`` says that it has
    more than LONG characters, so that handling it takes noticeably long.
    """

    id: int
    kind: str
    payload: str
    user: int = 0
    language: str = ""
    chat: int = 0
    is_long: bool = False

    @property
    def lane(self) -> int:
        """The key of updates that are handled in order: the chat, else the person, else the update alone."""
        return self.chat or self.user or -self.id

    @property
    def digest(self) -> bytes:
        """A fingerprint: Telegram may reuse the id for another update later."""
        return hashlib.blake2b(self.payload.encode(), digest_size=16).digest()


def raw_update(value: Any) -> RawUpdate | None:
    """The update with that JSON; None if it has no id that can be confirmed.

    >>> update = raw_update({"update_id": 5, "message": {"chat": {"id": -3}, "from": {"id": 7}}})
    >>> update.kind, update.chat, update.user, update.language
    ('message', -3, 7, '')
    """
    number = _mapping(value).get("update_id")
    if not _is_id(number):
        return None
    kind = next((name for name, body in value.items() if isinstance(body, dict)), "")
    body = _mapping(value.get(kind))
    person = _mapping(body.get("from") or body.get("user"))
    place = _mapping(body.get("chat") or _mapping(body.get("message")).get("chat"))
    language = person.get("language_code")
    return RawUpdate(
        number,
        kind,
        _payload(value, number),
        user=_id_in(person),
        language=language if isinstance(language, str) and language.isascii() else "",
        chat=_id_in(place),
        is_long=any(
            len(words) > LONG for words in (body.get("text"), body.get("caption")) if _is_text(words)
        ),
    )


def _payload(value: Any, number: int) -> str:
    """The JSON of an update; only its id if it is nested too deeply to be written."""
    try:
        return json.dumps(value, sort_keys=True)
    except RecursionError:
        log.error("update %d is nested too deeply and is set aside", number)
        return json.dumps({"update_id": number})


def updates_in(payload: bytes) -> Sequence[Any] | None:
    """The updates in a response to getUpdates, as JSON; None if it has none.

    >>> updates_in(b'{"ok": true, "result": [{"update_id": 7}]}')
    [{'update_id': 7}]
    """
    try:
        response = json.loads(payload)
    except (ValueError, RecursionError):  # reported when the library parses it
        return None
    updates = _mapping(response).get("result")
    return updates if isinstance(updates, list) and updates else None


def in_order(updates: Sequence[Any]) -> list[Any]:
    """Updates sorted by id, the order in which they happened; those without a usable id come first.

    >>> in_order([{"update_id": 8}, {"update_id": 7}, {}])
    [{}, {'update_id': 7}, {'update_id': 8}]
    """
    return sorted(updates, key=lambda each: max(_ids_of([each]), default=-LARGEST))


def last_ids(updates: Sequence[Any]) -> list[int]:
    """The last id of *updates*, as a list, which confirms all before it; empty if no update has a usable one.

    >>> last_ids([{"update_id": 8}, {"update_id": 7}, {"update_id": "9"}]), last_ids([{}])
    ([8], [])
    """
    return sorted(_ids_of(updates))[-1:]


def _ids_of(updates: Sequence[Any]) -> list[int]:
    """The usable ids."""
    return [number for each in updates if _is_id(number := _mapping(each).get("update_id"))]


def is_storable(number: int) -> bool:
    """Whether a number fits into 64 bits.

    >>> is_storable(2**63), is_storable(-(2**63))
    (False, True)
    """
    return -LARGEST - 1 <= number <= LARGEST


def _is_text(value: Any) -> TypeGuard[str]:
    return isinstance(value, str)


def _is_id(number: Any) -> TypeGuard[int]:
    return isinstance(number, int) and not isinstance(number, bool) and is_storable(number)


def _id_in(value: Mapping[str, Any]) -> int:
    number = value.get("id")
    return number if _is_id(number) else 0


def _mapping(value: Any) -> Mapping[str, Any]:
    """The value if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}
