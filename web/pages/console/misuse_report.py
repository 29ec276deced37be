"""Support writes down for a caller what they report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core.groups.people import load_group, members_of
from core.misuse.reporting import require_may_report
from web.contexts import FormContext
from web.misuse_report import Asking, CallersReport, ReportShown, drawn, shown, taken
from web.rendering import render
from web.security.guards import staff
from web.visit import Visit

PATH = "/support/practices/{practice:uuid}/misuse"
WRITES = staff("analyst", "privacy-officer", "site-administrator")


@dataclass(frozen=True, slots=True)
class CallersReportPage(FormContext):
    """The report of somebody who calls."""

    template: ClassVar[str] = "support/misuse_report.html"
    shown: ReportShown
    back: str


@get(PATH, guards=[WRITES])
async def show_callers_report(
    visit: NamedDependency[Visit], practice: FromPath[UUID], about: FromQuery[str] = ""
) -> Response[Any]:
    """Ask what the caller says."""
    asking = await _asking(visit, practice, about)
    return render(visit.request, await _page(visit, asking, drawn(visit, asking)))


@post(PATH, guards=[WRITES])
async def send_callers_report(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Store it, and suspend the person at once where that is wished."""
    asking = await _asking(visit, practice)
    page = await _page(visit, asking, drawn(visit, asking))
    looks = visit.who.roles.has("privacy-officer", "site-administrator")
    then = "/support/misuse" if looks else page.back
    return await taken(visit, asking, lambda form: CallersReportPage(form, page.shown, page.back), then)


async def _asking(visit: Visit, group: UUID, about: str = "") -> Asking:
    await load_group(group)
    await require_may_report(group, visit.actor)
    people = [each for each in await members_of(group) if each.state != "left"]
    known = about if about in {str(each.id) for each in people} else ""
    return Asking(CallersReport, group, people, known)


async def _page(visit: Visit, asking: Asking, form: Any) -> CallersReportPage:
    back = f"/support/people/{asking.about}" if asking.about else f"/support/practices/{asking.group}"
    return CallersReportPage(form, shown(visit.portal, (await load_group(asking.group)).name), back)


handlers = [show_callers_report, send_callers_report]
