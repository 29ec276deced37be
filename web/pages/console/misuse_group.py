"""All access of a practice is canceled, or given back, by two people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from pydantic import BaseModel

from core.errors import Invalid, NotFound
from core.forms import Choice, Form, draw, field, read
from core.misuse import cancelling
from core.misuse.queries.cancelling import GroupCancelling, group_cancelling, require_about
from core.moves import NotNow
from web.contexts import FormContext
from web.forms import see_other, submitted
from web.pages.console.misuse import LOOKS
from web.rendering import render
from web.security.fresh import fresh_code
from web.visit import Visit

PATH = "/support/practices/{practice:uuid}/cancel"
HOW = {
    "suspend": Choice("suspend", "Suspend all access", "It can be given back later, by two people."),
    "close": Choice("close", "End all access for good", "The {practice} is closed, and that stays so."),
    "reinstate": Choice("reinstate", "Give all access back", "The applications set it up again."),
}
PROPOSALS = {
    "suspend": "Suspend all access",
    "close": "End all access for good",
    "reinstate": "Give all access back",
}
STATES = {
    "proposed": ("Lapsed", "grey"),
    "confirmed": ("Confirmed", "green"),
    "withdrawn": ("Withdrawn", "grey"),
    "lapsed": ("Lapsed", "grey"),
}


class Propose(BaseModel):
    """What is to be done with all access of a practice, and why."""

    how: Literal["suspend", "close", "reinstate"] = field(
        "What do you propose?", kind="radios", choices="how", missing="Choose what you propose"
    )
    reason: str = field(
        "Reason",
        kind="textarea",
        max_length=500,
        missing="Say why",
        hint="People in the {practice} can read it.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCancellingPage(FormContext):
    """Whom it reaches, what waits for a second person, and how far the applications are."""

    template: ClassVar[str] = "support/misuse_group.html"
    view: GroupCancelling
    own: bool
    hours: int
    path: str
    possible: bool
    proposals: Mapping[str, str]
    states: Mapping[str, tuple[str, str]]
    confirmed: int


@get(PATH, guards=[LOOKS])
async def show_cancelling(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Show whom it reaches before anything is proposed, and everything afterwards."""
    return await _page(visit, practice)


@post(PATH, guards=[LOOKS, fresh_code])
async def send_proposal(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Propose it to a second person."""
    view = await group_cancelling(practice, visit.actor)
    reading = read(Propose, await submitted(visit.request), choices=_choices(visit, view))
    if reading.answers is None:
        return await _page(visit, practice, reading.form, 422)
    given = reading.answers
    try:
        await cancelling.propose_for_group(visit.portal, practice, given.how, given.reason, by=visit.actor)
    except Invalid as wrong:
        return await _page(visit, practice, reading.refused(wrong.errors), 422)
    except NotNow as problem:
        return await _page(visit, practice, reading.refused({"": str(problem)}), 422)
    return see_other(f"/support/practices/{practice}/cancel")


@post(f"{PATH}/{{proposal:uuid}}/{{act:str}}", guards=[LOOKS, fresh_code])
async def decide_proposal(
    visit: NamedDependency[Visit], practice: FromPath[UUID], proposal: FromPath[UUID], act: FromPath[str]
) -> Response[Any]:
    """Confirm what somebody else proposed about this practice, or withdraw it."""
    await require_about(proposal, practice)
    if act == "confirm":
        await cancelling.confirm(visit.portal, proposal, by=visit.actor)
    elif act == "withdraw":
        await cancelling.withdraw(proposal, by=visit.actor)
    else:
        raise NotFound
    return see_other(f"/support/practices/{practice}/cancel")


async def _page(visit: Visit, group: UUID, form: Form | None = None, status: int = 200) -> Response[Any]:
    view = await group_cancelling(group, visit.actor)
    choices = _choices(visit, view)
    page = GroupCancellingPage(
        form or draw(Propose, choices=choices),
        view=view,
        own=view.waiting is not None and view.waiting.held_by == visit.who.account_id,
        hours=visit.portal.site.second_person_hours,
        path=f"/support/practices/{group}/cancel",
        possible=bool(choices["how"]),
        proposals=PROPOSALS,
        states=STATES,
        confirmed=sum(1 for each in view.removals if each.confirmed_at),
    )
    return render(visit.request, page, status=status)


def _choices(visit: Visit, view: GroupCancelling) -> dict[str, Sequence[Choice]]:
    names = {"active": ("suspend", "close"), "suspended": ("reinstate", "close")}.get(view.group.state, ())
    said = visit.portal.site.terms.said
    return {"how": [Choice(*map(said, HOW[name])) for name in names]}


handlers = [show_cancelling, send_proposal, decide_proposal]
