"""Changes that practices asked for, and what support changes about a practice itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from pydantic import BaseModel

from core.console.queries.looks import looked_at
from core.console.visits import looks_at
from core.forms import Form, at_site, draw, field
from core.groups.rights import sent_by_oneself
from core.office.change_requests import UNDER_WAY, Apply, decide_change
from core.office.editing import apply_to_member
from core.office.moving import Move, draw_move
from core.office.new_domain import apply_addresses
from core.office.practice_answers import WhatFollows, what_follows
from core.office.practice_data import apply_to_practice, change_practice, draw_practice
from core.office.queries.changes import AskedChange, change_asked, planned_changes, waiting_changes
from web.asking import taken
from web.contexts import FormContext, PageContext
from web.forms import see_other, submitted, without_optional
from web.moving import MovePage, taken_move
from web.rendering import render
from web.security.fresh import fresh_code
from web.security.guards import staff, staff_with_cases
from web.visit import Visit

CHANGES, ONE = "/support/changes", "/support/changes/{change:uuid}"
DATA = "/support/practices/{practice:uuid}/data"
MOVE = "/support/practices/{practice:uuid}/move"
DECIDES = staff("analyst", "site-administrator")
APPLY: Mapping[str, Apply] = {
    "practice": apply_to_practice,
    "person": apply_to_member,
    "addresses": apply_addresses,
}


class DecideChange(BaseModel):
    """Whether a change is made; each button carries its decision."""

    decision: Literal["approve", "decline"] = field(
        "Decision", kind="hidden", missing="Choose approve or decline"
    )
    reason: str = field(
        "Reason",
        kind="textarea",
        max_length=500,
        optional=True,
        hint="Needed if you decline. The {practice} reads it.",
    )


@dataclass(frozen=True, slots=True)
class ChangesPage(PageContext):
    """A page of the changes that wait for support; under the first, those that wait for their day."""

    template: ClassVar[str] = "support/changes.html"
    changes: Sequence[AskedChange]
    planned: Sequence[AskedChange]
    next_page: str
    first_page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePage(FormContext):
    """One change, which may be one's `own`; `follows` is what comes of it, while it is not made."""

    template: ClassVar[str] = "support/change.html"
    asked: AskedChange
    follows: WhatFollows | None
    decides: bool
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPracticeDataPage(FormContext):
    """What is known of a practice, as support changes it."""

    template: ClassVar[str] = "support/practice_data.html"
    name: str
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMovePage(MovePage):
    """What changes with a move of a practice, as support prepares it."""

    template: ClassVar[str] = "support/move.html"


@get(CHANGES, guards=[staff_with_cases()])
async def show_changes(visit: NamedDependency[Visit], after: FromQuery[str] = "") -> Response[Any]:
    """Show the changes that wait for support, the longest waiting first."""
    changes, following = await waiting_changes(after)
    await looked_at("changes", len(changes), by=visit.actor)
    planned = () if after else await planned_changes()
    page = ChangesPage(
        changes, planned, f"{CHANGES}?after={following}" if following else "", CHANGES if after else ""
    )
    return render(visit.request, page)


@get(ONE, guards=[staff_with_cases()])
async def show_change(visit: NamedDependency[Visit], change: FromPath[UUID]) -> Response[Any]:
    """Show one change and whose access would end with it."""
    return render(visit.request, await _change_page(visit, change, draw(_asked_here(visit), {})))


@post(ONE, guards=[DECIDES, fresh_code])
async def send_change(visit: NamedDependency[Visit], change: FromPath[UUID]) -> Response[Any]:
    """Approve the change, which makes it, or decline it."""
    model = _asked_here(visit)
    page = await _change_page(visit, change, draw(model, {}))

    async def act(given: DecideChange) -> Response[Any]:
        await decide_change(
            visit.portal, change, given.decision == "approve", given.reason, by=visit.actor, apply=APPLY
        )
        return see_other(CHANGES)

    return await taken(visit.request, model, lambda form: replace(page, form=form), act)


@get(MOVE, guards=[DECIDES])
async def show_staff_move(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Show what is known of the practice, to be changed with a move."""
    move = await draw_move(visit.portal, practice, by=visit.actor)
    await looks_at("group", practice, by=visit.actor)
    return render(visit.request, _move_page(move))


@post(MOVE, guards=[DECIDES], status_code=200)
async def send_staff_move(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Show what comes of the move, or prepare it to be decided."""
    return await taken_move(visit, practice, _move_page, lambda move: f"{CHANGES}/{move.key}")


def _move_page(move: Move) -> StaffMovePage:
    return StaffMovePage(move.form, move=move, path=f"/support/practices/{move.group.id}")


@get(DATA, guards=[DECIDES])
async def show_data(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Show what is known of the practice, to be changed."""
    drawn = await draw_practice(visit.portal, practice, by=visit.actor)
    await looks_at("group", practice, by=visit.actor)
    back = f"/support/practices/{practice}"
    return render(visit.request, StaffPracticeDataPage(drawn.form, name=drawn.group.name, back=back))


@post(DATA, guards=[DECIDES])
async def send_data(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Save what support changed, with its reason."""
    values = await submitted(visit.request)
    changed = await change_practice(visit.portal, practice, values, by=visit.actor)
    back = f"/support/practices/{practice}"
    if changed.form.wrong:
        page = StaffPracticeDataPage(changed.form, name=changed.group.name, back=back)
        return render(visit.request, page, status=422)
    return see_other(f"{back}?edited=saved")


async def _change_page(visit: Visit, change: UUID, form: Form) -> ChangePage:
    asked = await change_asked(change)
    await looks_at("group", asked.group, by=visit.actor)
    waits = asked.state in UNDER_WAY
    shows = waits and asked.kind == "practice"
    follows = await what_follows(visit.portal, asked.group, asked.wanted) if shows else None
    decides = waits and visit.who.roles.has("analyst", "site-administrator")
    form = without_optional(form, "reason")
    own = sent_by_oneself(visit.who.account_id, [asked.asked_by])
    return ChangePage(form, asked=asked, follows=follows, decides=decides, own=own)


def _asked_here(visit: Visit) -> type[DecideChange]:
    """The question in the words of the site."""
    site = visit.portal.site
    return at_site(site.dates, site.terms.said, DecideChange)


handlers = [show_changes, show_change, send_change, show_data, send_data, show_staff_move, send_staff_move]
