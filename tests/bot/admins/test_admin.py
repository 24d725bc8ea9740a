"""Orders: who may give them, how they are confirmed, and what the buttons do; over the strict Bot API."""

from pathlib import Path

import pytest

from bot.messages.callback_data import Confirm, ShowAudit, Withdraw, pack
from bot.state import State
from bot.state.orders import WaitingOrder
from tests.bot.conftest import Start
from tests.bot.people import grant_role, send_text, tap_forged_button
from tests.bot.running import stop
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.records import Chat

CANNOT_BEGIN = "Forbidden: bot can't initiate conversation with a user"
UNKNOWN = "Bad Request: chat not found"


async def test_a_waiting_order_is_not_carried_out_once_its_owner_has_lost_the_role(
    world: World, start: Start, olga: Person, anna: Person, group: Chat
) -> None:
    await start(admins=(olga.id,))
    await grant_role(world, olga, anna, "admin")
    anna.says("/reload@quoth_bot", group)
    waiting = await world.next_message(anna.chat)
    question = await send_text(world, olga, f"/revoke {anna.id}")
    await olga.taps(question, "Revoke").answer()
    await world.next_message(olga.chat)

    assert "Only admins can do that" in (await anna.taps(waiting, "Do it").answer()).text


async def test_a_waiting_order_requires_the_same_role_as_its_command(
    world: World, start: Start, olga: Person, anna: Person, group: Chat
) -> None:
    await start(admins=(olga.id,))
    await grant_role(world, olga, anna, "admin")
    anna.says("/reload@quoth_bot", group)
    waiting = await world.next_message(anna.chat)
    await grant_role(world, olga, anna, "viewer")

    assert "Only admins can do that" in (await anna.taps(waiting, "Do it").answer()).text


async def test_pressing_a_confirmation_button_twice_does_nothing_more_and_says_so(
    world: World, start: Start, olga: Person, anna: Person
) -> None:
    await start(admins=(olga.id,))
    question = await send_text(world, olga, f"/grant {anna.id} admin")
    first, second = olga.taps(question, "Grant"), olga.taps(question, "Grant")
    third = olga.taps(question, "Cancel")

    assert (await first.answer()).text == ""
    for tap in (second, third):
        assert "already been decided" in (await tap.answer()).text

    await world.next_message(olga.chat)
    assert (await send_text(world, olga, "/audit")).text.count("role given") == 1


async def test_only_the_person_who_gave_an_order_can_confirm_it(
    world: World, start: Start, olga: Person, oskar: Person, anna: Person
) -> None:
    await start(admins=(olga.id, oskar.id))
    question = await send_text(world, olga, f"/grant {anna.id} admin")

    assert "already been decided" in (await oskar.taps(question, "Grant").answer()).text
    assert "Only admins can do that" in (await anna.taps(question, "Grant").answer()).text

    await olga.taps(question, "Grant").answer()
    assert "have a new role" in (await world.next_message(anna.chat)).text


async def test_an_order_can_still_be_confirmed_after_a_restart(
    world: World, start: Start, olga: Person, anna: Person
) -> None:
    first = await start(admins=(olga.id,))
    question = await send_text(world, olga, f"/grant {anna.id} admin")
    await stop(first)
    await start(admins=(olga.id,))
    await olga.taps(question, "Grant").answer()

    assert "have a new role" in (await world.next_message(anna.chat)).text


async def test_a_waiting_order_is_not_carried_out_if_its_command_no_longer_exists(
    world: World, start: Start, tmp_path: Path, olga: Person
) -> None:
    state = State(tmp_path / "state")
    await state.orders.keep(WaitingOrder("0a", olga.id, "abolished", "", ""))
    await state.close()
    await start(admins=(olga.id,))

    message = await send_text(world, olga, "/id")

    assert "already been decided" in (await tap_forged_button(olga, message, pack(Confirm("0a")))).text


async def test_forged_admin_buttons_give_a_plain_user_nothing_and_leave_no_personal_data_in_the_log(
    world: World, start: Start, olga: Person, anna: Person, caplog: pytest.LogCaptureFixture
) -> None:
    await start(admins=(olga.id,))
    question = await send_text(world, olga, f"/grant {anna.id} admin")
    confirm = question.button("Grant").value
    message = await send_text(world, anna, "/id")
    with caplog.at_level("INFO", "bot"):
        for data in (confirm, pack(Confirm("x")), pack(Withdraw("x")), pack(ShowAudit(0))):
            notice = await tap_forged_button(anna, message, data)

            assert notice.show_alert
            assert notice.text.startswith("Only admins can do that.")
        await send_text(world, anna, "/grant 5 secretword")

    assert caplog.text.count("refused") == 5
    assert "refused /grant" in caplog.text
    assert str(anna.id) not in caplog.text
    assert "secretword" not in caplog.text
    assert "Nobody" not in (await send_text(world, olga, "/roles")).text
    assert str(anna.id) not in (await send_text(world, olga, "/roles")).text


async def test_an_order_given_in_a_group_is_confirmed_and_reported_in_private(
    world: World, start: Start, source: Path, olga: Person, group: Chat
) -> None:
    await start(source, admins=(olga.id,))
    olga.says("/reload", group)

    question = await world.next_message(olga.chat)

    assert question.text == "You sent this in Reading circle: /reload\n\nGo ahead?"
    assert question.labels == ("Do it", "Cancel")

    await olga.taps(question, "Do it").answer()
    assert (await world.next_edit(olga.chat)).text == "Confirmed: /reload"
    assert (await world.next_message(olga.chat)).text.startswith("Nothing has changed.")
    assert [act for act in world.acts if act.chat == group] == []


async def test_an_admin_who_cannot_be_messaged_in_private_gets_a_link_to_the_private_chat(
    world: World, start: Start, refusals: set[str], newcomer: Person
) -> None:
    refusals.update({CANNOT_BEGIN, UNKNOWN})
    await start(admins=(newcomer.id,))
    group = world.supergroup("Reading circle")
    for order in ("/reload", "/grant 5 admin"):
        newcomer.says(order, group)
        told = await world.next_message(group)

        assert "confirmation in private" in told.text

        (link,) = [entity.url for entity in told.body.entities if entity.type == "text_link"]
        assert link == "https://t.me/quoth_bot"
    newcomer.starts()
    await world.next_message(newcomer.chat)
    newcomer.says("/reload", group)

    assert (await world.next_message(newcomer.chat)).labels == ("Do it", "Cancel")


async def test_anonymous_group_admins_have_no_role(world: World, start: Start, olga: Person) -> None:
    await start(admins=(olga.id,))
    group = world.supergroup("Reading circle")
    world.make_administrator(olga, group)
    for order in ("/reload", "/grant 5 admin", "/revoke 5", "/roles", "/audit"):
        olga.says(order, group, behind=group)

        assert "I can’t see who is posting" in (await world.next_message(group)).text


async def test_a_refusal_in_a_group_does_not_mention_roles(
    world: World, start: Start, olga: Person, anna: Person, group: Chat
) -> None:
    await start(admins=(olga.id,))
    anna.says("/grant 5 admin", group)

    assert (await world.next_message(group)).text == f"Only admins can do that. Your numeric id is {anna.id}."


async def test_a_cancelled_order_changes_nothing(
    world: World, start: Start, olga: Person, anna: Person
) -> None:
    await start(admins=(olga.id,))
    question = await send_text(world, olga, f"/grant {anna.id} admin")
    await olga.taps(question, "Cancel").answer()

    assert (await world.next_edit(olga.chat)).text == "Cancelled. Nothing has changed."
    assert "Only admins" in (await send_text(world, anna, "/roles")).text


async def test_editing_a_command_that_asks_for_information_edits_the_reply(
    world: World, start: Start, source: Path, olga: Person
) -> None:
    await start(source, admins=(olga.id,))
    order = olga.says("/diff zz zz")
    refused = await world.next_message(olga.chat)
    for text, told in (
        ("/diff a", "Name two versions"),
        ("/versions", "in use"),
        ("/gaps", "question"),
        ("/stats", "7 days"),
        ("/audit", "Activity"),
        ("/roles", "owner"),
    ):
        olga.edits(order, text)
        edited = await world.next_edit(olga.chat)

        assert (edited.id, told in edited.text) == (refused.id, True), edited.text


async def test_an_order_edited_while_it_runs_is_reported_in_a_single_message(
    world: World, start: Start, olga: Person
) -> None:
    await start(admins=(olga.id,))
    order = olga.says("/gaps")
    olga.edits(order, "/stats")

    told, edited = await world.next_message(olga.chat), await world.next_edit(olga.chat)

    assert edited.id == told.id
    assert edited.text.startswith("The last 7 days")


async def test_editing_a_question_into_an_order_replaces_its_answer(
    world: World, start: Start, olga: Person, anna: Person
) -> None:
    await start(admins=(olga.id,))
    for person, expected in ((olga, "1 version"), (anna, "Only admins can do that")):
        question = person.says("Who lit the lamp?")
        answer = await world.next_message(person.chat)
        person.edits(question, "/versions")
        edited = await world.next_edit(person.chat)

        assert (edited.id, expected in edited.text) == (answer.id, True)


async def test_a_failing_order_is_logged_with_the_update_id_and_answered_with_an_apology(
    world: World,
    start: Start,
    olga: Person,
    refusals: set[str],
    caplog: pytest.LogCaptureFixture,
    group: Chat,
) -> None:
    refusals.add("Bad Request: something new")
    await start(admins=(olga.id,))
    olga.says("/roles", group)
    question = await world.next_message(olga.chat)
    world.fail("answerCallbackQuery", 400, "Bad Request: something new")

    with caplog.at_level("ERROR", "bot"):
        olga.taps(question, "Do it")
        apology = await world.next_message(olga.chat)

    # The refused answer is the fault here; the server counts the tap as never answered.
    refusals.update(each.reason for each in world.refused if each.reason.startswith("never answered"))

    assert "something went wrong" in apology.text
    assert f"handling update {world.updates[-1].id} failed" in caplog.text
