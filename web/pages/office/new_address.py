"""Another email address of somebody in a practice, asked by whoever administers it."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.errors import NotFound
from core.office.queries.people import OfficePerson, own_person
from web.asking import answered, ask
from web.forms import see_other
from web.new_address import act_on_address, address_question
from web.pages.office.people import PERSON, question_about
from web.security.fresh import fresh_code
from web.security.guards import signed_in
from web.visit import Visit

ADDRESS = f"{PERSON}/address"


@get(ADDRESS, guards=[signed_in])
async def show_new_address(visit: NamedDependency[Visit], member: FromPath[UUID]) -> Response[Any]:
    """Ask for the new address, and say what goes with it."""
    asked = await address_question(visit, await _own(visit, member))
    return ask(visit, question_about(asked, member), asked.model)


@post(ADDRESS, guards=[signed_in, fresh_code])
async def send_new_address(visit: NamedDependency[Visit], member: FromPath[UUID]) -> Response[Any]:
    """Send the link to it."""
    asked = await address_question(visit, await _own(visit, member))
    return await answered(visit, question_about(asked, member), asked.model, asked.act)


@post(f"{ADDRESS}/{{act:str}}", guards=[signed_in])
async def send_address_act(
    visit: NamedDependency[Visit], member: FromPath[UUID], act: FromPath[Literal["again", "take-back"]]
) -> Response[Any]:
    """Send the link once more, or have the address stay as it is."""
    await act_on_address(visit, (await _own(visit, member)).member, act)
    return see_other(f"/office/people/{member}")


async def _own(visit: Visit, member: UUID) -> OfficePerson:
    _, person = await own_person(visit.portal, member, visit.who.account_id)
    if person.member.state == "left":
        raise NotFound
    return person


handlers = [show_new_address, send_new_address, send_address_act]
