"""Attacks by strangers with forwarded messages and forged buttons, all without effect."""

from pathlib import Path

import pytest

from bot.messages.callback_data import (
    BEFORE,
    EXACTLY,
    ReadOtherwise,
    ShowOutline,
    ShowPage,
    ShowSources,
    pack,
    unpack,
)
from bot.state import FILE
from tests.bot.conftest import Start
from tests.bot.people import send_text, tap_forged_button
from tests.bot.running import stop
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.records import Chat, Message


@pytest.fixture
def group(world: World) -> Chat:
    return world.supergroup("Reading circle")


async def ask(world: World, person: Person, group: Chat, words: str) -> Message:
    """The answer to a question in a group."""
    person.says(f"/ask {words}", group)
    return await world.next_message(group)


# Forwarded messages


@pytest.mark.parametrize("command", ["/forget", "/new", "/ask Who lit the lamp?", "/id"])
async def test_a_forwarded_command_is_not_carried_out(
    world: World, start: Start, anna: Person, boris: Person, group: Chat, command: str
) -> None:
    await start()
    answer = await send_text(world, anna, "Who lit the lamp?")

    anna.forwards(boris.says(command, world.group("Elsewhere")))
    reply = await world.next_message(anna.chat)
    notice = await anna.taps(answer, "Context").answer()

    assert reply.text == "I don’t carry out forwarded commands. Type it yourself to have it done."
    assert notice.text == ""


async def test_an_owner_who_forwards_a_reload_reloads_nothing(
    world: World, start: Start, anna: Person, boris: Person
) -> None:
    await start(admins=[anna.id])

    anna.forwards(boris.says("/reload", world.group("Elsewhere")))
    reply = await world.next_message(anna.chat)

    assert "forwarded commands" in reply.text


async def test_a_forwarded_question_is_answered(
    world: World, start: Start, anna: Person, boris: Person
) -> None:
    await start()

    anna.forwards(boris.says("Who lit the lamp?", world.group("Elsewhere")))

    assert "Edda Quist" in (await world.next_message(anna.chat)).text


# Forged buttons


async def test_a_forged_button_does_not_put_one_answer_into_the_message_of_another(
    world: World, start: Start, anna: Person, boris: Person, group: Chat
) -> None:
    await start()
    hers = await ask(world, anna, group, "Who lit the lamp?")
    his = page_of(await ask(world, boris, group, "What did the repair cost?"))

    notice = await tap_forged_button(boris, hers, pack(ShowPage(his.version, his.answer, 0)))

    assert "no longer have this answer" in notice.text
    assert world.current(hers) == hers


@pytest.mark.parametrize("name", ["sources", "outline", "exactly", "before"])
async def test_a_forged_button_that_an_answer_does_not_have_does_not_change_it(
    world: World, start: Start, anna: Person, boris: Person, group: Chat, name: str
) -> None:
    await start()
    hers = await ask(world, anna, group, "Who lit the lamp?")
    page = page_of(hers)
    data = {
        "sources": pack(ShowSources(page.version, 0)),
        "outline": pack(ShowOutline(page.version, 0, 1)),
        "exactly": pack(ReadOtherwise(page.version, page.answer, EXACTLY)),
        "before": pack(ReadOtherwise(page.version, page.answer, BEFORE)),
    }

    notice = await tap_forged_button(boris, hers, data[name])

    assert "no longer works" in notice.text
    assert world.current(hers) == hers


def page_of(answer: Message) -> ShowPage:
    """The action of the More button below an answer."""
    action = unpack(answer.button("More").raw["callback_data"])
    assert isinstance(action, ShowPage)
    return action


async def test_a_forged_choice_of_language_does_not_change_an_answer(
    world: World, start: Start, anna: Person, boris: Person, group: Chat
) -> None:
    await start()
    hers = await ask(world, anna, group, "Who lit the lamp?")

    notice = await tap_forged_button(boris, hers, "language:de")

    assert "no longer works" in notice.text
    assert world.current(hers) == hers


# Personal data


async def test_forget_deletes_a_persons_words_that_somebody_else_selected(
    world: World, start: Start, anna: Person, boris: Person, group: Chat, tmp_path: Path
) -> None:
    application = await start()
    anna.replies_to(boris.says("I wonder about the SeCrEt repair", group), "@quoth_bot who paid half of it?")
    await world.next_message(group)
    anna.replies_to(boris.says("Who lit the HiDdEn lamp?", group), "@quoth_bot")
    await world.next_message(group)

    await send_text(world, boris, "/forget")
    await stop(application)

    kept = (tmp_path / "state" / FILE).read_bytes()

    assert b"SeCrEt" not in kept
    assert b"HiDdEn" not in kept


# Hostile words


@pytest.mark.parametrize("words", ["a" + "!" * 3000, "!" * 3000, "a " * 1500, "\u202e" * 500 + "a"])
async def test_verify_accepts_any_words(world: World, start: Start, anna: Person, words: str) -> None:
    await start()

    reply = await send_text(world, anna, f"/verify {words}")

    assert "something went wrong" not in reply.text
