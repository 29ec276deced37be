"""Why somebody may or may not have an application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.access.why_not import Step, first_broken, why_not
from core.enrollment.facts import group_facts, person_facts
from core.enrollment.members import person_of
from core.errors import NotFound
from web.chain import Why, reasons
from web.contexts import PageContext
from web.pages.enrollment.shared import address, opened_list
from web.rendering import render
from web.security.guards import drafting
from web.visit import Visit


@dataclass(frozen=True, slots=True)
class WhyPage(PageContext):
    """Every condition in its order, as a page or above the list."""

    template: ClassVar[str] = "enrollment/why.html"
    heading: str
    back: str
    why: Why


@get("/enrollment/{enrollment_id:uuid}/why/{person:uuid}/{slug:str}", guards=[drafting])
async def show(
    visit: NamedDependency[Visit], enrollment_id: FromPath[UUID], person: FromPath[UUID], slug: FromPath[str]
) -> Response[Any]:
    """Show the whole chain for one person and one application of a draft."""
    draft, portal = await opened_list(visit, enrollment_id), visit.portal
    found = person_of(draft, person)
    if slug not in portal.applications:
        raise NotFound
    chain = why_not(portal, slug, person_facts(portal.site, found), group_facts(portal.site, draft))
    fixes = {"person": address(draft, "members", person), "practice": address(draft, "practice")}
    words = heading(chain, portal.applications[slug].name, found.name)
    page = WhyPage(words, address(draft, "members"), reasons(portal, chain, "administrator", fixes))
    return render(visit.request, page, fragment="dialog")


def heading(chain: tuple[Step, ...], application: str, person: str) -> str:
    """Say what the page answers."""
    whom = person or "this person"
    return f"Why not {application} for {whom}?" if first_broken(chain) else f"{application} for {whom}"


handlers = [show]
