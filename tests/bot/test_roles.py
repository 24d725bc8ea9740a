import pytest

from bot.roles import Role, Roles
from bot.state import State

OWNER, ADMIN, VIEWER, NOBODY = 1, 2, 3, 4


@pytest.fixture
async def roles(state: State) -> Roles:
    roles = Roles([OWNER], state)
    assert await roles.change(ADMIN, "", "admin", OWNER)
    assert await roles.change(VIEWER, "", "viewer", OWNER)
    return roles


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.OWNER, {Role.OWNER, Role.ADMIN, Role.VIEWER}),
        (Role.ADMIN, {Role.ADMIN, Role.VIEWER}),
        (Role.VIEWER, {Role.VIEWER}),
    ],
)
def test_each_role_includes_the_rights_of_the_lower_ones(role: Role, may: set[Role]) -> None:
    assert {need for need in Role if role.may(need)} == may


@pytest.mark.parametrize(
    ("user", "role"),
    [(OWNER, Role.OWNER), (ADMIN, Role.ADMIN), (VIEWER, Role.VIEWER), (NOBODY, None), (None, None)],
)
async def test_a_role_is_determined_by_the_numeric_id(
    roles: Roles, user: int | None, role: Role | None
) -> None:
    assert await roles.of(user) == role


async def test_everybody_with_a_role_is_listed(roles: Roles) -> None:
    assert await roles.holders() == {OWNER: Role.OWNER, ADMIN: Role.ADMIN, VIEWER: Role.VIEWER}


async def test_roles_in_the_settings_override_granted_ones(roles: Roles) -> None:
    await roles.change(OWNER, "", "viewer", OWNER)

    assert await roles.of(OWNER) is Role.OWNER
    assert await roles.holders() == {OWNER: Role.OWNER, ADMIN: Role.ADMIN, VIEWER: Role.VIEWER}
    assert [grant.user for grant in await roles.granted()] == [ADMIN, VIEWER]
