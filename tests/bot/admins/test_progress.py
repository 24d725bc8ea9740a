import asyncio
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from telegram import User

from bot.admins import progress
from bot.admins.progress import ProgressMessage
from bot.application import QuothApplication
from bot.context import BotContext
from bot.live_corpus import LiveCorpus
from bot.messages.chats import Place
from bot.messages.message import Reply
from bot.messages.richtext import plain
from bot.policy import Policy
from bot.roles import Roles
from bot.state import State
from bot.transport.delivery import Delivery
from bot.transport.outbox import Outbox
from retrieval.store.corpus_store import CorpusStore
from tests.bot.conftest import Start
from tests.support.bot_api.people import Person
from tests.support.bot_api.state import Deed
from tests.support.bot_api.world import World


@pytest.fixture
def anna(world: World) -> Person:
    person = world.person("Anna")
    world.private_chat(person)
    return person


@pytest.fixture
async def telling(
    start: Start, built: tuple[Path, Path], anna: Person, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[ProgressMessage]:
    """A progress message to Anna that is sent at once and edited at every change."""
    monkeypatch.setattr(progress, "SECONDS_UNTIL_PROGRESS", 0)
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_EDITS", 0.001)
    application: QuothApplication = await start()
    state = State(None)
    with closing(LiveCorpus(CorpusStore(*built))) as library:
        delivery = Delivery(state)
        await delivery.start(application.bot)
        bot_context = BotContext(library, state, Outbox(state, delivery.wake), Policy(), Roles([], state))
        user = User(anna.id, "Anna", is_bot=False)
        yield ProgressMessage(
            bot_context, application.bot, Place(anna.id), user, lambda texts: plain("At work.")
        )
        await delivery.stop()
    await state.close()


def edits(world: World) -> int:
    return len([act for act in world.acts if act.deed is Deed.EDITED])


async def test_a_progress_message_is_edited_only_when_there_is_something_new(
    world: World, anna: Person, telling: ProgressMessage
) -> None:
    async with telling:
        first = await world.next_message(anna.chat)
        assert first.text == "At work."
        telling.tell("building", 1, 2)
        assert (await world.next_edit(anna.chat)).text == "At work.\nBuilding: 1 of 2 texts"
        for _ in range(20):
            telling.tell("building", 1, 2)
            await asyncio.sleep(0.001)
        telling.tell("comparing", 0, 0)
        assert (await world.next_edit(anna.chat)).text == "At work.\nComparing with the current version"
    assert edits(world) == 2

    await telling.end(lambda context: Reply(plain("Done.")))
    last = await world.next_edit(anna.chat)

    assert (last.id, last.text) == (first.id, "Done.")


async def test_a_report_is_sent_as_a_new_message_if_the_progress_message_was_deleted(
    world: World, anna: Person, telling: ProgressMessage, refusals: set[str]
) -> None:
    refusals.add("Bad Request: message to edit not found")
    async with telling:
        anna.deletes(await world.next_message(anna.chat))
    await telling.end(lambda context: Reply(plain("Done.")))
    assert (await world.next_message(anna.chat)).text == "Done."


async def test_work_that_finishes_at_once_is_reported_in_one_message(
    world: World, anna: Person, telling: ProgressMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SECONDS_UNTIL_PROGRESS", 60)
    async with telling:
        telling.tell("building", 1, 2)
    await telling.end(lambda context: Reply(plain("Done.")))
    assert (await world.next_message(anna.chat)).text == "Done."
    assert len(world.messages(anna.chat)) == 1
