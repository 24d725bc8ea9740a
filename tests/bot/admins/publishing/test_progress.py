import asyncio
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from telegram import User

from bot.admins.publishing.progress import ProgressMessage
from bot.application import QuothApplication
from bot.context import BotContext
from bot.live_corpus import LiveCorpus
from bot.messages.chats import Place
from bot.messages.message import Reply
from bot.messages.richtext import plain
from bot.policy import Policy
from bot.roles import Roles
from bot.state import State
from bot.transport.sending.delivery import Delivery
from bot.transport.sending.outbox import Outbox
from retrieval.store.corpus_store import CorpusStore
from tests.bot.conftest import WITHOUT_PROGRESS, Start
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.state import ActKind


@pytest.fixture
def policy() -> Policy:
    return Policy(progress_after=timedelta(0), progress_interval=timedelta(milliseconds=1))


@pytest.fixture
async def progress(
    start: Start, built: tuple[Path, Path], anna: Person, policy: Policy
) -> AsyncIterator[ProgressMessage]:
    """A progress message to Anna with the policy of the test: sent at once and edited at every change."""
    application: QuothApplication = await start()
    state = State(None)
    with closing(LiveCorpus(CorpusStore(*built))) as live_corpus:
        delivery = Delivery(state)
        await delivery.start(application.bot)
        bot_context = BotContext(live_corpus, state, Outbox(state, delivery.wake), policy, Roles([], state))
        user = User(anna.id, "Anna", is_bot=False)
        yield ProgressMessage(
            bot_context, application.bot, Place(anna.id), user, lambda texts: plain("At work.")
        )
        await delivery.stop()
    await state.close()


def edits(world: World) -> int:
    return len([act for act in world.acts if act.kind is ActKind.EDITED])


async def test_a_progress_message_is_edited_only_when_there_is_something_new(
    world: World, anna: Person, progress: ProgressMessage
) -> None:
    async with progress:
        first = await world.next_message(anna.chat)

        assert first.text == "At work."

        progress.report("building", 1, 2)
        assert (await world.next_edit(anna.chat)).text == "At work.\nBuilding: 1 of 2 texts"

        for _ in range(20):
            progress.report("building", 1, 2)
            await asyncio.sleep(0.001)
        progress.report("comparing", 0, 0)

        assert (await world.next_edit(anna.chat)).text == "At work.\nComparing with the current version"

    assert edits(world) == 2

    await progress.end(lambda context: Reply(plain("Done.")))
    last = await world.next_edit(anna.chat)

    assert (last.id, last.text) == (first.id, "Done.")


async def test_a_report_is_sent_as_a_new_message_if_the_progress_message_was_deleted(
    world: World, anna: Person, progress: ProgressMessage, refusals: set[str]
) -> None:
    refusals.add("Bad Request: message to edit not found")
    async with progress:
        anna.deletes(await world.next_message(anna.chat))
    await progress.end(lambda context: Reply(plain("Done.")))

    assert (await world.next_message(anna.chat)).text == "Done."


@pytest.mark.parametrize("policy", [WITHOUT_PROGRESS])
async def test_work_that_finishes_at_once_is_reported_in_one_message(
    world: World, anna: Person, progress: ProgressMessage
) -> None:
    async with progress:
        progress.report("building", 1, 2)
    await progress.end(lambda context: Reply(plain("Done.")))

    assert (await world.next_message(anna.chat)).text == "Done."
    assert len(world.messages(anna.chat)) == 1
