"""My practice: everybody in it with what they have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core.applications import Closure
from core.database import at_once
from core.office.queries.followers import change_under_way
from core.office.queries.people import own_office, own_offices
from core.portal import Portal
from core.requests.plugin_pages import group_pages
from core.reviews.queries.reviews import reviews_to_answer
from core.reviews.records import ReviewFacts
from web.contexts import PageContext
from web.forms import see_other
from web.handing_over import transfer_in_words
from web.matrix import Matrix
from web.matrix_files import matrix_file
from web.matrix_of_office import matrix_of_office
from web.parts import ToDo
from web.rendering import render
from web.security.fresh import fresh_code
from web.security.guards import signed_in
from web.visit import Visit


@dataclass(frozen=True, slots=True)
class OfficesPage(PageContext):
    """The practices that somebody manages."""

    template: ClassVar[str] = "office/list.html"
    offices: Sequence[tuple[UUID, str]]


@dataclass(frozen=True, slots=True)
class OfficePage(PageContext):
    """One practice with everybody in it."""

    template: ClassVar[str] = "office/office.html"
    name: str
    several: bool
    suspended: bool
    people: Matrix
    path: str
    transfer: str
    pages: Sequence[tuple[str, str]]
    todos: Sequence[ToDo]
    closed: Sequence[Closure]


@get("/office", guards=[signed_in])
async def show_offices(visit: NamedDependency[Visit]) -> Response[Any]:
    """Go to the practice that somebody manages, or list them."""
    offices = await own_offices(visit.who.account_id)
    if len(offices) == 1:
        return see_other(f"/office/{offices[0][0]}")
    return render(visit.request, OfficesPage(offices))


@get("/office/{group:uuid}", guards=[signed_in])
async def show_office(
    visit: NamedDependency[Visit], group: FromPath[UUID], show: FromQuery[str] = ""
) -> Response[Any]:
    """Show everybody of a practice with every application."""
    found = await own_office(visit.portal, group, visit.who.account_id)
    offices, under_way, reviews = await at_once(
        own_offices(visit.who.account_id), change_under_way(group), reviews_to_answer(group)
    )
    suspended = found.group.state == "suspended"
    people = matrix_of_office(visit.portal, found, show)
    transfer = transfer_in_words(under_way) if under_way else ""
    access = [(each.slug, each.state) for person in found.people for each in person.access]
    pages = group_pages(visit.portal, "administrator", group=group, access=access)
    page = OfficePage(
        name=found.group.name,
        several=len(offices) > 1,
        suspended=suspended,
        people=people,
        path=f"/office/{group}",
        transfer=transfer,
        pages=pages,
        todos=[_todo(visit.portal, each) for each in reviews],
        closed=visit.portal.applications.closures(),
    )
    return render(visit.request, page)


def _todo(portal: Portal, review: ReviewFacts) -> ToDo:
    when = f"Due {portal.site.dates.day(review.due_on)}"
    action = "Begin the review" if review.listed_at is None else "Go on with the review"
    return ToDo(
        "Review some access" if review.cause else "Review who has access",
        when,
        f"/office/reviews/{review.id}",
        action,
    )


@get("/office/{group:uuid}/access/{kind:str}", guards=[signed_in, fresh_code])
async def download_office(
    visit: NamedDependency[Visit], group: FromPath[UUID], kind: FromPath[str], show: FromQuery[str] = ""
) -> Response[bytes]:
    """Send the people and applications of one's own practice as they are shown."""
    found = await own_office(visit.portal, group, visit.who.account_id)
    return await matrix_file(visit, matrix_of_office(visit.portal, found, show), kind, "practice-access")


handlers = [show_offices, show_office, download_office]
