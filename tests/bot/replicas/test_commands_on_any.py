"""Chat commands to a bot of two processes: either may handle a message, and both see the effect."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from telegram import Update

from bot.application import QuothApplication, build_application
from bot.live_corpus import LiveCorpus
from management.depot.depot import Depot
from tests.bot.conftest import WITHOUT_PROGRESS
from tests.bot.people import grant_role, send_file, send_text, tap_button
from tests.bot.replicas.conftest import LAMP, NewMachine, ServedBot, SharingMachine, eventually
from tests.bot.running import stop
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World

BOAT = "The boat of Selmouth was painted green by Nils Holm in the spring."
WHO_PAINTED = "Who painted the boat?"


@pytest.fixture
async def served_bot(
    world: World, new_machine: NewMachine, depot: Depot, database_url: str, olga: Person
) -> AsyncIterator[ServedBot]:
    """Two processes on separate machines; only the first one had the text."""
    machines = [new_machine("one"), new_machine("other")]
    machines[0].write("lamp.txt", LAMP)
    async with AsyncExitStack() as stack:
        applications = []
        for machine in machines:
            application = await _started(world, machine, database_url, depot, olga.id)
            stack.push_async_callback(stop, application)
            applications.append(application)
        updater = applications[0].updater
        assert updater is not None
        await updater.start_polling(allowed_updates=Update.ALL_TYPES)
        yield ServedBot(machines, applications)


async def _started(
    world: World, machine: SharingMachine, url: str, depot: Depot, owner: int
) -> QuothApplication:
    """An application that runs on a machine and does not poll."""
    await machine.prepare_once()
    machine.corpus = LiveCorpus(machine.store, waits=False)
    machine.stack.callback(machine.corpus.close)
    application = build_application(
        machine.corpus,
        token=world.token,
        base_url=world.server.base_url,
        base_file_url=world.server.base_file_url,
        admins=(owner,),
        state_dir=machine.folder,
        database=url,
        depot=depot,
        policy=WITHOUT_PROGRESS,
    )
    await application.initialize()
    await application.start()
    return application


async def test_a_file_sent_to_one_process_can_be_published_and_rolled_back_by_the_other(
    served_bot: ServedBot, world: World, olga: Person, anna: Person
) -> None:
    await served_bot.let_answer(0)
    report = await send_file(world, olga, "boat.txt", BOAT)
    await served_bot.let_answer(1)
    published = await tap_button(world, olga, report, "Publish")
    listed = await send_text(world, olga, "/versions")
    await served_bot.let_answer(0)
    sources = await send_text(world, anna, "/sources")
    answered = await send_text(world, anna, WHO_PAINTED)
    offer = await send_text(world, olga, "/rollback")
    await served_bot.let_answer(1)
    taken_back = await tap_button(world, olga, offer, "Roll back and remove them")
    unanswered = await send_text(world, anna, WHO_PAINTED)
    recorded = await send_text(world, olga, "/audit")

    assert published.text.startswith("Published.")
    assert listed.text.startswith("2 versions")
    assert "boat" in sources.text
    assert "Nils Holm" in answered.text
    assert "is in use again" in taken_back.text
    assert "Nils Holm" not in unanswered.text
    assert "rolled back" in recorded.text

    await eventually(lambda: all(machine.files == {"lamp.txt"} for machine in served_bot.machines))


async def test_a_text_changed_and_reloaded_on_one_machine_answers_on_all(
    served_bot: ServedBot, world: World, olga: Person, anna: Person
) -> None:
    served_bot.machines[1].write("lamp.txt", f"{LAMP}\n\n{BOAT}")
    await served_bot.let_answer(1)
    reloaded = await send_text(world, olga, "/reload")
    await served_bot.let_answer(0)
    answered = await send_text(world, anna, WHO_PAINTED)

    assert "Paragraphs: 1 added" in reloaded.text
    assert "Nils Holm" in answered.text

    await eventually(lambda: "Nils Holm" in (served_bot.machines[0].source / "lamp.txt").read_text())


async def test_a_gap_found_by_one_process_can_be_closed_with_synonyms_on_the_other(
    served_bot: ServedBot, world: World, olga: Person, anna: Person
) -> None:
    await served_bot.let_answer(0)
    await send_text(world, anna, "Who lit the beacon?")
    await served_bot.let_answer(1)
    gap = await tap_button(world, olga, await send_text(world, olga, "/gaps"), "1")
    olga.taps(gap, "Add a synonym")
    prompt = await world.next_message(olga.chat)
    await served_bot.let_answer(0)
    olga.replies_to(prompt, "lamp")
    added = await world.next_message(olga.chat)
    await served_bot.let_answer(1)
    answered = await send_text(world, anna, "Who lit the beacon?")

    assert "beacon" in gap.text
    assert "beacon, lamp" in added.text
    assert "Edda Quist" in answered.text

    await eventually(lambda: all("synonyms.txt" in machine.files for machine in served_bot.machines))


async def test_a_role_granted_by_one_process_holds_in_the_other_until_it_is_revoked_there(
    served_bot: ServedBot, world: World, olga: Person, anna: Person
) -> None:
    await served_bot.let_answer(0)
    await grant_role(world, olga, anna, "viewer")
    await served_bot.let_answer(1)
    statistics = await send_text(world, anna, "/stats")
    roles = await send_text(world, olga, "/roles")
    await olga.taps(await send_text(world, olga, f"/revoke {anna.id}"), "Revoke").answer()
    await world.next_edit(olga.chat)
    await world.next_message(olga.chat)
    await served_bot.let_answer(0)
    refused = await send_text(world, anna, "/stats")

    assert "Only" not in statistics.text
    assert str(anna.id) in roles.text
    assert "Only" in refused.text


async def test_a_person_forgotten_by_one_process_is_unknown_to_the_other(
    served_bot: ServedBot, world: World, olga: Person, anna: Person
) -> None:
    await served_bot.let_answer(0)
    await send_text(world, anna, "Are there penguins in Antarctica?")
    board = await send_text(world, olga, "/gaps")
    await served_bot.let_answer(1)
    forgotten = await send_text(world, anna, "/forget")
    await served_bot.let_answer(0)
    board_afterwards = await send_text(world, olga, "/gaps")

    assert "penguins" in board.text
    assert "I deleted 1 answer" in forgotten.text
    assert "No open questions" in board_afterwards.text
