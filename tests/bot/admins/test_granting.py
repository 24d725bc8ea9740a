"""Roles given and taken in chat: whole conversations over the strict Bot API."""

from pathlib import Path

import pytest

from bot.admins.granting import MOST_LISTED, person_and_role
from bot.messages.callback_data import ShowAudit, pack
from bot.state import FILE, State
from tests.bot.conftest import Start, stop
from tests.bot.roles import commands, forged, give, has_menu, said
from tests.support.bot_api.people import Person
from tests.support.bot_api.world import World

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
def test_an_order_begins_with_an_id_and_nothing_else_is_one(words: str, read: tuple[int | None, str]) -> None:
    assert person_and_role(words) == read


# Giving


async def test_an_owner_makes_an_admin_who_is_told_and_can_do_what_admins_do(
    world: World, start: Start, source: Path, olga: Person, anna: Person
) -> None:
    await start(source, admins=(olga.id,))
    question = await said(world, olga, f"/grant {anna.id} admin")
    assert question.text == f"Make {anna.id} admin?\nNo role yet."
    assert question.labels == ("Grant", "Cancel")
    assert "Only admins" in (await said(world, anna, "/reload")).text
    assert (await olga.taps(question, "Grant").answer()).text == ""
    confirmed = await world.next_edit(olga.chat)
    assert confirmed.text == f"Confirmed: /grant {anna.id} admin"
    assert confirmed.labels == ()
    assert "have a new role here: admin" in (await world.next_message(anna.chat)).text
    report = await world.next_message(olga.chat)
    assert report.text == f"Done. {anna.id} is now admin.\nI’ve let them know."
    assert (await said(world, anna, "/reload")).text.startswith("Nothing has changed.")
    await has_menu(world, anna, of_an_admin=True)
    assert "grant" not in commands(world, anna)
    listed = (await said(world, anna, "/help")).text
    assert "/reload – " in listed
    assert "/grant – " not in listed


async def test_that_a_role_has_changed_is_logged_and_not_whose(
    world: World, start: Start, olga: Person, anna: Person, caplog: pytest.LogCaptureFixture
) -> None:
    await start(admins=(olga.id,))
    with caplog.at_level("INFO", "bot"):
        await give(world, olga, anna, "viewer")
    assert "role has changed: viewer" in caplog.text
    assert not [person for person in (olga, anna) if str(person.id) in caplog.text]


async def test_who_has_written_is_told_of_their_role_in_the_language_of_their_telegram(
    world: World, start: Start, olga: Person
) -> None:
    await start(admins=(olga.id,))
    masha = world.person("Маша", language_code="ru")
    await said(world, masha, "/id")
    assert "Вам дали роль" in await told_of_a_role(world, olga, masha)


async def test_who_has_not_written_is_told_of_their_role_in_the_language_of_who_gave_it(
    world: World, start: Start
) -> None:
    owner = world.person("Otto", language_code="de")
    await start(admins=(owner.id,))
    masha = world.person("Маша", language_code="ru")
    world.private_chat(masha)
    assert "Du hast hier eine Rolle" in await told_of_a_role(world, owner, masha)


async def told_of_a_role(world: World, owner: Person, person: Person) -> str:
    """What somebody is told when they are made an admin."""
    question = await said(world, owner, f"/grant {person.id} admin")
    await owner.taps(question, question.labels[0]).answer()
    return (await world.next_message(person.chat)).text


async def test_a_role_can_be_raised_and_lowered(
    world: World, start: Start, olga: Person, anna: Person
) -> None:
    await start(admins=(olga.id,))
    await give(world, olga, anna, "viewer")
    question = await said(world, olga, f"/grant {anna.id} admin")
    assert question.text == f"Make {anna.id} admin?\nCurrent role: viewer of statistics"
    await give(world, olga, anna, "admin")
    await has_menu(world, anna, of_an_admin=True)
    await give(world, olga, anna, "viewer")
    await has_menu(world, anna, of_an_admin=False)


async def test_a_viewer_sees_statistics_and_neither_roles_nor_the_record(
    world: World, start: Start, olga: Person, anna: Person
) -> None:
    await start(admins=(olga.id,))
    await give(world, olga, anna, "viewer")
    assert "Only admins" not in (await said(world, anna, "/stats")).text
    for command in ("/roles", "/audit", "/reload", "/grant 5 admin", "/revoke 5"):
        assert (await said(world, anna, command)).text.startswith("Only admins can do that.")


async def test_an_admin_can_neither_give_nor_take_roles(
    world: World, start: Start, olga: Person, anna: Person
) -> None:
    await start(admins=(olga.id,))
    await give(world, olga, anna, "admin")
    for command in ("/grant 5 admin", f"/grant {anna.id} admin", f"/revoke {anna.id}"):
        assert (await said(world, anna, command)).text.startswith("Only owners can do that")


@pytest.mark.parametrize(
    "order", ["/grant", "/grant admin", "/grant 5", "/grant 5 king", "/grant @anna admin"]
)
async def test_an_order_that_names_nobody_or_nothing_is_told_how_it_goes(
    world: World, start: Start, olga: Person, order: str
) -> None:
    await start(admins=(olga.id,))
    told = await said(world, olga, order)
    assert told.text.startswith("Send /grant 123456789 admin")
    assert told.labels == ()


async def test_owners_are_made_and_unmade_in_the_settings_alone(
    world: World, start: Start, olga: Person, oskar: Person
) -> None:
    await start(admins=(olga.id, oskar.id))
    orders = ("/grant 5 owner", f"/grant {oskar.id} viewer", f"/revoke {oskar.id}", f"/revoke {olga.id}")
    for order in orders:
        assert "set only in" in (await said(world, olga, order)).text


async def test_what_is_so_already_is_said(world: World, start: Start, olga: Person, anna: Person) -> None:
    await start(admins=(olga.id,))
    await give(world, olga, anna, "admin")
    assert "already has this role" in (await said(world, olga, f"/grant {anna.id} admin")).text
    assert (await said(world, olga, "/revoke 5")).text == "5 has no role."


async def test_somebody_unknown_has_the_role_from_then_on_and_their_menu_once_they_start(
    world: World, start: Start, olga: Person, refusals: set[str]
) -> None:
    refusals.add(UNKNOWN)
    await start(admins=(olga.id,))
    boris = world.person("Boris")
    question = await said(world, olga, f"/grant {boris.id} admin")
    await olga.taps(question, "Grant").answer()
    assert "I couldn’t tell them" in (await world.next_message(olga.chat)).text
    boris.starts()
    await world.next_message(boris.chat)
    await has_menu(world, boris, of_an_admin=True)
    assert "Roles" in (await said(world, boris, "/roles")).text


async def test_a_role_is_given_even_where_its_holder_cannot_be_told(
    world: World, start: Start, olga: Person, anna: Person, refusals: set[str]
) -> None:
    refusals.add("Bad Request: something new")
    await start(admins=(olga.id,))
    question = await said(world, olga, f"/grant {anna.id} admin")
    world.fail("sendMessage", 400, "Bad Request: something new")
    await olga.taps(question, "Grant").answer()
    assert "I couldn’t tell them" in (await world.next_message(olga.chat)).text
    assert "Roles" in (await said(world, anna, "/roles")).text


# Taking


async def test_a_role_that_is_taken_is_gone_with_its_menu_and_its_buttons(
    world: World, start: Start, olga: Person, anna: Person
) -> None:
    await start(admins=(olga.id,))
    await give(world, olga, anna, "admin")
    await has_menu(world, anna, of_an_admin=True)
    record = await said(world, anna, "/audit")
    question = await said(world, olga, f"/revoke {anna.id}")
    assert question.text == f"Take the role admin from {anna.id}?"
    await olga.taps(question, "Revoke").answer()
    assert (await world.next_message(olga.chat)).text == f"Done. {anna.id} no longer has a role."
    await has_menu(world, anna, of_an_admin=False)
    assert "Only admins" in (await said(world, anna, "/audit")).text
    notice = await forged(anna, record, pack(ShowAudit(0)))
    assert notice.show_alert
    assert "Only admins can do that" in notice.text
    roles = (await said(world, olga, "/roles")).text
    assert str(anna.id) not in roles


# Who may do what


async def test_roles_are_listed_with_ids_and_by_whom_they_were_given(
    world: World, start: Start, olga: Person, anna: Person
) -> None:
    await start(admins=(olga.id,))
    await give(world, olga, anna, "admin")
    text = (await said(world, anna, "/roles")).text
    assert text.startswith(f"Roles\n{olga.id} – owner (in the settings)\n{anna.id} – admin, since ")
    assert text.endswith(f", by {olga.id}")


async def test_a_long_list_of_roles_is_cut(
    world: World, start: Start, tmp_path: Path, olga: Person, refusals: set[str]
) -> None:
    refusals.add(UNKNOWN)
    state = State(tmp_path / "state")
    for user in range(1, MOST_LISTED + 10):
        await state.grants.change(user, "", "viewer", olga.id)
    await state.close()
    await start(admins=(olga.id,))
    assert (await said(world, olga, "/roles")).text.endswith("and 10 more")


# Two at once, twice, late


async def test_of_two_owners_who_decide_about_the_same_person_the_slower_is_told(
    world: World, start: Start, olga: Person, oskar: Person, anna: Person
) -> None:
    await start(admins=(olga.id, oskar.id))
    slow = await said(world, olga, f"/grant {anna.id} admin")
    await give(world, oskar, anna, "viewer")
    await olga.taps(slow, "Grant").answer()
    told = await world.next_message(olga.chat)
    assert told.text == f"Nothing done: somebody else was faster. {anna.id} is now viewer of statistics."
    late = await said(world, olga, f"/revoke {anna.id}")
    question = await said(world, oskar, f"/revoke {anna.id}")
    await oskar.taps(question, "Revoke").answer()
    await world.next_message(oskar.chat)
    await olga.taps(late, "Revoke").answer()
    assert "has no role now" in (await world.next_message(olga.chat)).text


async def test_who_has_become_an_owner_meanwhile_stays_one(
    world: World, start: Start, olga: Person, anna: Person
) -> None:
    first = await start(admins=(olga.id,))
    question = await said(world, olga, f"/grant {anna.id} viewer")
    await stop(first)
    await start(admins=(olga.id, anna.id))
    await olga.taps(question, "Grant").answer()
    assert (await world.next_message(olga.chat)).text.endswith(f"{anna.id} is now owner.")


# In reply


async def test_in_a_group_the_one_replied_to_is_meant_and_the_question_comes_in_private(
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


async def test_a_forwarded_message_tells_who_is_meant(
    world: World, start: Start, olga: Person, anna: Person
) -> None:
    await start(admins=(olga.id,))
    message = anna.says("I could look after the texts.", world.group("Reading circle"))
    forward = olga.forwards(message)
    await world.next_message(olga.chat)
    olga.replies_to(forward, "/grant viewer")
    assert f"Make {anna.id}" in (await world.next_message(olga.chat)).text


async def test_who_writes_in_the_name_of_a_chat_is_not_meant_and_neither_is_the_bot(
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
    greeting = await said(world, olga, "/id")
    olga.replies_to(greeting, "/grant admin")
    assert (await world.next_message(olga.chat)).text.startswith("Send ")


# Being forgotten


async def test_an_admin_who_wants_to_be_forgotten_is_told_what_that_means_and_leaves_no_trace(
    world: World, start: Start, tmp_path: Path, olga: Person, anna: Person
) -> None:
    application = await start(admins=(olga.id,))
    await give(world, olga, anna, "admin")
    await has_menu(world, anna, of_an_admin=True)
    anna.says("/audit@quoth_bot", world.group("Reading circle"))
    await world.next_message(anna.chat)
    await said(world, olga, f"/grant {anna.id} viewer")
    text = (await said(world, anna, "/forget")).text
    assert "Your role is gone too" in text
    assert "without your id" in text
    await has_menu(world, anna, of_an_admin=False)
    assert "Only admins" in (await said(world, anna, "/audit")).text
    assert str(anna.id) not in (await said(world, olga, "/roles")).text
    record = (await said(world, olga, "/audit")).text
    assert "role given · admin" in record
    assert str(anna.id) not in record
    await stop(application)
    assert str(anna.id).encode() not in (tmp_path / "state" / FILE).read_bytes()


async def test_an_owner_who_wants_to_be_forgotten_is_told_that_the_settings_know_them(
    world: World, start: Start, olga: Person, anna: Person
) -> None:
    await start(admins=(olga.id,))
    await give(world, olga, anna, "admin")
    assert "still an owner" in (await said(world, olga, "/forget")).text
    record = (await said(world, olga, "/audit")).text
    assert f"a deleted user · role given · {anna.id} · admin" in record
    roles = (await said(world, olga, "/roles")).text
    assert f"{anna.id} – admin, since" in roles
    assert ", by " not in roles.partition("settings")[2]


async def test_privacy_says_that_the_deeds_of_admins_are_on_record(
    world: World, start: Start, anna: Person
) -> None:
    await start()
    assert "what you did" in (await said(world, anna, "/privacy")).text
