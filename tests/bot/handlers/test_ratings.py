from pathlib import Path

import pytest

from bot.application import QuothApplication
from bot.messages.verdicts import REASONS, VERDICTS
from bot.state import State
from bot.texts.languages import NAMES, texts_in
from tests.bot.conftest import LAMP, Start
from tests.bot.people import send_text
from tests.bot.running import stop
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World
from tests.support.bot_api.model.records import Chat


async def stored_ratings(application: QuothApplication, state_dir: Path) -> list[tuple[int, str]]:
    """Who gave which rating, read after the application has stopped."""
    await stop(application)
    state = State(state_dir)
    found = await state.people.ratings()
    await state.close()
    return found


async def test_rating_an_answer_as_good_shows_thanks_and_leaves_the_answer_unchanged(
    world: World, start: Start, anna: Person, tmp_path: Path
) -> None:
    application = await start()
    answer = await send_text(world, anna, "Who lit the lamp?")
    notice = await anna.taps(answer, "👍").answer()

    assert (notice.text, notice.show_alert) == ("Thank you!", False)
    assert world.current(answer) == answer
    assert await stored_ratings(application, tmp_path / "state") == [(anna.id, "good")]


@pytest.mark.parametrize("question", ["Who lit the lamp?", "Are there penguins in Antarctica?"])
async def test_rating_an_answer_as_bad_asks_for_a_reason_and_then_restores_the_answer(
    world: World, start: Start, anna: Person, tmp_path: Path, question: str
) -> None:
    application = await start()
    answer = await send_text(world, anna, question)

    assert (await anna.taps(answer, "👎").answer()).text == "What’s wrong with it?"

    asked = await world.next_edit(anna.chat)
    assert asked.text == answer.text
    assert asked.labels == tuple(texts_in("en").feedback.reason(reason) for reason in REASONS)
    assert (await anna.taps(asked, asked.labels[1]).answer()).text == "Thank you!"

    again = await world.next_edit(anna.chat)
    assert (again.text, again.labels) == (answer.text, answer.labels)
    assert await stored_ratings(application, tmp_path / "state") == [(anna.id, REASONS[1])]


async def test_each_person_has_one_rating_per_answer_and_can_change_it(
    world: World, start: Start, anna: Person, tmp_path: Path, boris: Person, group: Chat
) -> None:
    application = await start()
    anna.says("/ask Who lit the lamp?", group)
    answer = await world.next_message(group)
    await anna.taps(answer, "👍").answer()
    await boris.taps(answer, "👎").answer()
    await boris.taps(await world.next_edit(group), "Something is missing").answer()

    assert sorted(await stored_ratings(application, tmp_path / "state")) == [
        (anna.id, "good"),
        (boris.id, "incomplete"),
    ]


async def test_an_answer_from_an_earlier_version_can_still_be_rated(
    world: World, start: Start, source: Path, olga: Person, tmp_path: Path
) -> None:
    application = await start(source, admins=(olga.id,))
    answer = await send_text(world, olga, "Who lit the lamp?")
    (source / "lamp.txt").write_text(LAMP.replace("Edda", "Hedda"), encoding="utf-8")
    await send_text(world, olga, "/reload")

    assert (await olga.taps(answer, "👎").answer()).text == "What’s wrong with it?"
    assert await stored_ratings(application, tmp_path / "state") == [(olga.id, "bad")]


def test_each_reason_for_a_bad_rating_has_a_text_in_every_language() -> None:
    assert set(REASONS) < set(VERDICTS)

    for code in NAMES:
        words = [texts_in(code).feedback.reason(reason) for reason in REASONS]

        assert len(set(words)) == len(REASONS)
