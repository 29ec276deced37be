"""The page of one request as staff see it, drawn the same for everybody who changes something on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from litestar import Response

from core.access.queries import RequestPlace, place_of
from core.access.states import REFUSED
from core.activation.unidentified import WhoIsWho, who_is_who
from core.audit import note
from core.audit.following import newest_number
from core.console.notes import Noted
from core.console.presence import Other, others, stays
from core.console.queries.away import Absence
from core.console.queries.waits import Wait
from core.console.queries.work import WorkLine, work_of_request
from core.database import at_once
from core.forms import Form, draw
from core.identity.roles import Role
from core.requests.queries.views import RequestView
from core.requests.same_practice import LookAlike, against_alike, alike
from web.contexts import FormContext
from web.matrix import Matrix
from web.pages.console import words
from web.pages.console.case_parts import (
    Agreement,
    Compared,
    Credentials,
    Messages,
    Side,
    Wrong,
    agreement_of,
    beside,
    compared,
    credentials_of,
    messages_of,
    side_of,
    view_of,
)
from web.pages.console.case_people import people_of_case
from web.pages.console.forms import NewNote
from web.pages.console.walking import Walk, among_cases, came_from
from web.rendering import render
from web.visit import Visit

HANDLES: tuple[Role, ...] = ("analyst", "credentialing", "provisioning")
OVER = frozenset({"done", *REFUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage(FormContext):
    """Everything about a request; `form` is the one that came back with errors, if any did.

    `newest` is the last event it knows of.
    """

    template: ClassVar[str] = "support/case.html"
    view: RequestView
    walk: Walk
    wait: Wait | None
    newest: int
    people: Matrix
    others: Sequence[Other]
    who_is_who: WhoIsWho
    alike: Sequence[Compared]
    against_alike: str
    credentials: Credentials
    lines: Form | None
    agreement: Agreement | None
    messages: Messages
    work: Sequence[WorkLine]
    work_colours: Mapping[str, str]
    side: Side
    may_decide: bool
    may_act: bool
    may_wait: bool


async def draw_case(
    visit: Visit, number: str, wrong: Wrong | None = None, before: int | None = None, show: str = ""
) -> Response[Any]:
    """Draw everything about a request: people and lines, credentials, agreement, messages, notes, history.

    That somebody of the staff saw it stands in the trail.
    """
    place = await place_of(number)
    await stays(place.id, by=visit.actor)  # before the others are told that somebody came
    await note("request.viewed", by=visit.actor, subject=("request", place.id))
    walk = await among_cases(visit, number, came_from(visit))
    read = await _read(visit, place, wrong, before)
    view, wait, lines = read.view
    page = CasePage(
        wrong.form if wrong else draw(NewNote),
        view=view,
        walk=walk,
        wait=wait,
        newest=read.newest,
        people=people_of_case(visit, view, show),
        others=read.others,
        who_is_who=read.who_is_who,
        alike=[compared(each, visit.portal.site.terms, wrong) for each in read.alike],
        against_alike=against_alike(read.alike),
        credentials=read.credentials,
        lines=lines,
        agreement=read.agreement,
        messages=read.messages,
        work=read.work,
        work_colours=words.WORK,
        side=side_of(view, read.beside, wrong),
        may_decide=not view.own and visit.who.roles.has("credentialing", "analyst"),
        may_act=visit.who.roles.has("analyst"),
        may_wait=not view.own and view.line.state not in OVER and visit.who.roles.has(*HANDLES),
    )
    return render(visit.request, page, status=422 if wrong and wrong.form.wrong else 200)


class _Read(NamedTuple):
    """What is read for the page."""

    newest: int
    view: tuple[RequestView, Wait | None, Form | None]
    others: Sequence[Other]
    who_is_who: WhoIsWho
    alike: Sequence[LookAlike]
    credentials: Credentials
    agreement: Agreement | None
    messages: Messages
    work: Sequence[WorkLine]
    beside: tuple[Form, Absence | None, Sequence[Noted]]


async def _read(visit: Visit, place: RequestPlace, wrong: Wrong | None, before: int | None) -> _Read:
    """Read everything; the newest event with the first of it: whatever changes from here on is told."""
    found = await at_once(
        newest_number(),
        view_of(visit, place.number, wrong),
        others(place.id, visit.who.account_id),
        who_is_who(place.group),
        alike(place.group),
        credentials_of(visit, place, wrong),
        agreement_of(place),
        messages_of(place, wrong, before),
        work_of_request(place.id),
        beside(place, wrong),
    )
    return _Read(*found)
