from bot.state import State
from tests.bot.conftest import OpenState


async def test_the_latest_actions_are_listed_newest_first_and_survive_a_restart(
    open_state: OpenState,
) -> None:
    first = open_state()
    for number in range(4):
        await first.journal.note(7, "upload", f"v{number}", f"file {number}", about=number)
    await first.close()
    second = open_state()
    entries = await second.journal.latest(2)
    await second.close()

    assert [(entry.user, entry.what, entry.version, entry.detail, entry.about) for entry in entries] == [
        (7, "upload", "v3", "file 3", 3),
        (7, "upload", "v2", "file 2", 2),
    ]
    assert entries[0].at >= entries[1].at


async def test_actions_do_not_expire(state: State) -> None:
    await state.journal.note(7, "reload")
    await state.prune(answers_before=1e12, updates_before=1e12, replies_before=0.0)

    assert len(await state.journal.latest(5)) == 1
