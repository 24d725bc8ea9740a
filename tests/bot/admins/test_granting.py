"""Granting and revoking roles in chat: whole conversations over the strict Bot API."""

from pathlib import Path

import pytest

from bot.admins.granting import MAX_LISTED, person_and_role
from bot.messages.callback_data import ShowAudit, pack
from bot.state import FILE, State
from tests.bot.conftest import Start
from tests.bot.people import (
    grant_role,
    menu_commands,
    person_who_started,
    send_text,
    tap_forged_button,
    wait_for_menu,
)
from tests.bot.running import stop
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.records import Chat

UNKNOWN = "Bad Request: chat not found"


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("12 admin", (12, "admin")),
        ("  12   ADMIN ", (12, "admin")),
        ("12", (12, "")),
        ("admin", (None, "admin")),
        ("-12 admin", (None, "-12 admin")),
        ("0 admin", (None, "0 admin")),
        ("١٢ admin", (None, "١٢ admin")),
        ("1" * 17, (None, "1" * 17)),
        ("@anna admin", (None, "@anna admin")),
    ],
)
def test_a_role_order_must_begin_with_a_numeric_id(words: str, read: tuple[int | None, str]) -> None:
    assert person_and_role(words) == read


# Granting roles


async def test_an_owner_makes_somebody_an_admin_who_is_notified_and_can_use_admin_commands(
    world: World, start: Start, source: Path, olga: Person, anna: Person
) -> None:
    await start(source, admins=(olga.id,))
    question = await send_text(world, olga, f"/grant {anna.id} admin")

    assert question.text == f"Make {anna.id} admin?\nNo role yet."
    assert question.labels == ("Grant", "Cancel")
    assert "Only admins" in (await send_text(world, anna, "/reload")).text
    assert (await olga.taps(question, "Grant").answer()).text == ""

    confirmed = await world.next_edit(olga.chat)
    assert confirmed.text == f"Confirmed: /grant {anna.id} admin"
    assert confirmed.labels == ()
    assert "have a new role here: admin" in (await world.next_message(anna.chat)).text

    report = await world.next_message(olga.chat)
    assert report.text == f"Done. {anna.id} is now admin.\nI’ve let them know."
    assert (await send_text(world, anna, "/reload")).text.startswith("Nothing has changed.")

    await wait_for_menu(world, anna, of_an_admin=True)
    assert "grant" not in menu_commands(world, anna)

    listed = (await send_text(world, anna, "/help")).text
    assert "/reload – " in listed
    assert "/grant – " not in listed


async def test_the_log_records_a_role_change_without_naming_the_person(
    world: World, start: Start, olga: Person, anna: Person, caplog: pytest.LogCaptureFixture
) -> None:
    await start(admins=(olga.id,))
    with caplog.at_level("INFO", "bot"):
        await grant_role(world, olga, anna, "viewer")

    assert "changed a person's role to viewer" in caplog.text
    assert not [person for person in (olga, anna) if str(person.id) in caplog.text]


async def test_somebody_known_to_the_bot_is_notified_of_a_role_in_their_own_language(
    world: World, start: Start, olga: Person
) -> None:
    await start(admins=(olga.id,))
    masha = world.person("Маша", language_code="ru")
    await send_text(world, masha, "/id")

    assert "Вам дали роль" in await message_about_a_new_role(world, olga, masha)


async def test_somebody_unknown_is_notified_of_a_role_in_the_language_of_whoever_granted_it(
    world: World, start: Start
) -> None:
    owner = world.person("Otto", language_code="de")
    await start(admins=(owner.id,))
    masha = person_who_started(world, "Маша", "ru")

    assert "Du hast hier eine Rolle" in await message_about_a_new_role(world, owner, masha)


async def message_about_a_new_role(world: World, owner: Person, person: Person) -> str:
    """The message somebody gets when they are made an admin."""
    question = await send_text(world, owner, f"/grant {person.id} admin")
    await owner.taps(question, question.labels[0]).answer()
    return (await world.next_message(person.chat)).text


async def test_a_role_can_be_raised_and_lowered(
    world: World, start: Start, olga: Person, anna: Person
) -> None:
    await start(admins=(olga.id,))
    await grant_role(world, olga, anna, "viewer")

    question = await send_text(world, olga, f"/grant {anna.id} admin")

    assert question.text == f"Make {anna.id} admin?\nCurrent role: statistics viewer"

    await grant_role(world, olga, anna, "admin")
    await wait_for_menu(world, anna, of_an_admin=True)
    await grant_role(world, olga, anna, "viewer")
    await wait_for_menu(world, anna, of_an_admin=False)


async def test_a_viewer_can_see_statistics_but_neither_roles_nor_activity(
    world: World, start: Start, olga: Person, anna: Person
) -> None:
    await start(admins=(olga.id,))
    await grant_role(world, olga, anna, "viewer")

    assert "Only admins" not in (await send_text(world, anna, "/stats")).text
    for command in ("/roles", "/audit", "/reload", "/grant 5 admin", "/revoke 5"):
        assert (await send_text(world, anna, command)).text.startswith("Only admins can do that.")


async def test_an_admin_can_neither_grant_nor_revoke_roles(
    world: World, start: Start, olga: Person, anna: Person
) -> None:
    await start(admins=(olga.id,))
    await grant_role(world, olga, anna, "admin")

    for command in ("/grant 5 admin", f"/grant {anna.id} admin", f"/revoke {anna.id}"):
        assert (await send_text(world, anna, command)).text.startswith("Only owners can do that")


@pytest.mark.parametrize(
    "order", ["/grant", "/grant admin", "/grant 5", "/grant 5 king", "/grant @anna admin"]
)
async def test_a_role_command_without_a_person_or_role_gets_usage_instructions(
    world: World, start: Start, olga: Person, order: str
) -> None:
    await start(admins=(olga.id,))
    told = await send_text(world, olga, order)

    assert told.text.startswith("Send /grant 123456789 admin")
    assert told.labels == ()


async def test_owners_are_added_and_removed_only_in_the_settings(
    world: World, start: Start, olga: Person, oskar: Person
) -> None:
    await start(admins=(olga.id, oskar.id))
    orders = ("/grant 5 owner", f"/grant {oskar.id} viewer", f"/revoke {oskar.id}", f"/revoke {olga.id}")

    for order in orders:
        assert "set only in" in (await send_text(world, olga, order)).text


async def test_granting_or_revoking_a_role_without_effect_says_so(
    world: World, start: Start, olga: Person, anna: Person
) -> None:
    await start(admins=(olga.id,))
    await grant_role(world, olga, anna, "admin")

    assert "already has this role" in (await send_text(world, olga, f"/grant {anna.id} admin")).text
    assert (await send_text(world, olga, "/revoke 5")).text == "5 has no role."


async def test_an_unknown_person_gets_the_role_at_once_and_the_menu_after_start(
    world: World, start: Start, olga: Person, refusals: set[str], newcomer: Person
) -> None:
    refusals.add(UNKNOWN)
    await start(admins=(olga.id,))
    question = await send_text(world, olga, f"/grant {newcomer.id} admin")
    await olga.taps(question, "Grant").answer()

    assert "I couldn’t tell them" in (await world.next_message(olga.chat)).text

    newcomer.starts()
    await world.next_message(newcomer.chat)
    await wait_for_menu(world, newcomer, of_an_admin=True)

    assert "Roles" in (await send_text(world, newcomer, "/roles")).text


async def test_a_role_is_granted_even_if_its_holder_cannot_be_notified(
    world: World, start: Start, olga: Person, anna: Person, refusals: set[str]
) -> None:
    refusals.add("Bad Request: something new")
    await start(admins=(olga.id,))
    question = await send_text(world, olga, f"/grant {anna.id} admin")
    world.fail("sendMessage", 400, "Bad Request: something new")
    await olga.taps(question, "Grant").answer()

    assert "I couldn’t tell them" in (await world.next_message(olga.chat)).text
    assert "Roles" in (await send_text(world, anna, "/roles")).text


# Revoking roles


async def test_revoking_a_role_removes_its_menu_and_disables_its_buttons(
    world: World, start: Start, olga: Person, anna: Person
) -> None:
    await start(admins=(olga.id,))
    await grant_role(world, olga, anna, "admin")
    await wait_for_menu(world, anna, of_an_admin=True)
    record = await send_text(world, anna, "/audit")

    question = await send_text(world, olga, f"/revoke {anna.id}")

    assert question.text == f"Take the role admin from {anna.id}?"

    await olga.taps(question, "Revoke").answer()
    assert (await world.next_message(olga.chat)).text == f"Done. {anna.id} no longer has a role."

    await wait_for_menu(world, anna, of_an_admin=False)
    assert "Only admins" in (await send_text(world, anna, "/audit")).text

    notice = await tap_forged_button(anna, record, pack(ShowAudit(0)))
    assert notice.show_alert
    assert "Only admins can do that" in notice.text

    roles = (await send_text(world, olga, "/roles")).text
    assert str(anna.id) not in roles


# Permissions


async def test_roles_are_listed_with_ids_and_who_granted_them(
    world: World, start: Start, olga: Person, anna: Person
) -> None:
    await start(admins=(olga.id,))
    await grant_role(world, olga, anna, "admin")

    text = (await send_text(world, anna, "/roles")).text

    assert text.startswith(f"Roles\n{olga.id} – owner (in the settings)\n{anna.id} – admin, since ")
    assert text.endswith(f", by {olga.id}")


async def test_a_long_list_of_roles_is_truncated(
    world: World, start: Start, tmp_path: Path, olga: Person, refusals: set[str]
) -> None:
    refusals.add(UNKNOWN)
    state = State(tmp_path / "state")
    for user in range(1, MAX_LISTED + 10):
        await state.grants.change(user, "", "viewer", olga.id)
    await state.close()
    await start(admins=(olga.id,))

    assert (await send_text(world, olga, "/roles")).text.endswith("and 10 more")


# Concurrent decisions


async def test_when_two_owners_decide_about_the_same_person_the_slower_one_is_informed(
    world: World, start: Start, olga: Person, oskar: Person, anna: Person
) -> None:
    await start(admins=(olga.id, oskar.id))
    slow = await send_text(world, olga, f"/grant {anna.id} admin")
    await grant_role(world, oskar, anna, "viewer")
    await olga.taps(slow, "Grant").answer()

    told = await world.next_message(olga.chat)

    assert told.text == f"Nothing done: somebody else was faster. {anna.id} is now statistics viewer."

    late = await send_text(world, olga, f"/revoke {anna.id}")
    question = await send_text(world, oskar, f"/revoke {anna.id}")
    await oskar.taps(question, "Revoke").answer()
    await world.next_message(oskar.chat)
    await olga.taps(late, "Revoke").answer()

    assert "has no role now" in (await world.next_message(olga.chat)).text


async def test_somebody_who_became_an_owner_in_the_meantime_stays_one(
    world: World, start: Start, olga: Person, anna: Person
) -> None:
    first = await start(admins=(olga.id,))
    question = await send_text(world, olga, f"/grant {anna.id} viewer")
    await stop(first)
    await start(admins=(olga.id, anna.id))
    await olga.taps(question, "Grant").answer()

    assert (await world.next_message(olga.chat)).text.endswith(f"{anna.id} is now owner.")


# In reply


async def test_a_role_order_sent_as_a_group_reply_concerns_its_author_and_is_confirmed_in_private(
    world: World, start: Start, olga: Person, anna: Person
) -> None:
    await start(admins=(olga.id,))
    group = world.supergroup("Reading circle")
    message = anna.says("I could look after the texts.", group)
    olga.replies_to(message, "/grant@quoth_bot admin")

    question = await world.next_message(olga.chat)

    assert question.text.startswith(f"Make {anna.id} admin?")

    await olga.taps(question, "Grant").answer()
    assert "have a new role" in (await world.next_message(anna.chat)).text

    olga.replies_to(message, "/revoke@quoth_bot")
    question = await world.next_message(olga.chat)
    while "Take the role" not in question.text:  # the report comes in between
        question = await world.next_message(olga.chat)

    assert [act for act in world.acts if act.chat == group] == []


async def test_a_role_order_in_reply_to_a_forwarded_message_concerns_its_original_author(
    world: World, start: Start, olga: Person, anna: Person, group: Chat
) -> None:
    await start(admins=(olga.id,))
    message = anna.says("I could look after the texts.", group)
    forward = olga.forwards(message)
    await world.next_message(olga.chat)
    olga.replies_to(forward, "/grant viewer")

    assert f"Make {anna.id}" in (await world.next_message(olga.chat)).text


async def test_a_role_cannot_be_granted_by_replying_to_an_anonymous_admin_or_to_the_bot(
    world: World, start: Start, olga: Person, anna: Person
) -> None:
    await start(admins=(olga.id,))
    group = world.supergroup("Reading circle")
    anonymous = anna.says("I could look after the texts.", group, behind=group)
    olga.replies_to(anonymous, "/grant@quoth_bot admin")

    assert (await world.next_message(olga.chat)).text.startswith("Send ")

    anna.says("/id", group)
    olga.replies_to(await world.next_message(group), "/grant@quoth_bot admin")

    assert (await world.next_message(olga.chat)).text.startswith("Send ")

    greeting = await send_text(world, olga, "/id")
    olga.replies_to(greeting, "/grant admin")

    assert (await world.next_message(olga.chat)).text.startswith("Send ")


# Forgetting a person


async def test_an_admin_who_uses_forget_is_told_the_consequences_and_leaves_no_trace(
    world: World, start: Start, tmp_path: Path, olga: Person, anna: Person, group: Chat
) -> None:
    application = await start(admins=(olga.id,))
    await grant_role(world, olga, anna, "admin")
    await wait_for_menu(world, anna, of_an_admin=True)
    anna.says("/audit@quoth_bot", group)
    await world.next_message(anna.chat)
    await send_text(world, olga, f"/grant {anna.id} viewer")

    text = (await send_text(world, anna, "/forget")).text

    assert "Your role is gone too" in text
    assert "without your id" in text

    await wait_for_menu(world, anna, of_an_admin=False)
    assert "Only admins" in (await send_text(world, anna, "/audit")).text
    assert str(anna.id) not in (await send_text(world, olga, "/roles")).text

    record = (await send_text(world, olga, "/audit")).text
    assert "role given · admin" in record
    assert str(anna.id) not in record

    await stop(application)
    assert str(anna.id).encode() not in (tmp_path / "state" / FILE).read_bytes()


async def test_an_owner_who_uses_forget_is_told_that_their_id_stays_in_the_settings(
    world: World, start: Start, olga: Person, anna: Person
) -> None:
    await start(admins=(olga.id,))
    await grant_role(world, olga, anna, "admin")

    assert "still an owner" in (await send_text(world, olga, "/forget")).text

    record = (await send_text(world, olga, "/audit")).text
    assert f"a deleted user · role given · {anna.id} · admin" in record

    roles = (await send_text(world, olga, "/roles")).text
    assert f"{anna.id} – admin, since" in roles
    assert ", by " not in roles.partition("settings")[2]


async def test_privacy_says_that_actions_of_admins_are_recorded(
    world: World, start: Start, anna: Person
) -> None:
    await start()

    assert "what you did" in (await send_text(world, anna, "/privacy")).text
