"""Sponsors to change, and objections to decide about: the work of support."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.office.queries.objections import OpenObjection, open_objections
from core.office.queries.sponsors import OpenSponsor, open_sponsors
from web.contexts import PageContext
from web.ending_questions import Asked
from web.handing_over import asking
from web.objecting import decision_question
from web.pages.console.forms import StaffQuestion
from web.rendering import render
from web.security.guards import staff
from web.visit import Visit

PATH = "/support/sponsors"
ONE = "/support/objections/{objection:uuid}/{what:str}"
SEES, DECIDES = (
    staff("analyst", "credentialing", "site-administrator"),
    staff("analyst", "site-administrator"),
)


@dataclass(frozen=True, slots=True)
class SponsorsPage(PageContext):
    """Objections that nobody decided about, and practices whose sponsor changes or has to."""

    template: ClassVar[str] = "support/sponsors.html"
    objections: Sequence[OpenObjection]
    sponsors: Sequence[OpenSponsor]
    decides: bool


@get(PATH, guards=[SEES])
async def show_sponsors(visit: NamedDependency[Visit]) -> Response[Any]:
    """Show what waits for support."""
    decides = visit.who.roles.has("analyst", "site-administrator")
    return render(visit.request, SponsorsPage(await open_objections(), await open_sponsors(), decides))


@get(ONE, guards=[DECIDES])
async def show_decision(
    visit: NamedDependency[Visit], objection: FromPath[UUID], what: FromPath[str]
) -> Response[Any]:
    """Say what a decision does, and ask what support found out."""
    asked = decision_question(visit.portal, objection, what, visit.actor)
    return await asking(visit, asked, _page, objection, PATH)


@post(ONE, guards=[DECIDES])
async def send_objection_decision(
    visit: NamedDependency[Visit], objection: FromPath[UUID], what: FromPath[str]
) -> Response[Any]:
    """Decide about an objection."""
    asked = decision_question(visit.portal, objection, what, visit.actor)
    return await asking(visit, asked, _page, objection, PATH)


def _page(asked: Asked, _: UUID) -> StaffQuestion:
    return StaffQuestion(asked.heading, asked.effect, asked.button, PATH, warn=asked.warn, lines=asked.lines)


handlers = [show_sponsors, show_decision, send_objection_decision]
