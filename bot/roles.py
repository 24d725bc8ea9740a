"""Who may do what: owners, admins and viewers, known by their numeric ids alone."""

from collections.abc import Collection, Sequence
from enum import StrEnum

from bot.state import State
from bot.state.roles import Grant


class Role(StrEnum):
    """What someone may do; each role includes the next.

    Owners grant and revoke, admins keep the corpus, viewers look at statistics.
    """

    OWNER = "owner"
    ADMIN = "admin"
    VIEWER = "viewer"

    def may(self, need: "Role") -> bool:
        """Whether somebody with this role may do what requires *need*.

        >>> Role.OWNER.may(Role.ADMIN), Role.VIEWER.may(Role.ADMIN)
        (True, False)
        """
        order = list(Role)
        return order.index(self) <= order.index(need)


def least(roles: Sequence[Role | None]) -> Role | None:
    """The role that may do the least; None if one of *roles* is None.

    >>> least([Role.ADMIN, Role.VIEWER]), least([Role.ADMIN, None])
    (<Role.VIEWER: 'viewer'>, None)
    """
    known = [role for role in roles if role is not None]
    return max(known, key=list(Role).index) if len(known) == len(roles) and known else None


GRANTABLE = (Role.ADMIN, Role.VIEWER)
"""Owners are named in the settings, so that nobody who takes over an account can make more of them."""


class Roles:
    """Who has which role: owners are in the settings, other roles are granted."""

    def __init__(self, owners: Collection[int], state: State, members: Sequence["Roles"] = ()) -> None:
        """*members* are the roles in each of several libraries: for all together the least one counts."""
        self.owners = frozenset(owners)
        self._grants = state.grants
        self._members = members

    async def of(self, user: int | None) -> Role | None:
        """The role of *user*; *user* is None for somebody who writes on behalf of a chat, who has none."""
        if user is None:
            return None
        if user in self.owners:
            return Role.OWNER
        if self._members:
            return least([await each.of(user) for each in self._members])
        granted = await self._grants.of(user)
        return None if granted is None else Role(granted.role)

    async def may(self, user: int | None, need: Role) -> bool:
        """Whether *user* may do what requires *need*."""
        role = await self.of(user)
        return role is not None and role.may(need)

    async def change(self, user: int, before: str, after: str, by: int, update: int = 0) -> bool:
        """Change a role from *before* to *after*, "" for none; return False if it is no longer *before*.

        It is True as well if that very *update* has changed it before.
        """
        return await self._grants.change(user, before, after, by, update)

    async def holders(self) -> dict[int, Role]:
        """Everybody who has a role."""
        granted = {grant.user: Role(grant.role) for grant in await self.granted()}
        return dict.fromkeys(sorted(self.owners), Role.OWNER) | granted

    async def granted(self) -> list[Grant]:
        """The granted roles that were not revoked, oldest first, without those of owners."""
        return [grant for grant in await self._grants.all() if grant.user not in self.owners]
