"""A reload of one library while all are asked: every answer is whole, and the new text answers afterwards."""

from pathlib import Path

from bot.policy import Policy
from tests.bot.conftest import Start
from tests.bot.people import send_text
from tests.support.bot_api.driver.people import Person
from tests.support.bot_api.driver.world import World

ROUNDS = 8
"""Questions while the reload is at work, and after it."""


async def test_all_libraries_answer_while_one_is_reloaded(
    world: World, start: Start, libraries: dict[str, Path], anna: Person, olga: Person
) -> None:
    await start(libraries, admins=(olga.id,), policy=Policy(messages_per_second=0))
    await send_text(world, olga, "/use orchard")
    orchard = libraries["orchard"] / "orchardfile.txt"
    old = "Gardener Nils Holm prunes the apple trees in March."
    new = "Gardener Ida Lund prunes the apple trees in April."
    orchard.write_text(orchard.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    olga.says("/reload")
    pruning, building = [], []
    for _ in range(ROUNDS):
        pruning.append((await send_text(world, anna, "Who prunes the apple trees?")).text)
        building.append((await send_text(world, anna, "Who built the great wheel?")).text)
    await world.changes.until(lambda: _reports_a_change(world, olga), "the report of the reload", 60)
    after = await send_text(world, anna, "Who prunes the apple trees?")

    assert all((old in text) != (new in text) for text in pruning)
    assert all("Miller Carl Brandt built the great wheel in 1887." in text for text in building)
    assert new in after.text


def _reports_a_change(world: World, olga: Person) -> bool | None:
    said = [message.text for message in world.messages(olga.chat)]
    return any("changed" in text or "in use" in text for text in said) or None
