"""Saying who somebody is whose address or identifier contradicts what is known."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.activation.unidentified import Unclear, say_who, unclear_in
from core.errors import NotFound
from core.identity import Identity
from core.requests.queries.views import request_for_staff
from web.asking import answered, ask
from web.pages.console.forms import KnownAs, StaffQuestion
from web.security.guards import staff
from web.visit import Visit

PERSON = "/support/requests/{number:str}/people/{member:uuid}/who"


@get(PERSON, guards=[staff("analyst")])
async def show_who(
    visit: NamedDependency[Visit], number: FromPath[str], member: FromPath[UUID]
) -> Response[Any]:
    """Ask for the login name, if there is one."""
    return ask(visit, _question(visit, number, await _person(visit, number, member)), KnownAs)


@post(PERSON, guards=[staff("analyst")])
async def send_who(
    visit: NamedDependency[Visit],
    identity: NamedDependency[Identity],
    number: FromPath[str],
    member: FromPath[UUID],
) -> Response[Any]:
    """Say who it is."""
    person = await _person(visit, number, member)

    async def act(given: KnownAs) -> None:
        await say_who(visit.portal, identity.keys, number, member, given.login, by=visit.actor)

    return await answered(visit, _question(visit, number, person), KnownAs, act)


async def _person(visit: Visit, number: str, member: UUID) -> Unclear:
    view = await request_for_staff(visit.portal, number)
    found = next((each for each in await unclear_in(view.group) if each.member == member), None)
    if found is None:
        raise NotFound
    return found


def _question(visit: Visit, number: str, person: Unclear) -> StaffQuestion:
    facts = f"{person.email}, NPI {person.npi}" if person.npi else person.email
    login = visit.portal.site.terms.login
    effect = (
        f"{facts}: address or identifier belong to somebody known, but not both. "
        f"Enter the {login} of the person it is. Leave it empty when it is somebody new."
    )
    return StaffQuestion(f"Who is {person.name}?", effect, "That is who it is", f"/support/requests/{number}")


handlers = [show_who, send_who]
