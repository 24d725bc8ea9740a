"""Input from strangers that no ordinary client sends does no harm, and the next question is answered.

The fixtures fail a test in which a handler raised or Telegram refused what the bot sent.
"""

from dataclasses import fields
from typing import Any

import pytest

from bot.messages.callback_data import _KINDS, ShowPage
from tests.bot.conftest import Start
from tests.bot.people import send_text, tap_forged_button
from tests.bot.test_strangers import page_of
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World

RIGHT_TO_LEFT = "\u202egnp.txt\u202c \u2066\u200f"
DATE = 1_700_000_000
NUMBERS = ("0", "9" * 19, "٣", "²", "-1", "1e9", "")
NUMBERED = [name for name, kind in _KINDS.items() if any(each.type is int for each in fields(kind))]
"""The actions that have a number in their callback data."""
UNCHANGED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
NOBODY = "Bad Request: chat not found"


@pytest.fixture
def eve(world: World) -> Person:
    return world.person(RIGHT_TO_LEFT)


async def is_answered(world: World, person: Person) -> bool:
    """Ask a question in private; return whether the answer comes, perhaps after other messages."""
    before = len(world.messages(person.chat))
    person.says("What did the repair cost?")

    def answered() -> bool | None:
        return any("40,000 crowns" in each.text for each in world.messages(person.chat)[before:]) or None

    return await world.changes.until(answered, "the answer")


def forged_data(name: str, page: ShowPage, number: str) -> str:
    """Callback data of an action about an answer, with *number* wherever it has a number."""
    texts = {"version": page.version, "answer": page.answer}
    values = (number if each.type is int else texts.get(each.name, "x") for each in fields(_KINDS[name]))
    return ":".join([name, *values])


async def test_no_number_in_forged_callback_data_breaks_an_action(
    world: World, start: Start, olga: Person, refusals: set[str]
) -> None:
    refusals.add(UNCHANGED)
    await start(admins=(olga.id,))
    answer = await send_text(world, olga, "Who lit the lamp?")
    page = page_of(answer)
    forged = [forged_data(name, page, number) for name in NUMBERED for number in NUMBERS]

    for data in forged:
        await tap_forged_button(olga, answer, data)

    assert await is_answered(world, olga)


def said(person: Person, **changes: Any) -> dict[str, Any]:
    """A message of somebody in private, with some fields changed."""
    sender = {"id": person.id, "is_bot": False, "first_name": "Eve"}
    chat = {"id": person.id, "type": "private", "first_name": "Eve"}
    return {"message_id": 900, "date": DATE, "chat": chat, "from": sender, "text": "/help", **changes}


def nested(person: Person, depth: int) -> dict[str, Any]:
    """A message that replies to a message that replies to a message …"""
    message = said(person)
    for _ in range(depth):
        message = said(person, reply_to_message=message)
    return message


def entity(kind: str, offset: int, length: int) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length}


ODD_MESSAGES: dict[str, dict[str, Any]] = {
    "entities beyond the text": {"entities": [entity("bot_command", 0, 10**9), entity("mention", 10**9, 5)]},
    "an entity that begins before the text": {"entities": [entity("bot_command", -5, 3)]},
    "an entity within a surrogate pair": {"text": "\U0001f600\U0001f600", "entities": [entity("url", 1, 1)]},
    "an entity of an unknown kind": {"entities": [{"type": "portal", "offset": 0, "length": 3}]},
    "a text of a million characters": {"text": "who " * 250_000},
    "a text of control characters": {"text": "\x00\x07\x1b[2J\u2028\ufeff\u202e"},
    "a quotation that is not in the message": {
        "quote": {"text": "x" * 2000, "position": 10**9, "entities": [entity("bold", 10**8, 3)]}
    },
    "a chat of an unknown type": {"chat": {"id": 999, "type": "planet"}},
    "no chat": {"chat": None},
    "a sender without a name": {"from": {"id": 999}},
    "a sender that is a list": {"from": []},
    "an enormous date": {"date": 2**40},
    "a negative date": {"date": -1},
    "a caption with a command, forwarded": {
        "text": None,
        "caption": "/forget",
        "photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}],
        "caption_entities": [entity("bot_command", 0, 7)],
        "forward_origin": {"type": "hidden_user", "date": DATE, "sender_user_name": RIGHT_TO_LEFT},
    },
    "a document with an odd name": {
        "text": None,
        "document": {
            "file_id": "a",
            "file_unique_id": "b",
            "file_name": "../../" + RIGHT_TO_LEFT,
            "file_size": -1,
        },
    },
    "a poll of nothing": {
        "text": None,
        "poll": {
            "id": "1",
            "question": "?",
            "options": [],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
        },
    },
}


ODD_UPDATES: dict[str, tuple[str, dict[str, Any]]] = {
    "a tap without data": (
        "callback_query",
        {"id": "1", "from": {"id": 9, "is_bot": False, "first_name": "E"}},
    ),
    "a tap on an inaccessible message": (
        "callback_query",
        {
            "id": "1",
            "from": {"id": 9, "is_bot": False, "first_name": "E"},
            "chat_instance": "1",
            "data": "page:1:2:3",
            "message": {"message_id": 5, "date": 0, "chat": {"id": 9, "type": "private"}},
        },
    ),
    "a long inline query": (
        "inline_query",
        {
            "id": "1",
            "from": {"id": 9, "is_bot": False, "first_name": "E"},
            "query": "x" * 10_000,
            "offset": "²",
        },
    ),
    "a reaction by nobody": (
        "message_reaction",
        {
            "chat": {"id": 9, "type": "private"},
            "message_id": 2**62,
            "date": DATE,
            "old_reaction": [],
            "new_reaction": [{"type": "emoji", "emoji": "?"}],
        },
    ),
    "a membership of an unknown kind": (
        "my_chat_member",
        {
            "chat": {"id": 9, "type": "private"},
            "from": {"id": 9, "is_bot": False, "first_name": "E"},
            "date": DATE,
            "old_chat_member": {"status": "ghost", "user": {"id": 1, "is_bot": True, "first_name": "Q"}},
            "new_chat_member": {"status": "kicked", "user": {"id": 1, "is_bot": True, "first_name": "Q"}},
        },
    ),
    "a channel post with a command": (
        "channel_post",
        {
            "message_id": 1,
            "date": DATE,
            "chat": {"id": -9, "type": "channel", "title": "C"},
            "text": "/reload",
        },
    ),
}


async def test_updates_of_odd_shapes_are_survived_and_do_nothing(
    world: World, start: Start, anna: Person, eve: Person, refusals: set[str]
) -> None:
    refusals |= {NOBODY, TOO_OLD}
    await start()
    messages = [said(eve, **changes) for changes in ODD_MESSAGES.values()]
    odd = [("message", body) for body in (*messages, nested(eve, 100))] + list(ODD_UPDATES.values())

    for kind, body in odd:
        known = {name: value for name, value in body.items() if value is not None}
        world.state.updates.add(kind, known, order=0, lifetime=3600.0)
    world.state.changed()

    assert await is_answered(world, anna)
