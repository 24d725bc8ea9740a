"""The board of open questions, in whole conversations over the strict Bot API."""

import csv
from pathlib import Path

import pytest

from bot.admins.open_questions.gaps import mark_of
from bot.application import QuothApplication
from bot.messages.callback_data import (
    Action,
    DismissGap,
    FillGap,
    ReopenGap,
    ShowGap,
    ShowGaps,
    ShowStats,
    pack,
)
from bot.state import State
from tests.bot.conftest import Start
from tests.bot.people import send_text, tap_button, tap_forged_button
from tests.bot.running import stop
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.errors import NOT_MODIFIED
from tests.support.bot_api.model.records import Chat

NO_GAPS = "No open questions"
TOOLS = ("Synonyms", "Download as a table")


async def journal_entries(application: QuothApplication, state_dir: Path) -> list[tuple[str, str]]:
    """The journal entries, read after the application has stopped."""
    await stop(application)
    state = State(state_dir)
    found = [(entry.what, entry.detail) for entry in await state.journal.latest(9)]
    await state.close()
    return found


async def test_questions_in_a_language_of_no_text_form_one_gap_without_a_missing_word(
    world: World, start: Start, olga: Person, anna: Person
) -> None:
    await start(admins=(olga.id,))
    for question in ("Wo wohnen hier eigentlich die Pinguine?", "Was fressen sie, und wer füttert sie?"):
        await send_text(world, anna, question)
    board = await send_text(world, olga, "/gaps")

    assert "1. Questions in German, which none of my texts is in · asked by 1 person" in board.text
    assert board.labels == ("1", *TOOLS)

    gap = await tap_button(world, olga, board, "1")
    assert gap.labels == ("Ignore", "Back")

    await tap_button(world, olga, gap, "Ignore")
    assert NO_GAPS in (await send_text(world, olga, "/gaps")).text


async def test_an_empty_board_says_there_are_no_open_gaps(world: World, start: Start, olga: Person) -> None:
    await start(admins=(olga.id,))
    board = await send_text(world, olga, "/gaps")

    assert board.text.startswith(NO_GAPS)
    assert board.labels == ("Synonyms",)


async def test_unanswered_and_badly_rated_questions_stay_on_the_board_until_they_are_forgotten(
    world: World, start: Start, anna: Person, olga: Person
) -> None:
    await start(admins=(olga.id,))
    await send_text(world, anna, "Are there penguins in Antarctica?")
    bad = await send_text(world, anna, "Who lit the lamp?")
    await anna.taps(bad, "👎").answer()
    why = await world.next_edit(anna.chat)
    await anna.taps(why, "Not what I asked").answer()

    board = await send_text(world, olga, "/gaps")

    assert board.text.startswith("2 open questions\n\n")
    for line in (
        "penguins · asked by 1 person\nAre there penguins in Antarctica?",
        "Answers voted down · asked by 1 person · 👎 1\nWho lit the lamp?",
    ):
        assert line in board.text
    assert board.labels == ("1", "2", *TOOLS)
    for secret in ("Anna", str(anna.id)):
        assert secret not in board.text

    await send_text(world, anna, "/forget")
    assert (await send_text(world, olga, "/gaps")).text.startswith(NO_GAPS)


async def test_the_same_question_from_two_people_counts_twice_and_drops_by_one_as_each_is_forgotten(
    world: World, start: Start, anna: Person, olga: Person, boris: Person
) -> None:
    await start(admins=(olga.id,))
    await send_text(world, anna, "Where are the penguins?")
    await send_text(world, boris, "where are the PENGUINS")

    assert (
        "PENGUINS · asked by 2 people\nwhere are the PENGUINS" in (await send_text(world, olga, "/gaps")).text
    )

    await send_text(world, boris, "/forget")
    assert (
        "penguins · asked by 1 person\nWhere are the penguins?"
        in (await send_text(world, olga, "/gaps")).text
    )


async def test_a_gap_can_be_opened_set_aside_and_reopened(
    world: World, start: Start, anna: Person, olga: Person, tmp_path: Path
) -> None:
    application = await start(admins=(olga.id,))
    await send_text(world, anna, "Where are the penguins?")
    board = await send_text(world, olga, "/gaps")

    gap = await tap_button(world, olga, board, "1")

    assert gap.text == "penguins · asked by 1 person\n\n• Where are the penguins? · asked by 1 person"

    aside = await tap_button(world, olga, gap, "Ignore")
    assert (aside.text, aside.labels) == (gap.text, ("Undo", "Back"))
    assert (await send_text(world, olga, "/gaps")).text.startswith(NO_GAPS)

    list_aside = await tap_button(world, olga, aside, "Back")
    assert list_aside.text.startswith("Ignored\n\n1. penguins")

    board = await tap_button(world, olga, list_aside, "Back")
    assert board.labels == ("Ignored (1)", "Synonyms")

    await tap_button(world, olga, board, "Ignored (1)")
    open_again = await tap_button(world, olga, aside, "Undo")

    assert open_again.labels == ("Add a synonym", "Ignore", "Back")
    assert "1. penguins" in (await tap_button(world, olga, open_again, "Back")).text
    assert await journal_entries(application, tmp_path / "state") == [
        ("gap taken up", ""),
        ("gap set aside", ""),
    ]


async def test_a_synonym_is_requested_checked_and_loaded_and_then_the_question_is_answered(
    world: World, start: Start, source: Path, anna: Person, olga: Person, tmp_path: Path
) -> None:
    application = await start(source, admins=(olga.id,))

    assert "Nothing here mentions beacon" in (await send_text(world, anna, "Where is the beacon?")).text

    gap = await tap_button(world, olga, await send_text(world, olga, "/gaps"), "1")
    olga.taps(gap, "Add a synonym")

    prompt = await world.next_message(olga.chat)

    assert prompt.text.startswith("Which words in the text mean the same as beacon?")

    olga.replies_to(prompt, "lantern")
    refusal = await world.next_message(olga.chat)

    assert refusal.text.startswith("The text doesn’t use lantern")
    assert not (source / "synonyms.txt").exists()

    olga.replies_to(refusal, "lamp, Harbour lamp")
    assert "beacon, lamp, Harbour lamp" in (await world.next_message(olga.chat)).text
    assert (source / "synonyms.txt").read_text(encoding="utf-8") == "beacon, lamp, Harbour lamp\n"

    await world.next_message(olga.chat)  # the report of the reload
    outcome = await world.next_message(olga.chat)

    assert outcome.text == "Answered now: 1 question\n• Where is the beacon?"
    assert (await send_text(world, olga, "/gaps")).text.startswith(NO_GAPS)
    assert (await send_text(world, anna, "Where is the beacon?")).text.startswith(
        "The harbour lamp of Selmouth"
    )
    assert ("synonyms", "beacon, lamp, Harbour lamp") in await journal_entries(
        application, tmp_path / "state"
    )


async def test_a_synonym_can_be_taken_back(
    world: World, start: Start, source: Path, anna: Person, olga: Person, tmp_path: Path
) -> None:
    application = await start(source, admins=(olga.id,))
    await send_text(world, anna, "Where is the beacon?")
    gap = await tap_button(world, olga, await send_text(world, olga, "/gaps"), "1")
    olga.taps(gap, "Add a synonym")
    olga.replies_to(await world.next_message(olga.chat), "lamp")
    added = await world.next_message(olga.chat)
    for _ in range(2):  # the report of the reload, and what it answers now
        await world.next_message(olga.chat)

    undone = await tap_button(world, olga, added, "Undo")

    assert undone.text.startswith("No longer synonyms: beacon, lamp.")
    assert (await world.next_message(olga.chat)).text.startswith("Reloaded.")
    assert (source / "synonyms.txt").read_text(encoding="utf-8") == ""
    assert "Nothing here mentions beacon" in (await send_text(world, anna, "Where is the beacon?")).text
    assert ("synonyms removed", "beacon, lamp") in await journal_entries(application, tmp_path / "state")


async def test_all_synonyms_are_listed_and_each_can_be_removed(
    world: World, start: Start, source: Path, olga: Person
) -> None:
    (source / "synonyms.txt").write_text("beacon, lamp\n# by hand\njetty, pier\n", encoding="utf-8")
    await start(source, admins=(olga.id,))

    listed = await tap_button(world, olga, await send_text(world, olga, "/gaps"), "Synonyms")

    assert listed.labels == ("✕ jetty, pier", "✕ beacon, lamp", "Back")

    await tap_button(world, olga, listed, "✕ beacon, lamp")
    await world.next_message(olga.chat)

    assert (source / "synonyms.txt").read_text(encoding="utf-8") == "# by hand\njetty, pier\n"

    notice = await olga.taps(listed, "✕ beacon, lamp").answer()
    assert notice.text == "These synonyms have already been removed."


async def test_the_open_questions_can_be_downloaded_as_a_table(
    world: World, start: Start, anna: Person, olga: Person
) -> None:
    await start(admins=(olga.id,))
    await send_text(world, anna, "=Where are the penguins?")
    board = await send_text(world, olga, "/gaps")
    olga.taps(board, "Download as a table")

    sent = await world.next_message(olga.chat)

    assert sent.document is not None
    assert sent.document.name == "unanswered-questions.csv"

    _, content = world.state.documents[sent.document.file_id]
    rows = list(csv.reader(content.decode("utf-8-sig").splitlines()))

    assert rows[0] == ["gap", "missing", "question", "understood as", "people", "voted down"]
    assert rows[1] == ["word", "penguins", "'=Where are the penguins?", "", "1", "0"]


async def test_a_synonym_reply_works_after_a_restart_and_with_a_single_file_corpus(
    world: World, start: Start, source: Path, anna: Person, olga: Person
) -> None:
    lamp = source / "lamp.txt"
    application = await start(lamp, admins=(olga.id,))
    await send_text(world, anna, "Where is the beacon?")
    gap = await tap_button(world, olga, await send_text(world, olga, "/gaps"), "1")
    olga.taps(gap, "Add a synonym")
    prompt = await world.next_message(olga.chat)
    await stop(application)
    await start(lamp, admins=(olga.id,))
    olga.replies_to(prompt, "lamp")
    await world.next_message(olga.chat)

    assert (source / "lamp.synonyms.txt").read_text(encoding="utf-8") == "beacon, lamp\n"

    await world.next_message(olga.chat)
    assert "Answered now" in (await world.next_message(olga.chat)).text


async def test_a_question_still_unanswered_after_adding_a_synonym_is_reported_as_open(
    world: World, start: Start, source: Path, anna: Person, olga: Person
) -> None:
    await start(source, admins=(olga.id,))
    await send_text(world, anna, "Are there penguins in Antarctica?")
    gap = await tap_button(world, olga, await send_text(world, olga, "/gaps"), "1")
    olga.taps(gap, "Add a synonym")
    olga.replies_to(await world.next_message(olga.chat), "ships")
    for _ in range(2):
        await world.next_message(olga.chat)
    outcome = await world.next_message(olga.chat)

    assert outcome.text == "Still open: 1 question\n• Are there penguins in Antarctica?"


async def test_a_synonym_that_cannot_be_saved_is_refused_with_the_reason(
    world: World, start: Start, source: Path, anna: Person, olga: Person
) -> None:
    await start(source, admins=(olga.id,))
    (source / "synonyms.txt").mkdir()
    await send_text(world, anna, "Where is the beacon?")
    gap = await tap_button(world, olga, await send_text(world, olga, "/gaps"), "1")
    olga.taps(gap, "Add a synonym")
    olga.replies_to(await world.next_message(olga.chat), "lamp")

    refusal = await world.next_message(olga.chat)

    assert refusal.text.startswith("Nothing was added.")
    assert "synonyms.txt cannot be written" in refusal.text


async def test_a_reply_about_a_gap_that_is_no_longer_open_says_so(
    world: World, start: Start, source: Path, anna: Person, olga: Person
) -> None:
    await start(source, admins=(olga.id,))
    await send_text(world, anna, "Where is the beacon?")
    gap = await tap_button(world, olga, await send_text(world, olga, "/gaps"), "1")
    olga.taps(gap, "Add a synonym")
    prompt = await world.next_message(olga.chat)
    await send_text(world, anna, "/forget")
    olga.replies_to(prompt, "lamp")

    assert (await world.next_message(olga.chat)).text.startswith("Nothing left here.")
    assert not (source / "synonyms.txt").exists()
    assert (await olga.taps(gap, "Ignore").answer()).text.startswith("Nothing left here.")
    assert (await world.next_edit(olga.chat)).text.startswith(NO_GAPS)


async def test_a_reply_to_any_other_message_is_treated_as_a_question(
    world: World, start: Start, anna: Person, olga: Person
) -> None:
    await start(admins=(olga.id,))
    board = await send_text(world, olga, "/gaps")
    olga.replies_to(board, "Who lit the lamp?")

    assert (await world.next_message(olga.chat)).text.startswith("Mayor Edda Quist lit it")


async def test_old_buttons_and_prompts_do_nothing_for_somebody_who_has_lost_the_role(
    world: World, start: Start, source: Path, anna: Person, olga: Person, refusals: set[str]
) -> None:
    application = await start(source, admins=(olga.id,))
    await send_text(world, anna, "Where is the beacon?")
    gap = await tap_button(world, olga, await send_text(world, olga, "/gaps"), "1")
    olga.taps(gap, "Add a synonym")
    prompt = await world.next_message(olga.chat)
    await stop(application)
    await start(source)

    for label in ("Ignore", "Add a synonym", "Back"):
        assert "Only admins can do that" in (await olga.taps(gap, label).answer()).text

    olga.replies_to(prompt, "lamp")
    assert "Only admins can do that" in (await world.next_message(olga.chat)).text
    assert not (source / "synonyms.txt").exists()


@pytest.mark.parametrize(
    "action",
    [
        ShowGaps("open", 0),
        ShowGap("open", mark_of("penguins"), 0),
        DismissGap(mark_of("penguins")),
        ReopenGap(mark_of("penguins")),
        FillGap(mark_of("penguins")),
        ShowStats(7),
    ],
    ids=lambda action: type(action).__name__,
)
async def test_a_forged_button_press_by_somebody_without_a_role_shows_and_changes_nothing(
    world: World, start: Start, anna: Person, olga: Person, action: Action
) -> None:
    await start(admins=(olga.id,))
    answer = await send_text(world, anna, "Where are the penguins?")
    notice = await tap_forged_button(anna, answer, pack(action))

    assert notice.show_alert
    assert "Only admins" in notice.text
    assert world.current(answer) == answer
    assert "1. penguins" in (await send_text(world, olga, "/gaps")).text


@pytest.mark.parametrize(
    "action",
    [
        ShowGaps("x" * 50, 0),
        ShowGap("x" * 40, mark_of("penguins"), 0),
        ShowGaps("aside", 10**40),
        ShowStats(10**9),
        FillGap("unanswered"),
        FillGap("x"),
        DismissGap("x"),
    ],
    ids=str,
)
async def test_a_forged_button_press_by_an_admin_breaks_nothing(
    world: World, start: Start, anna: Person, olga: Person, action: Action, refusals: set[str]
) -> None:
    refusals.add(f"Bad Request: {NOT_MODIFIED}")
    await start(admins=(olga.id,))
    await send_text(world, anna, "Where are the penguins?")
    board = await send_text(world, olga, "/gaps")
    await tap_forged_button(olga, board, pack(action))

    assert "1. penguins" in (await send_text(world, olga, "/gaps")).text


async def test_no_synonym_is_requested_for_a_gap_without_a_missing_word(
    world: World, start: Start, anna: Person, olga: Person, refusals: set[str]
) -> None:
    refusals.add(f"Bad Request: {NOT_MODIFIED}")
    await start(admins=(olga.id,))
    await anna.taps(await send_text(world, anna, "Who lit the lamp?"), "👎").answer()

    gap = await tap_button(world, olga, await send_text(world, olga, "/gaps"), "1")

    assert gap.labels == ("Ignore", "Back")

    await tap_forged_button(olga, gap, pack(FillGap("down")))
    assert (await send_text(world, olga, "/gaps")).text.startswith("1 open question")


async def test_the_board_is_paged_in_place(world: World, start: Start, anna: Person, olga: Person) -> None:
    await start(admins=(olga.id,))
    for word in ("aardvark", "basilisk", "chimera", "dodo", "emu", "fennec", "gnu"):
        await send_text(world, anna, f"Where is the {word}?")
    board = await send_text(world, olga, "/gaps")

    assert board.labels == ("1", "2", "3", "4", "5", "6", "▶", *TOOLS)

    second = await tap_button(world, olga, board, "▶")
    assert second.labels == ("7", "◀", *TOOLS)
    assert (await tap_button(world, olga, second, "◀")).text == board.text


@pytest.mark.parametrize(
    "word", ["منارة", "🐧", "<b>penguin&amp;", "penguin" * 28, "\u202eniugnep", "пингвин", "ペンギン", "पेंगुइन"]
)
async def test_unusual_words_are_shown_and_set_aside_like_any_other(
    world: World, start: Start, anna: Person, olga: Person, word: str
) -> None:
    await start(admins=(olga.id,))
    await send_text(world, anna, f"Where is the {word} zyzzyva?")

    board = await send_text(world, olga, "/gaps")

    assert board.text.startswith("1 open question\n\n1. ")

    while "1" in board.labels:
        gap = await tap_button(world, olga, board, "1")
        await tap_button(world, olga, gap, "Ignore")
        board = await send_text(world, olga, "/gaps")

    assert (await send_text(world, olga, "/gaps")).text.startswith(NO_GAPS)


async def test_an_order_in_a_group_is_confirmed_and_answered_in_private(
    world: World, start: Start, anna: Person, olga: Person, group: Chat
) -> None:
    await start(admins=(olga.id,))
    await send_text(world, anna, "Where are the penguins?")
    olga.says("/gaps", group)
    question = await world.next_message(olga.chat)
    olga.taps(question, "Do it")

    assert "penguins" in (await world.next_message(olga.chat)).text
    assert not [message for message in world.messages(group) if "penguins" in message.text]


async def test_viewers_can_see_the_statistics_but_not_the_board(
    world: World, start: Start, anna: Person, olga: Person
) -> None:
    await start(admins=(olga.id,))
    olga.says(f"/grant {anna.id} viewer")
    olga.taps(await world.next_message(olga.chat), "Grant")

    assert "/help" in (await world.next_message(anna.chat)).text

    stats = await send_text(world, anna, "/stats")
    assert stats.text.startswith("The last 7 days")
    assert (await tap_button(world, anna, stats, "30 days")).text.startswith("The last 30 days")
    assert "Only admins can do that" in (await send_text(world, anna, "/gaps")).text


async def test_everybody_else_is_refused_both_statistics_and_board(
    world: World, start: Start, anna: Person
) -> None:
    await start()

    for command in ("/gaps", "/stats"):
        assert "Only admins" in (await send_text(world, anna, command)).text


async def test_the_board_checks_open_questions_against_the_reloaded_text(
    world: World, start: Start, source: Path, anna: Person, olga: Person, boris: Person
) -> None:
    await start(source, admins=(olga.id,))
    await send_text(world, anna, "Is there a dog?")
    await send_text(world, boris, "Where are the penguins?")

    assert "dog" in (await send_text(world, olga, "/gaps")).text

    with (source / "lamp.txt").open("a", encoding="utf-8") as article:
        article.write("\nThe mayor has a dog called Admiral.\n")
    await send_text(world, olga, "/reload")
    board = await send_text(world, olga, "/gaps")

    assert "dog" not in board.text
    assert "1. penguins" in board.text
