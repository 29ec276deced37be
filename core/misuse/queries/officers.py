"""Who of the staff looks into misuse."""

from __future__ import annotations

from uuid import UUID

from core.errors import NotFound
from core.groups.rights import concerned
from core.identity.roles import Role
from core.identity.staff import StaffMember, everybody

LOOK_INTO: tuple[Role, ...] = ("privacy-officer", "site-administrator")


async def officers_for(group: UUID) -> tuple[StaffMember, ...]:
    """List the privacy officers of no part in a group; site administrators where there is none."""
    found = [each for each in await all_officers() if not await concerned(each.account, [group])]
    privacy = tuple(each for each in found if each.roles.has("privacy-officer"))
    return privacy or tuple(found)


async def all_officers() -> tuple[StaffMember, ...]:
    """List everybody who may see cases, by name; one statement."""
    return tuple(each for each in await everybody() if each.roles.has(*LOOK_INTO) and not each.disabled)


async def officer(account: UUID, group: UUID) -> StaffMember:
    """Find one of those who may look into a case of a group; NotFound."""
    for each in await all_officers():
        if each.account == account and not await concerned(account, [group]):
            return each
    raise NotFound("Nobody of this name looks into misuse.")
