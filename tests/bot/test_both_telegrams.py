"""The same conversations over the in-memory and the strict Telegram: the bot must reply the same."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, closing
from pathlib import Path

import pytest

from bot.application import build_application
from bot.live_corpus import LiveCorpus
from bot.terminal.chat import TerminalChat
from bot.terminal.memory_telegram import (
    TOKEN,
    Event,
    MemoryTelegram,
    Notice,
    PrivateChat,
    Sent,
    buttons,
)
from bot.terminal.memory_telegram import Person as PersonHere
from bot.terminal.screen import PlainScreen
from retrieval.store.corpus_store import CorpusStore
from tests.bot.conftest import WITHOUT_PROGRESS, Start
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World

MARKS = {"bold", "italic", "code", "blockquote", "text_link", "strikethrough"}
"""Marks made by the bot; Telegram adds those it detects by itself, such as commands."""

Look = tuple[str, str, tuple[tuple[str, int, int], ...], tuple[str, ...]]
"""An action of the bot ("sent", "edited", "notice") with its text, marks and button labels."""


class Here:
    """A conversation over the in-memory Telegram."""

    def __init__(self, chat: PrivateChat, events: asyncio.Queue[Event]) -> None:
        self._chat = chat
        self._events = events

    async def enter(self, line: str) -> list[Look]:
        """Enter *line*, or press the button it names in brackets, and return what the bot does."""
        if line.startswith("["):
            await self._chat.tap(self._chat.choices().index(line[1:-1]) + 1)
        else:
            await TerminalChat(self._chat, PlainScreen()).enter(line)
        seen = [await self._events.get()]
        while not self._events.empty():
            seen.append(self._events.get_nowait())
        return [self._look(event) for event in seen]

    def _look(self, event: Event) -> Look:
        if isinstance(event, Notice):
            return ("notice", event.text, (), ())
        message = event.message
        marks = tuple((mark.type, mark.offset, mark.length) for mark in message.entities)
        labels = tuple(button.text for button in buttons(message))
        return ("sent" if isinstance(event, Sent) else "edited", message.text or "", marks, labels)


class There:
    """The same conversation over HTTP; it waits for as many actions as were seen in memory."""

    def __init__(self, world: World, person: Person) -> None:
        self._world = world
        self._person = person

    async def enter(self, line: str, expected: list[Look]) -> list[Look]:
        """Say *line* or press the button it names, and return what the bot does."""
        tap = None
        if line.startswith("["):
            lowest = [message for message in self._world.messages(self._person.chat) if message.labels][-1]
            tap = self._person.taps(lowest, line[1:-1])
        else:
            self._do(line)
        seen = [await self._see(kind) for kind, *_ in expected if kind != "notice"]
        notice = (await tap.answer()).text if tap else ""
        return [("notice", notice, (), ()), *seen] if notice else seen

    def _do(self, line: str) -> None:
        """Say *line*, or carry out the terminal command in it (edit, reply, quote) on the last message."""
        standing = self._world.messages(self._person.chat)[::-1]
        received = [message for message in standing if message.sender == self._world.bot]
        command, _, words = line.partition(" ")
        match command:
            case ":edit":
                mine = next(message for message in standing if message.sender == self._person.user)
                self._person.edits(mine, words)
            case ":reply":
                number, _, text = words.partition(" ")
                self._person.replies_to(received[int(number) - 1], text)
            case ":quote":
                quote, _, text = words.partition(" | ")
                saying = next(message for message in received if quote in message.text)
                self._person.replies_to(saying, text, quote)
            case _:
                self._person.says(line)

    def events(self) -> int:
        """The number of messages the person has seen, edits included."""
        return len([act for act in self._world.acts if act.message])

    async def _see(self, kind: str) -> Look:
        see = self._world.next_message if kind == "sent" else self._world.next_edit
        message = await see(self._person.chat)
        marks = tuple((e.type, e.offset, e.length) for e in message.body.entities if e.type in MARKS)
        return (kind, message.text, marks, message.labels)


Both = Callable[..., Awaitable[tuple[Here, There]]]


@pytest.fixture
async def both(world: World, start: Start, built: tuple[Path, Path], tmp_path: Path) -> AsyncIterator[Both]:
    """The same person talking to the same bot in both Telegrams."""
    async with AsyncExitStack() as stack:

        async def both(source: Path = built[0], *, as_admin: bool = False) -> tuple[Here, There]:
            person = world.person("Anna")
            world.private_chat(person)
            admins = (person.id,) if as_admin else ()
            await start(source, admins)
            live_corpus = stack.enter_context(closing(LiveCorpus(CorpusStore(source, tmp_path / "here"))))
            events: asyncio.Queue[Event] = asyncio.Queue()
            telegram = MemoryTelegram(events.put_nowait)
            application = build_application(
                live_corpus, token=TOKEN, admins=admins, policy=WITHOUT_PROGRESS, request=telegram
            )
            await stack.enter_async_context(application)
            await application.start()
            stack.push_async_callback(application.stop)
            chat = PrivateChat(application, telegram, PersonHere(person.id, "Anna"))
            return Here(chat, events), There(world, person)

        yield both


CONVERSATIONS = {
    "an answer and its buttons": ["What did the repair cost?", "[More]", "[Back]", "[Context]", "[Back]"],
    "a starter question": ["/start", "[Who lit the lamp?]", "[Context]"],
    "the commands": ["/help", "/about", "/sources", "/id", "/new", "/nonsense", "/reload", "/ask"],
    "small talk": ["hello", "thanks", "bye", "the", "?!", "/start somewhere"],
    "hard questions": [
        "\U0001f600 Who paid for the repair? \U0001f468‍\U0001f469‍\U0001f467",
        "/ask When does the lamp burn?",
        "Кто зажёг лампу?",
        "xyzzy plugh",
        "<b>lamp & pier</b>",
        "lamp " * 819,
    ],
    "a follow-up": ["Who lit the lamp?", "And what did she tell them?"],
    "an edit": ["Who lit the lamp?", ":edit What did the repair cost?", "[Context]", ":edit thanks"],
    "an edited command": ["/verify It cost nothing.", ":edit /why", ":edit Who lit the lamp?", ":edit /new"],
    "an edit of what was no question": ["hello", ":edit Who lit the lamp?", ":edit the"],
    "a reply": ["What did the repair cost?", "Who lit the lamp?", "/new", ":reply 3 And who paid half?"],
    "a reply to a view": ["What did the repair cost?", "[Context]", ":reply 1 And who paid half?"],
    "selected words": ["/outline", ":quote she told | What did she say?", ":edit Whom did she tell it?"],
    "a question as typed": [
        "What did the repair cost?",
        "And who paid for it?",
        "[Search exactly what I typed]",
        "[Back]",
    ],
}


@pytest.mark.parametrize("lines", CONVERSATIONS.values(), ids=CONVERSATIONS)
async def test_the_bot_replies_the_same_in_both_telegrams(both: Both, lines: list[str]) -> None:
    here, there = await both()
    events = 0
    for line in lines:
        seen = await here.enter(line)

        assert await there.enter(line, seen) == seen

        events += len([kind for kind, *_ in seen if kind != "notice"])

    assert there.events() == events


async def test_a_reload_and_a_stale_button_look_the_same_in_both_telegrams(both: Both, source: Path) -> None:
    here, there = await both(source, as_admin=True)
    for line in ["Who lit the lamp?", "/reload", "[More]", "Who lit the lamp?"]:
        if line == "/reload":
            with (source / "lamp.txt").open("a", encoding="utf-8") as article:
                article.write("\nThe dog of the mayor is called Admiral.\n")
        seen = await here.enter(line)

        assert await there.enter(line, seen) == seen
