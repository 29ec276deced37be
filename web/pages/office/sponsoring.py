"""Everybody that a sponsor answers for, and every practice that names somebody: objecting and leaving."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.errors import NotFound
from core.groups.records import GroupFacts
from core.office.queries.objections import ObjectionFacts, objections_to
from core.office.queries.people import Office, OfficePerson, own_places, sponsored_offices
from core.portal import Portal
from core.requests.plugin_pages import Links, group_pages
from core.reviews.queries.reviews import waiting_for_sponsor
from core.reviews.records import ReviewView
from web.contexts import PageContext
from web.ending_questions import Asked
from web.handing_over import asking
from web.matrix import Matrix
from web.matrix_of_office import standing
from web.matrix_of_sponsor import matrix_of_sponsor
from web.needs import to_dos
from web.objecting import leave_question, object_question, take_back_question
from web.pages.office.handing_over import AdministratorQuestion
from web.parts import COLORS, ToDo
from web.rendering import render
from web.security.guards import signed_in
from web.visit import Visit

SPONSOR, PLACES = "/sponsor", "/my-practices"


# What somebody needs to do as the sponsor of a practice.
AS_SPONSOR = frozenset({"sign", "second-look", "sponsored-page"})


@dataclass(frozen=True, slots=True)
class SponsoredPage(PageContext):
    """Every practice that somebody answers for, with everybody in it, and what they sign and answer."""

    template: ClassVar[str] = "office/sponsored.html"
    todos: Sequence[ToDo]
    signatures: int
    offices: Sequence[tuple[GroupFacts, Matrix, Links]]


@dataclass(frozen=True, slots=True)
class PlacesPage(PageContext):
    """Every practice that names somebody, with their part and what they have there."""

    template: ClassVar[str] = "office/places.html"
    places: Sequence[tuple[GroupFacts, OfficePerson, str]]
    objections: Mapping[UUID, ObjectionFacts]
    mine: Collection[UUID]
    colours: Mapping[str, str]


@get(SPONSOR, guards=[signed_in])
async def show_sponsored(visit: NamedDependency[Visit]) -> Response[Any]:
    """Show everybody that somebody answers for."""
    if not visit.portal.site.enrollment.sponsor:
        raise NotFound
    account = visit.who.account_id
    offices = await sponsored_offices(visit.portal, account)
    found = await objections_to([each.member.id for office in offices for each in office.people])
    needs = [each for each in (await visit.standing()).needs if each.kind in AS_SPONSOR]
    shown = [
        (each.group, matrix_of_sponsor(visit.portal, each, found, account), _pages(visit.portal, each))
        for each in offices
    ]
    reviews = await waiting_for_sponsor(visit.portal, account)
    others = [_review(visit.portal, each) for each in reviews if each.review.state != "second"]
    signatures = sum(each.kind == "sign" for each in needs)
    return render(
        visit.request, SponsoredPage([*to_dos(visit.portal, tuple(needs)), *others], signatures, shown)
    )


def _pages(portal: Portal, office: Office) -> Links:
    access = [(each.slug, each.state) for person in office.people for each in person.access]
    return group_pages(portal, "sponsor", group=office.group.id, access=access)


def _review(portal: Portal, view: ReviewView) -> ToDo:
    words = f"Answer questions in the access review of {view.group.name}"
    due = f"Due {portal.site.dates.day(view.review.due_on)}"
    return ToDo(words, due, f"/office/reviews/{view.review.id}", "Answer these questions")


@get(f"{SPONSOR}/people/{{member:uuid}}/object", guards=[signed_in])
async def show_objecting(visit: NamedDependency[Visit], member: FromPath[UUID]) -> Response[Any]:
    """Say what an objection does, and ask why."""
    return await _object(visit, member, SPONSOR)


@post(f"{SPONSOR}/people/{{member:uuid}}/object", guards=[signed_in])
async def send_objecting(visit: NamedDependency[Visit], member: FromPath[UUID]) -> Response[Any]:
    """Object to a person."""
    return await _object(visit, member, SPONSOR)


@get("/objections/{objection:uuid}/take-back", guards=[signed_in])
async def show_taking_back(visit: NamedDependency[Visit], objection: FromPath[UUID]) -> Response[Any]:
    """Say what comes back, and ask."""
    return await _take_back(visit, objection)


@post("/objections/{objection:uuid}/take-back", guards=[signed_in])
async def send_taking_back(visit: NamedDependency[Visit], objection: FromPath[UUID]) -> Response[Any]:
    """Take one's own objection back."""
    return await _take_back(visit, objection)


@get(PLACES, guards=[signed_in])
async def show_places(visit: NamedDependency[Visit]) -> Response[Any]:
    """Show every practice that names somebody."""
    places = await own_places(visit.portal, visit.who.account_id)
    found = await objections_to([person.member.id for _, person in places])
    shown = [(group, person, standing(visit.portal, person)) for group, person in places]
    mine = {key for key, each in found.items() if each.account == visit.who.account_id}
    return render(visit.request, PlacesPage(shown, found, mine, COLORS))


@get(f"{PLACES}/{{member:uuid}}/object", guards=[signed_in])
async def show_not_there(visit: NamedDependency[Visit], member: FromPath[UUID]) -> Response[Any]:
    """Say what happens when somebody does not work there, and ask why."""
    return await _object(visit, member, PLACES)


@post(f"{PLACES}/{{member:uuid}}/object", guards=[signed_in])
async def send_not_there(visit: NamedDependency[Visit], member: FromPath[UUID]) -> Response[Any]:
    """Say that one does not work there."""
    return await _object(visit, member, PLACES)


@get(f"{PLACES}/{{member:uuid}}/leave", guards=[signed_in])
async def show_leaving(visit: NamedDependency[Visit], member: FromPath[UUID]) -> Response[Any]:
    """Say what ends, and ask why."""
    asked = leave_question(visit.portal, member, visit.actor)
    return await asking(visit, asked, _page(PLACES), member, PLACES)


@post(f"{PLACES}/{{member:uuid}}/leave", guards=[signed_in])
async def send_leaving(visit: NamedDependency[Visit], member: FromPath[UUID]) -> Response[Any]:
    """Leave one practice."""
    asked = leave_question(visit.portal, member, visit.actor)
    return await asking(visit, asked, _page(PLACES), member, PLACES)


async def _object(visit: Visit, member: UUID, back: str) -> Response[Any]:
    asked = object_question(visit.portal, member, visit.actor)
    return await asking(visit, asked, _page(back), member, back)


async def _take_back(visit: Visit, objection: UUID) -> Response[Any]:
    asked, back = await take_back_question(visit.portal, objection, visit.actor)

    async def known() -> Asked:
        return asked

    return await asking(visit, known(), _page(back), objection, back)


def _page(back: str) -> Any:
    def page(asked: Asked, _: UUID) -> AdministratorQuestion:
        return AdministratorQuestion(
            asked.heading, asked.effect, asked.button, back, warn=asked.warn, lines=asked.lines
        )

    return page


handlers = [
    show_sponsored, show_objecting, send_objecting, show_taking_back, send_taking_back, show_places,
    show_not_there, send_not_there, show_leaving, send_leaving,
]  # fmt: skip
