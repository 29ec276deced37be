"""The page of one practice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core.audit.holds import Hold
from core.console.plugin_pages import reads_as
from core.console.queries.practices import PracticeView, practice_view
from core.console.visits import looks_at
from core.forms import phone_in_words
from core.office.queries.authority import Vouching, answering_in
from core.requests.plugin_pages import group_pages
from web.contexts import PageContext
from web.matrix import Matrix
from web.matrix_of_practice import matrix_of_practice
from web.pages.console.holds import holds_seen
from web.pages.console.words import AGREEMENT, GROUPS
from web.parts import COLORS
from web.rendering import render
from web.security.guards import staff_with_cases
from web.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticePage(PageContext):
    """Everything about one practice."""

    template: ClassVar[str] = "support/practice.html"
    view: PracticeView
    people: Matrix
    vouchings: Sequence[Vouching]
    phone: str
    fax: str
    everything: bool
    edited: bool
    changes: bool
    asks: bool
    reports: bool
    held: Sequence[Hold]
    pages: Sequence[tuple[str, str]]
    colours: Mapping[str, str]
    groups: Mapping[str, str]
    agreements: Mapping[str, tuple[str, str]]


@get("/support/practices/{practice:uuid}", guards=[staff_with_cases()])
async def show_practice(
    visit: NamedDependency[Visit], practice: FromPath[UUID], show: FromQuery[str] = ""
) -> Response[Any]:
    """Show a practice with everybody in it."""
    everything = visit.request.query_params.get("all") == "yes"
    view = await practice_view(visit.portal, practice, everything=everything)
    await looks_at("group", view.id, by=visit.actor)
    page = PracticePage(
        view=view,
        people=matrix_of_practice(visit.portal, view, visit.who.roles, show, everything=everything),
        vouchings=await answering_in(visit.portal, view.id),
        phone=phone_in_words(view.details.phone) if view.details.phone else "",
        fax=phone_in_words(view.details.fax) if view.details.fax else "",
        everything=everything,
        edited=visit.request.query_params.get("edited") == "saved",
        held=await holds_seen(visit, view.id),
        reports=visit.who.roles.has("analyst", "privacy-officer", "site-administrator"),
        changes=visit.who.roles.has("analyst", "site-administrator"),
        asks=view.state == "active" and visit.who.roles.has("analyst"),
        pages=_pages(visit, view),
        colours=COLORS,
        groups=GROUPS,
        agreements=AGREEMENT,
    )
    return render(visit.request, page)


def _pages(visit: Visit, view: PracticeView) -> Sequence[tuple[str, str]]:
    access = [(each.slug, each.state) for person in view.people for each in person.access]
    return group_pages(visit.portal, reads_as(visit.who.roles), group=view.id, access=access)


handlers = [show_practice]
