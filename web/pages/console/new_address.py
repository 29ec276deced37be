"""Another email address of somebody in a practice, asked by support in the place of its administrator."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.console.visits import looks_at
from core.errors import NotFound
from core.office.queries.people import OfficePerson, person_for_staff
from web.asking import answered, ask
from web.forms import see_other
from web.new_address import act_on_address, address_question
from web.pages.console.leavers import question_about
from web.security.fresh import fresh_code
from web.security.guards import staff
from web.visit import Visit

ADDRESS = "/support/members/{member:uuid}/address"
ACTS = staff("analyst", "site-administrator")


@get(ADDRESS, guards=[ACTS])
async def show_staff_address(visit: NamedDependency[Visit], member: FromPath[UUID]) -> Response[Any]:
    """Ask for the new address and the reason, and say what goes with it."""
    asked = await address_question(visit, await _person(visit, member))
    await looks_at("member", member, by=visit.actor)
    return ask(visit, question_about(asked, member), asked.model)


@post(ADDRESS, guards=[ACTS, fresh_code])
async def send_staff_address(visit: NamedDependency[Visit], member: FromPath[UUID]) -> Response[Any]:
    """Send the link to it."""
    asked = await address_question(visit, await _person(visit, member))
    return await answered(visit, question_about(asked, member), asked.model, asked.act)


@post(f"{ADDRESS}/{{act:str}}", guards=[ACTS])
async def send_staff_address_act(
    visit: NamedDependency[Visit], member: FromPath[UUID], act: FromPath[Literal["again", "take-back"]]
) -> Response[Any]:
    """Send the link once more, or have the address stay as it is."""
    await act_on_address(visit, (await _person(visit, member)).member, act)
    return see_other(f"/support/people/{member}")


async def _person(visit: Visit, member: UUID) -> OfficePerson:
    _, person = await person_for_staff(visit.portal, member)
    if person.member.state == "left":
        raise NotFound
    return person


handlers = [show_staff_address, send_staff_address, send_staff_address_act]
