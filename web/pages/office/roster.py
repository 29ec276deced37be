"""A staff list of today: who is new, who changed and who is gone, and one button that settles it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from pydantic import BaseModel

from core.errors import Invalid, Stale
from core.forms import Choice, Form, draw, field, read
from core.office.queries.people import own_office
from core.office.roster import (
    Roster,
    Settled,
    Settling,
    forget_roster,
    read_roster,
    roster,
    settle_roster,
)
from web.contexts import FormContext, PageContext
from web.forms import one, see_other, submitted, without_optional
from web.rendering import render
from web.security.guards import signed_in
from web.uploads import Upload, refused_upload, uploaded
from web.visit import Visit

PATH = "/office/{group:uuid}/roster"


class Settle(BaseModel):
    """Whose access ends, and how many these are where they are many."""

    gone: tuple[str, ...] = field("Who left", kind="checkboxes", choices="gone", optional=True)
    others: tuple[str, ...] = field("Who changed", kind="checkboxes", choices="others", optional=True)
    number: str = field("How many people left?", inputmode="numeric", width="5", max_length=5, optional=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterUploadPage(FormContext):
    """Where the list of today is handed in."""

    template: ClassVar[str] = "office/roster_upload.html"
    path: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterPage(FormContext):
    """A list held against the practice."""

    template: ClassVar[str] = "office/roster.html"
    path: str
    name: str
    roster: Roster


@dataclass(frozen=True, slots=True)
class RosterDonePage(PageContext):
    """What of a list could not be changed, by name with the reason, and where it goes on."""

    template: ClassVar[str] = "office/roster_done.html"
    unchanged: Sequence[tuple[str, str]]
    onward: str


@get(PATH, guards=[signed_in])
async def show_roster(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Show where to hand the list in, or what is different in the one that waits."""
    found = await roster(visit.portal, group, by=visit.actor)
    if found is None:
        return await _upload(visit, group, draw(Upload))
    ticked = {
        "gone": [] if found.many else _sure(found),
        "others": [str(each.member) for each in found.others],
    }
    return await _compared(visit, group, found, draw(Settle, ticked, choices=_lists(found)))


@post(PATH, guards=[signed_in])
async def send_roster(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Read the list; nothing changes yet."""
    await own_office(visit.portal, group, visit.who.account_id)
    values = await submitted(visit.request)
    try:
        await read_roster(visit.portal, group, *await uploaded(values), by=visit.actor)
    except Invalid as refused:
        return await _upload(visit, group, refused_upload(values, refused), status=422)
    return see_other(f"/office/{group}/roster")


@post(f"{PATH}/{{key:uuid}}", guards=[signed_in], status_code=200)
async def settle(visit: NamedDependency[Visit], group: FromPath[UUID], key: FromPath[UUID]) -> Response[Any]:
    """End the access of who left and go on with who is new, or drop the list."""
    values = await submitted(visit.request)
    if one(values, "action") == "forget":
        await forget_roster(visit.portal, group, by=visit.actor)
        return see_other(f"/office/{group}/roster")
    found = await roster(visit.portal, group, by=visit.actor)
    if found is None or found.key != key:
        raise Stale("Another list was read in since. Nothing was changed.")
    reading = read(Settle, values, choices=_lists(found), ignore=frozenset({"csrf", "action"}))
    if reading.answers is None:
        return await _compared(visit, group, found, reading.form, 422)
    given = reading.answers
    decided = Settling(
        [UUID(each) for each in given.gone], given.number, [UUID(each) for each in given.others]
    )
    try:
        done = await settle_roster(visit.portal, group, key, decided, by=visit.actor)
    except Invalid as wrong:
        return await _compared(visit, group, found, reading.refused(wrong.errors), 422)
    if done.unchanged:
        return render(visit.request, RosterDonePage(done.unchanged, _next(group, found, done)))
    return see_other(_next(group, found, done))


def _next(group: UUID, found: Roster, done: Settled) -> str:
    """Where it goes on: to the request of who is new, or to the practice."""
    new = done.imported.taken or done.imported.set_aside
    return f"/enrollment/{found.draft}/members" if new else f"/office/{group}"


def _lists(found: Roster) -> dict[str, list[Choice]]:
    """Who can be checked."""
    return {
        "gone": [Choice(str(each), str(each)) for each in found.ending],
        "others": [Choice(str(each.member), each.name) for each in found.others],
    }


def _sure(found: Roster) -> list[str]:
    """Who is checked at first: everybody who is gone, but for whom the list has in a row that is not sure."""
    return [str(each.member.id) for each in found.gone if not each.kept and not each.said]


async def _upload(visit: Visit, group: UUID, form: Form, status: int = 200) -> Response[Any]:
    office = await own_office(visit.portal, group, visit.who.account_id)
    page = RosterUploadPage(without_optional(form, "pasted"), path=f"/office/{group}", name=office.group.name)
    return render(visit.request, page, status=status)


async def _compared(visit: Visit, group: UUID, found: Roster, form: Form, status: int = 200) -> Response[Any]:
    office = await own_office(visit.portal, group, visit.who.account_id)
    page = RosterPage(form, path=f"/office/{group}", name=office.group.name, roster=found)
    return render(visit.request, page, status=status)


handlers = [show_roster, send_roster, settle]
