"""Somebody of a practice reports misuse in writing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core.groups.people import load_group, members_of
from core.groups.rights import administers
from core.misuse.reporting import require_may_report
from web.contexts import FormContext, PageContext
from web.misuse_report import Asking, ManagerReport, MemberReport, ReportShown, drawn, shown, taken
from web.rendering import render
from web.security.guards import signed_in
from web.visit import Visit

PATH = "/office/{group:uuid}/misuse"


@dataclass(frozen=True, slots=True)
class OfficeMisusePage(FormContext):
    """The written report of somebody of a practice; `back` leads to where they came from."""

    template: ClassVar[str] = "office/misuse.html"
    shown: ReportShown
    back: str


@dataclass(frozen=True, slots=True)
class ReportSentPage(PageContext):
    """The report is stored."""

    template: ClassVar[str] = "office/misuse_sent.html"
    shown: ReportShown
    back: str


@get(PATH, guards=[signed_in])
async def show_report(
    visit: NamedDependency[Visit], group: FromPath[UUID], about: FromQuery[str] = ""
) -> Response[Any]:
    """Ask what happened; the number of the help desk comes first."""
    asking = await _asking(visit, group, about)
    return render(visit.request, await _page(visit, asking, drawn(visit, asking)))


@post(PATH, guards=[signed_in])
async def send_report(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Store the report, and suspend the person at once where that is wished."""
    asking = await _asking(visit, group)
    page = await _page(visit, asking, drawn(visit, asking))
    return await taken(
        visit,
        asking,
        lambda form: OfficeMisusePage(form, page.shown, page.back),
        f"/office/{group}/misuse/sent",
    )


@get(f"{PATH}/sent", guards=[signed_in])
async def show_sent(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Say what happens now."""
    asking = await _asking(visit, group)
    page = await _page(visit, asking, drawn(visit, asking))
    return render(visit.request, ReportSentPage(page.shown, page.back))


async def _asking(visit: Visit, group: UUID, about: str = "") -> Asking:
    """What is asked of this person: who does not administer the practice learns of nobody in it."""
    await require_may_report(group, visit.actor)
    if not await administers(visit.who.account_id, group):
        return Asking(MemberReport, group)
    people = [each for each in await members_of(group) if each.state != "left"]
    known = about if about in {str(each.id) for each in people} else ""
    return Asking(ManagerReport, group, people, known)


async def _page(visit: Visit, asking: Asking, form: Any) -> OfficeMisusePage:
    manages = asking.model is ManagerReport
    back = (
        f"/office/people/{asking.about}"
        if asking.about
        else (f"/office/{asking.group}" if manages else "/my-applications")
    )
    return OfficeMisusePage(form, shown(visit.portal, (await load_group(asking.group)).name), back)


handlers = [show_report, send_report, show_sent]
