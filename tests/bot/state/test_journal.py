from pathlib import Path

from bot.state import State


async def test_the_latest_actions_are_listed_newest_first_and_survive_a_restart(tmp_path: Path) -> None:
    first = State(tmp_path)
    for number in range(4):
        await first.journal.note(7, "upload", f"v{number}", f"file {number}", about=number)
    await first.close()
    second = State(tmp_path)
    entries = await second.journal.latest(2)
    await second.close()

    assert [(entry.user, entry.what, entry.version, entry.detail, entry.about) for entry in entries] == [
        (7, "upload", "v3", "file 3", 3),
        (7, "upload", "v2", "file 2", 2),
    ]
    assert entries[0].at >= entries[1].at


async def test_actions_do_not_expire(tmp_path: Path) -> None:
    state = State(tmp_path)
    await state.journal.note(7, "reload")
    await state.prune(answers_before=1e12, updates_before=1e12, replies_before=0.0)

    assert len(await state.journal.latest(5)) == 1

    await state.close()
