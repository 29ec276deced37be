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
from core.forms import at_site, draw, field
from core.groups.rights import sent_by_oneself
from core.office.carrying_over import begin_merge, merge_waits_for
from core.office.change_requests import UNDER_WAY, Apply, decide_change
from core.office.editing import apply_to_member
from core.office.moving import Move, draw_move
from core.office.new_domain import apply_addresses
from core.office.practice_answers import WhatFollows, what_follows
from core.office.practice_data import apply_to_practice, change_practice, draw_practice
from core.office.queries.changes import AskedChange, change_asked, planned_changes, waiting_changes
from core.office.queries.domains import DomainStanding, addresses_standing
from core.office.undoing_domain import undo_domain
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
    "merge": begin_merge,
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


class StopAddresses(BaseModel):
    """Why nobody gets a new address any more."""

    reason: str = field(
        "Reason", kind="textarea", max_length=500, missing="Say why", hint="The {practice} reads it."
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
    """One change, which may be one's `own`; `follows` is what comes of it, while it is not made.

    `addresses` is how far a change of every address is, which can be stopped while somebody is asked.
    `merging` is what a merge still waits for that was approved: whose application, and why.
    """

    template: ClassVar[str] = "support/change.html"
    asked: AskedChange
    follows: WhatFollows | None
    decides: bool
    own: bool
    addresses: DomainStanding | None = None
    stops: bool = False
    merging: Sequence[tuple[str, str]] = ()


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
    return render(visit.request, await _change_page(visit, change))


@post(ONE, guards=[DECIDES, fresh_code])
async def send_change(visit: NamedDependency[Visit], change: FromPath[UUID]) -> Response[Any]:
    """Approve the change, which makes it, or decline it."""
    page = await _change_page(visit, change)

    async def act(given: DecideChange) -> Response[Any]:
        await decide_change(
            visit.portal, change, given.decision == "approve", given.reason, by=visit.actor, apply=APPLY
        )
        return see_other(CHANGES)

    return await taken(visit.request, _asked_here(visit), lambda form: replace(page, form=form), act)


@post(f"{ONE}/stop", guards=[DECIDES])
async def stop_addresses(visit: NamedDependency[Visit], change: FromPath[UUID]) -> Response[Any]:
    """Have everybody who did not confirm a new address keep the one they have."""
    page = await _change_page(visit, change)

    async def act(given: StopAddresses) -> Response[Any]:
        await undo_domain(visit.portal, change, by=visit.actor, reason=given.reason)
        return see_other(f"{CHANGES}/{change}")

    return await taken(visit.request, _stop_here(visit), lambda form: replace(page, form=form), act)


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


async def _change_page(visit: Visit, change: UUID) -> ChangePage:
    asked = await change_asked(change)
    await looks_at("group", asked.group, by=visit.actor)
    waits, may = asked.state in UNDER_WAY, visit.who.roles.has("analyst", "site-administrator")
    shows = waits and asked.kind == "practice"
    follows = await what_follows(visit.portal, asked.group, asked.wanted) if shows else None
    sent = asked.state == "approved" and asked.kind == "addresses"
    addresses = await addresses_standing(asked) if sent else None
    merges = asked.kind == "merge" and asked.state == "planned"
    merging = await merge_waits_for(visit.portal, asked) if merges else ()
    form = without_optional(draw(_stop_here(visit) if addresses else _asked_here(visit), {}), "reason")
    own = sent_by_oneself(visit.who.account_id, [asked.asked_by])
    decides = may and waits
    page = ChangePage(form, asked=asked, follows=follows, decides=decides, own=own, addresses=addresses)
    return replace(page, stops=may, merging=merging)


def _stop_here(visit: Visit) -> type[StopAddresses]:
    site = visit.portal.site
    return at_site(site.asking, StopAddresses)


def _asked_here(visit: Visit) -> type[DecideChange]:
    """The question in the words of the site."""
    site = visit.portal.site
    return at_site(site.asking, DecideChange)


handlers = [
    show_changes, show_change, send_change, stop_addresses, show_data, send_data, show_staff_move,
    send_staff_move,
]  # fmt: skip
