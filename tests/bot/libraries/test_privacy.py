"""Nothing of a library reaches chats that may not see it: two groups and a private chat with three corpora.

The handbook is private to one group, the orchard's book to another, and the news are public.  Each has words
of its own, and a single one of them in the wrong chat fails the test.
"""

import json
from pathlib import Path

import pytest

from bot.conversation.command_menus import FOR_OWNERS
from bot.libraries.library_access import LibraryAccess
from bot.messages.callback_data import (
    AskStarter,
    ShowGaps,
    ShowOutline,
    ShowSources,
    ShowStats,
    ShowVersions,
    UseLibrary,
    pack,
)
from tests.bot.conftest import Start
from tests.bot.people import send_text, tap_forged_button
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.records import Chat, Message
from tests.support.bot_api.model.state import Standing

Files = dict[str, Path]
MARKS = {
    "handbook": ("Quist", "Wage", "4711 crowns", "vault", "handbook", "porter earns"),
    "orchard": ("Holm", "Apple", "812 farthings", "Wasps", "orchard", "prunes"),
    "news": ("Brandt", "Mill", "6553 ounces", "wheel turns", "news", "rye weighs"),
}
QUESTIONS = (
    "Who signs the wages?",
    "What does a porter earn?",
    "Who prunes the apple trees?",
    "What does a pear cost?",
    "Who built the great wheel?",
    "What does a sack of rye weigh?",
    "What are you about?",
    "Summary please",
    "more",
    "Why?",
    "source?",
)
WORDS = ("", "Apple", "Wage", "Mill", "handbook", "orchard", "Clerk Edda Quist signs the wages on Friday")


def access(red: Chat, blue: Chat) -> LibraryAccess:
    """The handbook for one group, the orchard's book for another; the news for everybody."""
    return LibraryAccess({"handbook": [red.id], "orchard": [blue.id]})


def shown(message: Message) -> str:
    """Everything that a message contains: its text, its links, its buttons and their data."""
    buttons = [button.raw for row in message.keyboard for button in row]
    links = [entity.url for entity in message.body.entities]
    return f"{message.text}\n{links}\n{json.dumps(buttons, ensure_ascii=False)}"


def crossings(text: str, own: str, said: str) -> list[str]:
    """The words of other libraries in a text, except those that the person has just typed."""
    return [
        mark
        for library, marks in MARKS.items()
        if library != own
        for mark in marks
        if mark in text and mark.lower() not in said.lower()
    ]


async def replies(world: World, bot_id: int, where: Chat, person: Person, text: str) -> str:
    """What the bot shows in a chat, and in the person's private one, after a message."""
    before = {chat.id: len(world.messages(chat)) for chat in (where, person.chat)}
    said = person.says(text, where)
    await world.changes.until(lambda: _is_answered(world, before, said, bot_id), f"a reply to {text!r}", 60)
    return "\n".join(
        shown(message)
        for chat in (where, person.chat)
        for message in world.messages(chat)[before[chat.id] :]
        if message.sender and message.sender.id == bot_id
    )


def _is_answered(world: World, before: dict[int, int], said: Message, bot_id: int) -> bool | None:
    new = [
        message
        for chat, count in before.items()
        for message in list(world.state.rooms[chat].messages.values())[count:]
        if message.sender and message.sender.id == bot_id
    ]
    return bool(new) or None


@pytest.fixture
def red(world: World) -> Chat:
    return world.group("Red")


@pytest.fixture
def blue(world: World) -> Chat:
    return world.group("Blue")


async def test_no_command_or_question_reveals_a_library_the_chat_may_not_see(
    world: World, start: Start, libraries: Files, red: Chat, blue: Chat, anna: Person
) -> None:
    for group in (red, blue):
        world.make_administrator(anna, group)
    await start(libraries, access=access(red, blue))
    places = {"handbook": red, "orchard": blue, "news": anna.chat}
    commands = [f"/{name} {words}".strip() for name in ("start", *FOR_OWNERS) for words in WORDS[:3]]

    found = {}
    for own, where in places.items():
        await send_text_in(world, anna, where, f"/use {own}")
        for text in [*commands, *(f"/verify {words}" for words in WORDS[1:])]:
            found[own, text] = await replies(world, world.bot.id, where, anna, text)
        for question in QUESTIONS:
            found[own, question] = await replies(world, world.bot.id, where, anna, f"/ask {question}")

    assert {key: marks for key, text in found.items() if (marks := crossings(text, key[0], key[1]))} == {}


async def send_text_in(world: World, person: Person, where: Chat, text: str) -> None:
    person.says(text, where)
    await world.next_message(where)


async def test_a_chat_cannot_choose_a_private_library_that_is_hidden_from_it(
    world: World, start: Start, libraries: Files, red: Chat, blue: Chat, anna: Person
) -> None:
    await start(libraries, access=access(red, blue))
    answer = await send_text(world, anna, "/use")

    refused = await send_text(world, anna, "/use handbook")
    tapped = await tap_forged_button(anna, answer, pack(UseLibrary("handbook")))
    after = await send_text(world, anna, "Who signs the wages?")

    assert refused.text == "I have no library called handbook here, only news."
    assert tapped.text == "I have no library called handbook here, only news."
    assert "Quist" not in after.text


async def test_a_link_into_a_private_library_opens_only_for_those_who_may_see_it(
    world: World, start: Start, libraries: Files, red: Chat, blue: Chat, anna: Person, boris: Person
) -> None:
    await start(libraries, access=LibraryAccess({"handbook": [red.id, boris.id], "orchard": [blue.id]}))
    boris.says("/ask Who signs the wages?", red)
    answer = await world.next_message(red)
    (link,) = [entity.url for entity in answer.body.entities if entity.type == "text_link"]
    payload = link.partition("?start=")[2]

    for_anna = await send_text(world, anna, f"/start {payload}")
    for_boris = await send_text(world, boris, f"/start {payload}")

    assert "Quist" not in for_anna.text
    assert "Clerk Edda Quist signs the wages on Friday." in for_boris.text


async def test_inline_and_guest_mode_show_only_what_the_person_or_the_chat_may_see(
    world: World, start: Start, libraries: Files, red: Chat, blue: Chat, anna: Person, boris: Person
) -> None:
    elsewhere = world.supergroup("Somewhere else", standing=Standing.LEFT)
    await start(libraries, access=LibraryAccess({"handbook": [red.id, boris.id], "orchard": [blue.id]}))

    for_anna = await anna.asks_inline("Who signs the wages?").answer()
    hints = await anna.asks_inline("").answer()
    for_boris = await boris.asks_inline("Who signs the wages?").answer()
    guest = await boris.calls_guest(f"@{world.bot.username} Who signs the wages?", elsewhere).answer()

    cards = " ".join(f"{card.title} {card.body.text}" for card in (*for_anna.results, *hints.results))
    assert crossings(cards, "news", "") == []
    assert "Quist" in for_boris.results[0].body.text
    assert "Quist" not in guest.body.text


async def test_forged_buttons_reveal_nothing_of_a_hidden_library(
    world: World, start: Start, libraries: Files, red: Chat, blue: Chat, anna: Person
) -> None:
    application = await start(libraries, access=access(red, blue))
    message = await send_text(world, anna, "Who built the great wheel?")
    version = application._corpora["handbook"].version

    for action in (
        ShowSources(version, 0),
        ShowOutline(version, 0, 1),
        AskStarter(version, 0),
        ShowGaps("open", 0),
        ShowStats(7),
        ShowVersions(0),
    ):
        answer = await tap_forged_button(anna, message, pack(action))
        current = world.current(message)
        assert current is not None
        assert crossings(f"{answer.text} {shown(current)}", "news", "") == [], action


async def test_a_chat_without_a_library_is_told_its_id_and_nothing_else(
    world: World, start: Start, libraries: Files, red: Chat, anna: Person, olga: Person
) -> None:
    private = {name: [red.id] for name in libraries}
    await start(libraries, access=LibraryAccess(private))

    said = [await send_text(world, anna, text) for text in ("hello", "/sources", "/use", "/stats")]
    inline = await anna.asks_inline("Who signs the wages?").answer()
    own_id = await send_text(world, anna, "/id")

    text = f"None of my libraries is open to this chat. Whoever runs me can add its id: {anna.id}"
    assert {message.text for message in said} == {text}
    assert inline.results == ()
    assert str(anna.id) in own_id.text


async def test_an_admin_of_one_library_sees_neither_gaps_nor_statistics_of_another(
    world: World, start: Start, libraries: Files, red: Chat, blue: Chat, anna: Person, olga: Person
) -> None:
    world.make_administrator(anna, red)
    await start(libraries, admins=(olga.id,), access=access(red, blue))
    await send_text_in(world, anna, red, "/use handbook")
    anna.says("/ask Who polishes the zwetschge?", red)
    await world.next_message(red)

    await send_text(world, olga, "/use news")
    gaps = await send_text(world, olga, "/gaps")
    usage = await send_text(world, olga, "/stats")
    await send_text(world, olga, "/use handbook")
    own = await send_text(world, olga, "/gaps")

    assert "zwetschge" not in gaps.text + usage.text
    assert "zwetschge" in own.text
