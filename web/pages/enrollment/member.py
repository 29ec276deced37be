"""One person: a page of its own, and the same form above the list."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from core.enrollment import grid as rules
from core.enrollment.by_number import ask_register, filled
from core.enrollment.details import Values as Typed
from core.enrollment.drafts import Draft
from core.enrollment.members import (
    Kept,
    SavedPerson,
    draw_person,
    entered,
    new_member,
    person_of,
    redraw_person,
    save_person,
)
from core.enrollment.sections import version_sent
from core.enrollment.storing import StaleDraft
from web.forms import Values, one, submitted
from web.pages.enrollment import members
from web.pages.enrollment.by_number import LOOK_UP, USE, number_of, on_form
from web.pages.enrollment.conflicts import differences
from web.pages.enrollment.grid import caption
from web.pages.enrollment.person import MemberPage, answer, in_dialog, member_page, whole
from web.pages.enrollment.sayings import Message
from web.pages.enrollment.shared import CHECK, address, opened_list
from web.pages.enrollment.typing import TYPING, kept
from web.rendering import wants_fragment
from web.security.guards import drafting
from web.visit import Visit

NEW = "/enrollment/{enrollment_id:uuid}/members/new"
Then = FromQuery[str | None]
ONE = "/enrollment/{enrollment_id:uuid}/members/{person:uuid}"


@get(NEW, guards=[drafting])
async def add(visit: NamedDependency[Visit], enrollment_id: FromPath[UUID]) -> Response[Any]:
    """Show the empty form of a new member."""
    draft = await opened_list(visit, enrollment_id)
    return answer(visit, _empty(visit, draft))


@get(ONE, guards=[drafting])
async def edit(
    visit: NamedDependency[Visit], enrollment_id: FromPath[UUID], person: FromPath[UUID], then: Then = None
) -> Response[Any]:
    """Show the form of somebody who is listed."""
    draft = await opened_list(visit, enrollment_id)
    drawn = draw_person(visit.portal, draft, person_of(draft, person))
    return answer(visit, member_page(visit, draft, person, drawn, then))


@post(NEW, guards=[drafting], status_code=200)
async def save_new(visit: NamedDependency[Visit], enrollment_id: FromPath[UUID]) -> Response[Any]:
    """Add a member."""
    return await _save(visit, await opened_list(visit, enrollment_id), None)


@post(ONE, guards=[drafting], status_code=200)
async def save(
    visit: NamedDependency[Visit], enrollment_id: FromPath[UUID], person: FromPath[UUID], then: Then = None
) -> Response[Any]:
    """Change somebody who is listed."""
    return await _save(visit, await opened_list(visit, enrollment_id), person, then)


async def _save(visit: Visit, draft: Draft, key: UUID | None, then: str | None = None) -> Response[Any]:
    values, portal = await submitted(visit.request), visit.portal
    action, entry = one(values, "action"), one(values, "entry")
    if action in {"redraw", LOOK_UP, USE}:
        return await _redrawn(visit, draft, key, values, then)
    if action == TYPING:
        return await kept(visit, lambda: _keep(visit, draft, key, values))
    try:
        kept_as: Kept = "later" if action == "later" else "complete"
        saved = await save_person(portal, draft.id, key, values, by=visit.actor, kept=kept_as)
    except StaleDraft as stale:
        return _conflict(visit, draft, key, values, stale.version)
    if not saved.stored or saved.page.left_out:
        key = saved.page.person.id if saved.stored else key
        return answer(visit, member_page(visit, saved.draft, key, saved.page, then, entry=entry), 422)
    if then == CHECK:
        return Redirect(address(saved.draft, CHECK), status_code=303)
    return _saved(visit, saved, again=action == "again")


async def _redrawn(
    visit: Visit, draft: Draft, key: UUID | None, values: Values, then: str | None
) -> Response[Any]:
    """Draw what was typed so far, and what the register says of the number when it is asked."""
    action, found = one(values, "action"), None
    typed: Typed = values
    if action in {LOOK_UP, USE}:
        found = await ask_register(visit.portal.site, values, by=visit.actor)
        typed = filled(values, found) if found and action == USE else values
    drawn = redraw_person(visit.portal, draft, entered(draft, key, values), typed)
    # What came of a form in another window is found when this one is saved.
    drawn = replace(drawn, person=replace(drawn.person, version=max(version_sent(values), 0)))
    page = member_page(visit, draft, key, drawn, then, entry=one(values, "entry"))
    beside = on_form(
        visit.portal.site, found, number_of(visit.portal.site, drawn.person) if action == "redraw" else ""
    )
    return answer(visit, replace(page, of_number=beside))


async def _keep(visit: Visit, draft: Draft, key: UUID | None, values: Values) -> int:
    saved = await save_person(visit.portal, draft.id, key, values, by=visit.actor, kept="typing")
    return saved.page.person.version


def _empty(visit: Visit, draft: Draft) -> MemberPage:
    """The form of somebody new, which stores one person however often it is sent."""
    entry = uuid4().hex
    drawn = draw_person(visit.portal, draft, new_member(draft, entry))
    return member_page(visit, draft, None, drawn, entry=entry)


def _saved(visit: Visit, saved: SavedPerson, *, again: bool) -> Response[Any]:
    message, portal, draft = _told(visit, saved), visit.portal, saved.draft
    if not again:
        return back_to_list(visit, draft, message, f"edit-{saved.page.person.id}")
    if not in_dialog(visit):
        return Redirect(f"{address(draft, 'members')}/new", status_code=303)
    behind = rules.grid(portal, draft)
    return answer(
        visit, replace(_empty(visit, draft), message=message, caption=caption(portal, draft), grid=behind)
    )


def _told(visit: Visit, saved: SavedPerson) -> Message:
    told = f"{saved.page.person.name or 'The person'} was saved."
    for dropped in saved.dropped:
        known = visit.portal.applications.get(dropped.slug)
        told += (
            f" {known.name if known else dropped.slug} was taken off for {dropped.person}: {dropped.words}"
        )
    return Message(told)


def back_to_list(visit: Visit, draft: Draft, message: Message, focus: str) -> Response[Any]:
    """Show the list again; above it the dialog closes, and the focus goes to where it came from."""
    if not wants_fragment(visit.request):
        return Redirect(address(draft, "members"), status_code=303)
    close = {"HX-Trigger-After-Settle": json.dumps({"close-dialog": focus})}
    return members.answer(visit, draft, message, headers={**members.WHOLE, **close})


def _conflict(visit: Visit, draft: Draft, key: UUID | None, values: Values, version: int) -> Response[Any]:
    person = entered(draft, key, values)
    typed = redraw_person(visit.portal, draft, person, values)
    found = differences(whole(draw_person(visit.portal, draft, person)), whole(typed))
    page = member_page(visit, draft, key, typed, entry=one(values, "entry"))
    return answer(visit, replace(page, conflict=found, version=version), 422)


handlers = [add, edit, save_new, save]
