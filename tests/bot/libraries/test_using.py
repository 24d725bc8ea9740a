"""Which library a chat answers from: by default, by /use and its buttons, and in topics of a forum."""

from pathlib import Path

from bot.libraries.library_access import LibraryAccess
from tests.bot.conftest import Start
from tests.bot.people import grant_role, send_file, send_text, tap_button
from tests.bot.running import stop
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.records import Chat, Message

Files = dict[str, Path]


async def ask_in(world: World, person: Person, chat: Chat, text: str) -> Message:
    """Say something in a group and return the bot's reply."""
    person.says(text, chat)
    return await world.next_message(chat)


async def test_all_libraries_answer_until_one_is_chosen_and_citations_name_theirs(
    world: World, start: Start, libraries: Files, anna: Person
) -> None:
    await start(libraries)

    wages = await send_text(world, anna, "Who signs the wages?")
    wheel = await send_text(world, anna, "Who built the great wheel?")

    assert "Clerk Edda Quist signs the wages on Friday." in wages.text
    assert "handbook: Wage Tables" in wages.text
    assert "news: Mill Gazette" in wheel.text


async def test_only_the_chosen_library_answers_even_after_a_restart(
    world: World, start: Start, libraries: Files, anna: Person
) -> None:
    application = await start(libraries)
    chosen = await send_text(world, anna, "/use orchard")
    first = await send_text(world, anna, "Who prunes the apple trees?")
    await stop(application)
    await start(libraries)

    other = await send_text(world, anna, "Who built the great wheel?")
    again = await send_text(world, anna, "Who prunes the apple trees?")

    assert chosen.text == "From now on I answer here from: orchard."
    assert "Gardener Nils Holm" in first.text
    assert "orchard:" not in first.text
    assert "Brandt" not in other.text
    assert "Gardener Nils Holm" in again.text


async def test_buttons_show_the_library_in_use_and_switch_to_another(
    world: World, start: Start, libraries: Files, anna: Person
) -> None:
    await start(libraries)
    shown = await send_text(world, anna, "/use")

    changed = await tap_button(world, anna, shown, "news")

    assert shown.text.startswith("Here I answer from: handbook, orchard and news.")
    assert changed.text.startswith("Here I answer from: news.")
    assert [button.text for row in changed.keyboard for button in row] == [
        "handbook",
        "orchard",
        "✓ news",
        "All together",
    ]


async def test_the_library_of_a_group_stays_when_it_becomes_a_supergroup(
    world: World, start: Start, libraries: Files, olga: Person
) -> None:
    await start(libraries)
    group = world.group("Team")
    world.make_administrator(olga, group)
    await ask_in(world, olga, group, "/use news")

    heir = world.migrate(group)
    answered = await ask_in(world, olga, heir, "/use")

    assert answered.text.startswith("Here I answer from: news.")


async def test_an_unknown_library_is_refused_with_a_list_of_the_known_ones(
    world: World, start: Start, libraries: Files, anna: Person
) -> None:
    await start(libraries)

    refused = await send_text(world, anna, "/use wiki")

    assert refused.text == "I have no library called wiki here, only handbook, orchard and news."


async def test_in_a_group_only_its_admins_can_choose_a_library(
    world: World, start: Start, libraries: Files, anna: Person, olga: Person
) -> None:
    group = world.group("Team")
    world.make_administrator(olga, group)
    await start(libraries)

    refused = await ask_in(world, anna, group, "/use news")
    chosen = await ask_in(world, olga, group, "/use news")

    assert refused.text == "Only an admin of this group can choose what I answer from here."
    assert chosen.text == "From now on I answer here from: news."


async def test_a_topic_of_a_forum_uses_a_library_of_its_own(
    world: World, start: Start, libraries: Files, olga: Person
) -> None:
    forum = world.supergroup("Forum", is_forum=True)
    world.make_administrator(olga, forum)
    apples = world.topic(forum, "Apples")
    await start(libraries)
    olga.says("/use news", forum)
    await world.next_message(forum)
    olga.says("/use orchard", apples)
    await world.next_message(apples)

    olga.says("/ask Who prunes the apple trees?", apples)
    in_topic = await world.next_message(apples)
    olga.says("/ask Who prunes the apple trees?", world.general(forum))
    in_general = await world.next_message(world.general(forum))

    assert "Gardener Nils Holm" in in_topic.text
    assert "Nils Holm" not in in_general.text


async def test_a_button_below_an_answer_still_belongs_to_its_library_after_another_is_chosen(
    world: World, start: Start, libraries: Files, anna: Person
) -> None:
    await start(libraries)
    await send_text(world, anna, "/use orchard")
    answer = await send_text(world, anna, "Who prunes the apple trees?")
    await send_text(world, anna, "/use news")

    around = await tap_button(world, anna, answer, "Context")

    assert "Gardener Nils Holm" in around.text


async def test_a_question_does_not_follow_up_on_an_answer_from_another_library(
    world: World, start: Start, libraries: Files, anna: Person
) -> None:
    await start(libraries)
    await send_text(world, anna, "/use orchard")
    await send_text(world, anna, "Who prunes the apple trees?")
    await send_text(world, anna, "/use news")

    after = await send_text(world, anna, "When?")

    assert "March" not in after.text


async def test_statistics_and_gaps_cover_only_the_library_in_use(
    world: World, start: Start, libraries: Files, anna: Person, olga: Person
) -> None:
    await start(libraries, admins=(olga.id,))
    await send_text(world, anna, "/use orchard")
    await send_text(world, anna, "Who grafts the zwetschge?")
    await send_text(world, olga, "/use orchard")

    own = await send_text(world, olga, "/gaps")
    await send_text(world, olga, "/use news")
    other = await send_text(world, olga, "/gaps")
    usage = await send_text(world, olga, "/stats")

    assert "zwetschge" in own.text
    assert "zwetschge" not in other.text
    assert "1 question" not in usage.text


async def test_an_uploaded_file_goes_to_the_library_that_the_chat_uses(
    world: World, start: Start, libraries: Files, olga: Person
) -> None:
    await start(libraries, admins=(olga.id,))
    await send_text(world, olga, "/use orchard")

    report = await send_file(
        world, olga, "cider.txt", "Cider\n\nBrewer Ida Lund ferments the cider in oak.\n"
    )
    report = await tap_button(world, olga, report, "Publish")
    answer = await send_text(world, olga, "Who ferments the cider?")

    assert "Brewer Ida Lund" in answer.text
    assert (libraries["orchard"] / "cider.txt").exists()
    assert not (libraries["news"] / "cider.txt").exists()


async def test_a_command_about_one_library_asks_for_a_choice_if_several_are_in_use(
    world: World, start: Start, libraries: Files, olga: Person
) -> None:
    await start(libraries, admins=(olga.id,))

    names = "handbook, orchard and news"
    said = f"This is about one library, and here I answer from {names}. Choose one with /use."

    for command in ("/reload", "/versions", "/diff", "/rollback", "/audit", "/roles", "/grant 5 admin"):
        reply = await send_text(world, olga, command)
        assert reply.text == said, command
    upload = await send_file(world, olga, "cider.txt", "Cider\n\nBrewer Ida Lund ferments the cider.\n")
    assert upload.text == said


async def test_an_admin_of_one_library_has_no_role_in_another(
    world: World, start: Start, libraries: Files, olga: Person, anna: Person
) -> None:
    await start(libraries, admins=(olga.id,))
    await send_text(world, olga, "/use orchard")
    await grant_role(world, olga, anna, "admin")
    await send_text(world, anna, "/use orchard")

    own = await send_text(world, anna, "/versions")
    await send_text(world, anna, "/use news")
    other = await send_text(world, anna, "/versions")

    assert "version" in own.text
    assert "Only admins" in other.text


async def test_the_owner_sets_the_library_that_chats_use_until_they_choose(
    world: World, start: Start, libraries: Files, anna: Person
) -> None:
    await start(libraries, access=LibraryAccess(default=("news",)))

    shown = await send_text(world, anna, "/use")

    assert shown.text.startswith("Here I answer from: news.")


async def test_an_answer_from_several_libraries_keeps_its_buttons_after_a_restart_and_another_choice(
    world: World, start: Start, libraries: Files, anna: Person
) -> None:
    """Their names are too long for a key, so a digest of them is used."""
    many = {f"{name}-of-the-old-mill-harbour": path for name, path in libraries.items()}
    application = await start(many)
    answer = await send_text(world, anna, "Who prunes the apple trees?")
    await send_text(world, anna, "/use news-of-the-old-mill-harbour")
    await stop(application)
    await start(many)

    around = await tap_button(world, anna, answer, "Context")

    assert "Gardener Nils Holm" in around.text


async def test_privacy_says_that_the_chosen_library_is_stored_and_forget_deletes_it(
    world: World, start: Start, libraries: Files, anna: Person
) -> None:
    await start(libraries)
    await send_text(world, anna, "/use news")

    privacy = await send_text(world, anna, "/privacy")
    await send_text(world, anna, "/forget")
    after = await send_text(world, anna, "/use")

    assert "I also store which library a chat has chosen" in privacy.text
    assert after.text.startswith("Here I answer from: handbook, orchard and news.")
