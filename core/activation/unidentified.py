"""People of a practice who might be somebody known: support says who they are."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.activation.identifying import identify
from core.actor import Actor
from core.errors import Invalid, NotFound
from core.groups.people import members_of
from core.identity import people
from core.keys import Keys
from core.portal import Portal
from core.requests.cases import case, not_ones_own


@dataclass(frozen=True, slots=True)
class Unclear:
    """Somebody whose address or identifier contradicts what is known."""

    member: UUID
    name: str
    email: str
    npi: str


async def unclear_in(group: UUID) -> tuple[Unclear, ...]:
    """List everybody of a group of whom support has to say who they are; one statement."""
    found = [each for each in await members_of(group) if each.person_state == "unclear"]
    return tuple(Unclear(each.id, each.name, each.email, each.details.npi) for each in found)


async def say_who(portal: Portal, keys: Keys, number: str, member: UUID, login: str, *, by: Actor) -> None:
    """Say that it is who has this login name, or, with none, somebody new; Invalid at the field `login`."""
    request = await case(number)
    await not_ones_own(request, by)
    if member not in {each.member for each in await unclear_in(request.group)}:
        raise NotFound
    person = None
    if login.strip():
        person = await people.called(login)
        if person is None:
            raise Invalid({"login": f"Nobody has this {portal.site.terms.login}"})
    await identify(portal, keys, member, person, by=by)
