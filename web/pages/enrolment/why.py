"""Why somebody may or may not have an application (X1)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.access.why_not import Step, first_broken, why_not
from core.errors import NotFound
from core.groups.facts import group_facts, person_facts
from core.groups.members import person_of
from web.chain import links
from web.pages.enrolment.shared import address, opened, page
from web.security.guards import signed_in
from web.visit import Visit


@get("/enrolment/{enrolment_id:uuid}/why/{person:uuid}/{slug:str}", guards=[signed_in])
async def show(
    visit: NamedDependency[Visit], enrolment_id: FromPath[UUID], person: FromPath[UUID], slug: FromPath[str]
) -> Response[Any]:
    """The whole chain for one person and one application of a draft."""
    draft, desk = await opened(visit, enrolment_id), visit.desk
    found = person_of(draft, person)
    if slug not in desk.applications:
        raise NotFound
    chain = why_not(desk, slug, person_facts(desk.site, found), group_facts(desk.site, draft))
    fixes = {"person": address(draft, "members", person), "practice": address(draft, "practice")}
    context: dict[str, Any] = {"heading": heading(chain, desk.applications[slug].name, found.name)}
    context |= {"links": links(desk, chain, fixes), "back": address(draft, "members")}
    return page(visit, "enrolment/why.html", draft, "members", fragment="dialog", **context)


def heading(chain: tuple[Step, ...], application: str, person: str) -> str:
    """What the page answers."""
    whom = person or "this person"
    return f"Why not {application} for {whom}?" if first_broken(chain) else f"{application} for {whom}"


handlers = [show]
