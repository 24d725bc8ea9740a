from bot.state import State


async def test_a_role_is_stored_with_the_person_who_granted_it(state: State) -> None:
    assert await state.grants.of(7) is None
    assert await state.grants.change(7, "", "admin", 1)

    grant = await state.grants.of(7)
    assert grant is not None
    assert (grant.user, grant.role, grant.by) == (7, "admin", 1)
    assert await state.grants.all() == [grant]


async def test_a_role_that_has_changed_in_the_meantime_is_left_unchanged(state: State) -> None:
    await state.grants.change(7, "", "viewer", 1)

    assert not await state.grants.change(7, "", "admin", 2)
    assert not await state.grants.change(7, "admin", "", 2)

    (grant,) = await state.grants.all()
    assert (grant.role, grant.by) == ("viewer", 1)


async def test_a_revoked_role_is_gone(state: State) -> None:
    await state.grants.change(7, "", "admin", 1)

    assert await state.grants.change(7, "admin", "", 1)
    assert await state.grants.of(7) is None
    assert not await state.grants.change(7, "admin", "", 1)


async def test_role_changes_and_only_those_are_recorded_in_the_journal(state: State) -> None:
    await state.grants.change(7, "", "viewer", 1)
    await state.grants.change(7, "viewer", "admin", 2)
    await state.grants.change(7, "viewer", "", 2)
    await state.grants.change(7, "admin", "", 1)

    entries = [(entry.user, entry.what, entry.detail, entry.about) for entry in await state.journal.latest(9)]

    assert entries == [(1, "revoke", "admin", 7), (2, "grant", "admin", 7), (1, "grant", "viewer", 7)]
