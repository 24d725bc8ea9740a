"""/stats, in whole conversations over the strict Bot API."""

from pathlib import Path

from tests.bot.conftest import Start
from tests.bot.people import send_text, tap_button
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World


async def test_the_statistics_name_a_text_without_a_title_by_its_id(
    world: World, start: Start, source: Path, anna: Person, olga: Person
) -> None:
    (source / "key.txt").write_text("The keeper hid the key below the mat.", encoding="utf-8")
    await start(source, admins=(olga.id,))
    await send_text(world, anna, "Where did the keeper hide the key?")

    week = await send_text(world, olga, "/stats")

    assert "Most cited\n• key · 1" in week.text


async def test_the_statistics_give_counts_and_identify_nobody(
    world: World, start: Start, anna: Person, olga: Person
) -> None:
    await start(admins=(olga.id,))
    lit = await send_text(world, anna, "Who lit the lamp?")
    await anna.taps(lit, "👍").answer()
    await send_text(world, anna, "Are there penguins in Antarctica?")

    week = await send_text(world, olga, "/stats")

    assert week.text.startswith("The last 7 days\n\nQuestions by day (UTC)\n")
    for line in (
        "2 questions\n• answered: 1 (50%)\n• no answer: 1 (50%)",
        "Median: ",
        "👍 1 · 👎 0",
        "Most cited\n• The Lamp of Selmouth · 1",
        "Languages\n• English · 2",
        "In use since ",
    ):
        assert line in week.text
    assert "Anna" not in week.text

    month = await tap_button(world, olga, week, "30 days")
    assert month.text.startswith("The last 30 days")
    assert (await tap_button(world, olga, month, "7 days")).text.startswith("The last 7 days")
